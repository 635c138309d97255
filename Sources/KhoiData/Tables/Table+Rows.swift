/// Rows by their number: what UPDATE and DELETE are made of. Segments without such a row are
/// shared.
extension Table {
  /// The table with one more column: the number of each row, from 0.
  package func numbered(as name: String) -> Table {
    var start: Int64 = 0
    let numbered = segments.map { segment in
      let numbers = Array(start..<start + Int64(segment.rowCount))
      start += Int64(segment.rowCount)
      let column = StoredColumn(narrowing: Vector(.bigint, .int64(Buffer(numbers))))
      return Segment(columns: segment.columns + [column], rowCount: segment.rowCount)
    }
    return Table(schema: Schema(schema.fields + [Field(name, .bigint)]), segments: numbered)
  }

  /// The table without the rows of these numbers, which ascend.
  package func removing(_ rows: [Int]) -> Table {
    var remaining: [Segment] = []
    for (segment, places) in places(of: rows) {
      if places.isEmpty {
        remaining.append(segment)
        continue
      }
      var kept: [UInt32] = []
      kept.reserveCapacity(segment.rowCount - places.count)
      var next = 0
      for row in 0..<segment.rowCount {
        if next < places.count, places[next].row == row {
          next += 1
        } else {
          kept.append(UInt32(row))
        }
      }
      if !kept.isEmpty { remaining.append(segment.gathering(kept)) }
    }
    return Table(schema: schema, segments: remaining)
  }

  /// Only the rows of these numbers, which ascend.
  package func keeping(_ rows: [Int]) -> Table {
    Table(
      schema: schema,
      segments: places(of: rows).compactMap { segment, places in
        places.isEmpty ? nil : segment.gathering(places.map { UInt32($0.row) })
      })
  }

  /// The table with other values in some columns of the rows of these numbers, which ascend.
  ///
  /// `values` has a vector for each of `columns`, with a value for each of `rows`.
  package func replacing(_ rows: [Int], columns: [Int], with values: [Vector]) -> Table {
    let places = places(of: rows)
    var stored = segments.map(\.columns)
    for (column, values) in zip(columns, values) {
      let parts = places.map { segment, places in
        places.isEmpty
          ? segment.columns[column].slice(0, segment.rowCount)
          : segment.replacing(places, column: column, with: values)
      }
      if segments.contains(where: { $0.columns[column].hasDictionary }) {
        // Codes must compare across the segments, so the column gets one dictionary anew.
        for (index, part) in TextColumnEncoder.encode(parts).enumerated() {
          stored[index][column] = StoredColumn(narrowing: part)
        }
      } else {
        for index in parts.indices where !places[index].places.isEmpty {
          stored[index][column] = StoredColumn(narrowing: parts[index])
        }
      }
    }
    return Table(
      schema: schema,
      segments: zip(segments, stored).map { Segment(columns: $1, rowCount: $0.rowCount) })
  }

  /// For each segment its rows among those of the numbers, with their places in the list.
  private func places(
    of rows: [Int]
  ) -> [(segment: Segment, places: [(row: Int, index: Int)])] {
    var start = 0
    var next = 0
    return segments.map { segment in
      var found: [(row: Int, index: Int)] = []
      while next < rows.count, rows[next] < start + segment.rowCount {
        if rows[next] >= start { found.append((rows[next] - start, next)) }
        next += 1
      }
      start += segment.rowCount
      return (segment, found)
    }
  }
}

extension Segment {
  fileprivate func gathering(_ rows: [UInt32]) -> Segment {
    let buffer = Buffer(rows)
    return Segment(
      columns: columns.map { column in
        StoredColumn(narrowing: column.slice(0, rowCount).gather(buffer))
      }, rowCount: rows.count)
  }

  /// The column with other values in some rows.
  fileprivate func replacing(
    _ places: [(row: Int, index: Int)], column: Int, with values: Vector
  ) -> Vector {
    let new = values.gather(Buffer(places.map { UInt32($0.index) }))
    let both = Vector.concatenate(
      [columns[column].slice(0, rowCount), new], type: columns[column].type)
    var sources = (0..<UInt32(rowCount)).map { $0 }
    for (index, place) in places.enumerated() { sources[place.row] = UInt32(rowCount + index) }
    return both.gather(Buffer(sources))
  }
}

extension StoredColumn {
  fileprivate var hasDictionary: Bool {
    if case .values(let values) = form { return values.dictionary != nil }
    return false
  }
}
