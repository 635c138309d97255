import KhoiData
import KhoiText
import Synchronization

/// Groups rows where nearly every row may be a group of its own.
///
/// Tables per worker would outgrow the caches and then have to be merged. So rows are first brought
/// together by the hash of their key, morsel by morsel; afterwards each partition is aggregated on
/// its own, in a table that stays small, by whichever worker is free. Groups come out partition by
/// partition, in each in the order of their first rows.
final class PartitionedAggregateSink: Sink {
  let name = "aggregation"
  private static let bits = 6
  private let keys: [ExpressionEvaluator]
  private let layout: KeyLayout
  private let method: GroupMethod
  private let programs: [AggregateProgram]
  /// The columns of the input that aggregates read.
  private let columns: [Int]
  private let context: QueryContext
  private let profile: OperatorProfile
  private let output = Mutex(ChunkCollection(types: [], chunks: []))

  init(
    keys: [ExpressionEvaluator], layout: KeyLayout, programs: [AggregateProgram],
    context: QueryContext, profile: OperatorProfile
  ) {
    self.keys = keys
    self.layout = layout
    method = layout.wordCount == 1 ? .oneWord : layout.wordCount == 2 ? .twoWords : .rows
    self.programs = programs
    columns = Array(Set(programs.flatMap(\.columns))).sorted()
    self.context = context
    self.profile = profile
  }

  /// Whether keys of this layout mean the same to every worker.
  static func applies(to layout: KeyLayout) -> Bool {
    !layout.parts.isEmpty
      && layout.parts.allSatisfy { part in
        if case .interned = part.form { false } else { true }
      }
  }

  var collection: ChunkCollection { output.withLock { $0 } }

  func makeLocalState() throws(Diagnostic) -> any SinkState { State(sink: self) }

  /// The rows of one morsel.
  fileprivate struct Part: Sendable {
    let morsel: Int
    let rows: HashPartition
    /// What aggregates read, in the order of `rows`; NULLs in the places of other columns.
    let chunk: Chunk
  }

  func finalize(_ states: [any SinkState], _ context: QueryContext) throws(Diagnostic) {
    let workers = states.compactMap { $0 as? State }
    let parts = workers.flatMap(\.parts).sorted { $0.morsel < $1.morsel }
    let count = 1 << Self.bits
    let results = Mutex<[Chunk?]>(Array(repeating: nil, count: count))
    let body: @Sendable (Int) throws(Diagnostic) -> Void = { partition throws(Diagnostic) in
      let chunk = try self.aggregate(partition, parts)
      results.withLock { $0[partition] = chunk }
    }
    try context.scheduler.forEach(count, threads: context.threads, body)
    let chunks = results.withLock { $0.compactMap { $0 } }
    if context.isProfiling {
      profile.add(byteCount: workers.reduce(0) { $0 + $1.reservation.peakByteCount })
    }
    let types = keys.map(\.type) + programs.map(\.type)
    output.withLock { $0 = ChunkCollection(types: types, chunks: chunks) }
  }

  private func aggregate(_ partition: Int, _ parts: [Part]) throws(Diagnostic) -> Chunk {
    let table = GroupTable(layout, method: method)
    let accumulators = programs.map { $0.makeAccumulator() }
    let reservation = MemoryReservation(context.memory, for: name)
    for part in parts {
      try context.checkCancelled()
      let start = Int(part.rows.starts[partition])
      let count = Int(part.rows.starts[partition + 1]) - start
      if count == 0 { continue }
      let words = part.rows.words.slice(start * layout.wordCount, count * layout.wordCount)
      let groups = try table.groups(ofWords: words, count: count)
      let chunk = part.chunk.slice(start, count)
      let position = RowPosition(morsel: part.morsel, row: start)
      for accumulator in accumulators {
        accumulator.reserve(groupCount: table.count)
        try accumulator.update(chunk, groups: groups, at: position)
      }
      try reservation.set(accumulators.reduce(table.byteCount) { $0 + $1.byteCount })
    }
    let groupCount = table.count
    var vectors = table.keyVectors(of: Selection.range(0, count: groupCount))
    for (index, accumulator) in accumulators.enumerated() {
      vectors.append(
        try accumulator.finalize(count: groupCount, context).typed(programs[index].type))
    }
    return Chunk(vectors, count: groupCount)
  }

  private final class State: SinkState, @unchecked Sendable {
    // Safe because one worker owns it until it is finalised.
    var parts: [Part] = []
    let reservation: MemoryReservation
    private let sink: PartitionedAggregateSink
    private let encoder: GroupTable
    private var chunks: [Chunk] = []
    private var words: [Buffer<UInt64>] = []

    init(sink: PartitionedAggregateSink) {
      self.sink = sink
      encoder = GroupTable(sink.layout, method: sink.method)
      reservation = MemoryReservation(sink.context.memory, for: sink.name)
    }

    func update(_ chunk: Chunk, at position: RowPosition) throws(Diagnostic) -> Flow {
      var keys: [Vector] = []
      keys.reserveCapacity(sink.keys.count)
      for key in sink.keys { keys.append(try key.evaluate(chunk)) }
      words.append(try encoder.words(of: keys, count: chunk.count))
      chunks.append(chunk)
      return .more
    }

    func finishMorsel(_ morsel: Int) throws(Diagnostic) {
      guard let first = chunks.first else { return }
      let count = chunks.reduce(0) { $0 + $1.count }
      let rows = HashPartition(
        Buffer.concatenate(words), width: sink.layout.wordCount, count: count,
        bits: PartitionedAggregateSink.bits)
      let absent = Vector(nulls: .null, count: count)
      var vectors = Array(repeating: absent, count: first.vectors.count)
      for column in sink.columns {
        let parts = chunks.map { $0[column] }
        vectors[column] = Vector.joining(parts, type: parts[0].type).gather(rows.order)
      }
      let chunk = Chunk(vectors, count: count)
      parts.append(Part(morsel: morsel, rows: rows, chunk: chunk))
      try reservation.add(chunk.byteCount + rows.words.count * 8 + count * 4)
      chunks = []
      words = []
    }
  }
}

extension AggregateProgram {
  /// The columns of the input that it reads.
  var columns: [Int] {
    var used = Set(arguments.flatMap(\.columns) + orderBy.flatMap(\.expression.columns))
    used.formUnion(having?.expression.columns ?? [])
    used.formUnion(filter?.columns ?? [])
    return Array(used)
  }
}
