import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// DESCRIBE, SHOW and PRAGMA: facts about tables, columns and settings as rows.
extension Binder {
  /// A statement that gives facts.
  func bindUtility(_ statement: StatementSyntax) throws(Diagnostic) -> BoundStatement {
    if case .pragma(let name, let arguments) = statement.kind {
      return try bindPragma(name, arguments, at: statement.range)
    }
    return .facts(finish(try bindFactsBody(statement)))
  }

  /// `DESCRIBE t |> …`: the rows of a statement as the start of a pipeline.
  func bindFactsBody(_ statement: StatementSyntax) throws(Diagnostic) -> Relation {
    switch statement.kind {
    case .describe(let described): return try describe(described, at: statement.range)
    case .show(let show): return try bindShow(show, at: statement.range)
    case .summarize(let described):
      return try summary(of: try rows(of: described, at: statement.range))
    case .pragma(let name, let arguments):
      if let relation = try pragmaRows(name, arguments) { return relation }
    default: break
    }
    throw .unsupported("pipe operators after this statement", at: firstWord(of: statement.range))
  }

  func describe(
    _ described: DescribedSyntax, at range: SourceRange
  ) throws(Diagnostic) -> Relation {
    switch described {
    case .everything: return try tables(pattern: nil, schema: nil)
    case .name(let name):
      if let found = try findEntry(name), case .table(let stored) = found.entry {
        return describe(stored)
      }
    case .query, .file: break
    }
    let plan = try rows(of: described, at: range)
    return describeFacts(Scope(plan.columns, table: nil))
  }

  /// The rows that DESCRIBE and SUMMARIZE are about.
  func rows(
    of described: DescribedSyntax, at range: SourceRange
  ) throws(Diagnostic) -> LogicalPlan {
    let frame = QueryFrame(outer: nil, parent: nil)
    switch described {
    case .name(let name): return finish(try bindNamedTable(name, frame))
    case .query(let query): return finish(try bindQuery(query, frame))
    case .file(let path): return finish(try bindFile(path, at: range))
    case .everything: throw .unsupported("SUMMARIZE of everything", at: range)
    }
  }

  /// One row for each column.
  func describeFacts(_ scope: Scope) -> Relation {
    columnFacts(
      scope.columns.map {
        [.text($0.name), .text($0.type.name), .text("YES"), .null, .null, .null]
      }
    )
  }

  private func describe(_ stored: Catalog.StoredTable) -> Relation {
    let declaration = stored.declaration
    return columnFacts(
      stored.table.schema.fields.enumerated().map { index, field in
        let key =
          declaration.keys.first { $0.isPrimary && $0.columns.contains(index) }
          ?? declaration.keys.first { $0.columns == [index] }
        let declared = declaration.columns[index]
        return [
          .text(field.name), .text(field.type.name), .text(declared.isRequired ? "NO" : "YES"),
          key.map { .text($0.isPrimary ? "PRI" : "UNI") } ?? .null,
          declared.defaultValue.map { .text($0.text) } ?? .null,
          declared.generated.map { .text("AS (\($0.text))") } ?? .null,
        ]
      })
  }

  private func columnFacts(_ rows: [[Value]]) -> Relation {
    facts(
      ["column_name", "column_type", "null", "key", "default", "extra"],
      Array(repeating: .varchar, count: 6), rows)
  }

  // MARK: SHOW

  func bindShow(_ show: ShowSyntax, at range: SourceRange) throws(Diagnostic) -> Relation {
    switch show {
    case .tables(let schema, let pattern): return try tables(pattern: pattern, schema: schema)
    case .allTables: return try tables(pattern: nil, schema: nil)
    case .columns(let name): return try describe(.name(name), at: range)
    case .functions:
      return facts(
        ["name", "category", "summary"], [.varchar, .varchar, .varchar],
        FunctionLibrary.allDocumentation.map { documentation in
          [
            .text(documentation.name), .text(documentation.category.rawValue),
            .text(documentation.summary),
          ]
        }
          + environment.catalog.macros.values.sorted { $0.name < $1.name }.map {
            [.text($0.name), .text("defined"), .text($0.signature)]
          })
    case .schemas:
      return facts(
        ["name"], [.varchar],
        (["main"] + environment.catalog.schemas.values.sorted()).map { [.text($0)] })
    case .databases: return facts(["name"], [.varchar], [[.text("memory")]])
    case .name(let name):
      if try findEntry(name) != nil { return try describe(.name(name), at: range) }
      let value = try settingValue(name.text, at: name.range)
      return facts([name.text], [.varchar], [[value]])
    case .settings:
      return facts(
        ["name", "value", "description"], [.varchar, .varchar, .varchar],
        environment.settingValues.map { [.text($0.name), .text($0.value.text), .text($0.summary)] })
    }
  }

