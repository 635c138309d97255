import KhoiData
import KhoiText

extension OptimizerRule {
  /// Groups that no row will be joined to need not be made.
  ///
  /// Small inputs are grouped before one could think about it, so the rule looks at large ones.
  package static let pushDownJoinKeys = pushDownJoinKeys(leastRows: 10_000, advantage: 8)

  /// The rule for inputs of more than `leastRows` rows and `advantage` times fewer keys than
  /// groups.
  package static func pushDownJoinKeys(leastRows: Double, advantage: Double) -> OptimizerRule {
    OptimizerRule(
      "PushDownJoinKeys", "Aggregates only the rows whose group a small other side of a join has."
    ) { plan, context in
      let pusher = JoinKeyPusher(context: context, leastRows: leastRows, advantage: advantage)
      return plan.rewritten { node in
        guard case .join(let join) = node, let pushed = pusher.pushed(join) else { return node }
        context.noteChange()
        return pushed
      }
    }
  }
}

/// Finds joins of few rows with groups of many, and reduces the input of the groups to the few keys
/// by a semi join. The few rows are computed once and read twice.
///
/// Correlated aggregates are such joins once they are unnested: an average per part, wanted for a
/// handful of parts.
private struct JoinKeyPusher {
  let context: OptimizerContext
  let leastRows: Double
  let advantage: Double

  func pushed(_ node: LogicalPlan.Join) -> LogicalPlan? {
    switch node.kind {
    case .inner:
      return pushed(node, groupsAreRight: true) ?? pushed(node, groupsAreRight: false)
    case .left, .single, .semi, .anti: return pushed(node, groupsAreRight: true)
    case .right, .full, .mark: return nil
    }
  }

  private func pushed(_ node: LogicalPlan.Join, groupsAreRight: Bool) -> LogicalPlan? {
    let few = groupsAreRight ? node.left : node.right
    let groups = groupsAreRight ? node.right : node.left
    let pairs = node.equalities.map { equality in
      groupsAreRight ? (equality.right, equality.left) : (equality.left, equality.right)
    }
    guard let aggregate = groups.aggregateBelow, !aggregate.keys.isEmpty, !few.hasOrder else {
      return nil
    }
    // Keys of the groups that the join fixes, as expressions of the aggregate's input.
    var fixed: [(inner: BoundExpression, outer: BoundExpression, matchesNulls: Bool)] = []
    for (equality, pair) in zip(node.equalities, pairs) {
      guard let column = pair.0.plainColumn, let key = groups.key(behind: column),
        key.isMovable, pair.1.isMovable
      else { continue }
      fixed.append((key, pair.1, equality.matchesNulls))
    }
    guard !fixed.isEmpty, isWorthwhile(few, aggregate, fixed.map(\.inner)) else { return nil }
    return rewritten(node, few, groups, fixed, groupsAreRight: groupsAreRight)
  }

  private func isWorthwhile(
    _ few: LogicalPlan, _ aggregate: LogicalPlan.Aggregate, _ keys: [BoundExpression]
  ) -> Bool {
    var estimator = CardinalityEstimator()
    let input = estimator.estimate(aggregate.input)
    guard input.rows > leastRows else { return false }
    let values = keys.reduce(1) { max($0, estimator.distinct($1, in: input)) }
    return estimator.estimate(few).rows * advantage < values
  }

  private func rewritten(
    _ node: LogicalPlan.Join, _ few: LogicalPlan, _ groups: LogicalPlan,
    _ fixed: [(inner: BoundExpression, outer: BoundExpression, matchesNulls: Bool)],
    groupsAreRight: Bool
  ) -> LogicalPlan {
    let shared = context.share(few, name: "join keys")
    let columns = few.columns
    let copies = columns.map { context.columnIDs.makeColumn($0.name, $0.type) }
    let table = Dictionary(
      zip(columns, copies).map { ($0.id, BoundExpression($1)) },
      uniquingKeysWith: { first, _ in first })
    let reduced = groups.mapAggregateInput { input in
      .join(
        LogicalPlan.Join(
          kind: .semi, left: input, right: shared.scan(copies),
          equalities: fixed.map { key in
            .init(
              left: key.inner, right: key.outer.substituting(table), matchesNulls: key.matchesNulls)
          }))
    }
    var join = node
    join.left = groupsAreRight ? shared.scan(columns) : reduced
    join.right = groupsAreRight ? reduced : shared.scan(columns)
    return shared.around(.join(join))
  }
}

extension LogicalPlan {
  /// The aggregate under filters and projections that do not compute.
  fileprivate var aggregateBelow: Aggregate? {
    switch self {
    case .aggregate(let node): node
    case .filter(let node): node.input.aggregateBelow
    case .project(let node): node.input.aggregateBelow
    default: nil
    }
  }

  /// The expression of the aggregate's input behind a column of the output, if it is a key.
  fileprivate func key(behind column: ColumnID) -> BoundExpression? {
    switch self {
    case .aggregate(let node): node.keys.first { $0.column.id == column }?.expression
    case .filter(let node): node.input.key(behind: column)
    case .project(let node):
      node.items.first { $0.column.id == column }?.expression.plainColumn
        .flatMap { node.input.key(behind: $0) }
    default: nil
    }
  }

  fileprivate func mapAggregateInput(_ transform: (LogicalPlan) -> LogicalPlan) -> LogicalPlan {
    if case .aggregate = self { return mapInputs(transform) }
    return mapInputs { $0.mapAggregateInput(transform) }
  }
}
