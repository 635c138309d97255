import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// UPDATE and DELETE: queries that give the numbers of rows and their new values.
extension Binder {
  /// The name of the column that numbers rows.
  static let rowNumberName = "rowid"
  /// Where a row of a file comes from: the file, and the line its record begins in.
  static let pseudoColumnNames = ["_file", "_line"]

  /// Whether a name may be that of a column which `*` does not give.
  static func isHiddenName(_ key: IdentifierKey) -> Bool {
    key.text == rowNumberName || pseudoColumnNames.contains(key.text)
  }

  func bindUpdate(
    _ syntax: UpdateSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let (name, stored) = try changeableTable(syntax.table, word: "UPDATE")
    let frame = QueryFrame(outer: nil, parent: nil)
    let firstCommonTable = commonTables.count
    if let with = syntax.with { try bindWith(with, frame) }
    let relation = try affectedRows(
      stored, syntax.alias?.text ?? Catalog.mainName(name), syntax.from, syntax.filter, frame)
    let context = ExpressionContext(
      scope: relation.scope, frame: frame, clause: Clause("UPDATE"))
    let changes = try bindAssignments(
      syntax.assignments, stored, syntax.table, context, alias: syntax.alias)
    var (plan, columns) = try updatePlan(relation, changes, stored, name, at: syntax.table.range)
    plan = closeCommonTables(from: firstCommonTable, around: plan)
    return .update(
      BoundStatement.Update(
        tableName: name, columns: columns, plan: plan,
        returning: try bindReturning(
          syntax.returning, stored.table.schema, name: syntax.alias?.text ?? name),
        range: range))
  }

  func bindDelete(
    _ syntax: DeleteSyntax, word: String = "DELETE", at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let (name, stored) = try changeableTable(syntax.table, word: word)
    let frame = QueryFrame(outer: nil, parent: nil)
    let firstCommonTable = commonTables.count
    if let with = syntax.with { try bindWith(with, frame) }
    var plan: LogicalPlan?
    if syntax.filter != nil || !syntax.using.isEmpty {
      let relation = try affectedRows(
        stored, syntax.alias?.text ?? Catalog.mainName(name), syntax.using, syntax.filter, frame)
      plan = projection(of: relation.plan, items: [rowNumber(of: relation)]).plan
    }
    plan = plan.map { closeCommonTables(from: firstCommonTable, around: $0) }
    return .delete(
      BoundStatement.Delete(
        tableName: name, plan: plan,
        returning: try bindReturning(
          syntax.returning, stored.table.schema, name: syntax.alias?.text ?? name),
        range: range))
  }

  /// The table's rows, with those of other tables beside them, that a condition is true for.
  private func affectedRows(
    _ stored: Catalog.StoredTable, _ name: String, _ others: [TableReferenceSyntax],
    _ filter: ExpressionSyntax?, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    var relation = numberedScan(stored.table, name)
    for other in others {
      let right = try bindReference(other, frame, left: relation.scope)
      relation = crossJoin(relation, right, at: other.range)
    }
    if let filter {
      let context = ExpressionContext(
        scope: relation.scope, frame: frame, clause: Clause("WHERE"))
      relation.plan = .filter(
        LogicalPlan.Filter(
          input: relation.plan, predicate: try condition(filter, context, what: "WHERE")))
    }
    return relation
  }

  func rowNumber(of relation: Relation) -> OutputItem {
    let column = relation.scope.tables[0].columns.last
    return OutputItem(
      name: Self.rowNumberName, expression: column?.expression ?? .constant(.null, .bigint))
  }

  // MARK: Assignments

  func bindAssignments(
    _ assignments: [AssignmentSyntax], _ stored: Catalog.StoredTable, _ table: NameSyntax,
    _ context: ExpressionContext, alias: IdentifierSyntax? = nil
  ) throws(Diagnostic) -> [(column: Int, value: BoundExpression)] {
    var changes: [(column: Int, value: BoundExpression)] = []
    let schema = stored.table.schema
    for assignment in assignments {
      let target = assignment.target
      guard let last = target.parts.last else { continue }
      if target.parts.count > 1 {
        let qualifier = IdentifierKey(target.parts[target.parts.count - 2].text)
        let own = [alias?.text, table.parts.last?.text].compactMap(\.self).map(IdentifierKey.init)
        guard own.contains(qualifier) else {
          throw .qualifiedTarget("SET", target.text, last: last.text, at: target.range)
        }
      }
      let column = try places(of: [last], in: schema, table.text)[0]
      if stored.declaration.columns[column].generated != nil {
        throw .generatedTarget(last.text, at: target.range)
      }
      if changes.contains(where: { $0.column == column }) {
        throw .duplicateName("SET", last.text, at: target.range)
      }
      let range = assignment.value.range
      if case .defaultValue = assignment.value.kind {
        changes.append((column, try defaultValue(of: column, stored, at: range)))
      } else {
        let value = try bindExpression(assignment.value, context)
        changes.append((column, try fitting(value, schema[column], at: range, place: range)))
      }
    }
    return changes
  }

  /// The numbers of the rows and the new values, those that are computed from them included.
  func updatePlan(
    _ relation: Relation, _ changes: [(column: Int, value: BoundExpression)],
    _ stored: Catalog.StoredTable, _ name: String, at range: SourceRange
  ) throws(Diagnostic) -> (plan: LogicalPlan, columns: [Int]) {
    let fields = stored.table.schema.fields
    let generated = fields.indices.filter { stored.declaration.columns[$0].generated != nil }
    let changed = changes.map(\.column)
    guard !generated.isEmpty else {
      let items = changes.map { OutputItem(name: fields[$0.column].name, expression: $0.value) }
      return (
        projection(of: relation.plan, items: [rowNumber(of: relation)] + items).plan, changed
      )
    }
    // The whole new row, so that computed columns see all of it.
    let held = relation.scope.tables[0].columns
    let whole = fields.indices.map { index in
      let value = changes.first { $0.column == index }?.value ?? held[index].expression
      return OutputItem(name: fields[index].name, expression: value)
    }
    var plan = projection(of: relation.plan, items: [rowNumber(of: relation)] + whole).plan
    plan = try computingGenerated(plan, stored, name, at: range)
    let columns = changed + generated
    let items = ([0] + columns.map { $0 + 1 }).map { place in
      OutputItem(
        name: plan.columns[place].name, expression: BoundExpression(plan.columns[place]))
    }
    return (projection(of: plan, items: items).plan, columns)
  }
}
