extension OptimizerRule {
  /// Reads and carries only the columns that somebody uses.
  package static let pruneColumns = OptimizerRule(
    "PruneColumns", "Drops columns, aggregates and window calls that nothing above uses."
  ) { plan, context in
    let pruner = ColumnPruner(context: context)
    return pruner.pruned(plan, plan.columnIDs).projected(to: plan.columns)
  }
}

/// Walks down with the columns that are needed above.
///
/// The result of `pruned` has at least the columns asked for, often a few more (those a filter
/// tested); where carrying them on would cost something, as into a sort or the table of a join, a
/// projection cuts them off.
private final class ColumnPruner {
  let context: OptimizerContext
  /// For each `With` the places of its definition's output that some shared scan reads.
  private var sharedUses: [Int: Set<Int>] = [:]

  init(context: OptimizerContext) {
    self.context = context
  }

  func pruned(_ plan: LogicalPlan, _ needed: Set<ColumnID>) -> LogicalPlan {
    switch plan {
    case .scan(let node): return pruned(node, needed)
    case .values(let node): return pruned(node, needed)
    case .series: return plan
    case .filter(var node):
      node.input = pruned(node.input, needed.union(node.predicate.columnsUsed))
      return .filter(node)
    case .project(var node):
      node.items = kept(node.items) { needed.contains($0.column.id) }
      if node.items.isEmpty { return pruned(node.input, []) }
      node.input = pruned(node.input, used(.project(node)))
      return .project(node)
    case .aggregate(let node): return pruned(node, needed)
    case .window(var node):
      node.items = kept(node.items) { needed.contains($0.column.id) }
      if node.items.isEmpty { return pruned(node.input, needed) }
      let below = needed.subtracting(node.items.map(\.column.id)).union(used(.window(node)))
      node.input = narrow(node.input, below)
      return .window(node)
    case .sort(var node):
      node.input = narrow(node.input, needed.union(used(.sort(node))))
      return .sort(node)
    case .limit, .atMostOneRow, .sample: return plan.mapInputs { pruned($0, needed) }
    case .recursion: return plan.mapInputs { pruned($0, $0.columnIDs).projected(to: $0.columns) }
    case .join(let node): return pruned(node, needed)
    case .asOf(var node):
      let below = needed.union(used(.asOf(node)))
      node.left = narrow(node.left, below.intersection(node.left.columnIDs))
      node.right = narrow(node.right, below.intersection(node.right.columnIDs))
      return .asOf(node)
    case .setOperation(let node): return pruned(node, needed)
    case .unpivot(var node):
      node.kept = kept(node.kept) { needed.contains($0.id) }
      node.input = pruned(node.input, used(.unpivot(node)))
      return .unpivot(node)
    case .unnest(var node):
      let below = needed.subtracting(node.added.map(\.id)).union(used(.unnest(node)))
      node.input = narrow(node.input, below)
      return .unnest(node)
    case .assert(var node):
      node.input = pruned(node.input, needed.union(used(.assert(node))))
      return .assert(node)
    case .with(let node): return pruned(node, needed)
    case .sharedScan(var node):
      let places = kept(Array(node.columns.indices)) { needed.contains(node.columns[$0].id) }
      node.columns = places.map { node.columns[$0] }
      node.sourceIndices = places.map { node.sourceIndices[$0] }
      sharedUses[node.number, default: []].formUnion(node.sourceIndices)
      return .sharedScan(node)
    }
  }

  private func used(_ node: LogicalPlan) -> Set<ColumnID> { node.columnsUsed }

  private func kept<Element>(
    _ elements: [Element], _ isKept: (Element) -> Bool
  ) -> [Element] {
    let kept = elements.filter(isKept)
    if kept.count < elements.count { context.noteChange() }
    return kept
  }

  /// Pruned, and cut to exactly the needed columns where there are more.
  private func narrow(_ plan: LogicalPlan, _ needed: Set<ColumnID>) -> LogicalPlan {
    let result = pruned(plan, needed)
    let columns = result.columns
    let wanted = columns.filter { needed.contains($0.id) }
    if wanted.isEmpty || wanted.count == columns.count { return result }
    return result.projected(to: wanted)
  }

