import KhoiData
import KhoiPlan
import KhoiText

extension ShellCommand {
  static let storage = ShellCommand(
    "storage", "[TABLE]", "how the columns of a table lie in memory",
    details: """
      For each column: its type, the physical forms of its segments, bytes, distinct texts in its
      dictionary, missing values, least and greatest value.
      """,
    group: .data, argument: .table
  ) { (shell, text) throws(Diagnostic) in
    let catalog = shell.session.catalog
    guard let name = text.arguments.first else {
      try ShellCommand.tables.run(shell, text)
      return
    }
    guard case .table(let stored)? = catalog.entry(named: name) else {
      throw .unknownTable(name, among: catalog.all.map(\.name))
    }
    let table = stored.table
    let rows = table.schema.fields.indices.map { column -> [Value] in
      let statistics = table.statistics(of: column)
      return [
        .text(table.schema[column].name), .text(table.schema[column].type.name.lowercased()),
        .text(forms(table, column)), .text(Counting.bytes(table.byteCount(of: column))),
        table.dictionary(of: column).map { .integer(Int64($0.count)) } ?? .null,
        .integer(Int64(statistics.nullCount)),
        statistics.least.map { .text($0.text) } ?? .null,
        statistics.greatest.map { .text($0.text) } ?? .null,
      ]
    }
    try shell.showFacts(
      Schema([
        Field("column", .varchar), Field("type", .varchar), Field("form", .varchar),
        Field("memory", .varchar), Field("distinct", .bigint), Field("nulls", .bigint),
        Field("least", .varchar), Field("greatest", .varchar),
      ]), rows, nullText: "")
    shell.say(
      "\(Counting.text(table.rowCount, "row")) in \(Counting.text(table.segments.count, "segment")), "
        + Counting.bytes(table.byteCount))
  }

  /// The distinct physical forms of a column's segments.
  private static func forms(_ table: Table, _ column: Int) -> String {
    var names: [String] = []
    for segment in table.segments {
      let name = segment.columns[column].formName
      if !names.contains(name) { names.append(name) }
    }
    return names.joined(separator: ", ")
  }
}
