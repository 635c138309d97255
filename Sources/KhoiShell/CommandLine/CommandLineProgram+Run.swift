import KhoiText

extension CommandLineProgram {
  /// `khoi run`: the saved queries of a folder.
  static let run = CommandLineProgram(
    name: "khoi run",
    abstract: "Answers saved queries over a folder of data.",
    usage: [
      "khoi run NAME [--param name=value …]",
      "khoi run --list",
      "khoi run --all --out DIR",
    ],
    discussion: "",
    options: choices + CommandLineOption.session,
    operand: "NAME",
    operandHelp: "A saved query: its name, a part of it, or a path.",
    take: { request, word throws(Diagnostic) in
      if let name = request.run.name { throw .needlessWord(word, behind: name) }
      request.run.name = word
    },
    start: { request in
      var options = request.launch
      // Answers to all questions are for reading, wherever they go.
      if request.run.runsAll, options.modeName == nil { options.modeName = "box" }
      return Launch.run(request.run, options)
    })

  private static let choices: [CommandLineOption] = [
    .toggle("--list", help: "List the saved queries with their parameters.") {
      $0.run.lists = true
    },
    .toggle("--all", help: "Answer every saved query.") { $0.run.runsAll = true },
    .valued("--out", value: "DIR", "Write one CSV for each answer, ready for charts.") {
      $0.run.exportFolder = $1
    },
    .valued("--answer", value: "PART", "Only this answer of a query with several.") {
      $0.run.answer = $1
    },
    .valued("--queries", value: "DIR", "The folder of the saved queries (queries).") {
      $0.run.queryFolder = $1
    },
    .valued("--data", value: "DIR", "The folder whose files are the tables (datasets).") {
      $0.run.dataFolder = $1
    },
  ]
}
