package import KhoiData
package import KhoiText
import Synchronization

/// How many rows may be kept, and what is wrong where there are more.
package struct RowLimit: Sendable {
  package let rows: Int
  package let excess: Diagnostic

  package init(rows: Int, excess: Diagnostic) {
    self.rows = rows
    self.excess = excess
  }
}

/// Keeps all rows, in the order of the morsels.
///
/// Chunks that a selective filter left small are joined, so that what reads the collection does not
/// pay for each.
package final class CollectSink: Sink {
  package let name: String
  private let types: [LogicalType]
  private let context: QueryContext
  private let collected: Mutex<ChunkCollection>
  private let count: RowCount
  private let joinsMorsels: Bool

  /// With `joinsMorsels` the many rows of a morsel come in one chunk, ready to be a segment of a
  /// table: they are copied while they are still in the processor's caches, and the memory of the
  /// pieces serves the next morsel.
  package init(
    types: [LogicalType], context: QueryContext, name: String = "the result",
    limit: RowLimit? = nil, joinsMorsels: Bool = false
  ) {
    self.name = name
    self.joinsMorsels = joinsMorsels
    count = RowCount(limit)
    self.types = types
    self.context = context
    collected = Mutex(ChunkCollection(types: types, chunks: []))
  }

  /// The rows, once the pipeline is done.
  package var collection: ChunkCollection { collected.withLock { $0 } }

  package func makeLocalState() -> any SinkState {
    State(types: types, context: context, name: name, count: count, joins: joinsMorsels)
  }

  package func finalize(_ states: [any SinkState], _ context: QueryContext) throws(Diagnostic) {
    var parts: [(morsel: Int, chunks: [Chunk])] = []
    for state in states {
      if let state = state as? State { parts.append(contentsOf: state.parts) }
    }
    parts.sort { $0.morsel < $1.morsel }
    let all = ChunkCollection(types: types, chunks: parts.flatMap(\.chunks))
    collected.withLock { $0 = all }
  }

  private final class State: SinkState, @unchecked Sendable {
    // Safe because one worker owns the state until it is finalised.
    var parts: [(morsel: Int, chunks: [Chunk])] = []
    private var current: [Chunk] = []
    private var small: [Chunk] = []
    private var smallCount = 0
    private let types: [LogicalType]
    private let capacity: Int
    private let reservation: MemoryReservation
    private let count: RowCount
    private let joins: Bool

    init(
      types: [LogicalType], context: QueryContext, name: String, count: RowCount, joins: Bool
    ) {
      self.joins = joins
      self.types = types
      capacity = context.chunkCapacity
      reservation = MemoryReservation(context.memory, for: name)
      self.count = count
    }

    func update(_ chunk: Chunk, at position: RowPosition) throws(Diagnostic) -> Flow {
      try count.add(chunk.count)
      try reservation.add(chunk.ownedByteCount)
      if chunk.count * 2 <= capacity {
        if smallCount + chunk.count > capacity { joinSmall() }
        small.append(chunk)
        smallCount += chunk.count
      } else {
        joinSmall()
        current.append(chunk)
      }
      return .more
    }

    func finishMorsel(_ morsel: Int) {
      joinSmall()
      if joins && current.count > 1 { joinAll() }
      if !current.isEmpty { parts.append((morsel, current)) }
      current = []
    }

    private func joinAll() {
      let total = current.reduce(0) { $0 + $1.count }
      guard total >= StoredColumn.sharedRowCount && total <= Segment.capacity else { return }
      let vectors = types.indices.map { column in
        Vector.joining(current.map { $0[column].typed(types[column]) }, type: types[column])
      }
      current = [Chunk(vectors, count: total)]
    }

    private func joinSmall() {
      if small.count == 1 {
        current.append(small[0])
      } else if small.count > 1 {
        current.append(Chunk.concatenate(small, types: types))
      }
      small.removeAll(keepingCapacity: true)
      smallCount = 0
    }
  }
}

/// The rows that all workers kept, against a limit.
private final class RowCount: Sendable {
  private let limit: RowLimit?
  private let count = Atomic<Int>(0)

  init(_ limit: RowLimit?) {
    self.limit = limit
  }

  func add(_ rows: Int) throws(Diagnostic) {
    guard let limit else { return }
    if count.wrappingAdd(rows, ordering: .relaxed).newValue > limit.rows { throw limit.excess }
  }
}
