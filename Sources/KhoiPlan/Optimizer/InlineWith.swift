import KhoiData

extension OptimizerRule {
  /// A definition read once need not be kept.
  package static let inlineWith = OptimizerRule(
    "InlineWith", "Puts definitions that are read once, or cost nothing, in place of their scans."
  ) { plan, context in
    plan.rewritten { node in
      guard case .with(let with) = node else { return node }
      var uses = 0
      with.body.visit { part in
        if case .sharedScan(let scan) = part, scan.number == with.number { uses += 1 }
      }
      guard uses <= 1 || with.definition.isCheap else { return node }
      context.noteChange()
      if uses == 0 { return with.body }
      return with.inlined(context)
    }
  }
}

extension LogicalPlan {
  /// Whether computing the plan again costs no more than keeping its rows.
  fileprivate var isCheap: Bool {
    switch self {
    case .scan, .sharedScan: true
    case .values(let node): node.rows.count <= 16
    case .project(let node):
      node.items.allSatisfy { $0.expression.isDeterministic } && node.input.isCheap
    case .filter(let node): node.predicate.isDeterministic && node.input.isCheap
    default: false
    }
  }
}
