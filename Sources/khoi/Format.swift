import ArgumentParser
import KhoiShell
import KhoiText

extension Khoi {
  /// `khoi fmt`: the one layout of queries.
  struct Format: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "khoi fmt",
      abstract: "Brings queries into the one layout.",
      usage: """
        khoi fmt [FILE…]            print them; standard input without files
        khoi fmt --write FILE…      change the files
        khoi fmt --check FILE…      name the files that would change
        """,
      discussion: """
        Words of the language in capitals, one step or clause a line, lists broken only where a \
        line would be longer than 100 columns. Names, texts, numbers and comments stay as they \
        are. A folder stands for the .sql files in it. Exit status: 0, 1 if a file would change \
        (--check) or cannot be read as statements, 2 for wrong usage.
        """)

    @Flag(name: .shortAndLong, help: "Change the files instead of printing them.")
    var write = false

    @Flag(name: .shortAndLong, help: "Name the files that would change, with exit status 1.")
    var check = false

    @Option(help: "Colour: auto, always, never.")
    var color = ColorChoice.auto

    @Argument(help: ArgumentHelp("Files of statements, or folders.", valueName: "FILE"))
    var paths: [String] = []

    func validate() throws {
      if write, check { throw ValidationError("--write and --check exclude each other.") }
      if write, paths.isEmpty { throw ValidationError("--write needs files.") }
    }

    func run() throws {
      var options = LayoutOptions()
      options.paths = paths
      options.checks = check
      options.writes = write
      options.color = color
      let status = MainActor.assumeIsolated { [options] in Launch.format(options) }
      throw ExitCode(status)
    }
  }
}
