import KhoiData
import KhoiText

/// Intervals made of numbers, and brought to a normal form.
extension ScalarFunction {
  /// `to_years(2)` and its like, for every unit.
  static let toIntervals: [ScalarFunction] = [
    interval("to_millennia", .millennium, "2000 years"),
    interval("to_centuries", .century, "200 years"),
    interval("to_decades", .decade, "20 years"), interval("to_years", .year, "2 years"),
    interval("to_quarters", .quarter, "6 months"), interval("to_months", .month, "2 months"),
    interval("to_weeks", .week, "14 days"), interval("to_days", .day, "2 days"),
    interval("to_hours", .hour, "02:00:00"), interval("to_minutes", .minute, "00:02:00"),
    interval("to_seconds", .second, "00:00:02"),
    interval("to_milliseconds", .millisecond, "00:00:00.002"),
    interval("to_microseconds", .microsecond, "00:00:00.000002"),
  ]

  private static func interval(
    _ name: String, _ part: DatePart, _ answer: String
  ) -> ScalarFunction {
    // Only of seconds and milliseconds a fraction is kept; half a day can be 12 hours or nothing.
    let keepsFraction = part == .second || part == .millisecond
    return ScalarFunction(
      FunctionDocumentation(
        name, .date, "An interval of so many \(name.dropFirst(3)).",
        examples: [FunctionExample("\(name)(2)", answer)]),
      overloads: [
        ScalarOverload(
          [.type(.bigint)], returns: .type(.interval), canFail: true, takesAnyForm: true
        ) { arguments, count, _ throws(Diagnostic) in
          let numbers = arguments[0].integers
          let values = try MomentKernel.rows(
            arguments, count: count, filler: Interval(),
            failure: { _ in .intervalOutOfRange() }, { Interval(numbers[$0], part) })
          return Vector(.interval, .interval(values), count: count)
        },
        ScalarOverload(
          [.type(.double)], returns: .type(.interval), canFail: true, takesAnyForm: true
        ) { arguments, count, _ throws(Diagnostic) in
          let numbers = arguments[0].doubles
          let values = try MomentKernel.rows(
            arguments, count: count, filler: Interval(),
            failure: { _ in .intervalOutOfRange() },
            { row -> Interval? in
              let whole = numbers[row].rounded(.towardZero)
              guard whole.magnitude < 0x1p63, let base = Interval(Int64(whole), part) else {
                return nil
              }
              guard keepsFraction, let rest = Interval(fraction: numbers[row] - whole, part) else {
                return base
              }
              return base.adding(rest)
            })
          return Vector(.interval, .interval(values), count: count)
        },
      ])
  }

  static let justifyDays = normal(
    "justify_days", [], "The interval with every thirty days made a month.",
    "INTERVAL '35 days'", "1 month 5 days", daysFromTime: false, monthsFromDays: true)
  static let justifyHours = normal(
    "justify_hours", [], "The interval with every 24 hours made a day.",
    "INTERVAL '27 hours'", "1 day 03:00:00", daysFromTime: true, monthsFromDays: false)
  static let justifyInterval = normal(
    "justify_interval", ["normalized_interval"],
    "The interval with every 24 hours made a day and every thirty days a month: the same text for "
      + "intervals that compare equal.",
    "INTERVAL '30 days 24 hours'", "1 month 1 day", daysFromTime: true, monthsFromDays: true)

  private static func normal(
    _ name: String, _ aliases: [String], _ summary: String, _ argument: String, _ answer: String,
    daysFromTime: Bool, monthsFromDays: Bool
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .date, summary,
        examples: [FunctionExample("\(name)(\(argument))", answer)]),
      overloads: [
        ScalarOverload(
          [.type(.interval)], returns: .type(.interval), canFail: true, takesAnyForm: true
        ) { arguments, count, _ throws(Diagnostic) in
          let spans = arguments[0].spans
          let values = try MomentKernel.rows(
            arguments, count: count, filler: Interval(),
            failure: { _ in .intervalOutOfRange() },
            { spans[$0].normalized(daysFromTime: daysFromTime, monthsFromDays: monthsFromDays) })
          return Vector(.interval, .interval(values), count: count)
        }
      ])
  }
}
