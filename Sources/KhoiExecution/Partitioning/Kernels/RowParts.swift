import KhoiData
import KhoiText

/// Rows brought together in parts, by the hash of a key or by ranges of an order, so that each part
/// can be worked on by one worker in its caches.
///
/// Workers go through the rows three times: `init` says which part each row belongs to, `scatter`
/// copies the columns that are needed into their parts (a part keeps the order in which its rows
/// came), and `PartVectors.vector` brings what was computed in the parts back into the order of
/// the rows. All three read and write neighbouring memory, where going through the parts by row
/// number would wait for memory at each row.
struct RowParts: Sendable {
  let pieces: RowPieces
  /// Where each part begins among all parts' rows; one more entry than parts.
  let bounds: [Int]
  /// For each piece the part of each row.
  private let numbers: [Buffer<UInt16>]
  /// For each piece where its first row of each part goes.
  private let starts: [Buffer<UInt32>]

  /// At most so many parts: their ends must fit the first cache while rows are scattered.
  static let limit = 1024

  /// How many parts of a size that fits the caches there should be.
  static func count(of rowCount: Int, _ context: QueryContext) -> Int {
    // So many at least that no worker waits long for another with the last part.
    min(limit, max(16, rowCount / context.rowsPerPart))
  }

  var count: Int { bounds.count - 1 }
  var byteCount: Int { pieces.rows.count * 2 }

  /// The rows of a part among all parts' rows.
  func range(_ part: Int) -> Range<Int> { bounds[part]..<bounds[part + 1] }

  /// `number` writes the part of each row of a chunk.
  init(
    _ pieces: RowPieces, partCount: Int, context: QueryContext,
    number: @escaping @Sendable (Chunk, UnsafeMutablePointer<UInt16>) -> Void
  ) throws(Diagnostic) {
    self.pieces = pieces
    let results = ParallelParts<(numbers: Buffer<UInt16>, counts: [UInt32])>(count: pieces.count)
    try context.scheduler.forEach(pieces.count, threads: context.threads) {
      (piece) throws(Diagnostic) in
      try context.checkCancelled()
      let numbers = unsafe Buffer<UInt16>(count: pieces.counts[piece]) { out in
        var offset = 0
        for index in pieces.chunks[piece] {
          let chunk = pieces.rows.chunks[index]
          unsafe number(chunk, out + offset)
          offset += chunk.count
        }
      }
      var counts = [UInt32](repeating: 0, count: partCount)
      unsafe counts.withUnsafeMutableBufferPointer { counts in
        for row in 0..<numbers.count { unsafe counts[Int(numbers.base[row])] &+= 1 }
      }
      results.set(piece, (numbers, counts))
    }
    let all = results.all
    numbers = all.map(\.numbers)
    var bounds = [0]
    var starts = all.map { _ in [UInt32](repeating: 0, count: partCount) }
    var total = 0
    for part in 0..<partCount {
      for piece in all.indices {
        starts[piece][part] = UInt32(truncatingIfNeeded: total)
        total += Int(all[piece].counts[part])
      }
      bounds.append(total)
    }
    self.bounds = bounds
    self.starts = starts.map { Buffer($0) }
  }

  /// Parts by the hash of keys: rows with equal keys are in one part.
  static func hashing(
    _ pieces: RowPieces, keys: [Int], context: QueryContext
  ) throws(Diagnostic) -> RowParts {
    let wanted = count(of: pieces.rows.count, context)
    let bits = Int.bitWidth - (wanted - 1).leadingZeroBitCount
    return unsafe try RowParts(pieces, partCount: 1 << bits, context: context) { chunk, out in
      unsafe KeyHashes.writeParts(keys.map { chunk[$0] }, count: chunk.count, bits: bits, out)
    }
  }

  /// Parts by ranges of an order: rows of a part come before those of the next, and rows equal in
  /// the order are in one part.
  static func ranging(
    _ pieces: RowPieces, keys: [Int], _ specifications: [SortSpecification], context: QueryContext
  ) throws(Diagnostic) -> RowParts {
    let ranges = KeyRanges(
      pieces, keys: keys, specifications, wanted: count(of: pieces.rows.count, context))
    return unsafe try RowParts(pieces, partCount: ranges.count, context: context) { chunk, out in
      unsafe ranges.writeParts(keys.map { chunk[$0] }, count: chunk.count, out)
    }
  }

  // MARK: Into the parts

