import KhoiData
import KhoiText

/// Moments as numbers of seconds, milliseconds … since 1970, and back.
extension ScalarFunction {
  static let toTimestamp = ScalarFunction(
    FunctionDocumentation(
      "to_timestamp", aliases: ["from_unixtime", "timestamp_seconds", "to_timestamp_seconds"],
      .date,
      "The moment so many seconds after 1970-01-01 00:00:00, or that a text stands for (by a "
        + "format).",
      examples: [
        FunctionExample("to_timestamp(86400)", "1970-01-02 00:00:00"),
        FunctionExample("to_timestamp('05/03/2024', '%d/%m/%Y')", "2024-03-05 00:00:00"),
      ]),
    overloads: [
      .ofInteger("to_timestamp", returns: .timestamp) { EpochUnit.second.moment($0) },
      .ofDouble("to_timestamp", returns: .timestamp) { EpochUnit.second.moment($0) },
      conversion(.timestamp, to: .timestamp), conversion(.varchar, to: .timestamp),
      parsing(.timestamp, "to_timestamp", formatPlace: 1, style: .any),
    ])

  static let toTimestampMilliseconds = unitTimestamp(
    "to_timestamp_millis", ["make_timestamp_ms", "timestamp_millis"], .millisecond,
    "milliseconds", "(1500)", "1970-01-01 00:00:01.5")
  static let toTimestampMicroseconds = unitTimestamp(
    "to_timestamp_micros", ["timestamp_micros"], .microsecond,
    "microseconds", "(1500000)", "1970-01-01 00:00:01.5")

  static let toTimestampNanoseconds = ScalarFunction(
    FunctionDocumentation(
      "make_timestamp_ns", aliases: ["to_timestamp_nanos"], .date,
      "The moment so many nanoseconds after 1970-01-01 00:00:00, to the microsecond.",
      examples: [FunctionExample("make_timestamp_ns(1500000000)", "1970-01-01 00:00:01.5")]),
    overloads: [
      .ofInteger("make_timestamp_ns", returns: .timestamp) { count in
        count == Int64.max ? nil : count / 1000 - (count % 1000 < 0 ? 1 : 0)
      },
      conversion(.timestamp, to: .timestamp), conversion(.varchar, to: .timestamp),
    ])

  private static func unitTimestamp(
    _ name: String, _ aliases: [String], _ unit: EpochUnit, _ word: String, _ argument: String,
    _ answer: String
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .date, "The moment so many \(word) after 1970-01-01 00:00:00.",
        examples: [FunctionExample("\(name)\(argument)", answer)]),
      overloads: [
        .ofInteger(name, returns: .timestamp) { unit.moment($0) },
        conversion(.timestamp, to: .timestamp), conversion(.varchar, to: .timestamp),
      ])
  }

  static let unixSeconds = ScalarFunction(
    FunctionDocumentation(
      "unix_seconds", aliases: ["unix_timestamp", "to_unixtime", "epoch_s"], .date,
      "Whole seconds since 1970-01-01 00:00:00; of a moment, of text, or of now.",
      examples: [FunctionExample("unix_seconds(TIMESTAMP '1970-01-02 00:00:01')", "86401")]),
    overloads: [
      .ofInteger("unix_seconds", .timestamp, returns: .bigint) { EpochUnit.second.count($0) },
      ScalarOverload([.type(.varchar)], returns: .type(.bigint), canFail: true) {
        arguments, count, _ throws(Diagnostic) in
        let moments = try Cast.evaluate(arguments[0], to: .timestamp)
        let values = RowKernel.map(moments.integers, count: count) { EpochUnit.second.count($0) }
        return Vector(.bigint, .int64(values)).restrictedToFinite([moments])
      },
      ScalarOverload([], returns: .type(.bigint), takesAnyForm: true) { _, count, context in
        Vector(constant: .integer(EpochUnit.second.count(context.now)), count: count)
      },
    ])

  static let epochMilliseconds = epoch(
    "epoch_ms", .millisecond, "milliseconds", "86401000", isReversible: true)
  static let epochMicroseconds = epoch(
    "epoch_us", .microsecond, "microseconds", "86401000000")
  static let epochNanoseconds = epoch("epoch_ns", nil, "nanoseconds", "86401000000000")

  private static func epoch(
    _ name: String, _ unit: EpochUnit?, _ word: String, _ answer: String,
    isReversible: Bool = false
  ) -> ScalarFunction {
    let count: @Sendable (Int64) -> Int64? = { moment in
      if let unit { return unit.wholeCount(moment) }
      let (product, overflow) = moment.multipliedReportingOverflow(by: 1000)
      return overflow ? nil : product
    }
    let ofSpans = ScalarOverload(
      [.type(.interval)], returns: .type(.bigint), canFail: true, takesAnyForm: true
    ) { arguments, rowCount, _ throws(Diagnostic) in
      let spans = arguments[0].spans
      let values = try MomentKernel.rows(
        arguments, count: rowCount, filler: Int64(0),
        failure: { _ in .intervalOutOfRange() },
        { row in
          let span = spans[row]
          let days = Double(span.months / 12) * 365.25 + Double(span.months % 12 * 30)
          guard
            let base = Int64(exactly: (days + Double(span.days)) * 86_400_000_000),
            case (let sum, let overflow) = base.addingReportingOverflow(span.microseconds),
            !overflow
          else { return nil }
          return count(sum)
        })
      return Vector(.bigint, .int64(values), count: rowCount)
    }
    let back = ScalarOverload.ofInteger(name, returns: .timestamp) {
      (unit ?? .microsecond).moment($0)
    }
    return ScalarFunction(
      FunctionDocumentation(
        name, .date,
        "Whole \(word) since 1970-01-01 00:00:00, or in a time or interval"
          + (isReversible ? "; of a number the moment that is so many after 1970." : "."),
        examples: [FunctionExample("\(name)(TIMESTAMP '1970-01-02 00:00:01')", answer)]),
      overloads: [
        .ofInteger(name, .timestamp, returns: .bigint, count),
        .ofInteger(name, .time, returns: .bigint, count), ofSpans,
      ] + (isReversible ? [back] : []))
  }

  static let unixMilliseconds = unixCount("unix_millis", .millisecond, "milliseconds", "-1")
  static let unixMicroseconds = unixCount("unix_micros", .microsecond, "microseconds", "-500")

  private static func unixCount(
    _ name: String, _ unit: EpochUnit, _ word: String, _ answer: String
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, .date, "The \(word) since 1970-01-01 00:00:00 that had begun at a moment.",
        examples: [FunctionExample("\(name)(TIMESTAMP '1969-12-31 23:59:59.9995')", answer)]),
      overloads: [.ofInteger(name, .timestamp, returns: .bigint) { unit.count($0) }])
  }

  static let unixDate = ScalarFunction(
    FunctionDocumentation(
      "unix_date", .date, "Days since 1970-01-01.",
      examples: [FunctionExample("unix_date(DATE '1970-02-01')", "31")]),
    overloads: [.ofInteger("unix_date", .date, returns: .bigint) { $0 }])

  static let dateFromUnixDate = ScalarFunction(
    FunctionDocumentation(
      "date_from_unix_date", .date, "The day so many days after 1970-01-01.",
      examples: [FunctionExample("date_from_unix_date(31)", "1970-02-01")]),
    overloads: [
      .ofInteger("date_from_unix_date", returns: .date) { days in
        guard let day = Int32(exactly: days), Calendar.validDays.contains(day) else { return nil }
        return days
      }
    ])
}
