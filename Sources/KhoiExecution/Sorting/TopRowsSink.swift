import KhoiData
import KhoiFunctions
import KhoiText
import Synchronization

/// Keeps the first rows of an order: each worker throws away what can no longer be among them.
///
/// Once a worker has as many rows as are wanted, a row whose first sort key is behind that of the
/// last of them is dropped before anything else is done with it.
final class TopRowsSink: Sink {
  /// Beyond this many rows sorting everything once is cheaper than keeping the best.
  static let rowLimit = 100_000

  let name = "ORDER BY … LIMIT"
  fileprivate let types: [LogicalType]
  fileprivate let keys: [Int]
  fileprivate let specifications: [SortSpecification]
  fileprivate let rowCount: Int
  fileprivate let context: QueryContext
  private let result: Mutex<ChunkCollection>

  /// `types` are those of the input's columns; `keys` are positions among them.
  init(
    types: [LogicalType], keys: [Int], specifications: [SortSpecification], rowCount: Int,
    context: QueryContext
  ) {
    self.types = types
    self.keys = keys
    self.specifications = specifications
    self.rowCount = rowCount
    self.context = context
    result = Mutex(ChunkCollection(types: types, chunks: []))
  }

  /// The rows in order, once the pipeline is done.
  var collection: ChunkCollection { result.withLock { $0 } }

  func makeLocalState() -> any SinkState { State(self) }

  func finalize(_ states: [any SinkState], _ context: QueryContext) throws(Diagnostic) {
    let chunks = states.compactMap { $0 as? State }.flatMap(\.chunks)
    let best = try self.best(of: chunks)
    let rows = best.selecting(Array(types.indices))
    result.withLock { $0 = ChunkCollection(types: types, chunks: [rows]) }
  }

  /// The first rows of the chunks by the keys and then by their place in the input, which is the
  /// last column.
  fileprivate func best(of chunks: [Chunk]) throws(Diagnostic) -> Chunk {
    let rows = Chunk.concatenate(chunks, types: types + [.bigint])
    var levels = zip(keys, specifications).flatMap { SortLevel.make(rows[$0], $1) }
    levels += SortLevel.make(rows[types.count], .grouping)
    let order = try SortPermutation.sort(
      levels, count: rows.count, isCancelled: { self.context.cancellation.isCancelled })
    return rows.gather(order.slice(0, min(rowCount, order.count)))
  }

  private final class State: SinkState, @unchecked Sendable {
    // Safe because one worker owns the state until it is finalised.
    private let sink: TopRowsSink
    private(set) var chunks: [Chunk] = []
    private var count = 0
    /// The first sort key of the last row that is kept, once there are enough.
    private var bound: Value?
    private let isBounded: Bool
    private let reservation: MemoryReservation

    init(_ sink: TopRowsSink) {
      self.sink = sink
      isBounded =
        sink.keys.first.map {
          OrderedKey.exists(for: sink.types[$0]) || sink.types[$0].isTextual
        } ?? false
      reservation = MemoryReservation(sink.context.memory, for: sink.name)
    }

    func update(_ chunk: Chunk, at position: RowPosition) throws(Diagnostic) -> Flow {
      var rows: Buffer<UInt32>?
      if let bound {
        rows = select(chunk, upTo: bound)
        if rows?.count == 0 { return .more }
      }
      let first = Int64(bitPattern: position.number)
      let kept = rows.map { chunk.gather($0) } ?? chunk
      let places = Buffer((0..<kept.count).map { first + Int64(rows?[$0] ?? UInt32($0)) })
      chunks.append(Chunk(kept.vectors + [Vector(.bigint, .int64(places))], count: kept.count))
      count += kept.count
      try reservation.add(kept.ownedByteCount + kept.count * 8)
      // Sorting pays once there are several times as many rows as are kept.
      if count > max(sink.rowCount * 4, 16_384) {
        let best = try sink.best(of: chunks)
        chunks = [best]
        count = best.count
        if isBounded && count == sink.rowCount && count > 0 {
          let last = best[sink.keys[0]][count - 1]
          bound = last.isNull ? nil : last
        }
        try reservation.set(best.byteCount)
      }
      return .more
    }

    /// The rows whose first sort key is not behind the bound; nil where that is not looked at.
    private func select(_ chunk: Chunk, upTo bound: Value) -> Buffer<UInt32>? {
      let key = chunk[sink.keys[0]].flattened()
      let specification = sink.specifications[0]
      if key.validity != nil && specification.nullsFirst { return nil }
      let comparison = specification.isDescending ? Comparison.greaterOrEqual : .lessOrEqual
      let bytes = comparison.bytes(
        key, Vector(constant: bound, type: key.type, count: key.count), count: key.count)
      return Logic.selection(of: Vector(.boolean, .boolean(bytes), validity: key.validity))
    }
  }
}
