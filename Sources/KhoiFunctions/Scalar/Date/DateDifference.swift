import KhoiData
import KhoiText

extension ScalarFunction {
  static let dateDifference = ScalarFunction(
    FunctionDocumentation(
      "date_diff", aliases: ["datediff", "timestamp_diff", "datetime_diff", "time_diff"], .date,
      "How many boundaries of a part lie between two dates: date_diff(part, start, end), or "
        + "date_diff(end, start, part).",
      examples: [
        FunctionExample("date_diff('day', DATE '2024-02-28', DATE '2024-03-01')", "2"),
        FunctionExample("date_diff('month', DATE '2024-01-31', DATE '2024-02-01')", "1"),
        FunctionExample("date_diff(DATE '2024-03-01', DATE '2024-02-28', DAY)", "2"),
      ]),
    overloads: differences("date_diff") {
      $0.boundaries(from: $1, to: $2)
    } moments: {
      $0.boundaries(from: $1, to: $2)
    })

  /// The overloads that take an interval are `dateSubtract`'s.
  static let partSubtractions: [ScalarOverload] = differences("date_sub") { part, start, end in
    guard let from = Calendar.midnight(start), let to = Calendar.midnight(end) else { return nil }
    return part.complete(from: from, to: to)
  } moments: {
    $0.complete(from: $1, to: $2)
  }

  /// Part first and start before end, or end before start and part last; of dates, moments and
  /// times of day.
  private static func differences(
    _ name: String,
    days: @escaping @Sendable (DatePart, Int32, Int32) -> Int64?,
    moments: @escaping @Sendable (DatePart, Int64, Int64) -> Int64?
  ) -> [ScalarOverload] {
    [LogicalType.date, .timestamp, .time].flatMap { type in
      [true, false].map { isPartFirst in
        let order: [LogicalType] = isPartFirst ? [.varchar, type, type] : [type, type, .varchar]
        return ScalarOverload(
          order.map { .type($0) }, returns: .type(.bigint), canFail: true, takesAnyForm: true
        ) { arguments, count, _ throws(Diagnostic) in
          let part = try PartName(arguments[isPartFirst ? 0 : 2], name, of: .timestamp)
          let (start, end) =
            isPartFirst ? (arguments[1], arguments[2]) : (arguments[1], arguments[0])
          let result =
            type == .date
            ? try values(arguments, part, start, end, start.dates, end.dates, count, days)
            : try values(arguments, part, start, end, start.integers, end.integers, count, moments)
          return result.restrictedToFinite([start, end])
        }
      }
    }
  }

  private static func values<Element: BitwiseCopyable>(
    _ arguments: [Vector], _ part: PartName, _ start: Vector, _ end: Vector,
    _ starts: Operand<Element>, _ ends: Operand<Element>, _ count: Int,
    _ body: (DatePart, Element, Element) -> Int64?
  ) throws(Diagnostic) -> Vector {
    var finite = rowsWithoutNull(arguments)
    for vector in [start, end] { finite = .and(finite, FiniteMoments.validity(vector)) }
    let output = OutputBuffer<Int64>(count: count)
    for row in 0..<count {
      guard finite?.isValid(row) ?? true else {
        output[row] = 0
        continue
      }
      guard let value = body(try part[row], starts[row], ends[row]) else {
        throw .dateOutOfRange("\(end[row].text) - \(start[row].text)")
      }
      output[row] = value
    }
    return Vector(.bigint, .int64(output.finished), count: count)
  }

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
        return Vector(.interval, .interval(values)).restrictedToFinite(arguments)
      },
      ScalarOverload([.type(.timestamp)], returns: .type(.interval), takesAnyForm: true) {
        arguments, count, context in
        let today = DatePart.day.truncated(timestamp: context.now)
        let values = RowKernel.map(arguments[0].integers, count: count) { Age.between($0, today) }
        return Vector(.interval, .interval(values)).restrictedToFinite(arguments)
      },
    ])

  static let isFiniteMoment: [ScalarOverload] = finiteness(isInverted: false)
  static let isInfiniteMoment: [ScalarOverload] = finiteness(isInverted: true)

  private static func finiteness(isInverted: Bool) -> [ScalarOverload] {
    [LogicalType.date, .timestamp].map { type in
      ScalarOverload([.type(type)], returns: .type(.boolean)) { arguments, count, _ in
        FiniteMoments.flags(arguments[0], count: count, isInverted: isInverted)
      }
    }
  }
}
