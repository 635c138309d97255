package import KhoiData
import KhoiExecution
import KhoiFormats
import KhoiPlan
import KhoiSyntax
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
    case .createTable(let creation): return try create(creation, context)
    case .insert(let insertion): return try insert(insertion, context)
    case .update(let update): return try self.update(update, context)
    case .delete(let deletion): return try delete(deletion, context)
    case .merge(let merge): return try self.merge(merge, context)
    case .export(let export): return try write(export, context)
    case .several(let steps):
      let before = catalog
      do throws(Diagnostic) {
        return try carryOut(steps, context)
      } catch {
        catalog = before
        throw error
      }
    case .execute(let name, let arguments, let range):
      return try execute(prepared: name, arguments, context, at: range)
    default: return try carryOutOnSession(statement)
    }
  }

  /// Statements that change the session alone.
  private func carryOutOnSession(_ statement: BoundStatement) throws(Diagnostic) -> Outcome {
    switch statement {
    case .changeCatalog(let changed): catalog = changed
    case .set(let name, let value, let range):
      do throws(Diagnostic) {
        try set(name, to: value)
      } catch { throw error.located(at: range) }
    case .reset(let name, let range):
      do throws(Diagnostic) {
        let setting = try Setting.named(name)
        try set(name, to: setting.value(.standard))
      } catch { throw error.located(at: range) }
    case .setVariable(let name, let value):
      let known = variables.keys.first { IdentifierKey($0) == IdentifierKey(name) }
      if let known { variables[known] = nil }
      if value != .null { variables[name] = value }
    case .begin:
      guard savedCatalog == nil else { throw .transactionInside() }
      savedCatalog = catalog
    case .commit:
      guard savedCatalog != nil else { throw .noTransaction("COMMIT") }
      savedCatalog = nil
    case .rollback:
      guard let saved = savedCatalog else { throw .noTransaction("ROLLBACK") }
      catalog = saved
      savedCatalog = nil
    case .prepare(let name, let inner, let text):
      prepared[IdentifierKey(name)] = (name, inner, text)
    case .deallocate(let name, let range):
      if IdentifierKey(name) == IdentifierKey("all") {
        prepared = [:]
      } else if prepared.removeValue(forKey: IdentifierKey(name)) == nil {
        throw .unknownPrepared(name, among: prepared.values.map(\.name), at: range)
      }
    default: break
    }
    return Outcome()
  }

  /// EXECUTE: the statement bound anew with the values of its parameters.
  private func execute(
    prepared name: String, _ arguments: [String: Value], _ context: QueryContext,
    at range: SourceRange
  ) throws(Diagnostic) -> Outcome {
    guard let (_, statement, text) = prepared[IdentifierKey(name)] else {
      throw .unknownPrepared(name, among: prepared.values.map(\.name), at: range)
    }
    do throws(Diagnostic) {
      let bound = try Binder(environment: environment(arguments)).bind(statement, text: text)
      var outcome = try carryOut(bound.statement, context)
      outcome.notices = bound.notices + outcome.notices
      return outcome
    } catch {
      // Its place is in the text that was prepared, not in this one.
      var moved = error
      moved.range = range
      moved.message = "in the prepared `\(name)`: \(error.message)"
      throw moved
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
        tables[number] = try run(plan.reading(tables), context).makeTable(context)
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
    var stored = Catalog.StoredTable(
      table: Table(schema: creation.schema, segments: []), declaration: creation.declaration)
    if case .table(let old)? = catalog.entry(named: creation.name), !creation.countsRows {
      stored.origin = old.origin
    }
    var affected: Int?
    if let source = creation.source {
      stored.table = try makeTable(creation.schema, source, context)
      if creation.countsRows { affected = stored.table.rowCount }
      let checks = ConstraintChecks(
        session: self, context: context, name: creation.name, declaration: stored.declaration,
        range: creation.range)
      try checks.check(stored.table)
      try checks.checkKeys(ofWhole: stored.table)
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
    let result = try Executor.run(plan, context: context, forTable: true)
    return try Rows(schema: schema, chunks: result.chunks).makeTable(context)
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
    guard
      let setting = builtins.first(where: { setting in
        IdentifierKey(setting.name) == key
          || setting.aliases.contains { IdentifierKey($0) == key }
      })
    else {
      throw .unknownSetting(
        name, suggestions: Suggestion.nearest(to: name, among: builtins.map(\.name)))
    }
    return setting
  }
}