  /// The columns in the order of the parts.
  func scatter(
    _ columns: [Int], context: QueryContext
  ) throws(Diagnostic) -> [Int: PartColumn] {
    let forms = columns.map { column in
      ColumnForm(pieces.rows.chunks.map { $0[column] }, type: pieces.rows.types[column])
    }
    let targets = forms.map { PartColumn($0, rowCount: pieces.rows.count, parts: self) }
    try context.scheduler.forEach(pieces.count, threads: context.threads) {
      (piece) throws(Diagnostic) in
      for (column, target) in zip(columns, targets) where target.isScattered {
        try context.checkCancelled()
        unsafe forEachChunk(of: piece) { chunk, numbers, next in
          unsafe target.put(chunk[column], numbers, next)
        }
      }
    }
    for (column, target) in zip(columns, targets) where !target.isScattered {
      target.set(whole: pieces.rows.column(column), rows: try rowNumbers(context))
    }
    return Dictionary(uniqueKeysWithValues: zip(columns, targets))
  }

  /// For each place among the parts' rows the number of the row that lies there.
  func rowNumbers(_ context: QueryContext) throws(Diagnostic) -> Buffer<UInt32> {
    let rows = BufferOwner(byteCount: pieces.rows.count * 4)
    let firsts = pieces.counts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
    try context.scheduler.forEach(pieces.count, threads: context.threads) {
      (piece) throws(Diagnostic) in
      try context.checkCancelled()
      let target = unsafe rows.base.assumingMemoryBound(to: UInt32.self)
      var row = firsts[piece]
      unsafe forEachChunk(of: piece) { chunk, numbers, next in
        for index in 0..<chunk.count {
          let part = unsafe Int(numbers[index])
          unsafe target[Int(next[part])] = UInt32(truncatingIfNeeded: row)
          unsafe next[part] &+= 1
          row &+= 1
        }
      }
    }
    let base = unsafe UnsafePointer(rows.base.assumingMemoryBound(to: UInt32.self))
    return unsafe Buffer(owner: rows, base: base, count: pieces.rows.count)
  }

  private func forEachChunk(
    of piece: Int,
    _ body: (Chunk, UnsafePointer<UInt16>, UnsafeMutablePointer<UInt32>) -> Void
  ) {
    var next = starts[piece].array
    unsafe next.withUnsafeMutableBufferPointer { next in
      guard let next = next.baseAddress else { return }
      var offset = 0
      for index in pieces.chunks[piece] {
        let chunk = pieces.rows.chunks[index]
        unsafe body(chunk, numbers[piece].base + offset, next)
        offset += chunk.count
      }
    }
  }

  // MARK: Back again

  /// Calls `body` with the numbers of a piece's rows and where its first row of each part lies
  /// within that part.
  func withCursors<Result>(
    of piece: Int, _ body: (Buffer<UInt16>, UnsafeMutablePointer<UInt32>) -> Result
  ) -> Result {
    let places = unsafe Buffer<UInt32>(count: count) { out in
      for part in 0..<count {
        unsafe out[part] = starts[piece][part] &- UInt32(truncatingIfNeeded: bounds[part])
      }
    }
    let cursors = GrowableBuffer<UInt32>(capacity: count)
    unsafe cursors.base.update(from: places.base, count: count)
    return unsafe body(numbers[piece], cursors.base)
  }

  /// The chunks of all rows with further columns, computed in the parts.
  func extended(
    _ columns: [Int], by results: [PartVectors], context: QueryContext
  ) throws(Diagnostic) -> [Chunk] {
    try Self.extended(pieces, columns, by: results.map { (self, $0) }, context: context)
  }

  /// The same where the further columns were computed in different parts of the same pieces.
  static func extended(
    _ pieces: RowPieces, _ columns: [Int], by results: [(parts: RowParts, vectors: PartVectors)],
    context: QueryContext
  ) throws(Diagnostic) -> [Chunk] {
    let chunks = ParallelParts<[Chunk]>(count: pieces.count)
    try context.scheduler.forEach(pieces.count, threads: context.threads) {
      (piece) throws(Diagnostic) in
      var further: [Vector] = []
      for result in results {
        try context.checkCancelled()
        further.append(result.vectors.vector(piece, result.parts))
      }
      var offset = 0
      chunks.set(
        piece,
        pieces.chunks[piece].map { index in
          let chunk = pieces.rows.chunks[index]
          let added = further.map { $0.slice(offset, chunk.count) }
          offset += chunk.count
          return Chunk(columns.map { chunk[$0] } + added, count: chunk.count)
        })
    }
    return chunks.all.flatMap { $0 }
  }
}
