import KhoiData
import KhoiText

extension ScalarFunction {
  static let makeDate = ScalarFunction(
    FunctionDocumentation(
      "make_date", aliases: ["date", "date_from_parts"], .date,
      "The date of a year, month and day, of a number of days after 1970, or of a moment or text.",
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
        let days = try MomentKernel.rows(
          arguments, count: count, filler: Int32(0),
          failure: { row in CivilDate.failure(arguments, row, "make_date") },
          { row in CivilDate.day(numbers[0][row], numbers[1][row], numbers[2][row]) })
        return Vector(.date, .int32(days))
      },
      .ofInteger("make_date", returns: .date) { days in
        guard let day = Int32(exactly: days), Calendar.validDays.contains(day) else { return nil }
        return days
      },
      ScalarOverload([.structure], returns: .type(.date), canFail: true) {
        arguments, count, _ throws(Diagnostic) in
        try dates(fromParts: arguments[0], count: count)
      },
      conversion(.date, to: .date), conversion(.timestamp, to: .date),
      conversion(.varchar, to: .date),
    ])

  /// The dates of structures of year, month and day.
  private static func dates(
    fromParts vector: Vector, count: Int
  ) throws(Diagnostic) -> Vector {
    guard case .structure(let fields) = vector.type else { throw .broken("not a structure") }
    var parts: [Vector] = []
    for name in ["year", "month", "day"] {
      guard let place = fields.firstIndex(where: { $0.name.lowercased() == name }) else {
        throw .badArgument("make_date", "the structure has no field \(name)")
      }
      parts.append(try Cast.evaluate(vector.structures.fields[place], to: .bigint).flattened())
    }
    let (years, months, days) = (parts[0].integers, parts[1].integers, parts[2].integers)
    let values = try MomentKernel.rows(
      parts + [vector], count: count, filler: Int32(0),
      failure: { row in CivilDate.failure(parts, row, "make_date") },
      { row in CivilDate.day(years[row], months[row], days[row]) })
    return Vector(.date, .int32(values), count: count).restricted(to: rowsWithoutNull(parts))
  }

  static let makeTime = ScalarFunction(
    FunctionDocumentation(
      "make_time", aliases: ["time_from_parts", "time"], .date,
      "The time of day of an hour, minute and second, or of a moment or text.",
      examples: [FunctionExample("make_time(13, 5, 0.5)", "13:05:00.5")]),
    overloads: [
      ScalarOverload(
        [.type(.bigint), .type(.bigint), .type(.double)], returns: .type(.time), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let (hours, minutes) = (arguments[0].integers, arguments[1].integers)
        let seconds = arguments[2].doubles
        let times = try MomentKernel.rows(
          arguments, count: count, filler: Int64(0),
          failure: { row in CivilDate.timeFailure(Array(arguments), row, "make_time") },
          { row in CivilDate.time(hours[row], minutes[row], seconds[row]) })
        return Vector(.time, .int64(times))
      },
      conversion(.timestamp, to: .time), conversion(.varchar, to: .time),
    ])

  static let makeTimestamp = ScalarFunction(
    FunctionDocumentation(
      "make_timestamp", aliases: ["datetime", "timestamp_from_parts"], .date,
      "The moment of a year, month, day, hour, minute and second, or so many microseconds after "
        + "1970.",
      examples: [
        FunctionExample("make_timestamp(2024, 2, 29, 13, 5, 0.5)", "2024-02-29 13:05:00.5"),
        FunctionExample("make_timestamp(1700000000000000)", "2023-11-14 22:13:20"),
      ]),
    overloads: [
      ScalarOverload(
        Array(repeating: .type(.bigint), count: 5) + [.type(.double)],
        returns: .type(.timestamp), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let numbers = arguments.prefix(5).map(\.integers)
        let seconds = arguments[5].doubles
        let moments = try MomentKernel.rows(
          arguments, count: count, filler: Int64(0),
          failure: { row in
            CivilDate.day(numbers[0][row], numbers[1][row], numbers[2][row]) == nil
              ? CivilDate.failure(arguments, row, "make_timestamp")
              : CivilDate.timeFailure(Array(arguments[3...]), row, "make_timestamp")
          },
          { row in
            guard let day = CivilDate.day(numbers[0][row], numbers[1][row], numbers[2][row]),
              let time = CivilDate.time(numbers[3][row], numbers[4][row], seconds[row]),
              let midnight = Calendar.midnight(day)
            else { return nil }
            let (moment, overflow) = midnight.addingReportingOverflow(time)
            return overflow || !Calendar.validTimestamps.contains(moment) ? nil : moment
          })
        return Vector(.timestamp, .int64(moments))
      },
      .ofInteger("make_timestamp", returns: .timestamp) { EpochUnit.microsecond.moment($0) },
      ScalarOverload(
        [.type(.date), .type(.time)], returns: .type(.timestamp), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        try DateArithmetic.addTime(arguments[0], arguments[1], count: count)
      },
      conversion(.date, to: .timestamp), conversion(.timestamp, to: .timestamp),
      conversion(.varchar, to: .timestamp),
    ])

  static func conversion(_ source: LogicalType, to target: LogicalType) -> ScalarOverload {
    ScalarOverload(
      [.type(source)], returns: .type(target), canFail: true, takesAnyForm: true
    ) { arguments, _, _ throws(Diagnostic) in try Cast.evaluate(arguments[0], to: target) }
  }
}

/// Dates and times put together from numbers.
enum CivilDate {
  static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int32? {
    guard let year = Int32(exactly: year), let month = Int32(exactly: month),
      let day = Int32(exactly: day), Calendar.isValid(year: year, month: month, day: day)
    else { return nil }
    return Calendar.days(year: year, month: month, day: day)
  }

  static func time(_ hour: Int64, _ minute: Int64, _ second: Double) -> Int64? {
    guard (0..<24).contains(hour), (0..<60).contains(minute), second >= 0, second < 60 else {
      return nil
    }
    return (hour * 60 + minute) * 60_000_000 + Int64((second * 1_000_000).rounded())
  }

  static func failure(_ arguments: [Vector], _ row: Int, _ function: String) -> Diagnostic {
    let parts = arguments.prefix(3).map { $0[row].text }
    return .badArgument(function, "there is no day \(parts.joined(separator: "-"))")
  }

  static func timeFailure(_ arguments: [Vector], _ row: Int, _ function: String) -> Diagnostic {
    let parts = arguments.map { $0[row].text }
    return .badArgument(function, "\(parts.joined(separator: ":")) is not a time of day")
  }
}
