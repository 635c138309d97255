import KhoiData

/// Bringing the parts of a column to the kind of the whole.
extension RangeColumn {
  /// Whole numbers that a double holds exactly.
  static let exactDoubles: ClosedRange<Int64> = -(1 << 53)...(1 << 53)

  /// The same values as another kind, or nil where only the bytes of the file can tell them.
  func converted(to target: ColumnKind) -> RangeColumn? {
    if kind == .null { return mayHoldTexts && target == .varchar ? nil : self }
    if kind == target { return self }
    switch (kind, target) {
    case (.bigint, .double):
      var result = self
      result.values = .doubles(doubles)
      result.kind = .double
      return result
    case (.timestamp, .zonedTimestamp):
      var result = self
      result.kind = .zonedTimestamp
      return result
    case (.date, .timestamp), (.date, .zonedTimestamp):
      var result = self
      let days = wideIntegers
      result.values = unsafe .int64(
        Buffer(count: rowCount) { out in
          for row in 0..<rowCount { unsafe out[row] = days[row] &* Calendar.microsecondsPerDay }
        })
      result.kind = target
      result.least = least == Int64.max ? least : least &* Calendar.microsecondsPerDay
      result.greatest = greatest == Int64.min ? greatest : greatest &* Calendar.microsecondsPerDay
      return result
    default: return nil
    }
  }

  var wideIntegers: Buffer<Int64> {
    switch values {
    case .int8(let buffer): buffer.converted(to: Int64.self)
    case .int16(let buffer): buffer.converted(to: Int64.self)
    case .int32(let buffer): buffer.converted(to: Int64.self)
    case .int64(let buffer): buffer
    default: Buffer(repeating: 0, count: rowCount)
    }
  }

  private var doubles: Buffer<Double> {
    let integers = wideIntegers
    return unsafe Buffer(count: rowCount) { out in
      for row in 0..<rowCount { unsafe out[row] = Double(integers[row]) }
    }
  }
}
