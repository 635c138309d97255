/// Makes a table of chunks: results kept by name, rows inserted, tests.
///
/// Text that repeats is gathered in a dictionary of the column; it goes over to views once the
/// dictionary stops paying for itself. Loaders that know more build segments themselves.
package struct TableBuilder {
  package let schema: Schema
  private var pending: [Chunk] = []
  private var pendingCount = 0
  private var chunks: [Chunk] = []

  package init(schema: Schema) {
    self.schema = schema
  }

  /// Adds rows; the chunk's columns must have the schema's types.
  package mutating func append(_ chunk: Chunk) {
    guard chunk.count > 0 else { return }
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
    chunks.append(Chunk.concatenate(pending, types: schema.types))
    pending.removeAll()
    pendingCount = 0
  }

  /// The table of everything appended.
  package mutating func finish() -> Table {
    flush()
    let columns = (0..<schema.count).map { column in
      storedColumns(chunks.map { $0[column] }, type: schema[column].type)
    }
    let segments = chunks.indices.map { index in
      Segment(columns: columns.map { $0[index] }, rowCount: chunks[index].count)
    }
    return Table(schema: schema, segments: segments)
  }

  /// One stored column per part.
  private func storedColumns(_ parts: [Vector], type: LogicalType) -> [StoredColumn] {
    guard type.isTextual else { return parts.map { StoredColumn(narrowing: $0) } }
    return TextColumnEncoder.encode(parts).map { StoredColumn(narrowing: $0) }
  }
}

/// Turns the text of one column into codes of one dictionary where that is smaller.
package enum TextColumnEncoder {
  /// The parts as codes of one dictionary with unique entries, or as views where texts hardly
  /// repeat.
  ///
  /// Long texts are copied into a heap of the column, so that the sources can go.
  package static func encode(_ parts: [Vector]) -> [Vector] {
    if let shared = parts.first?.values.dictionary, shared.hasUniqueEntries,
      parts.allSatisfy({ $0.values.dictionary === shared && !$0.isConstant })
    {
      let rows = parts.reduce(0) { $0 + $1.count }
      // A dictionary much larger than what is left of its column would be carried along for little.
      if shared.count <= max(256, rows * 4) { return parts }
    }
    let rowCount = parts.reduce(0) { $0 + $1.count }
    let heap = TextHeap()
    var table = TextCodeTable()
    var codes: [[UInt32]] = []
    for part in parts {
      let flat = part.canonical()
      let views = flat.texts.views
      var partCodes = [UInt32](repeating: 0, count: flat.count)
      for row in 0..<flat.count where !flat.isNull(row) {
        partCodes[row] = table.insert(views[row]) { view in heap.keep(view) }
      }
      codes.append(partCodes)
      if table.count > 4096 && table.count * 2 > rowCount { return parts.map { keptViews(of: $0) } }
    }
    let dictionary = TextDictionary(
      entries: Buffer(table.entries), heaps: [heap], hasUniqueEntries: true)
    return zip(parts, codes).map { part, codes in
      Vector(part.type, .codes32(Buffer(codes), dictionary), validity: part.flattened().validity)
    }
  }

  private static func keptViews(of part: Vector) -> Vector {
    let flat = part.canonical()
    let heap = TextHeap(firstBlockSize: 1 << 16)
    let views = flat.texts.views
    var kept = [TextView](repeating: TextView(), count: flat.count)
    for row in 0..<flat.count where !flat.isNull(row) { kept[row] = heap.keep(views[row]) }
    return Vector(
      part.type, .text(TextValues(views: Buffer(kept), heaps: [heap])), validity: flat.validity)
  }
}
