extension Table {
  /// A table of the rows of both, which must have one schema.
  ///
  /// Segments of many rows are shared. Text that has a dictionary keeps one for the column: where
  /// the added rows bring another, the column's segments are encoded together again. Small last
  /// segments are merged, so that many small inserts do not leave many small segments.
  package func appending(_ added: Table) -> Table {
    guard added.rowCount > 0 else { return self }
    guard rowCount > 0 else { return Table(schema: schema, segments: added.segments) }
    var builder = TableBuilder(schema: schema)
    let keepsWhole = schema.fields.indices.allSatisfy { column in
      !schema[column].type.isTextual || segments.allSatisfy { !$0.columns[column].isDictionary }
    }
    let isLarge: (Segment) -> Bool = { $0.rowCount >= StoredColumn.sharedRowCount }
    let large = keepsWhole ? segments.lastIndex(where: isLarge) : nil
    let shared = segments.prefix((large ?? -1) + 1)
    for segment in Array(segments.dropFirst(shared.count)) + added.segments {
      builder.append(segment.chunk)
    }
    return Table(schema: schema, segments: Array(shared) + builder.finish().segments)
  }
}

extension Segment {
  /// All rows of the segment.
  package var chunk: Chunk {
    Chunk(columns.map { $0.slice(0, rowCount) }, count: rowCount)
  }
}

extension StoredColumn {
  fileprivate var isDictionary: Bool {
    if case .values(let values) = form { return values.dictionary != nil }
    return false
  }
}

extension Table {
  /// A table of some of the columns, under other names; the columns are shared, not copied.
  package func selecting(_ columns: [Int], as schema: Schema) -> Table {
    Table(
      schema: schema,
      segments: segments.map { segment in
        Segment(columns: columns.map { segment.columns[$0] }, rowCount: segment.rowCount)
      })
  }
}
