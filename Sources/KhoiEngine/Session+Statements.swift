package import KhoiData
import KhoiExecution
import KhoiFormats
import KhoiPlan
package import KhoiText

/// How each kind of statement is carried out.
extension Session {
  func carryOut(
    _ statement: BoundStatement, _ context: QueryContext
  ) throws(Diagnostic) -> Outcome {
    switch statement {
    case .query(let plan, let isOrdered):
      return Outcome(rows: try run(plan, context), isQuery: true, isOrdered: isOrdered)
    case .facts(let plan):
      return Outcome(rows: try run(plan, context), isQuery: true, isOrdered: true)
    case .explain(let plan, let isAnalyze):
      return Outcome(rows: try explain(plan, isAnalyze: isAnalyze, context), isOrdered: true)
    case .summarize(let plan):
      return Outcome(rows: try summarize(plan, context), isQuery: true, isOrdered: true)
    case .createTable(let creation):
      return try create(creation, context)
    case .createView(let name, let view, let orReplace, let ifNotExists):
      if catalog.entry(named: name) != nil && !orReplace {
        if ifNotExists { return Outcome() }
        throw .tableExists(name, at: nil)
      }
      catalog.set(.view(view), named: name)
      return Outcome()
    case .insert(let insertion):
      return try insert(insertion, context)
    case .drop(let kind, let names, let ifExists):
      return try drop(kind, names, ifExists: ifExists)
    case .set(let name, let value):
      try set(name, to: value)
      return Outcome()
    case .reset(let name):
      let setting = try Setting.named(name)
      try set(name, to: setting.value(.standard))
      return Outcome()
    case .export(let export):
      return try write(export, context)
    case .several(let steps):
      return try carryOut(steps, context)
    case .nothing:
      return Outcome()
    }
  }

  /// Carries out the parts of a statement with several results.
  private func carryOut(
    _ steps: [BoundStatement.Step], _ context: QueryContext
  ) throws(Diagnostic) -> Outcome {
    var tables: [Int: Table] = [:]
    var outcomes: [Outcome] = []
    for step in steps {
      switch step {
      case .share(let number, let plan):
        tables[number] = try run(plan.reading(tables), context).table
      case .result(let statement):
        outcomes.append(try carryOut(statement.reading(tables), context))
      case .discard(let plan):
        _ = try run(plan.reading(tables), context)
        outcomes.append(Outcome())
      }
    }
    guard var last = outcomes.popLast() else { return Outcome() }
    last.notices = outcomes.flatMap(\.notices) + last.notices
    last.earlier = outcomes
    return last
  }

  /// Runs a plan to its end.
  func run(_ plan: LogicalPlan, _ context: QueryContext) throws(Diagnostic) -> Rows {
    let result = try Executor.run(
      Optimizer(evaluation: context.evaluation).optimize(plan), context: context)
    return Rows(schema: result.schema, chunks: result.chunks)
  }

  private func create(
    _ creation: BoundStatement.CreateTable, _ context: QueryContext
  ) throws(Diagnostic) -> Outcome {
    if catalog.entry(named: creation.name) != nil && !creation.orReplace {
      if creation.ifNotExists { return Outcome() }
      throw .tableExists(creation.name, at: creation.range)
    }
    var stored = Catalog.StoredTable(
      table: Table(schema: creation.schema, segments: []), isRequired: creation.isRequired)
    var affected: Int?
    if let source = creation.source {
      stored.table = try makeTable(creation.schema, source, context)
      affected = stored.table.rowCount
      try checkRequired(stored, stored.table, creation.name, creation.range)
    }
    catalog.set(.table(stored), named: creation.name)
    return Outcome(affectedRows: affected)
  }

  /// The rows of a plan as a table.
  ///
  /// A plan that only picks columns of a stored table shares them.
  private func makeTable(
    _ schema: Schema, _ source: LogicalPlan, _ context: QueryContext
  ) throws(Diagnostic) -> Table {
    let plan = try Optimizer(evaluation: context.evaluation).optimize(source)
    if let (table, columns) = plan.storedColumns { return table.selecting(columns, as: schema) }
    let result = try Executor.run(plan, context: context)
    return Rows(schema: schema, chunks: result.chunks).table
  }

  private func insert(
    _ insertion: BoundStatement.Insert, _ context: QueryContext
  ) throws(Diagnostic) -> Outcome {
    guard case .table(var stored)? = catalog.entry(named: insertion.tableName) else {
      throw .nothingToDrop("table", insertion.tableName, suggestions: [])
    }
    let rows = try run(insertion.source, context)
    let added = Rows(schema: stored.table.schema, chunks: rows.chunks).table
    try checkRequired(stored, added, insertion.tableName, insertion.range)
    stored.table = stored.table.appending(added)
    catalog.set(.table(stored), named: insertion.tableName)
    return Outcome(affectedRows: added.rowCount)
  }

  private func checkRequired(
    _ stored: Catalog.StoredTable, _ rows: Table, _ name: String, _ range: SourceRange?
  ) throws(Diagnostic) {
    for (column, isRequired) in stored.isRequired.enumerated() where isRequired {
      if rows.statistics(of: column).nullCount > 0 {
        throw .notNull(table: name, column: rows.schema[column].name, range: range)
      }
    }
  }

  private func drop(
    _ kind: BoundStatement.DropKind, _ names: [String], ifExists: Bool
  ) throws(Diagnostic) -> Outcome {
    // All names are looked at before any is dropped, so that a wrong one loses nothing.
    for name in names {
      switch (catalog.entry(named: name), kind) {
      case (nil, _):
        if ifExists { continue }
        throw .nothingToDrop(
          kind == .table ? "table" : "view", name,
          suggestions: Suggestion.nearest(to: name, among: catalog.all.map(\.name)))
      case (.table?, .view): throw .wrongDropKind(name, is: "table")
      case (.view?, .table): throw .wrongDropKind(name, is: "view")
      case (.table?, .table), (.view?, .view): continue
      }
    }
    for name in names { catalog.remove(named: name) }
    return Outcome()
  }

  /// Changes a setting by its name.
  package func set(_ name: String, to value: Value) throws(Diagnostic) {
    let setting = try Setting.named(name)
    guard let changed = setting.setting(settings, value) else {
      throw .invalidSetting(setting, value.text)
    }
    settings = changed
  }
}

extension Setting {
  static func named(_ name: String) throws(Diagnostic) -> Setting {
    let key = IdentifierKey(name)
    guard let setting = builtins.first(where: { IdentifierKey($0.name) == key }) else {
      throw .unknownSetting(
        name, suggestions: Suggestion.nearest(to: name, among: builtins.map(\.name)))
    }
    return setting
  }
}
