import KhoiData
import KhoiText
import Synchronization

/// Groups rows and aggregates them: every worker into a table of its own, which are put together at
/// the end.
///
/// Groups come out in the order of their first rows, whatever the number of threads.
final class AggregateSink: Sink {
  let name = "aggregation"
  private let keys: [ExpressionEvaluator]
  private let layout: KeyLayout
  private let method: GroupMethod
  private let programs: [AggregateProgram]
  private let context: QueryContext
  private let profile: OperatorProfile
  /// Whether rows that cannot change the result may be left unread.
  private let endsEarly: Bool
  private let isComplete = Atomic<Bool>(false)
  private let output = Mutex(ChunkCollection(types: [], chunks: []))

  init(
    keys: [ExpressionEvaluator], layout: KeyLayout, method: GroupMethod,
    programs: [AggregateProgram], endsEarly: Bool, context: QueryContext,
    profile: OperatorProfile
  ) {
    self.keys = keys
    self.layout = layout
    self.method = method
    self.programs = programs
    self.context = context
    self.profile = profile
    self.endsEarly = endsEarly && keys.isEmpty
  }

  var needsMore: Bool { !isComplete.load(ordering: .relaxed) }

  /// One row per group, keys then aggregates, once the pipeline is done.
  var collection: ChunkCollection { output.withLock { $0 } }

  func makeLocalState() throws(Diagnostic) -> any SinkState { State(sink: self) }

  func finalize(_ states: [any SinkState], _ context: QueryContext) throws(Diagnostic) {
    var workers = states.compactMap { $0 as? State }
    if context.isProfiling {
      profile.add(byteCount: workers.reduce(0) { $0 + $1.reservation.peakByteCount })
    }
    // The largest table takes in the others.
    workers.sort { $0.table.count > $1.table.count }
    guard let first = workers.first else { return }
    for other in workers.dropFirst() {
      try context.checkCancelled()
      let mapping = first.table.merge(other.table)
      try first.combine(other, groups: mapping)
    }
    let groups = keys.isEmpty ? Buffer<UInt32>([0]) : first.table.groupsInOrder()
    let columns = try first.finalize(groups, context)
    let types = keys.map(\.type) + programs.map(\.type)
    let all = Chunk(columns, count: groups.count)
    output.withLock { $0 = ChunkCollection(types: types, chunks: [all]) }
  }

  /// The finished columns, set from any thread.
  private final class Results: Sendable {
    let columns: Mutex<[Vector?]>

    init(count: Int) {
      columns = Mutex(Array(repeating: nil, count: count))
    }
  }

  private final class State: SinkState, @unchecked Sendable {
    // Safe because one worker owns it until it is finalised, and then one thread; parallel
    // finalising touches each accumulator from one thread.
    let table: GroupTable
    let accumulators: [any Accumulator]
    let reservation: MemoryReservation
    private let sink: AggregateSink
    private var accountedGroups = -1
    private var updates = 0

    init(sink: AggregateSink) {
      self.sink = sink
      table = GroupTable(sink.layout, method: sink.method)
      accumulators = sink.programs.map { $0.makeAccumulator() }
      reservation = MemoryReservation(sink.context.memory, for: sink.name)
      for accumulator in accumulators { accumulator.reserve(groupCount: table.count) }
    }

    func update(_ chunk: Chunk, at position: RowPosition) throws(Diagnostic) -> Flow {
      var groups: Buffer<UInt32>?
      if !sink.keys.isEmpty {
        var keys: [Vector] = []
        keys.reserveCapacity(sink.keys.count)
        for key in sink.keys { keys.append(try key.evaluate(chunk)) }
        groups = try table.groups(of: keys, count: chunk.count, at: position.number)
      }
      for accumulator in accumulators {
        accumulator.reserve(groupCount: table.count)
        try accumulator.update(chunk, groups: groups, at: position)
      }
      try account()
      if sink.endsEarly, accumulators.allSatisfy(\.isSaturated) {
        sink.isComplete.store(true, ordering: .relaxed)
      }
      return sink.needsMore ? .more : .enough
    }

    /// Says what the table takes, whenever it may have grown much.
    private func account() throws(Diagnostic) {
      updates += 1
      guard table.count > accountedGroups + accountedGroups / 8 || updates & 63 == 0 else { return }
      accountedGroups = table.count
      try reservation.set(accumulators.reduce(table.byteCount) { $0 + $1.byteCount })
    }

    func combine(_ other: State, groups: Buffer<UInt32>) throws(Diagnostic) {
      for (mine, theirs) in zip(accumulators, other.accumulators) {
        mine.reserve(groupCount: table.count)
        try mine.combine(theirs, groups: groups)
      }
      try account()
    }

    /// The columns of the given groups.
    func finalize(
      _ groups: Buffer<UInt32>, _ context: QueryContext
    ) throws(Diagnostic) -> [Vector] {
      let count = max(table.count, 1)
      let isIdentity = Selection.isRange(groups, count: count)
      let keyVectors = sink.keys.isEmpty ? [] : table.keyVectors(of: groups)
      let results = Results(count: accumulators.count)
      let body: @Sendable (Int) throws(Diagnostic) -> Void = { index throws(Diagnostic) in
        let accumulator = self.accumulators[index]
        accumulator.reserve(groupCount: count)
        let all = try accumulator.finalize(count: count, context).typed(
          self.sink.programs[index].type)
        let vector = isIdentity ? all : all.gather(groups)
        results.columns.withLock { $0[index] = vector }
      }
      let threads = groups.count > 4096 ? context.threads : 1
      try context.scheduler.forEach(accumulators.count, threads: threads, body)
      return keyVectors + results.columns.withLock { $0.compactMap { $0 } }
    }
  }
}
