import KhoiData
import KhoiText

extension ScalarFunction {
  static let dateTruncate = ScalarFunction(
    FunctionDocumentation(
      "date_trunc",
      aliases: ["datetrunc", "timestamp_trunc", "datetime_trunc", "time_trunc", "trunc_date"],
      .date,
      "The start of the year, quarter, month, week (a Monday), day, hour … that a date lies in; "
        + "part and date in either order.",
      examples: [
        FunctionExample("date_trunc('month', DATE '2024-03-15')", "2024-03-01"),
        FunctionExample("date_trunc(DATE '2024-03-15', QUARTER)", "2024-01-01"),
        FunctionExample(
          "date_trunc('hour', TIMESTAMP '2024-03-15 13:45:00')", "2024-03-15 13:00:00"),
      ]),
    overloads: truncations(.date) { part, vector, _ in
      let days = vector.dates
      return .int32(RowKernel.map(days, count: vector.count) { part.truncated(day: $0) })
    }
      + truncations(.timestamp) { part, vector, _ in
        .int64(
          RowKernel.map(vector.integers, count: vector.count) { part.truncated(timestamp: $0) })
      }
      + truncations(.zonedTimestamp) { part, vector, _ in
        .int64(
          RowKernel.map(vector.integers, count: vector.count) { part.truncated(timestamp: $0) })
      }
      + truncations(.time) { part, vector, _ in
        .int64(RowKernel.map(vector.integers, count: vector.count) { part.truncated(time: $0) })
      }
      + truncations(.interval) { part, vector, _ in
        .interval(RowKernel.map(vector.spans, count: vector.count) { part.truncated(interval: $0) })
      })

  /// Part and value in either order. A part that changes by row is truncated to row by row.
  private static func truncations(
    _ type: LogicalType,
    _ body: @escaping @Sendable (DatePart, Vector, Int) -> Vector.Values
  ) -> [ScalarOverload] {
    [0, 1].map { place in
      ScalarOverload(
        (place == 0 ? [.varchar, type] : [type, .varchar]).map { .type($0) },
        returns: .type(type), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        // A span of days is cut to weeks, which no span is asked for elsewhere.
        let part = try PartName(
          arguments[place], "date_trunc", of: type == .interval ? .timestamp : type)
        let moments = arguments[1 - place].flattened()
        if let part = part.constant { return Vector(type, body(part, moments, count)) }
        var pieces: [Vector] = []
        for row in 0..<count {
          let isNull = arguments[place].isNull(row)
          pieces.append(
            Vector(type, body(isNull ? .day : try part[row], moments.slice(row, 1).flattened(), 1)))
        }
        return Vector.concatenate(pieces, type: type)
      }
    }
  }

  static let dateAdd = ScalarFunction(
    FunctionDocumentation(
      "date_add", aliases: ["timestamp_add", "datetime_add", "time_add", "adddate"], .date,
      "A date moved forward by an interval of whole days, or a moment by any interval.",
      examples: [FunctionExample("date_add(DATE '2024-01-31', INTERVAL 1 MONTH)", "2024-02-29")]),
    overloads: shifts("date_add", isSubtraction: false))

  static let dateSubtract = ScalarFunction(
    FunctionDocumentation(
      "date_sub",
      aliases: ["timestamp_sub", "datetime_sub", "time_sub", "subdate", "datesub"], .date,
      "A date moved back by an interval, or how many whole parts lie between two dates: "
        + "date_sub(part, start, end).",
      examples: [
        FunctionExample("date_sub(DATE '2024-01-31', INTERVAL 1 MONTH)", "2023-12-31"),
        FunctionExample("date_sub('month', DATE '2024-01-31', DATE '2024-03-15')", "1"),
      ]),
    overloads: shifts("date_sub", isSubtraction: true) + partSubtractions)

  private static func shifts(_ name: String, isSubtraction: Bool) -> [ScalarOverload] {
    [LogicalType.date, .timestamp, .zonedTimestamp, .time].map { type in
      ScalarOverload(
        [.type(type), .type(.interval)], returns: .type(type), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        if type == .time {
          return DateArithmetic.addToTime(
            arguments[0], arguments[1], sign: isSubtraction ? -1 : 1, count: count)
        }
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
    }
  }

  static let lastDay = ScalarFunction(
    FunctionDocumentation(
      "last_day", .date, "The last day of the month, or of another part.",
      examples: [
        FunctionExample("last_day(DATE '2024-02-10')", "2024-02-29"),
        FunctionExample("last_day(DATE '2024-02-10', YEAR)", "2024-12-31"),
      ]),
    overloads: [LogicalType.date, .timestamp].flatMap { type in
      [
        ScalarOverload([.type(type)], returns: .type(.date), takesAnyForm: true) {
          arguments, count, _ throws(Diagnostic) in
          try lastDay(arguments[0], .month, count: count)
        },
        ScalarOverload(
          [.type(type), .type(.varchar)], returns: .type(.date), canFail: true, takesAnyForm: true
        ) { arguments, count, _ throws(Diagnostic) in
          guard let part = try PartName(arguments[1], "last_day").constant else {
            throw .badArgument("last_day", "the part must be constant")
          }
          return try lastDay(arguments[0], part, count: count)
        },
      ]
    })

  private static func lastDay(
    _ vector: Vector, _ part: DatePart, count: Int
  ) throws(Diagnostic) -> Vector {
    let dates = try Cast.evaluate(vector, to: .date)
    let months: Int64? =
      switch part {
      case .year, .quarter, .month, .decade, .century, .millennium: part.months
      case .week, .isoyear: nil
      default:
        throw .badArgument("last_day", "\(part.rawValue) has no last day")
      }
    let values = RowKernel.map(dates.dates, count: count) { day -> Int32 in
      let start = part.truncated(day: day)
      guard let months else {
        return part == .week
          ? start &+ 6 : WeekDate.firstDay(ofYear: WeekDate(day).year &+ 1) &- 1
      }
      return (Calendar.adding(months: months, to: start) ?? Calendar.infiniteDay) &- 1
    }
    return Vector(.date, .int32(values), count: count).restrictedToFinite([vector])
  }
}
