import KhoiData
import KhoiText

extension OptimizerRule {
  /// Joins small things first.
  package static let reorderJoins = OptimizerRule(
    "ReorderJoins", "Orders inner joins by how many rows the statistics let expect."
  ) { (plan, context) throws(Diagnostic) in
    try JoinReorderer(context: context).reordered(plan)
  }
}

/// Finds groups of inner joins and gives each a new order.
///
/// An inner join of inner joins is a graph: relations, and conditions between them. Up to
/// `JoinOrderSearch.exhaustiveLimit` relations all orders are compared, beyond that the cheapest
/// next join is taken. The side with fewer rows goes to the right, where the hash table is built.
struct JoinReorderer {
  let context: OptimizerContext

  func reordered(_ plan: LogicalPlan) throws(Diagnostic) -> LogicalPlan {
    guard case .join(let join) = plan, case .inner = join.kind else { return try inside(plan) }
    var graph = JoinGraph()
    graph.add(plan)
    // The order of rows is the left-most relation's; where somebody asked for one, it stays.
    if graph.relations.count > 60 || graph.relations.contains(where: \.hasOrder)
      || graph.conditions.contains(where: { !$0.term.isDeterministic })
    {
      return try inside(plan)
    }
    for index in graph.relations.indices {
      graph.relations[index] = try reordered(graph.relations[index])
    }
    try graph.close(context)
    guard let tree = JoinOrderSearch(graph).best() else { return try inside(plan) }
    var next = 0
    if !tree.isInOrder(&next) { context.noteChange() }
    return try JoinAssembly(graph: graph, context: context).plan(tree, output: plan.columns)
  }

  private func inside(_ plan: LogicalPlan) throws(Diagnostic) -> LogicalPlan {
    try plan.mapInputs { (input) throws(Diagnostic) in try reordered(input) }
  }
}

extension LogicalPlan {
  /// Whether the rows come in an order that somebody asked for.
  var hasOrder: Bool {
    switch self {
    case .sort: true
    case .filter(let node): node.input.hasOrder
    case .project(let node): node.input.hasOrder
    case .window(let node): node.input.hasOrder
    case .limit(let node): node.input.hasOrder
    case .unnest(let node): node.input.hasOrder
    case .assert(let node): node.input.hasOrder
    case .join(let node): node.left.hasOrder
    case .asOf(let node): node.left.hasOrder
    case .with(let node): node.body.hasOrder
    case .sample(let node): node.input.hasOrder
    case .scan, .values, .series, .aggregate, .setOperation, .unpivot, .atMostOneRow, .sharedScan,
      .recursion:
      false
    }
  }
}

/// In which order relations are joined.
indirect enum JoinTree {
  case relation(Int)
  /// The right side is the one the hash table is built from.
  case join(JoinTree, JoinTree)

  /// Whether the relations stand from left to right as they were written, each joined to all
  /// before it.
  func isInOrder(_ next: inout Int) -> Bool {
    switch self {
    case .relation(let number):
      defer { next += 1 }
      return number == next
    case .join(let left, .relation(let number)):
      guard left.isInOrder(&next), number == next else { return false }
      next += 1
      return true
    case .join: return false
    }
  }
}
