import KhoiData
import KhoiText

/// Loops over rows that make one date, moment or span from numbers, where some numbers make none.
enum MomentKernel {
  /// One row after the other, without the null ones; nil is an error that `failure` words.
  @inline(__always)
  static func rows<Result: BitwiseCopyable>(
    _ arguments: [Vector], count: Int, filler: Result, failure: (Int) -> Diagnostic,
    _ body: (Int) -> Result?
  ) throws(Diagnostic) -> Buffer<Result> {
    let validity = rowsWithoutNull(arguments)
    let output = OutputBuffer<Result>(count: count)
    for row in 0..<count {
      if let validity, !validity.isValid(row) {
        output[row] = filler
      } else if let result = body(row) {
        output[row] = result
      } else {
        throw failure(row)
      }
    }
    return output.finished
  }
}

extension ScalarOverload {
  /// A moment, day, time or number made of one integer.
  static func ofInteger(
    _ name: String, _ source: LogicalType = .bigint, returns result: LogicalType,
    _ body: @escaping @Sendable (Int64) -> Int64?
  ) -> ScalarOverload {
    ScalarOverload([.type(source)], returns: .type(result), canFail: true, takesAnyForm: true) {
      arguments, count, _ throws(Diagnostic) in
      let numbers = arguments[0].integers
      let finite = FiniteMoments.validity(arguments[0])
      let values = try MomentKernel.rows(
        arguments, count: count, filler: Int64(0),
        failure: { row in .dateOutOfRange("\(name)(\(arguments[0][row].text))") },
        { row in (finite?.isValid(row) ?? true) ? body(numbers[row]) : .some(0) })
      let made: Vector.Values =
        result == .date
        ? .int32(
          RowKernel.map(Operand(values, isConstant: false), count: count) {
            Int32(truncatingIfNeeded: $0)
          })
        : .int64(values)
      return Vector(result, made, count: count).restricted(to: finite)
    }
  }

  /// A moment made of a number with decimals.
  static func ofDouble(
    _ name: String, returns result: LogicalType, _ body: @escaping @Sendable (Double) -> Int64?
  ) -> ScalarOverload {
    ScalarOverload([.type(.double)], returns: .type(result), canFail: true, takesAnyForm: true) {
      arguments, count, _ throws(Diagnostic) in
      let numbers = arguments[0].doubles
      let values = try MomentKernel.rows(
        arguments, count: count, filler: Int64(0),
        failure: { row in .dateOutOfRange("\(name)(\(arguments[0][row].text))") },
        { row in body(numbers[row]) })
      return Vector(result, .int64(values), count: count)
    }
  }
}

/// Moments counted in units since 1970.
enum EpochUnit: Int64, Sendable {
  case second = 1_000_000
  case millisecond = 1000
  case microsecond = 1

  /// The moment so many units after 1970; nil where it does not fit.
  func moment(_ count: Int64) -> Int64? {
    let (product, overflow) = count.multipliedReportingOverflow(by: rawValue)
    return overflow || !Calendar.validTimestamps.contains(product) ? nil : product
  }

  /// The moment so many units after 1970, to the nearest microsecond.
  func moment(_ count: Double) -> Int64? {
    let microseconds = (count * Double(rawValue)).rounded()
    if microseconds == .infinity { return Calendar.infiniteTimestamp }
    if microseconds == -.infinity { return -Calendar.infiniteTimestamp }
    guard let moment = Int64(exactly: microseconds), Calendar.validTimestamps.contains(moment)
    else { return nil }
    return moment
  }

  /// The whole units between 1970 and a moment.
  func wholeCount(_ moment: Int64) -> Int64 { moment / rawValue }

  /// The units since 1970 that had begun at a moment.
  func count(_ moment: Int64) -> Int64 {
    moment / rawValue - (moment % rawValue < 0 ? 1 : 0)
  }
}
