import KhoiData
import KhoiText

extension ScalarFunction {
  static let makeDate = ScalarFunction(
    FunctionDocumentation(
      "make_date", aliases: ["date", "date_from_parts"], .date,
      "The date of a year, month and day, or of a moment or text.",
      examples: [
        FunctionExample("make_date(2024, 2, 29)", "2024-02-29"),
        FunctionExample("date(TIMESTAMP '2024-02-29 13:00:00')", "2024-02-29"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.bigint), .type(.bigint), .type(.bigint)], returns: .type(.date), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let numbers = arguments.map(\.integers)
        let validity = rowsWithoutNull(arguments)
        var days = [Int32](repeating: 0, count: count)
        for row in 0..<count where validity?.isValid(row) ?? true {
          days[row] = try CivilDate.day(numbers.map { $0[row] }, "make_date")
        }
        return Vector(.date, .int32(Buffer(days)))
      },
      conversion(.date, to: .date), conversion(.timestamp, to: .date),
      conversion(.varchar, to: .date),
    ])

  static let makeTimestamp = ScalarFunction(
    FunctionDocumentation(
      "make_timestamp", .date, "The moment of a year, month, day, hour, minute and second.",
      examples: [
        FunctionExample("make_timestamp(2024, 2, 29, 13, 5, 0.5)", "2024-02-29 13:05:00.500000")
      ]),
    overloads: [
      ScalarOverload(
        Array(repeating: .type(.bigint), count: 5) + [.type(.double)],
        returns: .type(.timestamp), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let numbers = arguments.prefix(5).map(\.integers)
        let seconds = arguments[5].doubles
        let validity = rowsWithoutNull(arguments)
        var moments = [Int64](repeating: 0, count: count)
        for row in 0..<count where validity?.isValid(row) ?? true {
          let parts = numbers.map { $0[row] }
          let day = try CivilDate.day(Array(parts[..<3]), "make_timestamp")
          guard (0..<24).contains(parts[3]), (0..<60).contains(parts[4]), seconds[row] >= 0,
            seconds[row] < 60
          else {
            throw .badArgument(
              "make_timestamp", "\(parts[3]):\(parts[4]):\(seconds[row]) is not a time of day")
          }
          moments[row] =
            Int64(day) * Calendar.microsecondsPerDay + (parts[3] * 60 + parts[4]) * 60_000_000
            + Int64((seconds[row] * 1_000_000).rounded())
        }
        return Vector(.timestamp, .int64(Buffer(moments)))
      }
    ])

  static let epochToTimestamp = ScalarFunction(
    FunctionDocumentation(
      "to_timestamp", aliases: ["from_unixtime", "timestamp_seconds"], .date,
      "The moment so many seconds after 1970-01-01 00:00:00.",
      examples: [FunctionExample("to_timestamp(86400)", "1970-01-02 00:00:00")]),
    overloads: [
      ScalarOverload(
        [.type(.double)], returns: .type(.timestamp), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let seconds = arguments[0].doubles
        var moments = [Int64](repeating: 0, count: count)
        for row in 0..<count where !arguments[0].isNull(row) {
          let microseconds = (seconds[row] * 1_000_000).rounded()
          guard let moment = Int64(exactly: microseconds),
            DateArithmetic.validTimestamps.contains(moment)
          else { throw .dateOutOfRange("\(seconds[row]) seconds after 1970") }
          moments[row] = moment
        }
        return Vector(.timestamp, .int64(Buffer(moments)))
      }
    ])

  private static func conversion(_ source: LogicalType, to target: LogicalType) -> ScalarOverload {
    ScalarOverload(
      [.type(source)], returns: .type(target), canFail: true, takesAnyForm: true
    ) { arguments, _, _ throws(Diagnostic) in try Cast.evaluate(arguments[0], to: target) }
  }
}

/// Year, month and day put together.
enum CivilDate {
  static func day(_ parts: [Int64], _ function: String) throws(Diagnostic) -> Int32 {
    if let year = Int32(exactly: parts[0]), let month = Int32(exactly: parts[1]),
      let day = Int32(exactly: parts[2]), Calendar.isValid(year: year, month: month, day: day)
    {
      return Calendar.days(year: year, month: month, day: day)
    }
    throw .badArgument(function, "there is no day \(parts[0])-\(parts[1])-\(parts[2])")
  }
}
