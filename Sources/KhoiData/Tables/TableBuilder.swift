import Synchronization

/// Makes a table of chunks: results kept by name, rows inserted, tests.
///
/// Text that repeats is gathered in a dictionary of the column, other text stays in views. Loaders
/// that know more build segments themselves.
package struct TableBuilder {
  package let schema: Schema
  /// The chunks of each segment but the last.
  private var segments: [[Chunk]] = []
  private var pending: [Chunk] = []
  private var pendingCount = 0

  package init(schema: Schema) {
    self.schema = schema
  }

  /// Adds rows; the chunk's columns must have the schema's types.
  ///
  /// Many rows that come together become a segment of their own, for which nothing is copied.
  package mutating func append(_ chunk: Chunk) {
    guard chunk.count > 0 else { return }
    if chunk.count >= StoredColumn.sharedRowCount && chunk.count <= Segment.capacity {
      flush()
      segments.append([chunk])
      return
    }
    var offset = 0
    while offset < chunk.count {
      let take = min(chunk.count - offset, Segment.capacity - pendingCount)
      pending.append(take == chunk.count ? chunk : chunk.slice(offset, take))
      pendingCount += take
      offset += take
      if pendingCount == Segment.capacity { flush() }
    }
  }

  private mutating func flush() {
    guard pendingCount > 0 else { return }
    segments.append(pending)
    pending.removeAll()
    pendingCount = 0
  }

  /// The table of everything appended.
  package mutating func finish() -> Table {
    let table = finish { count, body in for index in 0..<count { body(index) } }
    guard let table else { preconditionFailure("a plain loop leaves nothing out") }
    return table
  }

  /// The table of everything appended, the work spread by `loop`; nil where that left work out.
  package mutating func finish(loop: IndexLoop) -> Table? {
    flush()
    let (segments, schema) = (segments, schema)
    let encoders = schema.fields.indices.map { column in
      schema[column].type.isTextual
        ? TextColumnEncoder(segments.map { chunks in chunks.map { $0[column] } }) : nil
    }
    let width = schema.count
    let stored = Mutex<[StoredColumn?]>(Array(repeating: nil, count: segments.count * width))
    loop(segments.count * width) { place in
      let (segment, column) = (place / width, place % width)
      let vector =
        encoders[column]?.encoded(segment)
        ?? Vector.joining(segments[segment].map { $0[column] }, type: schema[column].type)
      let result = StoredColumn(narrowing: vector)
      stored.withLock { $0[place] = result }
    }
    let columns = stored.withLock { $0.compactMap { $0 } }
    guard columns.count == segments.count * width else { return nil }
    return Table(
      schema: schema,
      segments: segments.indices.map { segment in
        Segment(
          columns: Array(columns[segment * width..<(segment + 1) * width]),
          rowCount: segments[segment].reduce(0) { $0 + $1.count })
      })
  }
}
