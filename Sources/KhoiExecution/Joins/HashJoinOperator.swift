import KhoiData
import KhoiFunctions
import KhoiText
import Synchronization

/// Looks the rows of the probe side up in the built side and passes on what the kind of join asks
/// for, in the order of the probe side.
final class HashJoinOperator: Operator {
  /// What comes out.
  enum Kind: Sendable {
    case inner, semi, anti
    /// Probe rows without a match come out with NULLs. `isSingle`: two matches are an error.
    case left(isSingle: Bool)
    /// A Boolean per probe row.
    case mark(Mark)
  }

  enum Mark: Sendable {
    /// True or false (EXISTS), or nothing can be NULL.
    case twoValued
    /// One compared key and nothing else: unknown comes from NULL keys alone.
    case nullKeys
    /// Every candidate is judged by the three-valued condition.
    case judged(ExpressionEvaluator)
  }

  let kind: Kind
  let table: JoinTable
  /// All build rows, column by column.
  let buildColumns: [Vector]
  let probeKeys: [ExpressionEvaluator]
  /// What else must be true of a pair, over the probe's columns and then the build's.
  let residual: FilterEvaluator?
  let residualColumns: [Int]
  /// For a join by comparisons alone what finds the pairs that satisfy them.
  let rangeIndex: RangeIndex?
  let probeIsLeft: Bool
  let context: QueryContext
  let range: SourceRange?
  /// For a full join each worker's flags of build rows that found a match.
  private let notesMatches: Bool
  private let matched = Mutex<[MatchFlags]>([])

  init(
    kind: Kind, table: JoinTable, buildColumns: [Vector], probeKeys: [ExpressionEvaluator],
    residual: FilterEvaluator?, residualColumns: [Int], rangeIndex: RangeIndex?,
    probeIsLeft: Bool, notesMatches: Bool, context: QueryContext, range: SourceRange?
  ) {
    self.kind = kind
    self.table = table
    self.buildColumns = buildColumns
    self.probeKeys = probeKeys
    self.residual = residual
    self.residualColumns = residualColumns
    self.rangeIndex = rangeIndex
    self.probeIsLeft = probeIsLeft
    self.context = context
    self.range = range
    self.notesMatches = notesMatches
  }

  func makeLocalState() -> any OperatorState {
    var flags: MatchFlags?
    if notesMatches {
      let own = MatchFlags(count: table.rowCount)
      matched.withLock { $0.append(own) }
      flags = own
    }
    return HashJoinState(self, buildFlags: flags)
  }

  /// The build rows that no worker found a match for.
  func unmatchedBuildRows() -> Buffer<UInt32> {
    let all = MatchFlags(count: table.rowCount)
    for flags in matched.withLock({ $0 }) { all.formUnion(flags) }
    return all.rows(set: false)
  }
}

/// One worker's part of a hash join.
final class HashJoinState: OperatorState, @unchecked Sendable {
  // Safe because one worker owns it.
  private let join: HashJoinOperator
  private let probe: JoinProbe
  private let residual: FilterState?
  private let buildFlags: MatchFlags?
  private let bits = RowBits()

  init(_ join: HashJoinOperator, buildFlags: MatchFlags?) {
    self.join = join
    self.buildFlags = buildFlags
    probe = JoinProbe(join.table)
    residual = join.residual?.makeState()
  }

  private var capacity: Int { join.context.chunkCapacity }

  func process(_ chunk: Chunk, emit: ChunkConsumer) throws(Diagnostic) -> Flow {
    if let index = join.rangeIndex, let flow = try emitRanges(chunk, index, emit) { return flow }
    var keys: [Vector] = []
    keys.reserveCapacity(join.probeKeys.count)
    for key in join.probeKeys { keys.append(try key.evaluate(chunk)) }
    if residual == nil, let builds = probe.onlyRows(of: keys),
      let flow = try emitOnlyRows(chunk, builds, emit)
    {
      return flow
    }
    let numbers = probe.numbers(of: keys, count: chunk.count)
    if case .mark(let mark) = join.kind {
      return try emitMarks(chunk, numbers, keys, mark, emit)
    }
    if residual != nil {
      var expansion = MatchExpansion(numbers, join.table)
      return try judgeCandidates(chunk, &expansion, emit)
    }
    switch join.kind {
    case .semi, .anti:
      let flags = MatchFlags(count: chunk.count)
      _ = MatchKernel.flagMatches(numbers, join.table, flags, level: 1)
      return try emitFlagged(chunk, flags, emit)
    case .inner: return try emitPairs(chunk, numbers, keepsUnmatched: false, emit)
    case .left(let isSingle):
      if isSingle && !join.table.isUnique {
        let flags = MatchFlags(count: chunk.count)
        if MatchKernel.flagMatches(numbers, join.table, flags, level: 1) {
          throw .severalRows(at: join.range)
        }
      }
      return try emitPairs(chunk, numbers, keepsUnmatched: true, emit)
    case .mark: return .more
    }
  }

