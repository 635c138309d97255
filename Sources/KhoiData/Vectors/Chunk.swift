/// Equally long vectors: a few thousand rows on their way through a query.
package struct Chunk: Sendable {
  package let vectors: [Vector]
  package let count: Int

  package init(_ vectors: [Vector], count: Int) {
    for vector in vectors { precondition(vector.count == count, "vectors of one length") }
    self.vectors = vectors
    self.count = count
  }

  /// Rows in flight at a time: large enough to pay for one dispatch, small enough that the vectors
  /// of a query stay in the first-level and second-level caches.
  package static let defaultCapacity = 2048

  package subscript(column: Int) -> Vector { vectors[column] }

  /// The window of `count` rows from `offset`.
  package func slice(_ offset: Int, _ count: Int) -> Chunk {
    Chunk(vectors.map { $0.slice(offset, count) }, count: count)
  }

  /// The rows named by `rows`, in that order.
  package func gather(_ rows: Buffer<UInt32>) -> Chunk {
    Chunk(vectors.map { $0.gather(rows) }, count: rows.count)
  }

  /// The columns named by `columns`, in that order.
  package func selecting(_ columns: [Int]) -> Chunk {
    Chunk(columns.map { vectors[$0] }, count: count)
  }

  /// The values of a row: for tests and the edges of the program.
  package func row(_ row: Int) -> [Value] { vectors.map { $0[row] } }

  /// The rows of all chunks in one; every chunk must have columns of these types.
  package static func concatenate(_ chunks: [Chunk], types: [LogicalType]) -> Chunk {
    let count = chunks.reduce(0) { $0 + $1.count }
    return Chunk(
      types.indices.map { column in
        Vector.concatenate(chunks.map { $0.vectors[column] }, type: types[column])
      }, count: count)
  }

  /// Bytes of the vectors, without dictionaries and text heaps.
  package var byteCount: Int { vectors.reduce(0) { $0 + $1.byteCount } }
}
