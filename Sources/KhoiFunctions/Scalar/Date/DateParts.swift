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
        FunctionExample("EXTRACT(epoch FROM INTERVAL '1.5' SECOND)", "1.5"),
      ]),
    overloads: [LogicalType.date, .timestamp, .time, .interval].map { type in
      ScalarOverload(
        [.type(.varchar), .type(type)], returns: .type(.bigint), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let part = try PartName(arguments[0], "date_part", of: type)
        if let part = part.constant { return DateParts.values(part, arguments[1], count: count) }
        var values = [Int64](repeating: 0, count: count)
        let finite = FiniteMoments.validity(arguments[1])
        for row in 0..<count where finite?.isValid(row) ?? true {
          if arguments.contains(where: { $0.isNull(row) }) { continue }
          let single = arguments[1].slice(row, 1).flattened()
          values[row] = DateParts.values(try part[row], single, count: 1).int64s[0]
        }
        return Vector(.bigint, .int64(Buffer(values))).restrictedToFinite(arguments)
      }
    })

  static let era = part("era", .era, "1 for years after Christ, 0 for years before.", "1")
  static let millennium = part("millennium", .millennium, "The millennium.", "3")
  static let century = part("century", .century, "The century.", "21")
  static let decade = part("decade", .decade, "The year divided by ten.", "202")
  static let year = part("year", .year, "The year.", "2024")
  static let quarter = part("quarter", .quarter, "The quarter, 1 to 4.", "1")
  static let month = part("month", .month, "The month, 1 to 12.", "3")
  static let week = part(
    "week", aliases: ["weekofyear"], .week, "The week of the year by ISO 8601, 1 to 53.", "11")
  static let isoYear = part(
    "isoyear", .isoyear, "The year that the week belongs to by ISO 8601.", "2024")
  static let yearWeek = part(
    "yearweek", .yearweek, "Year and week by ISO 8601 in one number.", "202411")
  static let day = part(
    "day", aliases: ["dayofmonth"], .day, "The day of the month, 1 to 31.", "15")
  static let dayOfWeek = part(
    "dayofweek", aliases: ["dow", "weekday"], .dayofweek,
    "The day of the week, 0 for Sunday to 6 for Saturday.", "5")
  static let isoDayOfWeek = part(
    "isodow", .isodow, "The day of the week, 1 for Monday to 7 for Sunday.", "5")
  static let dayOfYear = part(
    "dayofyear", aliases: ["doy"], .dayofyear, "The day of the year, 1 to 366.", "75")
  static let hour = part("hour", .hour, "The hour, 0 to 23.", "0")
  static let minute = part("minute", .minute, "The minute, 0 to 59.", "0")
  static let second = part("second", .second, "The second, 0 to 59.", "0")
  static let millisecond = part(
    "millisecond", aliases: ["milliseconds"], .millisecond,
    "Seconds and their fraction in thousandths.", "0")
  static let microsecond = part(
    "microsecond", aliases: ["microseconds"], .microsecond,
    "Seconds and their fraction in millionths.", "0")
  static let nanosecond = part(
    "nanosecond", aliases: ["nanoseconds"], .nanosecond,
    "Seconds and their fraction in billionths.", "0")
  static let zoneHour = part(
    "timezone_hour", .timezoneHour, "The hours the moment's zone is east of UTC.",
    "0", argument: "TIMESTAMP '2024-03-15'")
  static let zoneMinute = part(
    "timezone_minute", .timezoneMinute,
    "The minutes the moment's zone is east of UTC, after the hours.",
    "0", argument: "TIMESTAMP '2024-03-15'")

  static let epoch = ScalarFunction(
    FunctionDocumentation(
      "epoch", .date, "Seconds since 1970-01-01 00:00:00, or in a time or interval.",
      examples: [FunctionExample("epoch(DATE '1970-01-02')", "86400.0")]),
    overloads: [LogicalType.timestamp, .time, .interval].map { type in
      fraction(type) { Double($0) / 1_000_000 }
    })

  static let julian = ScalarFunction(
    FunctionDocumentation(
      "julian", .date, "Days since 4713 before Christ, as astronomers count them.",
      examples: [FunctionExample("julian(DATE '2024-03-15')", "2460385.0")]),
    overloads: [
      ScalarOverload([.type(.date)], returns: .type(.double), takesAnyForm: true) {
        arguments, count, _ in
        let values = RowKernel.map(arguments[0].dates, count: count) {
          Double(DatePart.julian.value(day: $0))
        }
        return Vector(.double, .float64(values), count: count).restrictedToFinite(arguments)
      },
      fraction(.timestamp) { moment in
        let (day, time) = Calendar.split(timestamp: moment)
        return Double(DatePart.julian.value(day: day)) + Double(time) / 86_400_000_000
      },
    ])

  /// A number with decimals of moments, times or intervals.
  private static func fraction(
    _ type: LogicalType, _ body: @escaping @Sendable (Int64) -> Double
  ) -> ScalarOverload {
    ScalarOverload([.type(type)], returns: .type(.double), takesAnyForm: true) {
      arguments, count, _ in
      let values =
        type == .interval
        ? RowKernel.map(arguments[0].spans, count: count) { $0.seconds }
        : RowKernel.map(arguments[0].integers, count: count, body)
      return Vector(.double, .float64(values), count: count).restrictedToFinite(arguments)
    }
  }

  private static func part(
    _ name: String, aliases: [String] = [], _ part: DatePart, _ summary: String, _ answer: String,
    argument: String = "DATE '2024-03-15'"
  ) -> ScalarFunction {
    var types = [LogicalType.date, .timestamp, .time, .interval].filter { part.exists(in: $0) }
    // The time of a day is midnight, which a moment tells as well.
    if part.isTimeOfDay { types.removeFirst() }
    return ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .date, summary,
        examples: [FunctionExample("\(name)(\(argument))", answer)]),
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
    return Vector(.bigint, .int64(values), count: count).restrictedToFinite([vector])
  }
}

/// The argument that names a part, read once where it is constant.
struct PartName {
  let constant: DatePart?
  private let vector: Vector
  private let function: String
  private let type: LogicalType

  init(
    _ vector: Vector, _ function: String, of type: LogicalType = .timestamp
  ) throws(Diagnostic) {
    self.vector = vector
    self.function = function
    self.type = type
    if (vector.isConstant || vector.count == 1) && !vector.isNull(0) {
      constant = try Self.part(vector, 0, function, type)
    } else {
      constant = nil
    }
  }

  subscript(row: Int) -> DatePart {
    get throws(Diagnostic) {
      if let constant { return constant }
      return try Self.part(vector, row, function, type)
    }
  }

  private static func part(
    _ vector: Vector, _ row: Int, _ function: String, _ type: LogicalType
  ) throws(Diagnostic) -> DatePart {
    let word = vector.textView(row).string
    guard let part = DatePart(word) else { throw .unknownDatePart(word, function) }
    guard part.exists(in: type) else { throw .noSuchPart(word, type, function) }
    return part
  }
}
