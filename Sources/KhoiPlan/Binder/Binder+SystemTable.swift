import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// The catalog as tables, under the names that other systems have for them.
extension Binder {
  /// `information_schema.tables` and its like.
  func systemTable(_ name: NameSyntax) -> Relation? {
    switch name.parts.map({ $0.text.lowercased() }).joined(separator: ".") {
    case "information_schema.tables": return informationTables()
    case "information_schema.columns": return informationColumns()
    case "information_schema.schemata": return informationSchemata()
    case "sqlite_master", "sqlite_schema": return masterTable()
    default: return nil
    }
  }

  /// `duckdb_tables()` and its like.
  func systemFunction(
    _ name: String, _ call: FunctionCallSyntax
  ) throws(Diagnostic) -> Relation? {
    switch name.lowercased() {
    case "duckdb_tables": return duckTables()
    case "duckdb_views": return duckViews()
    case "duckdb_columns": return duckColumns()
    case "duckdb_schemas": return duckSchemas()
    case "duckdb_settings": return try bindShow(.settings, at: call.range)
    case "duckdb_functions": return try bindShow(.functions, at: call.range)
    case "pragma_table_info":
      guard let first = call.arguments.first else { return nil }
      let table = try wordOrValue(try plainArgument(first, of: name), what: name)
      return try tableFacts(named: table.text, at: first.range)
    default: return nil
    }
  }

  /// Every table and view with its columns; a view that cannot be bound has none.
  private var described: [(schema: String, name: String, entry: Catalog.Entry, columns: [Field])] {
    environment.catalog.all.map { name, entry in
      let (schema, bare) = environment.catalog.splitting(name)
      switch entry {
      case .table(let stored): return (schema, bare, entry, stored.table.schema.fields)
      case .view(let view):
        let nowhere = SourceRange(0, 0)
        let bound = try? bindView(view, name, at: nowhere)
        return (
          schema, bare, entry,
          bound.map { $0.plan.columns.map { Field($0.name, $0.type) } } ?? []
        )
      }
    }
  }

  private func informationTables() -> Relation {
    facts(
      ["table_catalog", "table_schema", "table_name", "table_type"],
      [.varchar, .varchar, .varchar, .varchar],
      described.map { schema, name, entry, _ in
        let kind = if case .view = entry { "VIEW" } else { "BASE TABLE" }
        return [.text("memory"), .text(schema), .text(name), .text(kind)]
      })
  }

  /// A row for each column of each table and view; `isNullable` spells whether it takes NULL.
  private func columnFacts(_ isNullable: (Bool) -> Value) -> [[Value]] {
    described.flatMap { schema, name, entry, columns in
      columns.enumerated().map { index, field -> [Value] in
        let declared = declaration(entry)?.columns[index]
        return [
          .text("memory"), .text(schema), .text(name), .text(field.name),
          .integer(Int64(index + 1)), declared?.defaultValue.map { .text($0.text) } ?? .null,
          isNullable(declared?.isRequired != true), .text(field.type.name),
        ]
      }
    }
  }

  private func informationColumns() -> Relation {
    facts(
      [
        "table_catalog", "table_schema", "table_name", "column_name", "ordinal_position",
        "column_default", "is_nullable", "data_type",
      ],
      [.varchar, .varchar, .varchar, .varchar, .bigint, .varchar, .varchar, .varchar],
      columnFacts { .text($0 ? "YES" : "NO") })
  }

  private func declaration(_ entry: Catalog.Entry) -> TableDeclaration? {
    if case .table(let stored) = entry { return stored.declaration }
    return nil
  }

  private func informationSchemata() -> Relation {
    facts(
      ["catalog_name", "schema_name"], [.varchar, .varchar],
      (["main"] + environment.catalog.schemas.values.sorted()).map {
        [.text("memory"), .text($0)]
      })
  }

  private func masterTable() -> Relation {
    facts(
      ["type", "name", "tbl_name", "rootpage", "sql"],
      [.varchar, .varchar, .varchar, .bigint, .varchar],
      described.map { _, name, entry, _ in
        let kind = if case .view = entry { "view" } else { "table" }
        let text: Value =
          if case .view(let view) = entry {
            .text("CREATE VIEW \(quotedIdentifier(name)) AS \(view.text)")
          } else { .null }
        return [.text(kind), .text(name), .text(name), .integer(0), text]
      })
  }

  private func duckTables() -> Relation {
    facts(
      [
        "database_name", "schema_name", "table_name", "temporary", "has_primary_key",
        "estimated_size", "column_count", "check_constraint_count",
      ],
      [.varchar, .varchar, .varchar, .boolean, .boolean, .bigint, .bigint, .bigint],
      described.compactMap { schema, name, entry, columns in
        guard case .table(let stored) = entry else { return nil }
        return [
          .text("memory"), .text(schema), .text(name), .boolean(false),
          .boolean(stored.declaration.keys.contains { $0.isPrimary }),
          .integer(Int64(stored.table.rowCount)), .integer(Int64(columns.count)),
          .integer(Int64(stored.declaration.checks.count)),
        ]
      })
  }

  private func duckViews() -> Relation {
    facts(
      ["database_name", "schema_name", "view_name", "temporary", "column_count", "sql"],
      [.varchar, .varchar, .varchar, .boolean, .bigint, .varchar],
      described.compactMap { schema, name, entry, columns in
        guard case .view(let view) = entry else { return nil }
        return [
          .text("memory"), .text(schema), .text(name), .boolean(false),
          .integer(Int64(columns.count)),
          .text("CREATE VIEW \(quotedIdentifier(name)) AS \(view.text);"),
        ]
      })
  }

  private func duckColumns() -> Relation {
    facts(
      [
        "database_name", "schema_name", "table_name", "column_name", "column_index",
        "column_default", "is_nullable", "data_type",
      ],
      [.varchar, .varchar, .varchar, .varchar, .bigint, .varchar, .boolean, .varchar],
      columnFacts { .boolean($0) })
  }

  private func duckSchemas() -> Relation {
    facts(
      ["database_name", "schema_name", "internal"], [.varchar, .varchar, .boolean],
      (["main"] + environment.catalog.schemas.values.sorted()).map {
        [.text("memory"), .text($0), .boolean($0 == "main")]
      })
  }
}
