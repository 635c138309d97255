/// A table in memory:
///
/// a schema and segments. It never changes; `INSERT` makes another that shares the segments.
package final class Table: Sendable {
  package let schema: Schema
  package let segments: [Segment]
  package let rowCount: Int

  package init(schema: Schema, segments: [Segment]) {
    self.schema = schema
    self.segments = segments
    rowCount = segments.reduce(0) { $0 + $1.rowCount }
  }

  /// The dictionary that every segment of the column shares, or nil.
  package func dictionary(of column: Int) -> TextDictionary? {
    var shared: TextDictionary?
    for segment in segments {
      guard case .values(let values) = segment.columns[column].form,
        let dictionary = values.dictionary
      else { return nil }
      if let shared, shared !== dictionary { return nil }
      shared = dictionary
    }
    return shared
  }

  /// Least and greatest value over all segments where every segment knows them, and all nulls.
  package func statistics(of column: Int) -> StoredColumn.Statistics {
    var least: Value?
    var greatest: Value?
    var nullCount = 0
    var complete = true
    for segment in segments {
      let stored = segment.columns[column]
      nullCount += stored.statistics.nullCount
      guard let low = stored.statistics.least, let high = stored.statistics.greatest else {
        if stored.statistics.nullCount < stored.rowCount { complete = false }
        continue
      }
      if let known = least { if low.sortsBefore(known) { least = low } } else { least = low }
      if let known = greatest {
        if known.sortsBefore(high) { greatest = high }
      } else {
        greatest = high
      }
    }
    return StoredColumn.Statistics(
      least: complete ? least : nil, greatest: complete ? greatest : nil, nullCount: nullCount)
  }

  /// Bytes of values, validity, dictionaries and text heaps.
  package var byteCount: Int {
    (0..<schema.count).reduce(0) { $0 + byteCount(of: $1) }
  }

  /// Bytes of one column: values, validity, its dictionary and text heaps, each once.
  package func byteCount(of column: Int) -> Int {
    var total = 0
    var dictionaries: [TextDictionary] = []
    var heaps: [TextHeap] = []
    for segment in segments {
      let stored = segment.columns[column]
      total += stored.byteCount
      guard case .values(let values) = stored.form else { continue }
      if let dictionary = values.dictionary,
        !dictionaries.contains(where: { $0 === dictionary })
      {
        dictionaries.append(dictionary)
      }
      if case .text(let text) = values { heaps = TextValues.union(heaps, text.heaps) }
    }
    return total + dictionaries.reduce(0) { $0 + $1.byteCount }
      + heaps.reduce(0) { $0 + $1.byteCount }
  }
}

extension Value {
  /// The order of two values of one type that are not null.
  package func sortsBefore(_ other: Value) -> Bool {
    switch (self, other) {
    case (.boolean(let left), .boolean(let right)): !left && right
    case (.integer(let left), .integer(let right)): left < right
    case (.double(let left), .double(let right)): left < right
    case (.text(let left), .text(let right)):
      left.utf8.lexicographicallyPrecedes(right.utf8)
    case (.date(let left), .date(let right)): left < right
    case (.timestamp(let left), .timestamp(let right)): left < right
    case (.time(let left), .time(let right)): left < right
    case (.zonedTimestamp(let left), .zonedTimestamp(let right)): left < right
    case (.interval(let left), .interval(let right)): left < right
    case (.hugeint(let left), .hugeint(let right)): left < right
    case (.decimal(let left, _, _), .decimal(let right, _, _)): left < right
    case (.float(let left), .float(let right)): left < right
    case (.float(let left), .double(let right)): Double(left) < right
    case (.double(let left), .float(let right)): left < Double(right)
    default: false
    }
  }
}
