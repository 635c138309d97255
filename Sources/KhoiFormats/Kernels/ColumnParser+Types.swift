import KhoiData

/// One loop per type over the fields of a column.
extension ColumnParser {
  /// Calls `parse` with each field that is not null; the row whose field it refuses, or nil.
  ///
  /// `parse` sees the field as it stands first and, if it refuses, what is between quotes and
  /// blanks.
  @inline(__always)
  private func each(
    _ rows: FieldRows, _ column: Int, _ nulls: inout NullMarks,
    _ parse: (Int, UnsafePointer<UInt8>, Int) -> Bool, null: (Int) -> Void
  ) -> Int? {
    guard let starts = rows.starts, let ends = rows.ends else { return nil }
    let bytes = bytes
    let bias = column == 0 ? rows.firstBias : rows.bias
    let checksNulls = !dialect.nullTexts.isEmpty
    var place = column
    for row in 0..<rows.rowCount {
      let start = Int(starts[place] &+ bias)
      let end = Int(ends[place])
      place &+= rows.stride
      if start == end || (checksNulls && isNullText(start, end &- start)) {
        nulls.mark(row)
        null(row)
        continue
      }
      if parse(row, bytes + start, end &- start) { continue }
      let inner = content(start, end)
      if inner.isNull {
        nulls.mark(row)
        null(row)
      } else if !parse(row, bytes + inner.start, inner.count) {
        return row
      }
    }
    return nil
  }

  func parseIntegers(_ rows: FieldRows, _ column: Int, kind: ColumnKind) -> Outcome {
    var nulls = NullMarks(words: nullWords, rowCount: rows.rowCount)
    let out = integers
    var least = Int64.max
    var greatest = Int64.min
    let misfit = each(rows, column, &nulls) { row, text, count in
      var value: Int64 = 0
      guard FieldParsing.integer(text, count, &value) else { return false }
      out[row] = value
      least = min(least, value)
      greatest = max(greatest, value)
      return true
    } null: {
      out[$0] = 0
    }
    if let misfit { return .misfit(row: misfit) }
    return .column(integerColumn(kind, rows.rowCount, nulls, least: least, greatest: greatest))
  }

  func parseMoments(_ rows: FieldRows, _ column: Int, kind: ColumnKind) -> Outcome {
    var nulls = NullMarks(words: nullWords, rowCount: rows.rowCount)
    let out = integers
    var least = Int64.max
    var greatest = Int64.min
    let isDay = kind == .date
    let misfit = each(rows, column, &nulls) { row, text, count in
      var value: Int64 = 0
      if isDay {
        var day: Int32 = 0
        guard FieldParsing.date(text, count, &day) else { return false }
        value = Int64(day)
      } else {
        guard FieldParsing.timestamp(text, count, &value) else { return false }
      }
      out[row] = value
      least = min(least, value)
      greatest = max(greatest, value)
      return true
    } null: {
      out[$0] = 0
    }
    if let misfit { return .misfit(row: misfit) }
    return .column(integerColumn(kind, rows.rowCount, nulls, least: least, greatest: greatest))
  }

  private func integerColumn(
    _ kind: ColumnKind, _ rowCount: Int, _ nulls: NullMarks, least: Int64, greatest: Int64
  ) -> RangeColumn {
    var column = RangeColumn(
      kind: kind, rowCount: rowCount,
      // Zero stands where nulls are; every width holds it.
      values: .narrowed(integers, count: rowCount, least: least, greatest: greatest, slabs: slabs),
      nulls: nulls, slabs: slabs)
    column.least = least
    column.greatest = greatest
    return column
  }

  func parseDoubles(_ rows: FieldRows, _ column: Int) -> Outcome {
    var nulls = NullMarks(words: nullWords, rowCount: rows.rowCount)
    let decimal = dialect.decimalSeparator
    var misfit: Int?
    let numbers = slabs.buffer(count: rows.rowCount) { (out: UnsafeMutablePointer<Double>) in
      FieldParsing.withPowers { powers in
        misfit = each(rows, column, &nulls) { row, text, count in
          FieldParsing.double(text, count, decimal: decimal, powers: powers, &out[row])
        } null: {
          out[$0] = 0
        }
      }
    }
    if let misfit { return .misfit(row: misfit) }
    return .column(
      RangeColumn(
        kind: .double, rowCount: rows.rowCount, values: .doubles(numbers), nulls: nulls,
        slabs: slabs))
  }

  func parseBooleans(_ rows: FieldRows, _ column: Int) -> Outcome {
    var nulls = NullMarks(words: nullWords, rowCount: rows.rowCount)
    var misfit: Int?
    let flags = slabs.buffer(count: rows.rowCount) { (out: UnsafeMutablePointer<UInt8>) in
      misfit = each(rows, column, &nulls) { row, text, count in
        var flag = false
        guard FieldParsing.boolean(text, count, &flag) else { return false }
        out[row] = flag ? 1 : 0
        return true
      } null: {
        out[$0] = 0
      }
    }
    if let misfit { return .misfit(row: misfit) }
    return .column(
      RangeColumn(
        kind: .boolean, rowCount: rows.rowCount, values: .booleans(flags), nulls: nulls,
        slabs: slabs))
  }
}
