import KhoiData
import KhoiText

extension ScalarFunction {
  static let datePart = ScalarFunction(
    FunctionDocumentation(
      "date_part", aliases: ["datepart", "extract"], .date,
      "A part of a date, moment, time or interval: such as 'year', 'week' or 'hour'.",
      examples: [
        FunctionExample("date_part('month', DATE '2024-03-15')", "3"),
        FunctionExample("date_part('week', DATE '2024-12-30')", "1"),
      ]),
    overloads: [LogicalType.date, .timestamp, .time, .interval].map { type in
      ScalarOverload(
        [.type(.varchar), .type(type)], returns: .type(.bigint), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let part = try PartName(arguments[0], "date_part")
        if let part = part.constant { return DateParts.values(part, arguments[1], count: count) }
        var values = [Int64](repeating: 0, count: count)
        for row in 0..<count where arguments.allSatisfy({ !$0.isNull(row) }) {
          let single = arguments[1].slice(row, 1).flattened()
          values[row] = DateParts.values(try part[row], single, count: 1).int64s[0]
        }
        return Vector(.bigint, .int64(Buffer(values)))
      }
    })

  static let year = part("year", [], .year, "The year.", "2024")
  static let quarter = part("quarter", [], .quarter, "The quarter, 1 to 4.", "1")
  static let month = part("month", [], .month, "The month, 1 to 12.", "3")
  static let week = part(
    "week", ["weekofyear"], .week, "The week of the year by ISO 8601, 1 to 53.", "11")
  static let isoYear = part(
    "isoyear", [], .isoyear, "The year that the week belongs to by ISO 8601.", "2024")
  static let day = part("day", ["dayofmonth"], .day, "The day of the month, 1 to 31.", "15")
  static let dayOfWeek = part(
    "dayofweek", ["dow", "weekday"], .dayofweek,
    "The day of the week, 0 for Sunday to 6 for Saturday.",
    "5")
  static let isoDayOfWeek = part(
    "isodow", [], .isodow, "The day of the week, 1 for Monday to 7 for Sunday.", "5")
  static let dayOfYear = part(
    "dayofyear", ["doy"], .dayofyear, "The day of the year, 1 to 366.", "75")
  static let decade = part("decade", [], .decade, "The year divided by ten.", "202")
  static let century = part("century", [], .century, "The century.", "21")
  static let hour = part("hour", [], .hour, "The hour, 0 to 23.", "0")
  static let minute = part("minute", [], .minute, "The minute, 0 to 59.", "0")
  static let second = part("second", [], .second, "The second, 0 to 59.", "0")
  static let millisecond = part(
    "millisecond", ["milliseconds"], .millisecond, "Seconds and their fraction in thousandths.", "0"
  )
  static let microsecond = part(
    "microsecond", ["microseconds"], .microsecond, "Seconds and their fraction in millionths.", "0")

  static let epoch = ScalarFunction(
    FunctionDocumentation(
      "epoch", aliases: ["unix_timestamp", "unix_seconds"], .date,
      "Seconds since 1970-01-01 00:00:00.",
      examples: [FunctionExample("epoch(DATE '1970-01-02')", "86400.0")]),
    overloads: [LogicalType.timestamp, .interval].map { type in
      ScalarOverload([.type(type)], returns: .type(.double), takesAnyForm: true) {
        arguments, count, _ in
        if type == .timestamp {
          let values = RowKernel.map(arguments[0].integers, count: count) {
            Double($0) / 1_000_000
          }
          return Vector(.double, .float64(values))
        }
        let values = RowKernel.map(arguments[0].spans, count: count) {
          Double($0.comparableMicroseconds) / 1_000_000
        }
        return Vector(.double, .float64(values))
      }
    })

  private static func part(
    _ name: String, _ aliases: [String], _ part: DatePart, _ summary: String, _ answer: String
  ) -> ScalarFunction {
    let types: [LogicalType] =
      part.isTimeOfDay ? [.timestamp, .time, .interval] : [.date, .timestamp, .interval]
    return ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .date, summary,
        examples: [FunctionExample("\(name)(DATE '2024-03-15')", answer)]),
      overloads: types.map { type in
        ScalarOverload([.type(type)], returns: .type(.bigint), takesAnyForm: true) {
          arguments, count, _ in DateParts.values(part, arguments[0], count: count)
        }
      })
  }
}

/// Parts of whole vectors.
enum DateParts {
  static func values(_ part: DatePart, _ vector: Vector, count: Int) -> Vector {
    let values: Buffer<Int64>
    switch vector.type {
    case .date: values = RowKernel.map(vector.dates, count: count) { part.value(day: $0) }
    case .timestamp:
      values = RowKernel.map(vector.integers, count: count) { part.value(timestamp: $0) }
    case .time: values = RowKernel.map(vector.integers, count: count) { part.value(time: $0) }
    default: values = RowKernel.map(vector.spans, count: count) { part.value(interval: $0) }
    }
    return Vector(.bigint, .int64(values), count: count)
  }
}

/// The argument that names a part, read once where it is constant.
struct PartName {
  let constant: DatePart?
  private let vector: Vector
  private let function: String

  init(_ vector: Vector, _ function: String) throws(Diagnostic) {
    self.vector = vector
    self.function = function
    if (vector.isConstant || vector.count == 1) && !vector.isNull(0) {
      constant = try Self.part(vector, 0, function)
    } else {
      constant = nil
    }
  }

  subscript(row: Int) -> DatePart {
    get throws(Diagnostic) {
      if let constant { return constant }
      return try Self.part(vector, row, function)
    }
  }

  private static func part(
    _ vector: Vector, _ row: Int, _ function: String
  ) throws(Diagnostic) -> DatePart {
    let word = vector.textView(row).string
    guard let part = DatePart(word) else { throw .unknownDatePart(word, function) }
    return part
  }
}
