import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// `COPY table FROM 'path'`.
extension Binder {
  /// The rows of the file in the types of the table.
  func bindCopyFrom(
    _ copy: CopyFromSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let (name, stored) = try changeableTable(copy.table, word: "COPY")
    let schema = stored.table.schema
    let path = try pathText(copy.path)
    var indices = schema.fields.indices.filter {
      stored.declaration.columns[$0].generated == nil
    }
    if !copy.columns.isEmpty {
      indices = try copy.columns.map { (column) throws(Diagnostic) in
        guard let index = schema.indices(named: column.text).first else {
          throw Diagnostic.unknownColumnOfTable(
            column.text, table: copy.table.text,
            suggestions: nearest(column.text, schema.names), columns: shortList(schema.names),
            at: column.range)
        }
        return index
      }
    }
    let rows = scan(
      try copiedTable(copy, path, fields: indices.map { schema[$0] }), Self.stem(of: path))
    guard rows.scope.columns.count == indices.count else {
      throw .insertWidth(
        copy.table.text, rows.scope.columns.count, wanted: indices.count, at: copy.path.range)
    }
    let given = indices.enumerated().map { place, index in
      let column = rows.scope.columns[place]
      let value = cast(column.expression, to: schema[index].type, at: copy.path.range)
      return (place: index, expression: value)
    }
    let source = try completing(given, rows.plan, stored, name: name, at: copy.table.range)
    return .insert(BoundStatement.Insert(tableName: name, source: source, range: range))
  }

  /// The file's table, its columns read as those of the table that is filled.
  private func copiedTable(
    _ copy: CopyFromSyntax, _ path: String, fields: [Field]
  ) throws(Diagnostic) -> Table {
    var options: [TableOption] = []
    var format =
      [".json", ".ndjson", ".jsonl"].contains { path.lowercased().contains($0) } ? "json" : "csv"
    for option in try bindTableOptions(copy.options) {
      if option.name == "format" {
        format = option.value.text.lowercased()
      } else {
        options.append(option)
      }
    }
    options.append(
      TableOption(
        "columns", .entries(fields.map { ($0.name, .type($0.type)) }), at: copy.path.range))
    if format == "csv" || format == "tsv" {
      options.append(TableOption("fills_table", .constant(.boolean(true)), at: nil))
    }
    do throws(Diagnostic) {
      let call = ReadCall(
        name: "read_\(format)", paths: [path], options: options, at: copy.path.range)
      guard let found = try environment.provider.table(call) else {
        throw .unsupported("the format \(format)", at: copy.path.range)
      }
      return found
    } catch {
      throw error.located(at: copy.path.range)
    }
  }
}
