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
  /// What the first sort key must be, where its type has keys for that.
  fileprivate let bound: TopBound?
  fileprivate let context: QueryContext
  private let result: Mutex<ChunkCollection>

  /// `types` are those of the input's columns; `keys` are positions among them.
  init(
    types: [LogicalType], keys: [Int], specifications: [SortSpecification], rowCount: Int,
    bound: TopBound?, context: QueryContext
  ) {
    self.types = types
    self.keys = keys
    self.specifications = specifications
    self.rowCount = rowCount
    self.bound = bound
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
    /// The best first keys, where few rows are wanted.
    private var best: BestKeys?
    private let bits = RowBits()
    /// For text, the first sort key of the last row that is kept, once there are enough.
    private var textBound: Value?
    private let reservation: MemoryReservation

    /// More keys than these take longer to keep than they save.
    private static let bestLimit = 64

    init(_ sink: TopRowsSink) {
      self.sink = sink
      if sink.bound != nil && (1...Self.bestLimit).contains(sink.rowCount) {
        best = BestKeys(limit: sink.rowCount)
        best?.reserve(1)
      }
      reservation = MemoryReservation(sink.context.memory, for: sink.name)
    }

    func update(_ chunk: Chunk, at position: RowPosition) throws(Diagnostic) -> Flow {
      var rows = select(chunk)
      if rows?.count == 0 { return .more }
      if best != nil { rows = learn(chunk, rows) }
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
        if count == sink.rowCount, count > 0, !sink.keys.isEmpty { tighten(best) }
        try reservation.set(best.byteCount)
      }
      return .more
    }

    /// Takes the first key of the last row as the bound.
    private func tighten(_ best: Chunk) {
      let key = best[sink.keys[0]]
      if let bound = sink.bound {
        bound.lower(to: key.slice(count - 1, 1).orderKeys(bound.specification)[0])
      } else if key.type.isTextual {
        textBound = key.isNull(count - 1) ? nil : key[count - 1]
      }
    }

    /// Takes the first keys of the rows in and returns those that may still count.
    private func learn(_ chunk: Chunk, _ rows: Buffer<UInt32>?) -> Buffer<UInt32>? {
      guard let bound = sink.bound else { return rows }
      let key = chunk[sink.keys[0]]
      let keys = (rows.map { key.gather($0) } ?? key).orderKeys(bound.specification)
      let kept = best?.select(
        keys, Buffer(repeating: 0, count: keys.count), count: keys.count, learns: true)
      bound.lower(to: best?.worst(of: 0) ?? .max)
      guard let kept else { return rows }
      return rows?.gather(kept) ?? kept
    }

    /// The rows whose first sort key is not behind the bound; nil where that is not looked at.
    private func select(_ chunk: Chunk) -> Buffer<UInt32>? {
      guard let first = sink.keys.first else { return nil }
      let key = chunk[first].flattened()
      if let test = sink.bound?.test {
        bits.begin(count: key.count)
        return bits.keep(test, in: key) ? bits.rows : nil
      }
      guard let textBound else { return nil }
      let specification = sink.specifications[0]
      if key.validity != nil && specification.nullsFirst { return nil }
      let comparison = specification.isDescending ? Comparison.greaterOrEqual : .lessOrEqual
      let bytes = comparison.bytes(
        key, Vector(constant: textBound, type: key.type, count: key.count), count: key.count)
      return Logic.selection(of: Vector(.boolean, .boolean(bytes), validity: key.validity))
    }
  }
}
