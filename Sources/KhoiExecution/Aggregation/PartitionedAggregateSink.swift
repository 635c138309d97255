import KhoiData
import KhoiText
import Synchronization

/// Groups rows where there are so many groups that a worker's own table would outgrow the caches.
///
/// Such tables would wait for memory row by row, and then have to be merged. So rows are first
/// brought together by their key, morsel by morsel; afterwards each partition is aggregated on its
/// own, in a table that stays small, by whichever worker is free. Where the keys can be numbered
/// densely, a partition is a range of the numbers, and a group is its number; else it is those keys
/// whose hashes begin with the same bits.
///
/// Groups come out partition by partition: by hash in each in the order of their first rows, by
/// range in the order of their numbers.
final class PartitionedAggregateSink: Sink {
  /// By what rows are brought together.
  enum Division: Sendable {
    case hash
    case ranges(SlotRanges)
  }

  let name = "aggregation"
  private static let bits = 6
  private let keys: [ExpressionEvaluator]
  private let layout: KeyLayout
  private let method: GroupMethod
  private let division: Division
  private let programs: [AggregateProgram]
  /// The columns of the input that aggregates read.
  private let columns: [Int]
  private let context: QueryContext
  private let profile: OperatorProfile
  private let output = Mutex(ChunkCollection(types: [], chunks: []))

  init(
    keys: [ExpressionEvaluator], layout: KeyLayout, division: Division,
    programs: [AggregateProgram], context: QueryContext, profile: OperatorProfile
  ) {
    self.keys = keys
    self.layout = layout
    self.division = division
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
  struct Part: Sendable {
    let morsel: Int
    let keys: Keys
    /// What aggregates read, partition by partition; NULLs in the places of other columns.
    let chunk: Chunk

    enum Keys: Sendable {
      /// The keys in words, `starts` of the partitions.
      case words(Buffer<UInt64>, starts: Buffer<UInt32>)
      /// The slots, counted from the first of their range.
      case places(Buffer<UInt32>, starts: Buffer<UInt32>)

      var byteCount: Int {
        switch self {
        case .words(let words, _): words.count * 8
        case .places(let places, _): places.count * 4
        }
      }
    }

    /// The rows of a partition.
    func rows(_ partition: Int) -> Range<Int> {
      switch keys {
      case .words(_, let starts), .places(_, let starts):
        Int(starts[partition])..<Int(starts[partition + 1])
      }
    }
  }

  func finalize(_ states: [any SinkState], _ context: QueryContext) throws(Diagnostic) {
    let workers = states.compactMap { $0 as? State }
    let parts = workers.flatMap(\.parts).sorted { $0.morsel < $1.morsel }
    var count = 1 << Self.bits
    if case .ranges(let ranges) = division { count = ranges.count }
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
    let groups: any PartitionGroups
    switch division {
    case .hash: groups = HashedGroups(layout, method)
    case .ranges(let ranges): groups = RangedGroups(layout, ranges[partition])
    }
    let accumulators = programs.map { $0.makeAccumulator() }
    let reservation = MemoryReservation(context.memory, for: name)
    for part in parts {
      try context.checkCancelled()
      let rows = part.rows(partition)
      if rows.isEmpty { continue }
      let numbers = try groups.numbers(part.keys, rows)
      let chunk = part.chunk.slice(rows.lowerBound, rows.count)
      let position = RowPosition(morsel: part.morsel, row: rows.lowerBound)
      for accumulator in accumulators {
        accumulator.reserve(groupCount: groups.count)
        try accumulator.update(chunk, groups: numbers, at: position)
      }
      try reservation.set(accumulators.reduce(groups.byteCount) { $0 + $1.byteCount })
    }
    let used = groups.used()
    var vectors = groups.keyVectors(of: used)
    for (index, accumulator) in accumulators.enumerated() {
      accumulator.reserve(groupCount: groups.count)
      let all = try accumulator.finalize(count: groups.count, context).typed(programs[index].type)
      vectors.append(used.count == groups.count ? all : all.gather(used))
    }
    return Chunk(vectors, count: used.count)
  }

  private final class State: SinkState, @unchecked Sendable {
    // Safe because one worker owns it until it is finalised.
    var parts: [Part] = []
    let reservation: MemoryReservation
    private let sink: PartitionedAggregateSink
    private let encoder: KeyEncoder
    private var chunks: [Chunk] = []
    private var words: [Buffer<UInt64>] = []
    private var slots: [Buffer<UInt32>] = []

    init(sink: PartitionedAggregateSink) {
      self.sink = sink
      encoder = KeyEncoder(sink.layout)
      reservation = MemoryReservation(sink.context.memory, for: sink.name)
    }

    func update(_ chunk: Chunk, at position: RowPosition) throws(Diagnostic) -> Flow {
      var keys: [Vector] = []
      keys.reserveCapacity(sink.keys.count)
      for key in sink.keys { keys.append(try key.evaluate(chunk)) }
      if case .ranges = sink.division {
        slots.append(try encoder.encodeSlots(keys, count: chunk.count))
      } else {
        words.append(try encoder.words(of: keys, count: chunk.count))
      }
      chunks.append(chunk)
      return .more
    }

    func finishMorsel(_ morsel: Int) throws(Diagnostic) {
      guard !chunks.isEmpty else { return }
      let count = chunks.reduce(0) { $0 + $1.count }
      let keys: Part.Keys
      let chunk: Chunk
      switch sink.division {
      case .hash:
        let rows = HashPartition(
          Buffer.concatenate(words), width: sink.layout.wordCount, count: count,
          bits: PartitionedAggregateSink.bits)
        keys = .words(rows.words, starts: rows.starts)
        chunk = columns(count) { $0.gather(rows.order) }
      case .ranges(let ranges):
        let rows = SlotPartition(Buffer.concatenate(slots), ranges: ranges)
        keys = .places(rows.places, starts: rows.starts)
        chunk = columns(count) { rows.arranged($0) }
      }
      parts.append(Part(morsel: morsel, keys: keys, chunk: chunk))
      try reservation.add(chunk.byteCount + keys.byteCount)
      chunks = []
      words = []
      slots = []
    }

    /// The columns of the morsel that aggregates read, each in its new order.
    private func columns(_ count: Int, _ arranged: (Vector) -> Vector) -> Chunk {
      let absent = Vector(nulls: .null, count: count)
      var vectors = Array(repeating: absent, count: chunks[0].vectors.count)
      for column in sink.columns {
        let parts = chunks.map { $0[column] }
        vectors[column] = arranged(Vector.joining(parts, type: parts[0].type))
      }
      return Chunk(vectors, count: count)
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
