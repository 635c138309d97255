import KhoiData
import KhoiText

/// Putting the pulled-up conditions into the join.
extension CorrelationPullUp {
  /// The join without dependence; nil where the conditions could not be pulled up.
  func joined(_ join: LogicalPlan.Join) throws(Diagnostic) -> LogicalPlan? {
    let isPlain = join.equalities.isEmpty && join.residual == nil
    switch join.kind {
    case .inner, .left, .single:
      if isPlain, let result = try joinedComputing(join) { return result }
    default: break
    }
    guard var pulled = try pulled(join.right) else { return nil }
    var result = join
    if case .mark(_, isNullAware: true) = join.kind { makeTwoValued(&pulled) }
    result.right = pulled.plan
    result.equalities += pulled.joinEqualities
    let terms = (join.residual.map { [$0] } ?? []) + pulled.residual
    result.residual = terms.isEmpty ? nil : .all(terms)
    if case .single = join.kind, pulled.plan.isUnique(on: result.equalities.map(\.right)) {
      result.kind = .left
    }
    return .join(result)
  }

  /// For IN a comparison with NULL makes the answer unknown, but a condition of the subquery that
  /// is unknown just leaves a row out.
  private func makeTwoValued(_ pulled: inout Pulled) {
    var notNull: [BoundExpression] = []
    for index in pulled.equalities.indices where !pulled.equalities[index].matchesNulls {
      pulled.equalities[index].matchesNulls = true
      notNull.append(.not(.isNull(pulled.equalities[index].inner)))
    }
    if !notNull.isEmpty {
      pulled.plan = .filter(LogicalPlan.Filter(input: pulled.plan, predicate: .all(notNull)))
    }
    pulled.residual = pulled.residual.map { term in
      .caseWhen(
        BoundCase(
          branches: [.init(condition: term, value: .alwaysTrue)], otherwise: .alwaysFalse,
          type: .boolean))
    }
  }

  /// A right side that ends in projections, over an aggregate without keys or with expressions that
  /// use outer columns: the projections are computed after the join.
  private func joinedComputing(_ join: LogicalPlan.Join) throws(Diagnostic) -> LogicalPlan? {
    var projects: [LogicalPlan.Project] = []
    var core = join.right
    while case .project(let project) = core {
      projects.append(project)
      core = project.input
    }
    if case .aggregate(let aggregate) = core, aggregate.keys.isEmpty {
      return try joined(join, aggregate, projects)
    }
    let usesOuter = projects.contains { project in
      project.items.contains { $0.expression.usesAny(of: outer) }
    }
    guard usesOuter, let pulled = try pulled(core) else { return nil }
    return joined(join, pulled, core.columns, projects)
  }

  /// Every outer row has exactly one row of an aggregate without keys, be it that of no rows.
  private func joined(
    _ join: LogicalPlan.Join, _ aggregate: LogicalPlan.Aggregate,
    _ projects: [LogicalPlan.Project]
  ) throws(Diagnostic) -> LogicalPlan? {
    let expressions = LogicalPlan.aggregate(aggregate).expressions
    guard !expressions.contains(where: { $0.usesAny(of: outer) }),
      let below = try pulled(aggregate.input), below.isGroupable
    else { return nil }
    let pulled = grouped(aggregate, over: below)
    let joined = LogicalPlan.Join(
      kind: .left, left: join.left, right: pulled.plan, equalities: pulled.joinEqualities,
      residual: pulled.residual.isEmpty ? nil : .all(pulled.residual), range: join.range)
    var table: [ColumnID: BoundExpression] = [:]
    for item in aggregate.aggregates { table[item.column.id] = item.valueOrEmpty(item.column) }
    let computed = compute(projects, from: table)
    return output(join, over: .join(joined), aggregate.aggregates.map(\.column), computed)
  }

  /// The projections' expressions over the join's output, the last ones' by their column.
  private func compute(
    _ projects: [LogicalPlan.Project], from table: [ColumnID: BoundExpression]
  ) -> [ColumnID: BoundExpression] {
    var table = table
    for project in projects.reversed() {
      var next: [ColumnID: BoundExpression] = [:]
      for item in project.items { next[item.column.id] = item.expression.substituting(table) }
      table = next
    }
    return table
  }

  private func joined(
    _ join: LogicalPlan.Join, _ pulled: Pulled, _ coreColumns: [PlanColumn],
    _ projects: [LogicalPlan.Project]
  ) -> LogicalPlan {
    // Tells the rows without a match, for which the projections are NULL whatever they compute.
    let marker = context.columnIDs.makeColumn("found", .boolean)
    let right = LogicalPlan.project(
      LogicalPlan.Project(
        input: pulled.plan,
        items: pulled.plan.columns.map { .init(column: $0, expression: BoundExpression($0)) }
          + [.init(column: marker, expression: .alwaysTrue)]))
    var kind = join.kind
    if case .single = kind, pulled.plan.isUnique(on: pulled.equalities.map(\.inner)) {
      kind = .left
    }
    let joined = LogicalPlan.Join(
      kind: kind, left: join.left, right: right, equalities: pulled.joinEqualities,
      residual: pulled.residual.isEmpty ? nil : .all(pulled.residual), range: join.range)
    var computed = compute(projects, from: [:])
    if case .inner = join.kind {
    } else {
      for (column, expression) in computed
      where expression.plainColumn.map({ id in
        !coreColumns.contains { $0.id == id }
      }) ?? true {
        computed[column] = .caseWhen(
          BoundCase(
            branches: [
              .init(
                condition: .isNull(BoundExpression(marker)),
                value: .constant(.null, expression.type))
            ], otherwise: expression, type: expression.type))
      }
    }
    return output(join, over: .join(joined), coreColumns, computed)
  }

  /// The columns of the join as written: the left ones as they are, the right ones computed.
  private func output(
    _ join: LogicalPlan.Join, over plan: LogicalPlan, _ present: [PlanColumn],
    _ computed: [ColumnID: BoundExpression]
  ) -> LogicalPlan {
    let left = join.left.columns.map { column in
      LogicalPlan.Project.Item(column: column, expression: BoundExpression(column))
    }
    let right = join.right.columns.map { column in
      LogicalPlan.Project.Item(
        column: column, expression: computed[column.id] ?? BoundExpression(column))
    }
    return .project(LogicalPlan.Project(input: plan, items: left + right))
  }
}

extension LogicalPlan.Aggregate.Item {
  /// The value in `column`, or where that is NULL the value for no rows.
  func valueOrEmpty(_ column: PlanColumn) -> BoundExpression {
    let value = aggregate.emptyValue
    if value.isNull { return BoundExpression(column) }
    return .caseWhen(
      BoundCase(
        branches: [
          .init(
            condition: .isNull(BoundExpression(column)), value: .constant(value, column.type))
        ], otherwise: BoundExpression(column), type: column.type))
  }
}
