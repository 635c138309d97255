import KhoiData
import KhoiText

/// Joins for every outer value.
extension DependentPushDown {
  /// The join, with the domain in one or both of its sides.
  func pushedJoin(
    _ node: LogicalPlan.Join, isLeftDependent: Bool, _ isRightDependent: Bool
  ) throws(Diagnostic) -> Pushed {
    // A key may use outer columns itself; its side must then have them.
    let isLeftDependent = isLeftDependent || node.equalities.contains { usesOuter($0.left) }
    let isRightDependent = isRightDependent || node.equalities.contains { usesOuter($0.right) }
    let needsLeft: Bool
    let needsRight: Bool
    switch node.kind {
    case .inner:
      needsLeft = isLeftDependent || !isRightDependent
      needsRight = isRightDependent
    // Rows of the left without a match exist once per outer value, so the left must have them.
    case .left, .single, .semi, .anti, .mark: (needsLeft, needsRight) = (true, isRightDependent)
    case .right: (needsLeft, needsRight) = (isLeftDependent, true)
    case .full: (needsLeft, needsRight) = (true, true)
    }
    var join = node
    var columns: [ColumnID: PlanColumn] = [:]
    var leftColumns: [ColumnID: PlanColumn]?
    var rightColumns: [ColumnID: PlanColumn]?
    if needsLeft {
      let left = try pushed(node.left)
      join.left = left.plan
      leftColumns = left.columns
      columns = left.columns
    }
    if needsRight {
      let right = try pushed(node.right)
      join.right = right.plan
      rightColumns = right.columns
      if let leftColumns { join.equalities += equalities(leftColumns, right.columns) }
      if leftColumns == nil || keepsRight(node.kind) { columns = right.columns }
      if case .full = node.kind, let leftColumns {
        return full(join, leftColumns, right.columns, output: LogicalPlan.join(node).columns)
      }
    }
    let table = table(columns)
    let rightTable = rightColumns.map { self.table($0) } ?? table
    let plan = LogicalPlan.Join(
      kind: join.kind, left: join.left, right: join.right, equalities: [], residual: nil,
      range: join.range)
    var result = plan
    result.equalities = join.equalities.map { equality in
      .init(
        left: equality.left.substituting(table), right: equality.right.substituting(rightTable),
        matchesNulls: equality.matchesNulls)
    }
    result.residual = join.residual?.substituting(table)
    return Pushed(plan: .join(result), columns: columns)
  }

  private func usesOuter(_ expression: BoundExpression) -> Bool {
    var used: Set<ColumnID> = []
    expression.insertColumns(into: &used)
    return outer.contains { used.contains($0.id) }
  }

  private func keepsRight(_ kind: LogicalPlan.Join.Kind) -> Bool {
    if case .right = kind { true } else { false }
  }

  /// A row of a full join may come from either side, and so may its outer values.
  private func full(
    _ join: LogicalPlan.Join, _ left: [ColumnID: PlanColumn], _ right: [ColumnID: PlanColumn],
    output: [PlanColumn]
  ) -> Pushed {
    var result = join
    let table = table(left)
    let rightTable = self.table(right)
    result.equalities = join.equalities.map { equality in
      .init(
        left: equality.left.substituting(table), right: equality.right.substituting(rightTable),
        matchesNulls: equality.matchesNulls)
    }
    result.residual = join.residual?.substituting(table)
    var items = output.map { column in
      LogicalPlan.Project.Item(column: column, expression: BoundExpression(column))
    }
    var columns: [ColumnID: PlanColumn] = [:]
    for column in outer {
      guard let first = left[column.id], let second = right[column.id] else { continue }
      let either = context.columnIDs.makeColumn(column.name, column.type)
      columns[column.id] = either
      let value = BoundExpression.caseWhen(
        BoundCase(
          branches: [
            .init(condition: .isNull(BoundExpression(first)), value: BoundExpression(second))
          ], otherwise: BoundExpression(first), type: column.type))
      items.append(.init(column: either, expression: value))
    }
    return Pushed(
      plan: .project(LogicalPlan.Project(input: .join(result), items: items)), columns: columns)
  }

  /// The nearest row per outer value: the outer values are further equal keys.
  func pushed(_ node: LogicalPlan.AsOf) throws(Diagnostic) -> Pushed {
    if node.kind == .right || node.kind == .full {
      throw .unsupported(
        "ASOF RIGHT and FULL joins that use columns of an outer query", at: node.range)
    }
    let left = try pushed(node.left)
    let table = table(left.columns)
    var asOf = node.mapExpressions { $0.substituting(table) }
    asOf.left = left.plan
    if !node.right.outerColumns.isDisjoint(with: Set(outer.map(\.id))) {
      let right = try pushed(node.right)
      asOf.right = right.plan
      asOf.equalities += equalities(left.columns, right.columns)
    }
    return Pushed(plan: .asOf(asOf), columns: left.columns)
  }
}
