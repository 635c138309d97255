import KhoiData

extension OptimizerRule {
  /// A semi join that keeps few rows is a filter.
  package static let pushDownSemiJoin = OptimizerRule(
    "PushDownSemiJoin", "Moves semi and anti joins that keep few rows below inner joins."
  ) { plan, context in
    plan.rewritten { node in
      guard case .join(let join) = node else { return node }
      switch join.kind {
      case .semi, .anti: break
      default: return node
      }
      guard let pushed = join.pushedIntoLeft() else { return node }
      var estimator = CardinalityEstimator()
      let before = estimator.estimate(join.left).rows
      guard estimator.estimate(node).rows <= before * 0.5 else { return node }
      context.noteChange()
      return pushed
    }
  }
}

extension LogicalPlan.Join {
  /// The semi or anti join applied to the one input of a join on the left that it looks at; nil
  /// where it looks at both, or there is no join.
  fileprivate func pushedIntoLeft() -> LogicalPlan? {
    var used: Set<ColumnID> = []
    for equality in equalities { equality.left.insertColumns(into: &used) }
    residual?.insertColumns(into: &used)
    used.formIntersection(left.columnIDs)
    guard !used.isEmpty else { return nil }
    switch left {
    case .join(var below):
      guard case .inner = below.kind else { return nil }
      var moved = self
      if used.isSubset(of: below.left.columnIDs) {
        moved.left = below.left
        below.left = moved.pushedIntoLeft() ?? .join(moved)
      } else if used.isSubset(of: below.right.columnIDs) {
        moved.left = below.right
        below.right = moved.pushedIntoLeft() ?? .join(moved)
      } else {
        return nil
      }
      return .join(below)
    case .filter(var below):
      var moved = self
      moved.left = below.input
      guard let pushed = moved.pushedIntoLeft() else { return nil }
      below.input = pushed
      return .filter(below)
    case .project(var below):
      guard below.items.allSatisfy({ $0.expression.isDeterministic }) else { return nil }
      let table = Dictionary(
        below.items.map { ($0.column.id, $0.expression) }, uniquingKeysWith: { first, _ in first })
      var moved = self
      moved.left = below.input
      for index in moved.equalities.indices {
        moved.equalities[index].left = moved.equalities[index].left.substituting(table)
      }
      moved.residual = residual?.substituting(table)
      guard let pushed = moved.pushedIntoLeft() else { return nil }
      below.input = pushed
      return .project(below)
    default: return nil
    }
  }
}