  private func tables(
    pattern: String?, schema: NameSyntax?
  ) throws(Diagnostic) -> Relation {
    let catalog = environment.catalog
    var rows: [[Value]] = []
    for (name, entry) in catalog.all {
      if let schema, let wanted = schema.parts.last?.text {
        let own = catalog.splitting(name).schema
        guard IdentifierKey(own) == IdentifierKey(wanted) else { continue }
      }
      if let pattern, !NamePattern.matches(name, pattern) { continue }
      switch entry {
      case .table(let stored):
        rows.append([
          .text(name), .text("table"), .integer(Int64(stored.table.rowCount)),
          .integer(Int64(stored.table.schema.count)),
        ])
      case .view(let view):
        let count = view.columnNames.map { Value.integer(Int64($0.count)) } ?? .null
        rows.append([.text(name), .text("view"), .null, count])
      }
    }
    return facts(
      ["name", "kind", "rows", "columns"], [.varchar, .varchar, .bigint, .bigint], rows)
  }

  func facts(
    _ names: [String], _ types: [LogicalType], _ rows: [[Value]]
  ) -> Relation {
    let columns = zip(names, types).map { identities.makeColumn($0, $1) }
    let values = LogicalPlan.Values(
      columns: columns,
      rows: rows.map { row in zip(row, types).map { BoundExpression.constant($0, $1) } })
    return Relation(plan: .values(values), scope: Scope(columns, table: nil), isOrdered: true)
  }

  // MARK: PRAGMA

  /// A PRAGMA that gives rows or names a setting; the others are for the insides of other engines.
  private func bindPragma(
    _ name: NameSyntax, _ arguments: [ExpressionSyntax], at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    if let relation = try pragmaRows(name, arguments) { return .facts(finish(relation)) }
    let word = name.parts.last?.text ?? ""
    guard environment.settingValue(named: word) != nil else { return .nothing }
    if arguments.count == 1 {
      return .set(
        name: word.lowercased(), value: try wordOrValue(arguments[0], what: "PRAGMA"),
        range: name.range)
    }
    return .facts(finish(facts([word], [.varchar], [[try settingValue(word, at: name.range)]])))
  }

  private func pragmaRows(
    _ name: NameSyntax, _ arguments: [ExpressionSyntax]
  ) throws(Diagnostic) -> Relation? {
    switch name.text.lowercased() {
    case "table_info", "show":
      guard arguments.count == 1 else { return nil }
      let table = try wordOrValue(arguments[0], what: "PRAGMA").text
      return try tableFacts(named: table, at: arguments[0].range)
    case "show_tables", "show_tables_expanded": return try tables(pattern: nil, schema: nil)
    case "show_databases", "database_list":
      return facts(
        ["seq", "name", "file"], [.bigint, .varchar, .varchar],
        [[.integer(0), .text("memory"), .null]])
    default: return nil
    }
  }

  /// One row a column, as SQLite's `PRAGMA table_info` has them.
  func tableFacts(named name: String, at range: SourceRange) throws(Diagnostic) -> Relation {
    let parts = name.split(separator: ".").map {
      IdentifierSyntax(text: String($0), range: range)
    }
    let syntax = NameSyntax(parts: parts, range: range)
    let entry = try findEntry(syntax)?.entry
    var declaration: TableDeclaration?
    if case .table(let stored)? = entry { declaration = stored.declaration }
    let frame = QueryFrame(outer: nil, parent: nil)
    let columns = finish(try bindNamedTable(syntax, frame)).columns
    return facts(
      ["cid", "name", "type", "notnull", "dflt_value", "pk"],
      [.bigint, .varchar, .varchar, .boolean, .varchar, .boolean],
      columns.enumerated().map { index, column in
        let declared = declaration?.columns[index]
        let isKey =
          declaration?.keys.contains { $0.isPrimary && $0.columns.contains(index) } ?? false
        return [
          .integer(Int64(index)), .text(column.name), .text(column.type.name),
          .boolean(declared?.isRequired ?? false),
          declared?.defaultValue.map { .text($0.text) } ?? .null, .boolean(isKey),
        ]
      })
  }
}
