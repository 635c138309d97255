extension OptimizerRule {
  /// Lets a sort know how few of its rows are wanted.
  package static let pushDownLimit = OptimizerRule(
    "PushDownLimit", "Turns ORDER BY with LIMIT into a top-N and moves LIMIT below projections."
  ) { plan, context in
    plan.rewritten { node in
      guard case .limit(let limit) = node, let pushed = limit.pushed else { return node }
      context.noteChange()
      return pushed
    }
  }
}

extension LogicalPlan.Limit {
  /// The limit as part of what is below it; nil where nothing can take it.
  var pushed: LogicalPlan? {
    if limit == nil && offset == 0 { return input }
    if limit == 0 { return .values(LogicalPlan.Values(columns: input.columns, rows: [])) }
    switch input {
    case .project(var project):
      let below = LogicalPlan.Limit(input: project.input, limit: limit, offset: offset)
      project.input = below.pushed ?? .limit(below)
      return .project(project)
    case .limit(let inner):
      let (limit, offset) = Self.combined(
        limit, offset, inner: (inner.limit, inner.offset))
      let both = LogicalPlan.Limit(input: inner.input, limit: limit, offset: offset)
      return both.pushed ?? .limit(both)
    case .sort(var sort):
      (sort.limit, sort.offset) = Self.combined(limit, offset, inner: (sort.limit, sort.offset))
      return .sort(sort)
    case .with(let with):
      let below = LogicalPlan.Limit(input: with.body, limit: limit, offset: offset)
      return .with(
        LogicalPlan.With(
          number: with.number, name: with.name, definition: with.definition,
          body: below.pushed ?? .limit(below)))
    case .recursion(var recursion):
      guard let limit, recursion.depth == nil, recursion.rowLimit == nil else { return nil }
      let (wanted, overflows) = limit.addingReportingOverflow(offset)
      if overflows { return nil }
      recursion.rowLimit = wanted
      return .limit(
        LogicalPlan.Limit(input: .recursion(recursion), limit: limit, offset: offset))
    case .setOperation(var operation)
    where operation.kind == .union && operation.isAll && limit != nil:
      return pushed(intoUnion: &operation)
    default: return nil
    }
  }

  /// Neither side of a UNION ALL need give more rows than are wanted in all.
  private func pushed(intoUnion operation: inout LogicalPlan.SetOperation) -> LogicalPlan? {
    guard let limit else { return nil }
    let (wanted, overflows) = limit.addingReportingOverflow(offset)
    if overflows { return nil }
    func isLimited(_ plan: LogicalPlan) -> Bool {
      switch plan {
      case .limit(let node): node.limit ?? .max <= wanted
      case .sort(let node): node.limit ?? .max <= wanted
      case .project(let node): isLimited(node.input)
      case .values(let node): node.rows.count <= wanted
      default: false
      }
    }
    if isLimited(operation.left) && isLimited(operation.right) { return nil }
    func limited(_ plan: LogicalPlan) -> LogicalPlan {
      if isLimited(plan) { return plan }
      let below = LogicalPlan.Limit(input: plan, limit: wanted, offset: 0)
      return below.pushed ?? .limit(below)
    }
    operation.left = limited(operation.left)
    operation.right = limited(operation.right)
    return .limit(
      LogicalPlan.Limit(input: .setOperation(operation), limit: limit, offset: offset))
  }

  /// `limit` rows after `offset` of the inner limit's rows, as one.
  private static func combined(
    _ limit: Int?, _ offset: Int, inner: (limit: Int?, offset: Int)
  ) -> (Int?, Int) {
    let total = inner.offset.addingReportingOverflow(offset)
    let left = inner.limit.map { max(0, $0 - offset) }
    let both = [limit, left].compactMap { $0 }.min()
    return (both, total.overflow ? Int.max : total.partialValue)
  }
}
