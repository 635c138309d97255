import KhoiData
import KhoiText

extension ScalarFunction {
  static let timeBucket = ScalarFunction(
    FunctionDocumentation(
      "time_bucket", .date,
      "The start of the bucket of a width that a date or moment lies in, counted from 2000-01-03 "
        + "(months from 2000-01-01), from an origin, or moved by an offset.",
      examples: [
        FunctionExample("time_bucket(INTERVAL 10 DAY, DATE '2024-03-15')", "2024-03-07"),
        FunctionExample("time_bucket(INTERVAL 3 MONTH, DATE '2024-03-15')", "2024-01-01"),
        FunctionExample(
          "time_bucket(INTERVAL 7 DAY, DATE '2024-03-15', DATE '2024-01-01')", "2024-03-11"),
      ]),
    overloads: [LogicalType.date, .timestamp, .zonedTimestamp].flatMap { type in
      [
        buckets("time_bucket", [.interval, type], type, width: 0, value: 1, .standard),
        buckets("time_bucket", [.interval, type, type], type, width: 0, value: 1, .standard),
        offsetBuckets(type),
      ]
    })

  static let dateBin = ScalarFunction(
    FunctionDocumentation(
      "date_bin", .date,
      "The start of the bucket of a width that a moment lies in, counted from 1970 or an origin.",
      examples: [
        FunctionExample(
          "date_bin(INTERVAL 15 MINUTE, TIMESTAMP '2024-03-15 13:50:00')", "2024-03-15 13:45:00")
      ]),
    overloads: [
      buckets("date_bin", [.interval, .timestamp], .timestamp, width: 0, value: 1, .epoch),
      buckets(
        "date_bin", [.interval, .timestamp, .timestamp], .timestamp, width: 0, value: 1, .epoch),
    ])

  static let dateBucket = ScalarFunction(
    FunctionDocumentation(
      "date_bucket", .date,
      "The start of the bucket of a width that a date lies in, counted from 1950-01-01 or an "
        + "origin.",
      examples: [
        FunctionExample("date_bucket(DATE '1949-12-29', INTERVAL 2 DAY)", "1949-12-28"),
        FunctionExample(
          "date_bucket(DATE '2000-12-30', INTERVAL 7 DAY, DATE '2000-12-24')", "2000-12-24"),
      ]),
    overloads: [
      buckets("date_bucket", [.date, .interval], .date, width: 1, value: 0, .middleOfCentury),
      buckets(
        "date_bucket", [.date, .interval, .date], .date, width: 1, value: 0, .middleOfCentury),
    ])

  static let timestampBucket = ScalarFunction(
    FunctionDocumentation(
      "timestamp_bucket", aliases: ["datetime_bucket"], .date,
      "The start of the bucket of a width that a moment lies in, counted from 1950-01-01 or an "
        + "origin.",
      examples: [
        FunctionExample(
          "timestamp_bucket(TIMESTAMP '1949-12-30 13:00:00', INTERVAL 12 HOUR)",
          "1949-12-30 12:00:00")
      ]),
    overloads: [
      buckets(
        "timestamp_bucket", [.timestamp, .interval], .timestamp, width: 1, value: 0,
        .middleOfCentury),
      buckets(
        "timestamp_bucket", [.timestamp, .interval, .timestamp], .timestamp, width: 1, value: 0,
        .middleOfCentury),
    ])

  /// Buckets counted from the origin that stands third, or else from a fixed one.
  private static func buckets(
    _ name: String, _ types: [LogicalType], _ type: LogicalType, width: Int, value: Int,
    _ standard: TimeBucket.Origin
  ) -> ScalarOverload {
    ScalarOverload(
      types.map { .type($0) }, returns: .type(type), canFail: true, takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let widths = try bucketWidths(arguments, arguments[width], count: count, name)
      let origins = arguments.count > 2 ? try Cast.evaluate(arguments[2], to: .timestamp) : nil
      let moments = origins?.integers
      func origin(_ row: Int) -> TimeBucket.Origin {
        guard let moments else { return standard }
        return TimeBucket.Origin(timestamp: moments[row]) ?? .epoch
      }
      let result = try starts(arguments, arguments[value], type, count: count, name) { row, day in
        TimeBucket(widths[row])?.start(day: day, origin: origin(row))
      } moments: { row, moment in
        TimeBucket(widths[row])?.start(timestamp: moment, origin: origin(row))
      }
      return origins.map { result.restrictedToFinite([$0]) } ?? result
    }
  }

  /// Buckets whose starts are moved by the interval that stands third.
  private static func offsetBuckets(_ type: LogicalType) -> ScalarOverload {
    ScalarOverload(
      [.type(.interval), .type(type), .type(.interval)], returns: .type(type), canFail: true,
      takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let widths = try bucketWidths(arguments, arguments[0], count: count, "time_bucket")
      let offsets = arguments[2].spans
      func start(_ row: Int, _ moment: Int64) -> Int64? {
        guard let bucket = TimeBucket(widths[row]),
          let opposite = Interval().subtracting(offsets[row]),
          let moved = DateArithmetic.shift(moment, by: opposite),
          let start = bucket.start(timestamp: moved, origin: .standard)
        else { return nil }
        return DateArithmetic.shift(start, by: offsets[row])
      }
      return try starts(arguments, arguments[1], type, count: count, "time_bucket") { row, day in
        Calendar.midnight(day).flatMap { start(row, $0) }.map { Calendar.day(timestamp: $0) }
      } moments: { row, moment in
        start(row, moment)
      }
    }
  }

  /// The widths, once each that matters is positive.
  private static func bucketWidths(
    _ arguments: [Vector], _ vector: Vector, count: Int, _ name: String
  ) throws(Diagnostic) -> Operand<Interval> {
    let widths = vector.spans
    for row in 0..<count where TimeBucket(widths[row]) == nil {
      if arguments.contains(where: { $0.isNull(row) }) { continue }
      throw .badArgument(
        name, "\(widths[row].text) is not the width of a bucket",
        note: "a width is positive, of months or of days and hours")
    }
    return widths
  }

  private static func starts(
    _ arguments: [Vector], _ vector: Vector, _ type: LogicalType, count: Int, _ name: String,
    days: (Int, Int32) -> Int32?, moments: (Int, Int64) -> Int64?
  ) throws(Diagnostic) -> Vector {
    let failure: (Int) -> Diagnostic = { row in
      .dateOutOfRange("the bucket of \(vector[row].text)")
    }
    if type == .date {
      let values = vector.dates
      let result = try MomentKernel.rows(
        arguments, count: count, filler: Int32(0), failure: failure, { days($0, values[$0]) })
      return Vector(.date, .int32(result), count: count)
    }
    let values = vector.integers
    let result = try MomentKernel.rows(
      arguments, count: count, filler: Int64(0), failure: failure, { moments($0, values[$0]) })
    return Vector(type, .int64(result), count: count)
  }
}

extension Interval {
  /// As `CAST(… AS VARCHAR)` spells it.
  var text: String { Value.interval(self).text }
}