  // MARK: Comparisons

  /// What comes of the pairs that a range index finds; nil where the probe's keys have no codes.
  private func emitRanges(
    _ chunk: Chunk, _ index: RangeIndex, _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow? {
    var vectors: [Vector] = []
    for term in index.terms { vectors.append(try term.probe.evaluate(chunk)) }
    guard let codes = index.probeCodes(vectors) else { return nil }
    var expansion = RangeExpansion(index, codes, count: chunk.count)
    switch join.kind {
    case .mark:
      let flags = MatchFlags(count: chunk.count)
      try judge(chunk, &expansion, flags) { chunk throws(Diagnostic) in
        (try self.residual?.select(chunk), Buffer([]))
      }
      return try emit(Chunk(chunk.vectors + [flags.marks()], count: chunk.count))
    case .semi, .anti:
      if residual != nil { break }
      let flags = MatchFlags(count: chunk.count)
      var scratch: [UInt32] = []
      var rows: [UInt32] = []
      for row in 0..<chunk.count where index.hasMatch(codes, row: row, &scratch) {
        rows.append(UInt32(row))
      }
      flags.set(Buffer(rows))
      return try emitFlagged(chunk, flags, emit)
    case .inner, .left: break
    }
    return try judgeCandidates(chunk, &expansion, emit)
  }

  // MARK: Without residual

  /// What comes of rows that have one build row or none; nil for marks.
  private func emitOnlyRows(
    _ chunk: Chunk, _ builds: Buffer<UInt32>, _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow? {
    let present: Buffer<UInt32>
    switch join.kind {
    case .mark: return nil
    case .left:
      buildFlags?.set(builds)
      return try emit(output(chunk.vectors, builds, hasUnmatched: true))
    case .inner, .semi: present = bits.places(ofPresent: builds)
    case .anti:
      present = Selection.complement(of: bits.places(ofPresent: builds), count: chunk.count)
    }
    if present.count == 0 { return .more }
    let isWhole = present.count == chunk.count
    guard case .inner = join.kind else {
      return try emit(isWhole ? chunk : chunk.gather(present))
    }
    if isWhole { return try emit(output(chunk.vectors, builds, hasUnmatched: false)) }
    return try emit(
      output(
        chunk.vectors.map { $0.gather(present) }, builds.gather(present), hasUnmatched: false))
  }

  private func emitPairs(
    _ chunk: Chunk, _ numbers: Buffer<UInt32>, keepsUnmatched: Bool, _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow {
    if join.table.isUnique {
      let builds = MatchKernel.onlyRows(numbers, join.table)
      if let flow = try emitOnlyRows(chunk, builds, emit) { return flow }
    }
    var expansion = MatchExpansion(numbers, join.table)
    while !expansion.isDone {
      let pairs = expansion.next(capacity: capacity, keepsUnmatched: keepsUnmatched)
      buildFlags?.set(pairs.build)
      if try emitPairs(pairs, of: chunk, hasUnmatched: keepsUnmatched, emit) == .enough {
        return .enough
      }
    }
    return .more
  }

  private func emitPairs(
    _ pairs: MatchExpansion.Pairs, of chunk: Chunk, hasUnmatched: Bool, _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow {
    if pairs.probe.count == 0 { return .more }
    let isWhole = Selection.isRange(pairs.probe, count: chunk.count)
    let probeVectors = isWhole ? chunk.vectors : chunk.vectors.map { $0.gather(pairs.probe) }
    return try emit(output(probeVectors, pairs.build, hasUnmatched: hasUnmatched))
  }

  private func output(
    _ probeVectors: [Vector], _ builds: Buffer<UInt32>, hasUnmatched: Bool
  ) -> Chunk {
    let buildVectors = join.buildColumns.map {
      hasUnmatched ? $0.gatheringOrNull(builds) : $0.gather(builds)
    }
    let vectors = join.probeIsLeft ? probeVectors + buildVectors : buildVectors + probeVectors
    return Chunk(vectors, count: builds.count)
  }

  private func emitFlagged(
    _ chunk: Chunk, _ flags: MatchFlags, _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow {
    var wanted = true
    if case .anti = join.kind { wanted = false }
    let rows = flags.rows(set: wanted)
    if rows.count == 0 { return .more }
    return try emit(rows.count == chunk.count ? chunk : chunk.gather(rows))
  }

  // MARK: With residual

  /// The columns of the pairs that a condition reads; NULLs in the places of the others.
  private func pairChunk(
    _ chunk: Chunk, _ pairs: MatchExpansion.Pairs, columns: [Int]
  ) -> Chunk {
    let width = chunk.vectors.count
    let count = pairs.probe.count
    let absent = Vector(nulls: .null, count: count)
    var vectors = Array(repeating: absent, count: width + join.buildColumns.count)
    for column in columns {
      vectors[column] =
        column < width
        ? chunk[column].gather(pairs.probe) : join.buildColumns[column - width].gather(pairs.build)
    }
    return Chunk(vectors, count: count)
  }

  private func judgeCandidates<Expansion: PairExpansion>(
    _ chunk: Chunk, _ expansion: inout Expansion, _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow {
    let flags = MatchFlags(count: chunk.count)
    var isSemi = false
    var isLeft = false
    var isSingle = false
    switch join.kind {
    case .semi, .anti: isSemi = true
    case .left(let single): (isLeft, isSingle) = (true, single)
    case .inner, .mark: break
    }
    var nextRow = 0
    while !expansion.isDone {
      try join.context.checkCancelled()
      var pairs = expansion.nextPairs(capacity: capacity, skip: isSemi ? flags : nil)
      if let kept = try residual?.select(
        pairChunk(chunk, pairs, columns: join.residualColumns))
      {
        pairs = MatchExpansion.Pairs(
          probe: pairs.probe.gather(kept), build: pairs.build.gather(kept))
      }
      let hadMatch = flags.set(pairs.probe)
      if isSingle && hadMatch { throw .severalRows(at: join.range) }
      if isSemi { continue }
      buildFlags?.set(pairs.build)
      if isLeft {
        let end = expansion.isDone ? chunk.count : expansion.row
        pairs = MatchKernel.withUnmatched(pairs, flags, from: nextRow, to: end)
        nextRow = end
      }
      if try emitPairs(pairs, of: chunk, hasUnmatched: isLeft, emit) == .enough { return .enough }
    }
    return isSemi ? try emitFlagged(chunk, flags, emit) : .more
  }

  // MARK: Marks

  private func emitMarks(
    _ chunk: Chunk, _ numbers: Buffer<UInt32>, _ keys: [Vector], _ mark: HashJoinOperator.Mark,
    _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow {
    let flags = MatchFlags(count: chunk.count)
    switch mark {
    case .twoValued:
      if residual == nil {
        _ = MatchKernel.flagMatches(numbers, join.table, flags, level: 2)
      } else {
        var expansion = MatchExpansion(numbers, join.table)
        try judge(chunk, &expansion, flags) { chunk throws(Diagnostic) in
          (try self.residual?.select(chunk), Buffer([]))
        }
      }
    case .nullKeys:
      if join.table.rowCount > 0 {
        if join.table.hasNullKey {
          flags.raise(Selection.range(0, count: chunk.count), to: 1)
        } else if let nulls = keys.first?.nullRows {
          flags.raise(nulls, to: 1)
        }
        _ = MatchKernel.flagMatches(numbers, join.table, flags, level: 2)
      }
    case .judged(let condition):
      var expansion = MatchExpansion(numbers, join.table)
      try judge(chunk, &expansion, flags) { chunk throws(Diagnostic) in
        let truth = try condition.evaluate(chunk).asBoolean
        return (Logic.selection(of: truth), truth.nullRows)
      }
    }
    return try emit(Chunk(chunk.vectors + [flags.marks()], count: chunk.count))
  }

  /// Raises the flags of rows that have a pair for which the judgement is true (to 2) or unknown.
  private func judge<Expansion: PairExpansion>(
    _ chunk: Chunk, _ expansion: inout Expansion, _ flags: MatchFlags,
    _ judgement: (Chunk) throws(Diagnostic) -> (true: Buffer<UInt32>?, unknown: Buffer<UInt32>)
  ) throws(Diagnostic) {
    while !expansion.isDone {
      try join.context.checkCancelled()
      let pairs = expansion.nextPairs(capacity: capacity, skip: nil)
      if pairs.probe.count == 0 { continue }
      let (isTrue, isUnknown) = try judgement(
        pairChunk(chunk, pairs, columns: join.residualColumns))
      flags.raise(pairs.probe.gather(isUnknown), to: 1)
      flags.raise(isTrue.map { pairs.probe.gather($0) } ?? pairs.probe, to: 2)
    }
  }
}
