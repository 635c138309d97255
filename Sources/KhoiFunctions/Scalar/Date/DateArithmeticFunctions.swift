import KhoiData
import KhoiText

extension ScalarFunction {
  static let dateTruncate = ScalarFunction(
    FunctionDocumentation(
      "date_trunc", aliases: ["datetrunc"], .date,
      "The start of the year, quarter, month, week (a Monday), day, hour … that a date lies in.",
      examples: [
        FunctionExample("date_trunc('month', DATE '2024-03-15')", "2024-03-01"),
        FunctionExample(
          "date_trunc('hour', TIMESTAMP '2024-03-15 13:45:00')", "2024-03-15 13:00:00"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.varchar), .type(.date)], returns: .type(.date), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let part = try PartName(arguments[0], "date_trunc")
        let dates = arguments[1].dates
        let values = try perRow(arguments, count, Int32(0)) { row throws(Diagnostic) in
          try part[row].truncated(day: dates[row])
        }
        return Vector(.date, .int32(values))
      },
      ScalarOverload(
        [.type(.varchar), .type(.timestamp)], returns: .type(.timestamp), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let part = try PartName(arguments[0], "date_trunc")
        let moments = arguments[1].integers
        let values = try perRow(arguments, count, Int64(0)) { row throws(Diagnostic) in
          try part[row].truncated(timestamp: moments[row])
        }
        return Vector(.timestamp, .int64(values))
      },
    ])

  static let dateDifference = ScalarFunction(
    FunctionDocumentation(
      "date_diff", aliases: ["datediff", "timestamp_diff", "datetime_diff"], .date,
      "How many boundaries of a part lie between two dates: date_diff(part, start, end).",
      examples: [
        FunctionExample("date_diff('day', DATE '2024-02-28', DATE '2024-03-01')", "2"),
        FunctionExample("date_diff('month', DATE '2024-01-31', DATE '2024-02-01')", "1"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.varchar), .type(.date), .type(.date)], returns: .type(.bigint), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let part = try PartName(arguments[0], "date_diff")
        let (starts, ends) = (arguments[1].dates, arguments[2].dates)
        let values = try perRow(arguments, count, Int64(0)) { row throws(Diagnostic) in
          try part[row].boundaries(from: starts[row], to: ends[row])
        }
        return Vector(.bigint, .int64(values))
      },
      ScalarOverload(
        [.type(.varchar), .type(.timestamp), .type(.timestamp)], returns: .type(.bigint),
        canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let part = try PartName(arguments[0], "date_diff")
        let (starts, ends) = (arguments[1].integers, arguments[2].integers)
        let values = try perRow(arguments, count, Int64(0)) { row throws(Diagnostic) in
          try part[row].boundaries(from: starts[row], to: ends[row])
        }
        return Vector(.bigint, .int64(values))
      },
    ])

  static let dateAdd = shifting(
    "date_add", ["timestamp_add", "adddate"],
    "A date moved forward by an interval of whole days, or a moment by any interval.",
    "2024-02-29", isSubtraction: false)
  static let dateSubtract = shifting(
    "date_sub", ["timestamp_sub", "subdate"],
    "A date moved back by an interval of whole days, or a moment by any interval.",
    "2023-12-31", isSubtraction: true)

  private static func shifting(
    _ name: String, _ aliases: [String], _ summary: String, _ answer: String, isSubtraction: Bool
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .date, summary,
        examples: [FunctionExample("\(name)(DATE '2024-01-31', INTERVAL 1 MONTH)", answer)]),
      overloads: [LogicalType.date, .timestamp].map { type in
        ScalarOverload(
          [.type(type), .type(.interval)], returns: .type(type), canFail: true,
          takesAnyForm: true
        ) { arguments, count, _ throws(Diagnostic) in
          if type == .date {
            let spans = arguments[1].spans
            for row in 0..<count where spans[row].microseconds != 0 {
              if arguments.contains(where: { $0.isNull(row) }) { continue }
              throw .badArgument(
                name, "a date cannot be moved by \(arguments[1][row].text)",
                note: "CAST the date AS TIMESTAMP to move it by hours and minutes")
            }
          }
          let moments = try DateArithmetic.addInterval(
            arguments[0], arguments[1], isSubtraction: isSubtraction, count: count)
          return try Cast.evaluate(moments.restricted(to: rowsWithoutNull(arguments)), to: type)
        }
      })
  }

  static let lastDay = ScalarFunction(
    FunctionDocumentation(
      "last_day", .date, "The last day of the month.",
      examples: [FunctionExample("last_day(DATE '2024-02-10')", "2024-02-29")]),
    overloads: [LogicalType.date, .timestamp].map { type in
      ScalarOverload([.type(type)], returns: .type(.date), takesAnyForm: true) {
        arguments, count, _ throws(Diagnostic) in
        let dates = try Cast.evaluate(arguments[0], to: .date).dates
        let values = RowKernel.map(dates, count: count) { day -> Int32 in
          let (year, month, _) = Calendar.civil(day)
          return Calendar.days(
            year: year, month: month, day: Calendar.dayCount(year: year, month: month))
        }
        return Vector(.date, .int32(values))
      }
    })

  static let age = ScalarFunction(
    FunctionDocumentation(
      "age", .date,
      "The years, months, days and time from the second moment to the first, or from one to today.",
      examples: [
        FunctionExample("age(DATE '2024-03-15', DATE '2022-01-31')", "2 years 1 month 15 days")
      ]),
    overloads: [
      ScalarOverload(
        [.type(.timestamp), .type(.timestamp)], returns: .type(.interval), takesAnyForm: true
      ) { arguments, count, _ in
        let values = RowKernel.map(
          arguments[0].integers, arguments[1].integers, count: count
        ) { Age.between($1, $0) }
        return Vector(.interval, .interval(values))
      },
      ScalarOverload([.type(.timestamp)], returns: .type(.interval), takesAnyForm: true) {
        arguments, count, context in
        let today = DatePart.day.truncated(timestamp: context.now)
        let values = RowKernel.map(arguments[0].integers, count: count) { Age.between($0, today) }
        return Vector(.interval, .interval(values))
      },
    ])

  /// A value per row without nulls.
  private static func perRow<Element: BitwiseCopyable>(
    _ arguments: [Vector], _ count: Int, _ filler: Element,
    _ body: (Int) throws(Diagnostic) -> Element
  ) throws(Diagnostic) -> Buffer<Element> {
    let validity = rowsWithoutNull(arguments)
    var values = [Element](repeating: filler, count: count)
    for row in 0..<count where validity?.isValid(row) ?? true { values[row] = try body(row) }
    return Buffer(values)
  }
}

/// Calendar differences as people count them.
private enum Age {
  /// Whole months first, then days, then time, all of one sign.
  static func between(_ start: Int64, _ end: Int64) -> Interval {
    if end < start {
      let opposite = between(end, start)
      return Interval().subtracting(opposite) ?? opposite
    }
    let (startDay, startTime) = Calendar.split(timestamp: start)
    var (endDay, endTime) = Calendar.split(timestamp: end)
    if endTime < startTime {
      endTime += Calendar.microsecondsPerDay
      endDay &-= 1
    }
    let from = Calendar.civil(startDay)
    let to = Calendar.civil(endDay)
    var months = (to.year &- from.year) &* 12 &+ to.month &- from.month
    var days = to.day &- from.day
    if days < 0 {
      months &-= 1
      // Borrowed is the month the span started in, as in PostgreSQL.
      days &+= Calendar.dayCount(year: from.year, month: from.month)
    }
    return Interval(months: months, days: days, microseconds: endTime - startTime)
  }
}
