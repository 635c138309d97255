extension OptimizerRule {
  /// Tests rows as early as possible.
  package static let pushDownFilter = OptimizerRule(
    "PushDownFilter",
    "Moves conditions towards the scans and turns equalities between inputs into join conditions."
  ) { plan, context in
    FilterPusher(context: context).pushed(plan, [])
  }
}

/// Carries conditions down a plan.
///
/// A condition moves only where the rows it then sees give it the same answer, and where it cannot
/// fail on rows that it would not have seen: a condition that may fail (a cast of text) does not
/// pass a join, and one that is not deterministic does not move at all.
struct FilterPusher {
  let context: OptimizerContext

  /// The plan with the terms, which refer to its output, applied as far down as they go.
  func pushed(_ plan: LogicalPlan, _ terms: [BoundExpression]) -> LogicalPlan {
    switch plan {
    case .filter(let node): return pushed(node.input, node.predicate.conjuncts + terms)
    case .project(let node): return pushed(node, terms)
    case .aggregate(let node): return pushed(node, terms)
    case .window(let node): return pushed(node, terms)
    case .sort(var node):
      if node.limit != nil || node.offset > 0 { return stopped(plan, terms) }
      node.input = pushed(node.input, noting(terms))
      return .sort(node)
    case .join(let node): return pushed(node, terms)
    case .asOf(let node): return pushed(node, terms)
    case .setOperation(let node): return pushed(node, terms)
    case .unpivot(var node):
      let kept = Set(node.kept.map(\.id))
      let (below, above) = split(terms) { $0.isDeterministic && $0.usesOnly(kept) }
      node.input = pushed(node.input, noting(below))
      return filtered(.unpivot(node), above)
    case .unnest(var node):
      let kept = node.input.columnIDs
      let (below, above) = split(terms) { $0.isDeterministic && $0.usesOnly(kept) }
      node.input = pushed(node.input, noting(below))
      return filtered(.unnest(node), above)
    case .scan(var node):
      let (below, above) = split(terms) { $0.isMovable }
      if !below.isEmpty { context.noteChange() }
      node.filters += below.filter { term in !node.filters.contains { $0.isSame(as: term) } }
      return filtered(.scan(node), above)
    case .with(var node):
      node.definition = pushed(node.definition, [])
      node.body = pushed(node.body, noting(terms))
      return .with(node)
    case .limit, .assert, .atMostOneRow, .values, .series, .sharedScan, .recursion, .sample:
      return stopped(plan, terms)
    }
  }

  private func stopped(_ plan: LogicalPlan, _ terms: [BoundExpression]) -> LogicalPlan {
    filtered(plan.mapInputs { pushed($0, []) }, terms)
  }

  private func filtered(_ plan: LogicalPlan, _ terms: [BoundExpression]) -> LogicalPlan {
    if terms.isEmpty { return plan }
    return .filter(LogicalPlan.Filter(input: plan, predicate: .all(terms)))
  }

  private func noting(_ terms: [BoundExpression]) -> [BoundExpression] {
    if !terms.isEmpty { context.noteChange() }
    return terms
  }

  private func split(
    _ terms: [BoundExpression], _ goesDown: (BoundExpression) -> Bool
  ) -> (below: [BoundExpression], above: [BoundExpression]) {
    var below: [BoundExpression] = []
    var above: [BoundExpression] = []
    for term in terms {
      if goesDown(term) { below.append(term) } else { above.append(term) }
    }
    return (below, above)
  }

  private func pushed(_ node: LogicalPlan.Project, _ terms: [BoundExpression]) -> LogicalPlan {
    var node = node
    let fixed = Set(node.items.filter { !$0.expression.isDeterministic }.map(\.column.id))
    let (below, above) = split(terms) { $0.isDeterministic && !$0.usesAny(of: fixed) }
    let table = Dictionary(
      node.items.map { ($0.column.id, $0.expression) }, uniquingKeysWith: { first, _ in first })
    node.input = pushed(node.input, noting(below.map { $0.substituting(table) }))
    return filtered(.project(node), above)
  }

  private func pushed(_ node: LogicalPlan.Aggregate, _ terms: [BoundExpression]) -> LogicalPlan {
    var node = node
    let keys = Set(node.keys.filter { $0.expression.isDeterministic }.map(\.column.id))
    let (below, above) = split(terms) {
      // Without keys there is one row even where no row comes in.
      !keys.isEmpty && $0.isDeterministic && $0.usesOnly(keys)
    }
    let table = Dictionary(
      node.keys.map { ($0.column.id, $0.expression) }, uniquingKeysWith: { first, _ in first })
    node.input = pushed(node.input, noting(below.map { $0.substituting(table) }))
    return filtered(.aggregate(node), above)
  }

  private func pushed(_ node: LogicalPlan.Window, _ terms: [BoundExpression]) -> LogicalPlan {
    var node = node
    let partition = Set(node.partitionBy.compactMap(\.plainColumn))
    let (below, above) = split(terms) {
      // Whole partitions stay or go.
      !partition.isEmpty && $0.isDeterministic && $0.usesOnly(partition)
    }
    node.input = pushed(node.input, noting(below))
    return filtered(.window(node), above)
  }

  private func pushed(_ node: LogicalPlan.SetOperation, _ terms: [BoundExpression]) -> LogicalPlan {
    var node = node
    let (below, above) = split(terms) { $0.isDeterministic }
    func table(_ side: LogicalPlan) -> [ColumnID: BoundExpression] {
      Dictionary(
        zip(node.columns, side.columns).map { ($0.id, BoundExpression($1)) },
        uniquingKeysWith: { first, _ in first })
    }
    let left = table(node.left)
    let right = table(node.right)
    node.left = pushed(node.left, noting(below.map { $0.substituting(left) }))
    node.right = pushed(node.right, below.map { $0.substituting(right) })
    return filtered(.setOperation(node), above)
  }

  /// Rows of the left side stay or go with their pair; which right row is nearest depends on all.
  private func pushed(_ node: LogicalPlan.AsOf, _ terms: [BoundExpression]) -> LogicalPlan {
    var node = node
    let left = node.left.columnIDs
    let keepsLeft = node.kind != .right && node.kind != .full
    let (below, above) = split(terms) {
      keepsLeft && $0.isDeterministic && !$0.isRisky && $0.usesOnly(left)
    }
    node.left = pushed(node.left, noting(below))
    node.right = pushed(node.right, [])
    return filtered(.asOf(node), above)
  }

  private func pushed(_ node: LogicalPlan.Join, _ terms: [BoundExpression]) -> LogicalPlan {
    var split = JoinConditions(node)
    split.addConditions(of: node)
    split.add(terms)
    if split.hasMoved { context.noteChange() }
    var node = node
    node.equalities = split.equalities
    node.residual = split.residual.isEmpty ? nil : .all(split.residual)
    node.left = pushed(node.left, split.left)
    node.right = pushed(node.right, split.right)
    return filtered(.join(node), split.above)
  }
}
