import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  func planJoin(_ node: LogicalPlan.Join) throws(Diagnostic) -> PipelineDraft {
    let probeIsLeft = probesWithLeft(node)
    let probePlan = probeIsLeft ? node.left : node.right
    let buildPlan = probeIsLeft ? node.right : node.left
    let first = try openProbeFirst(
      node, probe: probePlan, build: buildPlan, probeIsLeft: probeIsLeft)
    let (build, rows, side) = try openBuild(node, buildPlan)
    if first == nil {
      try filterProbe(node, probePlan, by: rows, build.layout, probeIsLeft: probeIsLeft)
    }
    let probe: PipelineDraft
    if let first { probe = first } else { probe = try open(probePlan) }
    var equalities = node.equalities
    var residual = node.residual
    var mark: (column: PlanColumn, isJudged: Bool, isNullAware: Bool)?
    if case .mark(let column, let isNullAware) = node.kind {
      let isJudged = isNullAware && !isSimpleMark(node, build: rows, layout: build.layout, probe)
      if isJudged {
        // What can be unknown is judged pair by pair; only what cannot is looked up.
        let compared = equalities.filter { !$0.matchesNulls }
        equalities = equalities.filter(\.matchesNulls)
        var terms: [BoundExpression] = []
        for equality in compared { terms.append(try comparison(equality)) }
        if let residual { terms.append(residual) }
        residual = terms.isEmpty ? .alwaysTrue : terms.count == 1 ? terms[0] : .and(terms)
      }
      mark = (column, isJudged, isNullAware)
    }
    let sides = JoinSides(
      node: node, equalities: equalities, residual: residual, probeIsLeft: probeIsLeft)
    return try planJoin(sides, mark: mark, build: build, rows: rows, side: side, probe: probe)
  }

  /// The rows to build from; in a recursion those that stay the same are kept for the next round.
  private func openBuild(
    _ node: LogicalPlan.Join, _ plan: LogicalPlan
  ) throws(Diagnostic) -> (PipelineDraft, ChunkCollection, RoundCache.Side?) {
    var isFull = false
    if case .full = node.kind { isFull = true }
    guard let cache = roundCache, !isFull, cache.isSteady(plan) else {
      let build = try open(plan)
      return (build, try collect(build, for: "join"), nil)
    }
    if let known = cache[node] { return (known.build, known.rows, known) }
    let build = try open(plan)
    let side = RoundCache.Side(build: build, rows: try collect(build, for: "join"))
    cache[node] = side
    return (build, side.rows, side)
  }

  /// A join with its conditions sorted out.
  private struct JoinSides {
    let node: LogicalPlan.Join
    let equalities: [LogicalPlan.Join.Equality]
    let residual: BoundExpression?
    let probeIsLeft: Bool

    func probeKey(_ equality: LogicalPlan.Join.Equality) -> BoundExpression {
      probeIsLeft ? equality.left : equality.right
    }

    func buildKey(_ equality: LogicalPlan.Join.Equality) -> BoundExpression {
      probeIsLeft ? equality.right : equality.left
    }

    /// Whether the build side's columns come out.
    var needsBuildColumns: Bool {
      switch node.kind {
      case .inner, .left, .right, .full, .single: true
      case .semi, .anti, .mark: residual != nil
      }
    }
  }

  private func planJoin(
    _ sides: JoinSides, mark: (column: PlanColumn, isJudged: Bool, isNullAware: Bool)?,
    build: PipelineDraft, rows: ChunkCollection, side: RoundCache.Side?, probe: PipelineDraft
  ) throws(Diagnostic) -> PipelineDraft {
    let node = sides.node
    let probeDomains = sides.equalities.map { probe.domain(of: sides.probeKey($0)) }
    let dictionaries = probeDomains.map(\.dictionaryIdentity)
    let profile = OperatorProfile(
      "Join", detail: node.kind.name, children: [probe.profile, build.profile])
    let built: JoinBuild
    if let known = side?.built, side?.dictionaries == dictionaries {
      built = known
    } else {
      built = try measured(profile) { () throws(Diagnostic) in
        try JoinBuild(
          rows: rows, layout: build.layout,
          keys: sides.equalities.map { (sides.buildKey($0), $0.matchesNulls) },
          probeDomains: probeDomains, needsColumns: sides.needsBuildColumns, context: context)
      }
      side?.built = built
      side?.dictionaries = dictionaries
    }
    var probeKeys: [ExpressionEvaluator] = []
    for equality in sides.equalities {
      probeKeys.append(
        try ExpressionEvaluator(
          sides.probeKey(equality), layout: probe.layout, context: context))
    }
    let pairLayout = ColumnLayout(probe.columns + build.columns)
    var kind = operatorKind(node.kind)
    var residual: FilterEvaluator?
    var residualColumns: [Int] = []
    let range =
      mark?.isJudged == true || !sides.equalities.isEmpty
      ? nil : try rangeIndex(sides.residual, node.kind, build: build, rows: rows, probe: probe)
    if let predicate = range.map({ $0.residual }) ?? sides.residual {
      let whole = try ExpressionEvaluator(predicate, layout: pairLayout, context: context)
      residualColumns = whole.columns
      if mark?.isJudged == true {
        kind = .mark(.judged(whole))
      } else {
        residual = try FilterEvaluator([predicate], layout: pairLayout, context: context)
      }
    }
    if let mark, !mark.isJudged {
      let isPlain = !mark.isNullAware || sides.equalities.allSatisfy(\.matchesNulls)
      kind = .mark(isPlain || sides.equalities.count != 1 ? .twoValued : .nullKeys)
    }
    var isFull = false
    if case .full = node.kind { isFull = true }
    let step = HashJoinOperator(
      kind: kind, table: built.table, buildColumns: built.columns, probeKeys: probeKeys,
      residual: residual, residualColumns: residualColumns, rangeIndex: range?.index,
      probeIsLeft: sides.probeIsLeft, notesMatches: isFull, context: context, range: node.range)
    profile.set(
      method: range == nil
        ? methodName(sides, built) : "binary search, \(built.rows.count) rows sorted")
    profile.add(byteCount: built.table.byteCount + (context.isProfiling ? rows.byteCount : 0))
    var draft = probe
    draft.append(step, columns: LogicalPlan.join(node).columns, profile: profile)
    draft.domains = domains(node, probe: probe, build: build, sides.probeIsLeft)
    if !built.table.isUnique && sides.needsBuildColumns {
      draft.rowEstimate = max(draft.rowEstimate, rows.count)
    }
    return isFull ? try withUnmatched(draft, step, build: built, profile) : draft
  }

  // MARK: Choices

  /// Rows come out in the order of the probe side, so an inner join may build on the left only
  /// where the left has no order of its own.
  private func probesWithLeft(_ node: LogicalPlan.Join) -> Bool {
    switch node.kind {
    case .right: return false
    case .left, .full, .semi, .anti, .mark, .single: return true
    case .inner:
      // What is the same in each round of a recursion is built once.
      if let cache = roundCache, cache.isSteady(node.left) != cache.isSteady(node.right) {
        return cache.isSteady(node.right)
      }
      if node.left.carriesOrder || node.equalities.isEmpty { return true }
      let left = estimator.estimate(node.left).rows
      let right = estimator.estimate(node.right).rows
      return right <= left
    }
  }

  private func operatorKind(_ kind: LogicalPlan.Join.Kind) -> HashJoinOperator.Kind {
    switch kind {
    case .inner: .inner
    case .left, .right, .full: .left(isSingle: false)
    case .single: .left(isSingle: true)
    case .semi: .semi
    case .anti: .anti
    case .mark: .mark(.twoValued)
    }
  }

  /// Whether the truth of an IN follows from looking the keys up and from which keys are NULL.
  private func isSimpleMark(
    _ node: LogicalPlan.Join, build: ChunkCollection, layout: ColumnLayout,
    _ probe: PipelineDraft
  ) -> Bool {
    guard node.residual == nil else { return false }
    if node.equalities.count == 1 { return true }
    return node.equalities.allSatisfy { equality in
      if equality.matchesNulls { return true }
      guard !probe.domain(of: equality.left).isNullable,
        case .column(let id, _) = equality.right, let column = layout.position(of: id)
      else { return false }
      return build.chunks.allSatisfy { ($0[column].validity?.nullCount ?? 0) == 0 }
    }
  }

  private func comparison(
    _ equality: LogicalPlan.Join.Equality
  ) throws(Diagnostic) -> BoundExpression {
    let types = [equality.left.type, equality.right.type]
    guard let function = FunctionLibrary.scalar(named: "="),
      let chosen = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: types, isLiteralText: [false, false])
    else { throw .broken("there is no comparison of \(types[0]) and \(types[1])") }
    return .call(
      BoundCall(
        function: function, overload: chosen.overload,
        arguments: [equality.left, equality.right], type: .boolean, range: nil))
  }

  private func methodName(_ sides: JoinSides, _ built: JoinBuild) -> String {
    let side = sides.probeIsLeft ? "right" : "left"
    let rows = "\(built.rows.count) rows of the \(side) side built"
    if sides.equalities.isEmpty { return "nested loops, \(rows)" }
    return "\(built.table.method.name)\(built.table.isUnique ? ", unique keys" : ""), \(rows)"
  }

  // MARK: What comes out

  private func domains(
    _ node: LogicalPlan.Join, probe: PipelineDraft, build: PipelineDraft, _ probeIsLeft: Bool
  ) -> [ColumnID: ColumnDomain] {
    var probeDomains = probe.domains
    var buildDomains = build.domains
    switch node.kind {
    case .inner: break
    case .semi, .anti, .mark: return probeDomains
    case .left, .right, .single: buildDomains = buildDomains.mapValues(\.nullable)
    case .full:
      buildDomains = buildDomains.mapValues(\.nullable)
      probeDomains = probeDomains.mapValues(\.nullable)
    }
    return probeDomains.merging(buildDomains) { first, _ in first }
  }

  /// The rows of a full join: those of the left side, then the right ones without a match.
  private func withUnmatched(
    _ draft: PipelineDraft, _ step: HashJoinOperator, build: JoinBuild, _ profile: OperatorProfile
  ) throws(Diagnostic) -> PipelineDraft {
    let matched = try collect(draft, for: "join")
    let rows = step.unmatchedBuildRows()
    var chunks = matched.chunks
    let leftTypes = draft.columns.prefix(draft.columns.count - build.columns.count).map(\.type)
    var start = 0
    while start < rows.count {
      let part = rows.slice(start, min(context.chunkCapacity, rows.count - start))
      let left = leftTypes.map { Vector(nulls: $0, count: part.count) }
      chunks.append(Chunk(left + build.columns.map { $0.gather(part) }, count: part.count))
      start += part.count
    }
    let all = ChunkCollection(types: draft.columns.map(\.type), chunks: chunks)
    return self.draft(
      reading: all, columns: draft.columns, domains: draft.domains, profile: profile)
  }
}

