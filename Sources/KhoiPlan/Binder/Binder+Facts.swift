import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// DESCRIBE and SHOW: facts about tables and columns as rows.
extension Binder {
  func describe(
    _ described: DescribedSyntax, at range: SourceRange
  ) throws(Diagnostic) -> Relation {
    if case .everything = described { return try tables(pattern: nil) }
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
    facts(
      ["column_name", "column_type"], [.varchar, .varchar],
      scope.columns.map { [.text($0.name), .text($0.type.name)] })
  }

  func bindShow(_ show: ShowSyntax, at range: SourceRange) throws(Diagnostic) -> Relation {
    switch show {
    case .tables(_, let pattern): return try tables(pattern: pattern)
    case .allTables: return try tables(pattern: nil)
    case .columns(let name): return try describe(.name(name), at: range)
    case .functions:
      return facts(
        ["name", "category", "summary"], [.varchar, .varchar, .varchar],
        FunctionLibrary.allDocumentation.map { documentation in
          [
            .text(documentation.name), .text(documentation.category.rawValue),
            .text(documentation.summary),
          ]
        })
    case .schemas: return facts(["name"], [.varchar], [[.text("main")]])
    case .databases: return facts(["name"], [.varchar], [[.text("memory")]])
    case .name(let name):
      if environment.catalog.entry(named: catalogName(name)) != nil {
        return try describe(.name(name), at: range)
      }
      throw .unsupported("SHOW of a setting", at: name.range)
    case .settings: throw .unsupported("SHOW ALL", at: range)
    }
  }

  private func tables(pattern: String?) throws(Diagnostic) -> Relation {
    var rows: [[Value]] = []
    for (name, entry) in environment.catalog.all {
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

  private func facts(
    _ names: [String], _ types: [LogicalType], _ rows: [[Value]]
  ) -> Relation {
    let columns = zip(names, types).map { identities.makeColumn($0, $1) }
    let values = LogicalPlan.Values(
      columns: columns,
      rows: rows.map { row in zip(row, types).map { BoundExpression.constant($0, $1) } })
    return Relation(plan: .values(values), scope: Scope(columns, table: nil), isOrdered: true)
  }
}
