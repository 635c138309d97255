import ArgumentParser
import KhoiShell
import KhoiText

/// The options that the shell and `khoi run` share.
struct SharedOptions: ParsableArguments {
  @Option(
    name: .customShort("o"), help: ArgumentHelp("Write answers to a file.", valueName: "file"))
  var output: String?

  @Option(
    name: .shortAndLong, help: "Output mode: \(OutputMode.all.map(\.name).joined(separator: " ")).")
  var mode: String?

  @Option(
    name: [.customShort("P"), .customLong("param")],
    help: ArgumentHelp("The value of $NAME; repeatable.", valueName: "name=value"))
  var parameters: [String] = []

  @Flag(name: .shortAndLong, help: "Say nothing but answers and errors.")
  var quiet = false

  @Option(help: "Colour: auto, always, never.")
  var color = ColorChoice.auto

  @Flag(help: "Tell the time of each statement.")
  var timer = false

  @Option(help: "How many threads a statement may use.")
  var threads: Int?

  @Option(help: ArgumentHelp("Cancel statements that run longer.", valueName: "seconds"))
  var timeout: Double?

  var options: LaunchOptions {
    var options = LaunchOptions()
    options.outputPath = output
    options.modeName = mode
    options.parameters = parameters
    options.isQuiet = quiet
    options.color = color
    options.hasTimer = timer
    options.threads = threads
    options.timeout = timeout
    return options
  }
}
