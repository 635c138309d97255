import KhoiData
import KhoiText

extension ScalarFunction {
  static let currentDate = ScalarFunction(
    FunctionDocumentation(
      "current_date", aliases: ["today", "curdate"], .date, "The day the statement began on.",
      examples: [FunctionExample("current_date() >= DATE '2024-01-01'", "true")]),
    overloads: [
      ScalarOverload([], returns: .type(.date), takesAnyForm: true) { _, count, context in
        Vector(constant: .date(Calendar.split(timestamp: context.now).days), count: count)
      }
    ])

  static let currentTimestamp = ScalarFunction(
    FunctionDocumentation(
      "current_timestamp",
      aliases: [
        "now", "get_current_timestamp", "localtimestamp", "current_localtimestamp",
        "transaction_timestamp", "current_datetime",
      ], .date,
      "The moment the statement began, by the local clock.",
      examples: [FunctionExample("now() >= TIMESTAMP '2024-01-01'", "true")]),
    overloads: [
      ScalarOverload([], returns: .type(.timestamp), takesAnyForm: true) { _, count, context in
        Vector(constant: .timestamp(context.now), count: count)
      }
    ])

  static let currentTime = ScalarFunction(
    FunctionDocumentation(
      "current_time", aliases: ["localtime", "current_localtime", "get_current_time"], .date,
      "The time of day the statement began at.",
      examples: [FunctionExample("current_time() >= TIME '00:00:00'", "true")]),
    overloads: [
      ScalarOverload([], returns: .type(.time), takesAnyForm: true) { _, count, context in
        Vector(
          constant: .time(Calendar.split(timestamp: context.now).microseconds), count: count)
      }
    ])
}
