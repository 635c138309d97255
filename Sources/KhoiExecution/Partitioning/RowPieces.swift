import KhoiData

/// Collected rows cut into pieces of neighbouring chunks: what one worker goes through at a time.
struct RowPieces: Sendable {
  let rows: ChunkCollection
  /// The chunks of each piece.
  let chunks: [Range<Int>]
  /// How many rows each piece has.
  let counts: [Int]

  var count: Int { chunks.count }

  /// Pieces depend on the rows alone, not on who goes through them.
  init(_ rows: ChunkCollection, context: QueryContext) {
    self.rows = rows
    let size = max(context.rowsPerPart / 4, min(context.rowsPerPart * 2, rows.count / 16))
    var chunks: [Range<Int>] = []
    var counts: [Int] = []
    var (first, count) = (0, 0)
    for index in rows.chunks.indices {
      count += rows.chunks[index].count
      if count < size && index + 1 < rows.chunks.count { continue }
      chunks.append(first..<index + 1)
      counts.append(count)
      (first, count) = (index + 1, 0)
    }
    self.chunks = chunks
    self.counts = counts
  }

  /// Some rows of a few columns, spread over all of them: about `wanted` of them, always the same.
  func sample(_ columns: [Int], _ wanted: Int) -> [[Vector]] {
    let chunks = rows.chunks
    let step = max(1, chunks.count / max(1, wanted))
    let perChunk = max(1, wanted / max(1, chunks.count))
    var sample: [[Vector]] = []
    var seed: UInt64 = 0
    for index in stride(from: 0, to: chunks.count, by: step) {
      let chunk = chunks[index]
      let count = min(perChunk, chunk.count)
      let places = (0..<count).map { place -> UInt32 in
        // One row of each stretch, so that a pattern in the rows does not repeat in the sample.
        seed = Hashing.mix(seed &+ 1)
        let (start, end) = (place * chunk.count / count, (place + 1) * chunk.count / count)
        return UInt32(start + Int(seed % UInt64(end - start)))
      }
      let buffer = Buffer(places)
      sample.append(columns.map { chunk[$0].gather(buffer) })
    }
    return sample
  }
}
