import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// `COPY table FROM 'path'`.
extension Binder {
  /// The rows of the file in the types of the table; a CSV file is read as text first.
  func bindCopyFrom(
    _ copy: CopyFromSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let (name, stored) = try changeableTable(copy.table, word: "COPY")
    let schema = stored.table.schema
    let path = try pathText(copy.path)
    var options: [(name: String, value: Value, range: SourceRange?)] = []
    var format = path.lowercased().contains(".json") ? "json" : "csv"
    for option in try bindOptions(copy.options) {
      switch option.name {
      case "format": format = option.value.text.lowercased()
      case "delimiter", "sep": options.append(("delim", option.value, option.range))
      case "nullstr": options.append(("null", option.value, option.range))
      default: options.append(option)
      }
    }
    if format == "csv" { options.append(("all_varchar", .boolean(true), nil)) }
    let table: Table
    do throws(Diagnostic) {
      guard
        let found = try environment.provider.table(
          readFunction: "read_\(format)", path: path, options: options, at: copy.path.range)
      else { throw .unsupported("the format \(format)", at: copy.path.range) }
      table = found
    } catch {
      throw error.located(at: copy.path.range)
    }
    let rows = scan(table, Self.stem(of: path))
    let names = copy.columns.isEmpty ? schema.names : copy.columns.map(\.text)
    guard rows.scope.columns.count == names.count else {
      throw .insertWidth(
        copy.table.text, rows.scope.columns.count, wanted: names.count, at: copy.path.range)
    }
    var items = schema.fields.map { field in
      OutputItem(name: field.name, expression: .constant(.null, field.type))
    }
    for (place, columnName) in names.enumerated() {
      guard let index = schema.indices(named: columnName).first else {
        throw .unknownColumnOfTable(
          columnName, table: copy.table.text, suggestions: nearest(columnName, schema.names),
          columns: shortList(schema.names), at: copy.columns[place].range)
      }
      let column = rows.scope.columns[place]
      items[index].expression = cast(
        column.expression, to: schema[index].type, at: copy.path.range)
    }
    return .insert(
      BoundStatement.Insert(
        tableName: name, source: projection(of: rows.plan, items: items).plan, range: range))
  }
}
