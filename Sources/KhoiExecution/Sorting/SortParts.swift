import KhoiData
import KhoiText

/// Sorts many rows in parts: ranges of the order, each sorted by one worker in its caches.
///
/// Columns come along into the parts, so that bringing them in order afterwards reads memory that
/// is near.
struct SortParts: Sendable {
  private let rows: ChunkCollection
  private let keys: [Int]
  private let specifications: [SortSpecification]
  private let context: QueryContext
  private let profile: OperatorProfile

  /// `keys` are places among the columns.
  init(
    _ rows: ChunkCollection, keys: [Int], _ specifications: [SortSpecification],
    context: QueryContext, profile: OperatorProfile
  ) {
    self.rows = rows
    self.keys = keys
    self.specifications = specifications
    self.context = context
    self.profile = profile
  }

  /// Whether rows are so many that parts pay.
  var applies: Bool { rows.count >= 2 * context.rowsPerPart && !keys.isEmpty }

  /// The first `columnCount` columns of all rows in order.
  func sorted(_ columnCount: Int) throws(Diagnostic) -> ChunkCollection {
    let reservation = MemoryReservation(context.memory, for: "ORDER BY")
    let pieces = RowPieces(rows, context: context)
    let parts = try RowParts.ranging(pieces, keys: keys, specifications, context: context)
    profile.set(method: "all rows, by codes, \(parts.count) parts")
    let places = Set(0..<columnCount).union(keys).sorted()
    let columns = try parts.scatter(places, context: context)
    let byteCount = columns.values.reduce(parts.byteCount) { $0 + $1.byteCount }
    try reservation.add(byteCount)
    profile.add(byteCount: byteCount)
    let results = ParallelParts<[Chunk]>(count: parts.count)
    try context.scheduler.forEach(parts.count, threads: context.threads) {
      (part) throws(Diagnostic) in
      try context.checkCancelled()
      results.set(
        part, try sorted(columns, part, rowCount: parts.range(part).count, columnCount))
    }
    return ChunkCollection(
      types: Array(rows.types[..<columnCount]), chunks: results.all.flatMap { $0 })
  }

  /// The rows of one part in order, in pieces of a morsel each.
  private func sorted(
    _ columns: [Int: PartColumn], _ part: Int, rowCount: Int, _ columnCount: Int
  ) throws(Diagnostic) -> [Chunk] {
    func column(_ place: Int) -> Vector {
      columns[place]?.vector(part) ?? Vector(nulls: rows.types[place], count: rowCount)
    }
    let isCancelled = { context.cancellation.isCancelled }
    let levels = zip(keys, specifications).flatMap {
      SortLevel.make(column($0), $1, isCancelled: isCancelled)
    }
    let order = try SortPermutation.sort(levels, count: rowCount, isCancelled: isCancelled)
    let visible = (0..<columnCount).map { place in
      columns[place]?.vector(part, in: order) ?? Vector(nulls: rows.types[place], count: rowCount)
    }
    let chunk = Chunk(visible, count: rowCount)
    let size = context.chunkCapacity * 16
    return stride(from: 0, to: rowCount, by: size).map { start in
      chunk.slice(start, min(size, rowCount - start))
    }
  }
}
