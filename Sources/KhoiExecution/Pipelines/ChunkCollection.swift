package import KhoiData

/// Materialised rows between two pipelines: chunks in order.
package struct ChunkCollection: Sendable {
  package let types: [LogicalType]
  package let chunks: [Chunk]
  package let count: Int

  package init(types: [LogicalType], chunks: [Chunk]) {
    self.types = types
    self.chunks = chunks.filter { $0.count > 0 }
    count = chunks.reduce(0) { $0 + $1.count }
  }

  /// One column over all rows.
  ///
  /// Once `isCancelled` says yes the result is of no use; the caller then throws it away.
  package func column(_ index: Int, isCancelled: () -> Bool = { false }) -> Vector {
    Vector.concatenate(
      chunks.map { $0[index] }, type: types[index], isCancelled: isCancelled)
  }

  /// Bytes that only these rows keep alive.
  package var byteCount: Int { chunks.reduce(0) { $0 + $1.ownedByteCount } }

  /// The rows `offset ..< offset + limit`, as far as they exist.
  package func window(offset: Int, limit: Int?) -> ChunkCollection {
    var skip = offset
    var left = limit ?? Int.max
    var result: [Chunk] = []
    for chunk in chunks {
      if left <= 0 { break }
      if skip >= chunk.count {
        skip -= chunk.count
        continue
      }
      let take = min(chunk.count - skip, left)
      result.append(take == chunk.count ? chunk : chunk.slice(skip, take))
      skip = 0
      left -= take
    }
    return ChunkCollection(types: types, chunks: result)
  }

  /// Only some of the columns, in the given order.
  package func selecting(_ columns: [Int]) -> ChunkCollection {
    ChunkCollection(
      types: columns.map { types[$0] }, chunks: chunks.map { $0.selecting(columns) })
  }
}

extension Vector {
  /// Bytes that only this vector keeps alive: none where it is a window into a table's column.
  package var ownedByteCount: Int {
    let validityBytes = (validity?.words.count ?? 0) * 8
    let width = values.physicalType.byteWidth
    let held = values.heldByteCount
    return held > 2 * values.count * width + 64 ? validityBytes : held + validityBytes
  }
}

extension Vector.Values {
  /// Bytes of the memory that the values lie in.
  fileprivate var heldByteCount: Int {
    switch self {
    case .boolean(let buffer): buffer.owner.byteCount
    case .int8(let buffer): buffer.owner.byteCount
    case .int16(let buffer): buffer.owner.byteCount
    case .int32(let buffer): buffer.owner.byteCount
    case .int64(let buffer): buffer.owner.byteCount
    case .float64(let buffer): buffer.owner.byteCount
    case .interval(let buffer): buffer.owner.byteCount
    case .text(let text): text.views.owner.byteCount
    case .codes8(let buffer, _): buffer.owner.byteCount
    case .codes16(let buffer, _): buffer.owner.byteCount
    case .codes32(let buffer, _): buffer.owner.byteCount
    case .int128(let buffer): buffer.owner.byteCount
    case .list(let lists): lists.entries.owner.byteCount + lists.elements.byteCount
    case .structure(let structures): structures.fields.reduce(0) { $0 + $1.byteCount }
    }
  }
}

extension Chunk {
  /// Bytes that only this chunk keeps alive.
  package var ownedByteCount: Int { vectors.reduce(0) { $0 + $1.ownedByteCount } }
}
