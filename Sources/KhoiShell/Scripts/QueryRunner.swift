import KhoiChart
import KhoiEngine
import KhoiText

/// Answers saved queries on the screen, and writes each answer as a CSV for charts.
@MainActor struct QueryRunner {
  let shell: Shell
  let options: RunOptions

  private static let loadable = [
    ".csv", ".tsv", ".json", ".ndjson", ".jsonl", ".csv.gz", ".csv.zst", ".json.gz",
  ]

  /// Loads every file of a folder as a table named after it.
  ///
  /// What describes the data, `schema.json`, is no table.
  func loadFolder(_ folder: String) throws(Diagnostic) {
    let wasQuiet = shell.settings.isQuiet
    shell.settings.isQuiet = true
    defer { shell.settings.isQuiet = wasQuiet }
    for name in FileAccess.names(in: folder) where name != "schema.json" {
      if Self.loadable.contains(where: { name.lowercased().hasSuffix($0) }) {
        try shell.load(folder + "/" + name, name: nil)
      }
    }
  }

  /// Every query with its title and its answers.
  func runAll(_ queries: [SavedQuery], given: [String: String]) throws(Diagnostic) {
    var failures: [String] = []
    for (index, query) in queries.enumerated() {
      if index > 0 { try shell.write("\n") }
      try writeTitle(of: query)
      let known = given.filter { name, _ in query.parameters.contains { $0.name == name } }
      do throws(Diagnostic) {
        try answer(query, given: known, showsParts: true)
      } catch {
        if error.isClosedPipe { throw error }
        if !error.isReported { shell.report(error) }
        failures.append(query.name)
      }
      try shell.flushOutput()
    }
    if !failures.isEmpty {
      shell.say("failed: " + failures.joined(separator: ", "))
      if shell.status == ExitStatus.success { shell.status = ExitStatus.failure }
    }
  }

  /// One query; its title only where a person reads.
  func run(_ query: SavedQuery, given: [String: String]) throws(Diagnostic) {
    if shell.settings.mode.name == OutputMode.box.name { try writeTitle(of: query) }
    try answer(query, given: given, showsParts: options.answer == nil)
  }

  private func writeTitle(of query: SavedQuery) throws(Diagnostic) {
    try shell.write(shell.palette.paint("\(query.name)  \(query.title)", .strong) + "\n")
    if let question = query.question {
      try shell.write(shell.palette.paint(question, .muted) + "\n")
    }
  }

  private func answer(
    _ query: SavedQuery, given: [String: String], showsParts: Bool
  ) throws(Diagnostic) {
    let values = try query.values(given: given)
    var exported = Set<String>()
    var count = 0
    let isDone = shell.execute(query.text, sourceName: query.path, parameters: values) {
      (result) throws(Diagnostic) in
      guard result.hasRows else { return }
      let part = query.partName(at: result.range.lower)
      if let wanted = options.answer, wanted != part { return }
      count += 1
      let isBox = shell.settings.mode.name == OutputMode.box.name
      if count > 1, !isBox { try shell.write("\n") }
      if showsParts, isBox, !part.isEmpty {
        try shell.write(shell.palette.paint(part, .heading) + "\n")
      }
      try shell.show(result)
      try export(result, of: query, part: part, exported: &exported)
    }
    if !isDone { throw .reported() }
    if let wanted = options.answer, count == 0 { throw .unknownAnswer(wanted, query: query) }
  }

  /// Writes the last statement's rows of a part; a part of several statements gets numbered files.
  private func export(
    _ result: StatementResult, of query: SavedQuery, part: String, exported: inout Set<String>
  ) throws(Diagnostic) {
    guard let folder = options.exportFolder else { return }
    let isFirst = exported.isEmpty
    var name = isFirst || part.isEmpty ? query.name : "\(query.name).\(Self.fileName(part))"
    var number = 2
    while exported.contains(name) {
      name = "\(query.name).\(part.isEmpty ? "" : Self.fileName(part) + "-")\(number)"
      number += 1
    }
    exported.insert(name)
    try FileAccess.makeFolder(folder)
    let table = ChartReadyTable(schema: result.schema, chunks: result.chunks)
    for note in table.notes { shell.say("\(name).csv: \(note)") }
    let target = try OutputTarget.file("\(folder)/\(name).csv", once: true)
    try OutputMode.csv.render(
      ResultRows(schema: table.schema, chunks: table.chunks), OutputSettings(), target.sink)
    try target.finish()
  }

  /// A part's name without signs that a file name should not have.
  private static func fileName(_ part: String) -> String {
    String(part.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : "-" })
  }
}
