import KhoiData
import KhoiPlan
import KhoiText

/// What one side of a join says of the other: only rows with one of its keys can have a partner.
///
/// The side that is known first becomes a `KeyFilter`, which the scan behind the other side's key
/// applies before anything else is read.
extension PhysicalPlanner {
  /// How many times fewer rows the other side must have to be worth materialising first.
  private static let advantage = 4

  /// The probe side, already run, where it is much smaller than the scan behind the build side and
  /// rows of the build side without a partner do not come out.
  ///
  /// The scan then reads only what the probe side can meet.
  func openProbeFirst(
    _ node: LogicalPlan.Join, probe: LogicalPlan, build: LogicalPlan, probeIsLeft: Bool
  ) throws(Diagnostic) -> PipelineDraft? {
    switch node.kind {
    case .semi, .anti, .left, .single, .right: break
    case .inner, .full, .mark: return nil
    }
    let targets = targets(node, in: build, keysAreLeft: !probeIsLeft)
    guard let most = targets.map(\.scan.table.rowCount).max(),
      estimator.estimate(probe).rows * Double(Self.advantage) < Double(most)
    else { return nil }
    let draft = try open(probe)
    let rows = try collect(draft, for: "join")
    try register(targets, rows, draft.layout)
    return self.draft(
      reading: rows, columns: draft.columns, domains: draft.domains, profile: draft.profile)
  }

  /// Lets the scans behind the probe side's keys know those of the build side, where rows of the
  /// probe side without a partner do not come out.
  func filterProbe(
    _ node: LogicalPlan.Join, _ probe: LogicalPlan, by rows: ChunkCollection,
    _ layout: ColumnLayout, probeIsLeft: Bool
  ) throws(Diagnostic) {
    switch node.kind {
    case .inner, .semi: break
    case .left, .right, .full, .anti, .mark, .single: return
    }
    try register(targets(node, in: probe, keysAreLeft: probeIsLeft), rows, layout)
  }

  /// A column of a scan that a key of one side is, with the other side's key.
  private struct Target {
    let scan: LogicalPlan.Scan
    let column: ColumnID
    let otherKey: BoundExpression
  }

  private func targets(
    _ node: LogicalPlan.Join, in plan: LogicalPlan, keysAreLeft: Bool
  ) -> [Target] {
    // What is kept from one round of a recursion to the next must not depend on its rows.
    if roundCache != nil { return [] }
    return node.equalities.compactMap { equality in
      let (key, other) =
        keysAreLeft ? (equality.left, equality.right) : (equality.right, equality.left)
      guard !equality.matchesNulls, case .column(let id, let type) = key, other.type == type,
        let (scan, column) = plan.scan(behind: id),
        scan.table.rowCount >= context.keyFilterThreshold
      else { return nil }
      return Target(scan: scan, column: column, otherKey: other)
    }
  }

  private func register(
    _ targets: [Target], _ rows: ChunkCollection, _ layout: ColumnLayout
  ) throws(Diagnostic) {
    for target in targets where rows.count * 2 <= target.scan.table.rowCount {
      let evaluator = try ExpressionEvaluator(target.otherKey, layout: layout, context: context)
      var keys: [Vector] = []
      for chunk in rows.chunks {
        try context.checkCancelled()
        keys.append(try evaluator.evaluate(chunk))
      }
      guard let filter = KeyFilter(keys, limit: target.scan.table.rowCount * 32),
        isSelective(filter, target)
      else { continue }
      keyFilters[target.column, default: []].append(filter)
    }
  }

  /// Whether the keys are clearly fewer than the values the column can have.
  private func isSelective(_ filter: KeyFilter, _ target: Target) -> Bool {
    guard let place = target.scan.columns.firstIndex(where: { $0.id == target.column }),
      case .integers(let least, let greatest) =
        target.scan.table.domain(of: target.scan.sourceIndices[place]).values
    else { return true }
    let values = min(Double(greatest) - Double(least) + 1, Double(target.scan.table.rowCount))
    return Double(filter.keyCount) < 0.7 * values
  }
}

extension LogicalPlan {
  /// The scan whose column a column of the output is, and its identity there, if rows left out of
  /// the scan for its value are merely missing in the output.
  fileprivate func scan(behind id: ColumnID) -> (scan: Scan, column: ColumnID)? {
    switch self {
    case .scan(let node): return node.columns.contains { $0.id == id } ? (node, id) : nil
    case .filter(let node): return node.input.scan(behind: id)
    case .project(let node):
      return node.items.first { $0.column.id == id }?.expression.columnID.flatMap {
        node.input.scan(behind: $0)
      }
    case .aggregate(let node):
      return node.keys.first { $0.column.id == id }?.expression.columnID.flatMap {
        node.input.scan(behind: $0)
      }
    case .window(let node):
      return node.partitionBy.contains { $0.columnID == id } ? node.input.scan(behind: id) : nil
    case .sort(let node):
      return node.limit == nil && node.offset == 0 ? node.input.scan(behind: id) : nil
    case .unnest(let node): return node.input.scan(behind: id)
    case .with(let node): return node.body.scan(behind: id)
    case .join(let node):
      switch node.kind {
      case .inner: return node.left.scan(behind: id) ?? node.right.scan(behind: id)
      case .left, .semi, .anti, .mark, .single: return node.left.scan(behind: id)
      case .right: return node.right.scan(behind: id)
      case .full: return nil
      }
    case .values, .series, .limit, .asOf, .setOperation, .unpivot, .assert, .atMostOneRow,
      .sharedScan, .recursion, .sample:
      return nil
    }
  }
}

extension BoundExpression {
  fileprivate var columnID: ColumnID? {
    if case .column(let id, _) = self { id } else { nil }
  }
}
