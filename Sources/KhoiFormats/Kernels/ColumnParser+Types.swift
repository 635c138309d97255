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
    guard let starts = unsafe rows.starts, let ends = unsafe rows.ends else { return nil }
    let bytes = unsafe bytes
    let bias = column == 0 ? rows.firstBias : rows.bias
    let checksNulls = !dialect.nullTexts.isEmpty
    var place = column
    for row in 0..<rows.rowCount {
      let start = unsafe Int(starts[place] &+ bias)
      let end = unsafe Int(ends[place])
      place &+= rows.stride
      if start == end || (checksNulls && isNullText(start, end &- start)) {
        nulls.mark(row)
        null(row)
        continue
      }
      if unsafe parse(row, bytes + start, end &- start) { continue }
      let inner = content(start, end)
      if inner.isNull {
        nulls.mark(row)
        null(row)
      } else if unsafe !parse(row, bytes + inner.start, inner.count) {
        return row
      }
    }
    return nil
  }

  func parseIntegers(_ rows: FieldRows, _ column: Int, kind: ColumnKind) -> Outcome {
    unsafe integerOutcome(rows, column, kind: kind) { text, count, value in
      unsafe FieldParsing.integer(text, count, &value)
    }
  }

  func parseMoments(_ rows: FieldRows, _ column: Int, kind: ColumnKind) -> Outcome {
    if let format { return parseFormatted(rows, column, kind: kind, format: format) }
    if kind == .time || kind == .zonedTimestamp { return parseTimes(rows, column, kind: kind) }
    if kind == .date {
      return unsafe integerOutcome(rows, column, kind: kind) { text, count, value in
        var day: Int32 = 0
        guard unsafe FieldParsing.date(text, count, &day) else { return false }
        value = Int64(day)
        return true
      }
    }
    return unsafe integerOutcome(rows, column, kind: kind) { text, count, value in
      unsafe FieldParsing.timestamp(text, count, &value)
    }
  }

  /// Times of day, and moments with a zone.
  private func parseTimes(_ rows: FieldRows, _ column: Int, kind: ColumnKind) -> Outcome {
    if kind == .zonedTimestamp {
      return unsafe integerOutcome(rows, column, kind: kind) { text, count, value in
        unsafe FieldParsing.zonedTimestamp(text, count, &value)
      }
    }
    return unsafe integerOutcome(rows, column, kind: kind) { text, count, value in
      unsafe FieldParsing.time(text, count, &value)
    }
  }

  /// Days and moments that are not written as in ISO 8601.
  private func parseFormatted(
    _ rows: FieldRows, _ column: Int, kind: ColumnKind, format: MomentFormat
  ) -> Outcome {
    unsafe integerOutcome(rows, column, kind: kind) { text, count, value in
      guard unsafe format.parse(text, count, &value) else { return false }
      if kind == .date { value = Int64(Calendar.split(timestamp: value).days) }
      return true
    }
  }

  /// One loop for each way to parse, which becomes part of it.
  @inline(__always)
  private func integerOutcome(
    _ rows: FieldRows, _ column: Int, kind: ColumnKind,
    _ parse: (UnsafePointer<UInt8>, Int, inout Int64) -> Bool
  ) -> Outcome {
    var nulls = unsafe NullMarks(words: nullWords, rowCount: rows.rowCount)
    let out = unsafe integers
    let misfit = unsafe each(rows, column, &nulls) { row, text, count in
      unsafe parse(text, count, &out[row])
    } null: {
      unsafe out[$0] = 0
    }
    if let misfit { return .misfit(row: misfit) }
    let (least, greatest) = bounds(rows.rowCount, nulls)
    return .column(integerColumn(kind, rows.rowCount, nulls, least: least, greatest: greatest))
  }

  /// The least and the greatest of the integers that are no NULL.
  ///
  /// Not part of the loop that parses, which needs the registers.
  private func bounds(_ rowCount: Int, _ nulls: NullMarks) -> (least: Int64, greatest: Int64) {
    let numbers = unsafe integers
    let words = unsafe nullWords
    var least = Int64.max
    var greatest = Int64.min
    for row in 0..<rowCount {
      if nulls.count > 0, unsafe words[row &>> 6] &>> UInt64(row & 63) & 1 == 0 { continue }
      let number = unsafe numbers[row]
      least = number < least ? number : least
      greatest = number > greatest ? number : greatest
    }
    return (least, greatest)
  }

  private func integerColumn(
    _ kind: ColumnKind, _ rowCount: Int, _ nulls: NullMarks, least: Int64, greatest: Int64
  ) -> RangeColumn {
    var column = unsafe RangeColumn(
      kind: kind, rowCount: rowCount,
      // Zero stands where nulls are; every width holds it.
      values: .narrowed(integers, count: rowCount, least: least, greatest: greatest, slabs: slabs),
      nulls: nulls, slabs: slabs)
    column.least = least
    column.greatest = greatest
    return column
  }

  func parseDoubles(_ rows: FieldRows, _ column: Int) -> Outcome {
    var nulls = unsafe NullMarks(words: nullWords, rowCount: rows.rowCount)
    let decimal = dialect.decimalSeparator
    var misfit: Int?
    let numbers = unsafe slabs.buffer(count: rows.rowCount) { (out: UnsafeMutablePointer<Double>) in
      FieldParsing.withPowers { powers in
        misfit = unsafe each(rows, column, &nulls) { row, text, count in
          unsafe FieldParsing.double(text, count, decimal: decimal, powers: powers, &out[row])
        } null: {
          unsafe out[$0] = 0
        }
      }
    }
    if let misfit { return .misfit(row: misfit) }
    var result = RangeColumn(
      kind: .double, rowCount: rows.rowCount, values: .doubles(numbers), nulls: nulls,
      slabs: slabs)
    if checksFractions { result.fractions = fractions(rows, column) }
    return .column(result)
  }

  func parseBooleans(_ rows: FieldRows, _ column: Int) -> Outcome {
    var nulls = unsafe NullMarks(words: nullWords, rowCount: rows.rowCount)
    var misfit: Int?
    let flags = unsafe slabs.buffer(count: rows.rowCount) { (out: UnsafeMutablePointer<UInt8>) in
      misfit = unsafe each(rows, column, &nulls) { row, text, count in
        var flag = false
        guard unsafe FieldParsing.boolean(text, count, &flag) else { return false }
        unsafe out[row] = flag ? 1 : 0
        return true
      } null: {
        unsafe out[$0] = 0
      }
    }
    if let misfit { return .misfit(row: misfit) }
    return .column(
      RangeColumn(
        kind: .boolean, rowCount: rows.rowCount, values: .booleans(flags), nulls: nulls,
        slabs: slabs))
  }
}
