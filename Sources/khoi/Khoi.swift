import ArgumentParser
import KhoiShell
import KhoiText

/// The command line: `khoi [options] [FILE…]`, `khoi run …` and `khoi fmt …`.
@main
struct Khoi: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "khoi",
    abstract: "Asks CSV and JSON files questions in pipe SQL.",
    usage: """
      khoi [options] [FILE…]      each file is a table named after it, or NAME=FILE
      khoi -c 'FROM t |> …' FILE  answer and leave
      khoi run NAME               answer a saved query (khoi run --help)
      khoi fmt FILE…              queries in their one layout (khoi fmt --help)
      """,
    discussion: """
      Into a file or a pipe khoi writes CSV: all rows, no colour. Exit status: 0, 1 for an error \
      in a statement or its data, 2 for wrong usage, 124 after a time-out, 130 after Ctrl-C.
      """,
    version: "khoi \(KhoiVersion.text)")

  @OptionGroup var shared: SharedOptions

  @Option(
    name: .customShort("c"),
    help: ArgumentHelp("Run statements and commands; repeatable.", valueName: "text"))
  var texts: [String] = []

  @Option(
    name: .customShort("f"),
    help: ArgumentHelp("Run a file, - for standard input; repeatable.", valueName: "file"))
  var scripts: [String] = []

  @Flag(name: .customShort("i"), help: "Stay at the prompt after -c and -f.")
  var interactive = false

  @Flag(name: .customLong("continue"), help: "Go on after an error in a script.")
  var continues = false

  @Flag(help: "Show the statements of scripts.")
  var echo = false

  @Flag(name: .customLong("no-init"), help: "Do not run ~/.khoirc.")
  var noInit = false

  @Flag(help: "Speak JSON lines with a program (docs/stdio.md).")
  var stdio = false

  @Option(
    name: .customLong("read"),
    help: ArgumentHelp(
      "How the files are written, as in read_csv: \"delim ';', header false\".",
      valueName: "options"))
  var readOptions = ""

  @Argument(help: ArgumentHelp("CSV or JSON files.", valueName: "FILE"))
  var files: [String] = []

  /// The first word decides which command reads the others.
  static func main() {
    var words = Array(CommandLine.arguments.dropFirst())
    switch words.first {
    case "run":
      words.removeFirst()
      Run.start(words)
    case "fmt":
      words.removeFirst()
      Format.start(words)
    default: Khoi.start(words)
    }
  }

  func run() throws {
    let status = MainActor.assumeIsolated {
      stdio ? Launch.stdio(files) : Launch.shell(options)
    }
    throw ExitCode(status)
  }

  private var options: LaunchOptions {
    var options = shared.options
    // A file of statements is run, every other file is a table.
    options.files = files.filter { !$0.hasSuffix(".sql") }
    options.scripts =
      orderedScripts + files.filter { $0.hasSuffix(".sql") }.map { .file($0) }
    options.readOptions = readOptions
    options.staysInteractive = interactive
    options.continuesAfterErrors = continues
    options.echoes = echo
    options.skipsStartFile = noInit
    return options
  }

  /// The texts of `-c` and the files of `-f` in the order in which they were given.
  private var orderedScripts: [LaunchOptions.Script] {
    var texts = texts[...]
    var files = scripts[...]
    var ordered: [LaunchOptions.Script] = []
    for argument in CommandLine.arguments.dropFirst() {
      if argument.hasPrefix("-c"), let text = texts.popFirst() { ordered.append(.text(text)) }
      if argument.hasPrefix("-f"), let file = files.popFirst() { ordered.append(.file(file)) }
    }
    return ordered + texts.map { .text($0) } + files.map { .file($0) }
  }
}

extension ColorChoice: ExpressibleByArgument {}

extension ParsableCommand {
  /// Runs the command and ends the process; wrong usage has exit status 2.
  static func start(_ words: [String]) -> Never {
    do {
      var command = try parse(words)
      try command.run()
      exit()
    } catch {
      if exitCode(for: error) == .validationFailure {
        var complaints = StandardError()
        print(fullMessage(for: error), to: &complaints)
        exit(withError: ExitCode(2))
      }
      exit(withError: error)
    }
  }
}

/// Standard error as a stream.
private struct StandardError: TextOutputStream {
  mutating func write(_ text: String) { Launch.complain(text) }
}
