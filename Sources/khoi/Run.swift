import ArgumentParser
import KhoiShell

extension Khoi {
  /// `khoi run`: the saved queries of a folder.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "khoi run",
      abstract: "Answers saved queries over a folder of data.",
      usage: """
        khoi run NAME [--param name=value …]
        khoi run --list
        khoi run --all --out DIR
        """)

    @OptionGroup var shared: SharedOptions

    @Flag(help: "List the saved queries with their parameters.")
    var list = false

    @Flag(help: "Answer every saved query.")
    var all = false

    @Option(
      help: ArgumentHelp("Write one CSV for each answer, ready for charts.", valueName: "dir"))
    var out: String?

    @Option(help: ArgumentHelp("Only this answer of a query with several.", valueName: "part"))
    var answer: String?

    @Option(help: ArgumentHelp("The folder of the saved queries.", valueName: "dir"))
    var queries = "queries"

    @Option(help: ArgumentHelp("The folder whose files are the tables.", valueName: "dir"))
    var data = "datasets"

    @Argument(
      help: ArgumentHelp("A saved query: its name, a part of it, or a path.", valueName: "NAME"))
    var name: String?

    func run() throws {
      var run = RunOptions()
      run.name = name
      run.lists = list
      run.runsAll = all
      run.exportFolder = out
      run.answer = answer
      run.queryFolder = queries
      run.dataFolder = data
      var options = shared.options
      // Answers to all questions are for reading, wherever they go.
      if all, options.modeName == nil { options.modeName = "box" }
      let status = MainActor.assumeIsolated { [run, options] in Launch.run(run, options) }
      throw ExitCode(status)
    }
  }
}
