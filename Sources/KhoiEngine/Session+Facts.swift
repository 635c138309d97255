import KhoiData
import KhoiPlan
package import KhoiText

/// Facts about the session as rows, for the shell's commands.
extension Session {
  /// One row a column of a table: its type, physical form, rows, nulls, distinct values and bytes.
  package func storage(of name: String) throws(Diagnostic) -> Rows {
    guard case .table(let stored)? = catalog.entry(named: name) else {
      throw .nothingToDrop(
        "table", name, suggestions: Suggestion.nearest(to: name, among: catalog.all.map(\.name)))
    }
    let table = stored.table
    let values = table.schema.fields.indices.map { column -> [Value] in
      let field = table.schema[column]
      let statistics = table.statistics(of: column)
      return [
        .text(field.name), .text(field.type.name), .text(table.formNames(of: column)),
        .integer(Int64(table.rowCount)), .integer(Int64(statistics.nullCount)),
        table.distinctCount(of: column).map { .integer(Int64($0)) } ?? .null,
        statistics.least.map { .text($0.text) } ?? .null,
        statistics.greatest.map { .text($0.text) } ?? .null,
        .integer(Int64(table.byteCount(of: column))),
      ]
    }
    return Rows(
      schema: Schema([
        Field("column", .varchar), Field("type", .varchar), Field("form", .varchar),
        Field("rows", .bigint), Field("nulls", .bigint), Field("distinct", .bigint),
        Field("least", .varchar), Field("greatest", .varchar), Field("bytes", .bigint),
      ]), values: values)
  }

  /// One row a table or view: name, kind, rows, columns, bytes and where it came from.
  package func tables() -> Rows {
    let values = catalog.all.map { name, entry -> [Value] in
      switch entry {
      case .table(let stored):
        [
          .text(name), .text("table"), .integer(Int64(stored.table.rowCount)),
          .integer(Int64(stored.table.schema.count)), .integer(Int64(stored.table.byteCount)),
          stored.origin.map { .text($0) } ?? .null,
        ]
      case .view:
        [.text(name), .text("view"), .null, .null, .null, .null]
      }
    }
    return Rows(
      schema: Schema([
        Field("name", .varchar), Field("kind", .varchar), Field("rows", .bigint),
        Field("columns", .bigint), Field("bytes", .bigint), Field("origin", .varchar),
      ]), values: values)
  }

  /// The statement that would make a table or view again, without its rows.
  package func definition(of name: String) throws(Diagnostic) -> String {
    switch catalog.entry(named: name) {
    case .table(let stored)?:
      return tableDefinition(stored, name)
    case .view(let view)?:
      return "CREATE VIEW \(quotedIdentifier(name)) AS\n\(view.text);"
    case nil:
      throw .nothingToDrop(
        "table", name, suggestions: Suggestion.nearest(to: name, among: catalog.all.map(\.name)))
    }
  }
}

/// CREATE TABLE with everything that was declared.
private func tableDefinition(_ stored: Catalog.StoredTable, _ name: String) -> String {
  let schema = stored.table.schema
  let declared = stored.declaration
  var lines = schema.fields.enumerated().map { index, field in
    var line = "  \(quotedIdentifier(field.name)) \(field.type.name)"
    let column = declared.columns[index]
    if let generated = column.generated { line += " GENERATED ALWAYS AS (\(generated.text))" }
    if let value = column.defaultValue { line += " DEFAULT \(value.text)" }
    if column.isRequired { line += " NOT NULL" }
    return line
  }
  for key in declared.keys where key.name == nil {
    let names = key.columns.map { quotedIdentifier(schema[$0].name) }.joined(separator: ", ")
    lines.append("  \(key.isPrimary ? "PRIMARY KEY" : "UNIQUE") (\(names))")
  }
  lines += declared.checks.map { "  CHECK (\($0.text))" }
  return "CREATE TABLE \(quotedIdentifier(name)) (\n\(lines.joined(separator: ",\n"))\n);"
}

extension Table {
  /// The physical forms of the column's segments, each once.
  fileprivate func formNames(of column: Int) -> String {
    var names: [String] = []
    for segment in segments where !names.contains(segment.columns[column].formName) {
      names.append(segment.columns[column].formName)
    }
    return names.joined(separator: ", ")
  }

  /// The number of distinct values where the store knows it: the entries of a dictionary, or the
  /// values of a narrow integer column counted once.
  fileprivate func distinctCount(of column: Int) -> Int? {
    if rowCount == 0 { return 0 }
    if let dictionary = dictionary(of: column) { return dictionary.count }
    var seen = Set<Int64>()
    for segment in segments {
      let stored = segment.columns[column]
      let vector = stored.slice(0, stored.rowCount)
      switch vector.values {
      case .boolean, .int8, .int16:
        for row in 0..<vector.count where !vector.isNull(row) {
          switch vector.values {
          case .boolean(let buffer): seen.insert(Int64(buffer[row]))
          case .int8(let buffer): seen.insert(Int64(buffer[row]))
          case .int16(let buffer): seen.insert(Int64(buffer[row]))
          default: break
          }
        }
      default: return nil
      }
    }
    return seen.count
  }
}
