extension OptimizerRule {
  /// Outer joins whose extra rows a later condition removes are inner joins.
  package static let outerToInner = OptimizerRule(
    "OuterToInner", "Makes outer joins inner where a condition above rejects the rows with NULLs."
  ) { plan, context in
    OuterJoinNarrower(context: context).narrowed(plan, [])
  }
}

/// Walks down with the conditions that every row of the output must pass in the end.
private struct OuterJoinNarrower {
  let context: OptimizerContext

  func narrowed(_ plan: LogicalPlan, _ terms: [BoundExpression]) -> LogicalPlan {
    switch plan {
    case .filter(var node):
      node.input = narrowed(node.input, terms + node.predicate.conjuncts)
      return .filter(node)
    case .project(var node):
      node.input = narrowed(node.input, substituted(terms, node.items))
      return .project(node)
    case .aggregate(var node):
      let keys = Set(node.keys.map(\.column.id))
      let kept = terms.filter { !keys.isEmpty && $0.usesOnly(keys) }
      node.input = narrowed(node.input, substituted(kept, node.keys))
      return .aggregate(node)
    case .sort(var node):
      node.input = narrowed(node.input, node.limit == nil && node.offset == 0 ? terms : [])
      return .sort(node)
    case .join(let node): return narrowed(node, terms)
    case .with(var node):
      node.definition = narrowed(node.definition, [])
      node.body = narrowed(node.body, terms)
      return .with(node)
    default: return plan.mapInputs { narrowed($0, []) }
    }
  }

  private func substituted(
    _ terms: [BoundExpression], _ items: [LogicalPlan.Project.Item]
  ) -> [BoundExpression] {
    if terms.isEmpty { return [] }
    let table = Dictionary(
      items.map { ($0.column.id, $0.expression) }, uniquingKeysWith: { first, _ in first })
    return terms.map { $0.substituting(table) }
  }

  private func narrowed(_ node: LogicalPlan.Join, _ terms: [BoundExpression]) -> LogicalPlan {
    var node = node
    let rejectsLeft = rejects(node.left.columnIDs, terms)
    let rejectsRight = rejects(node.right.columnIDs, terms)
    if let kind = narrowedKind(node.kind, rejectsLeft, rejectsRight) {
      node.kind = kind
      context.noteChange()
    }
    var left: [BoundExpression] = []
    var right: [BoundExpression] = []
    for equality in node.equalities where !equality.matchesNulls {
      left.append(.not(.isNull(equality.left)))
      right.append(.not(.isNull(equality.right)))
    }
    let conditions = node.residual?.conjuncts ?? []
    switch node.kind {
    case .inner: (left, right) = (terms + left + conditions, terms + right + conditions)
    case .semi: (left, right) = (terms + left + conditions, right + conditions)
    case .left, .single, .anti: (left, right) = (terms, right + conditions)
    case .right: (left, right) = (left + conditions, terms)
    case .full: (left, right) = ([], [])
    case .mark(_, let isNullAware): (left, right) = (terms, isNullAware ? [] : right)
    }
    node.left = narrowed(node.left, left)
    node.right = narrowed(node.right, right)
    return .join(node)
  }

  /// What the join becomes where NULLs for all columns of the left or right are rejected.
  private func narrowedKind(
    _ kind: LogicalPlan.Join.Kind, _ rejectsLeft: Bool, _ rejectsRight: Bool
  ) -> LogicalPlan.Join.Kind? {
    switch kind {
    case .left where rejectsRight: .inner
    case .right where rejectsLeft: .inner
    case .full where rejectsLeft && rejectsRight: .inner
    // A condition that rejects NULLs of the left input removes the rows of the right without match.
    case .full where rejectsLeft: .left
    case .full where rejectsRight: .right
    default: nil
    }
  }

  private func rejects(_ columns: Set<ColumnID>, _ terms: [BoundExpression]) -> Bool {
    terms.contains { NullOutcome(of: $0, whereNull: columns).isRejected }
  }
}