extension LogicalPlan {
  /// Whether the rows have an order that someone asked for and that operators above keep.
  var carriesOrder: Bool {
    switch self {
    case .sort: true
    case .filter(let node): node.input.carriesOrder
    case .project(let node): node.input.carriesOrder
    case .window(let node): node.input.carriesOrder
    case .limit(let node): node.input.carriesOrder
    case .assert(let node): node.input.carriesOrder
    case .unpivot(let node): node.input.carriesOrder
    case .unnest(let node): node.input.carriesOrder
    case .join(let node): node.left.carriesOrder
    case .asOf(let node): node.left.carriesOrder
    case .with(let node): node.body.carriesOrder
    // A definition may have been ordered; taking it for ordered costs little.
    case .sharedScan: true
    case .setOperation(let node): node.kind == .union && node.isAll && node.left.carriesOrder
    case .sample(let node): node.input.carriesOrder
    case .scan, .values, .series, .aggregate, .atMostOneRow, .recursion: false
    }
  }
}

extension LogicalPlan.Join.Kind {
  /// The word for it in profiles.
  var name: String {
    switch self {
    case .inner: "inner"
    case .left: "left"
    case .right: "right"
    case .full: "full"
    case .semi: "semi"
    case .anti: "anti"
    case .mark: "mark"
    case .single: "single"
    }
  }
}
