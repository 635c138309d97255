import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  /// Finds for every left row the nearest right row.
  ///
  /// The right rows with one key lie together in the order of what is compared, so that a binary
  /// search finds the nearest. Rows come out in the order of the left side.
  func planAsOf(_ node: LogicalPlan.AsOf) throws(Diagnostic) -> PipelineDraft {
    let build = try open(node.right)
    let rows = try collect(build, for: "an ASOF join")
    let probe = try open(node.left)
    let leftRows = try collect(probe, for: "an ASOF join")
    let built = try JoinBuild(
      rows: rows, layout: build.layout,
      keys: node.equalities.map { ($0.right, $0.matchesNulls) },
      probeDomains: node.equalities.map { probe.domain(of: $0.left) }, needsColumns: true,
      context: context)
    let left = try concatenated(leftRows)
    let index = try AsOfIndex(
      table: built.table, rightKey: try column(node.rightKey, of: rows, build.layout),
      leftKey: try column(node.leftKey, of: leftRows, probe.layout),
      comparison: node.comparison,
      isCancelled: { self.context.cancellation.isCancelled })
    let matches = try nearest(index, node, leftRows, probe.layout, built.table)
    let profile = OperatorProfile(
      "Join", detail: "asof \(node.kind.rawValue)", children: [probe.profile, build.profile])
    profile.set(method: "binary search, \(rows.count) rows of the right side sorted")
    let chunks = output(node.kind, left, built.columns, matches, rightCount: rows.count)
    let columns = LogicalPlan.asOf(node).columns
    var domains = probe.domains
    if node.kind == .right || node.kind == .full { domains = domains.mapValues(\.nullable) }
    domains.merge(build.domains.mapValues(\.nullable)) { first, _ in first }
    return draft(
      reading: ChunkCollection(types: columns.map(\.type), chunks: chunks), columns: columns,
      domains: domains, profile: profile)
  }

  /// An expression over all rows.
  func column(
    _ expression: BoundExpression, of rows: ChunkCollection, _ layout: ColumnLayout
  ) throws(Diagnostic) -> Vector {
    let evaluator = try ExpressionEvaluator(expression, layout: layout, context: context)
    var parts: [Vector] = []
    for chunk in rows.chunks { parts.append(try evaluator.evaluate(chunk)) }
    return Vector.concatenate(parts, type: expression.type)
  }

  /// For each left row the nearest right row, `UInt32.max` for none.
  private func nearest(
    _ index: AsOfIndex, _ node: LogicalPlan.AsOf, _ leftRows: ChunkCollection,
    _ layout: ColumnLayout, _ table: JoinTable
  ) throws(Diagnostic) -> Buffer<UInt32> {
    var keys: [ExpressionEvaluator] = []
    for equality in node.equalities {
      keys.append(try ExpressionEvaluator(equality.left, layout: layout, context: context))
    }
    var starts: [Int] = []
    var start = 0
    for chunk in leftRows.chunks {
      starts.append(start)
      start += chunk.count
    }
    let perTask = 32
    let taskCount = (leftRows.chunks.count + perTask - 1) / perTask
    let parts = ParallelParts<Buffer<UInt32>>(count: taskCount)
    let (context, evaluators, firsts) = (context, keys, starts)
    try context.scheduler.forEach(taskCount, threads: context.threads) {
      (task) throws(Diagnostic) in
      let probe = JoinProbe(table)
      var found: [Buffer<UInt32>] = []
      for place in task * perTask..<min((task + 1) * perTask, leftRows.chunks.count) {
        try context.checkCancelled()
        let chunk = leftRows.chunks[place]
        var vectors: [Vector] = []
        for evaluator in evaluators { vectors.append(try evaluator.evaluate(chunk)) }
        let numbers = probe.numbers(of: vectors, count: chunk.count)
        found.append(index.nearest(numbers, firstRow: firsts[place]))
      }
      parts.set(task, Buffer.concatenate(found))
    }
    return Buffer.concatenate(parts.all)
  }

  private func output(
    _ kind: LogicalPlan.AsOf.Kind, _ left: Chunk, _ right: [Vector], _ matches: Buffer<UInt32>,
    rightCount: Int
  ) -> [Chunk] {
    switch kind {
    case .semi, .anti:
      let present = RowBits().places(ofPresent: matches)
      let rows =
        kind == .semi ? present : Selection.complement(of: present, count: left.count)
      return pieces(of: left.gather(rows))
    case .inner:
      let present = RowBits().places(ofPresent: matches)
      let builds = matches.gather(present)
      return pieces(
        of: Chunk(
          left.vectors.map { $0.gather(present) } + right.map { $0.gather(builds) },
          count: present.count))
    case .left, .right, .full: break
    }
    var rows = Selection.range(0, count: left.count)
    var builds = matches
    if kind == .right {
      rows = RowBits().places(ofPresent: matches)
      builds = matches.gather(rows)
    }
    var chunks = pieces(
      of: Chunk(
        left.vectors.map { $0.gather(rows) } + right.map { $0.gatheringOrNull(builds) },
        count: rows.count))
    if kind != .left {
      let flags = MatchFlags(count: rightCount)
      flags.set(matches)
      let others = flags.rows(set: false)
      let nulls = left.vectors.map { Vector(nulls: $0.type, count: others.count) }
      chunks += pieces(
        of: Chunk(nulls + right.map { $0.gather(others) }, count: others.count))
    }
    return chunks
  }
}
