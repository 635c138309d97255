import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// `ON CONFLICT`, `INSERT OR REPLACE` and `INSERT OR IGNORE`.
extension Binder {
  func bindConflict(
    _ syntax: InsertSyntax, _ name: String, _ stored: Catalog.StoredTable
  ) throws(Diagnostic) -> BoundStatement.Conflict? {
    guard let conflict = syntax.conflict else { return nil }
    var keys = try conflictKeys(syntax, stored)
    if case .replace = conflict, keys.count > 1,
      let primary = stored.declaration.keys.first(where: \.isPrimary)
    {
      keys = [primary.columns]
    }
    let standIn = Table(schema: stored.table.schema, segments: [])
    var fresh = scan(standIn, "excluded").plan
    for key in keys {
      fresh = .join(try matching(key, fresh, scan(stored.table, name).plan, kind: .anti))
    }
    let deferred = BoundStatement.Deferred(plan: fresh, standIn: standIn)
    var assignments: [AssignmentSyntax] = []
    var filter: ExpressionSyntax?
    switch conflict {
    case .ignore:
      return BoundStatement.Conflict(keys: keys, fresh: deferred, update: nil, columns: [])
    case .replace: break
    case .update(let given, let condition): (assignments, filter) = (given, condition)
    }
    guard let key = keys.first, keys.count == 1 else {
      throw .noSuchKey(syntax.table.text, "the columns", at: syntax.table.range)
    }
    let held = numberedScan(stored.table, syntax.alias?.text ?? Catalog.mainName(name))
    let new = scan(standIn, "excluded")
    var relation = held
    // The stored row's columns win over the new row's, which are asked for by `excluded.`.
    relation.plan = .join(try matching(key, held.plan, new.plan, kind: .inner))
    relation.scope.tables += new.scope.tables
    let context = ExpressionContext(
      scope: relation.scope, frame: QueryFrame(outer: nil, parent: nil), clause: Clause("UPDATE"))
    if let filter {
      relation.plan = .filter(
        LogicalPlan.Filter(
          input: relation.plan, predicate: try condition(filter, context, what: "WHERE")))
    }
    var changes: [(column: Int, value: BoundExpression)] = []
    if case .replace = conflict {
      for (column, value) in new.scope.columns.enumerated() where !key.contains(column) {
        changes.append((column, value.expression))
      }
    } else {
      changes = try bindAssignments(assignments, stored, syntax.table, context)
    }
    let plan = try updatePlan(relation, changes, stored, name, at: syntax.table.range)
    return BoundStatement.Conflict(
      keys: keys, fresh: deferred,
      update: BoundStatement.Deferred(plan: plan.plan, standIn: standIn), columns: plan.columns)
  }

  private func conflictKeys(
    _ syntax: InsertSyntax, _ stored: Catalog.StoredTable
  ) throws(Diagnostic) -> [[Int]] {
    let keys = stored.declaration.keys.map(\.columns)
    if syntax.conflictColumns.isEmpty {
      guard !keys.isEmpty else {
        throw .noSuchKey(syntax.table.text, "any columns", at: syntax.table.range)
      }
      return keys
    }
    let wanted = try places(
      of: syntax.conflictColumns, in: stored.table.schema, syntax.table.text)
    guard let key = keys.first(where: { Set($0) == Set(wanted) }) else {
      let names = syntax.conflictColumns.map(\.text).joined(separator: ", ")
      throw .noSuchKey(
        syntax.table.text, names, at: syntax.conflictColumns.first?.range ?? syntax.table.range)
    }
    return [key]
  }

  /// A join of two plans that begin with the table's columns, on equal keys.
  private func matching(
    _ key: [Int], _ left: LogicalPlan, _ right: LogicalPlan, kind: LogicalPlan.Join.Kind
  ) throws(Diagnostic) -> LogicalPlan.Join {
    LogicalPlan.Join(
      kind: kind, left: left, right: right,
      equalities: key.map { index in
        LogicalPlan.Join.Equality(
          left: BoundExpression(left.columns[index]), right: BoundExpression(right.columns[index]))
      })
  }
}