  private func pruned(_ node: LogicalPlan.Scan, _ needed: Set<ColumnID>) -> LogicalPlan {
    var node = node
    let all = needed.union(used(.scan(node)))
    let places = kept(Array(node.columns.indices)) { all.contains(node.columns[$0].id) }
    node.columns = places.map { node.columns[$0] }
    node.sourceIndices = places.map { node.sourceIndices[$0] }
    return .scan(node)
  }

  private func pruned(_ node: LogicalPlan.Values, _ needed: Set<ColumnID>) -> LogicalPlan {
    var node = node
    let places = kept(Array(node.columns.indices)) { needed.contains(node.columns[$0].id) }
    if places.count == node.columns.count { return .values(node) }
    node.columns = places.map { node.columns[$0] }
    node.rows = node.rows.map { row in places.map { row[$0] } }
    return .values(node)
  }

  private func pruned(_ node: LogicalPlan.Aggregate, _ needed: Set<ColumnID>) -> LogicalPlan {
    var node = node
    let aggregates = node.aggregates.filter { needed.contains($0.column.id) }
    // Without keys and aggregates it would be something else: keep one.
    if aggregates.count < node.aggregates.count && !(aggregates.isEmpty && node.keys.isEmpty) {
      node.aggregates = aggregates
      context.noteChange()
    }
    node.input = pruned(node.input, used(.aggregate(node)))
    return .aggregate(node)
  }

  private func pruned(_ node: LogicalPlan.Join, _ needed: Set<ColumnID>) -> LogicalPlan {
    var node = node
    let rightIDs = node.right.columnIDs
    switch node.kind {
    case .mark(let mark, _) where !needed.contains(mark.id):
      context.noteChange()
      return pruned(node.left, needed)
    case .left
    where needed.isDisjoint(with: rightIDs)
      && node.right.isUnique(on: node.equalities.map(\.right)):
      context.noteChange()
      return pruned(node.left, needed)
    default: break
    }
    let below = needed.union(used(.join(node)))
    node.left = narrow(node.left, below.intersection(node.left.columnIDs))
    node.right = narrow(node.right, below.intersection(rightIDs))
    return .join(node)
  }

  private func pruned(_ node: LogicalPlan.SetOperation, _ needed: Set<ColumnID>) -> LogicalPlan {
    var node = node
    var places = Array(node.columns.indices)
    // Only UNION ALL does not compare rows.
    if node.kind == .union && node.isAll {
      let used = places.filter { needed.contains(node.columns[$0].id) }
      places = used.isEmpty ? Array(places.prefix(1)) : used
    }
    if places.count < node.columns.count { context.noteChange() }
    func side(_ plan: LogicalPlan) -> LogicalPlan {
      let columns = plan.columns
      let wanted = places.map { columns[$0] }
      return pruned(plan, Set(wanted.map(\.id))).projected(to: wanted)
    }
    node.columns = places.map { node.columns[$0] }
    node.left = side(node.left)
    node.right = side(node.right)
    return .setOperation(node)
  }

  private func pruned(_ node: LogicalPlan.With, _ needed: Set<ColumnID>) -> LogicalPlan {
    sharedUses[node.number] = nil
    let body = pruned(node.body, needed)
    guard let uses = sharedUses[node.number] else {
      context.noteChange()
      return body
    }
    let columns = node.definition.columns
    let places = uses.isEmpty ? Array(columns.indices.prefix(1)) : uses.sorted()
    if places.count < columns.count { context.noteChange() }
    let wanted = places.map { columns[$0] }
    let definition = pruned(node.definition, Set(wanted.map(\.id))).projected(to: wanted)
    let newPlaces = Dictionary(
      places.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let moved = body.rewritten { part in
      guard case .sharedScan(var scan) = part, scan.number == node.number else { return part }
      scan.sourceIndices = scan.sourceIndices.map { newPlaces[$0] ?? $0 }
      return .sharedScan(scan)
    }
    return .with(
      LogicalPlan.With(
        number: node.number, name: node.name, definition: definition, body: moved))
  }
}
