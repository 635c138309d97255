import KhoiData
import KhoiText

extension ScalarFunction {
  static let plus = ScalarFunction(
    FunctionDocumentation(
      "+", aliases: ["add"], .operator,
      "The sum of two numbers, or a date moved by days or an interval.",
      examples: [
        FunctionExample("3 + 4", "7"), FunctionExample("DATE '2024-01-31' + 1", "2024-02-01"),
        FunctionExample("DATE '2024-01-31' + INTERVAL 1 MONTH", "2024-02-29 00:00:00"),
      ]),
    overloads: [
      .bigints { arguments, count, _ throws(Diagnostic) in
        try Arithmetic.add(arguments, count: count)
      },
      .hugeints(.add), .decimals(.add), .binaryFloats { $0 + $1 }, .binaryDoubles { $0 + $1 },
      .temporal([.date, .bigint], .date) { arguments, count throws(Diagnostic) in
        try DateArithmetic.addDays(arguments[0], arguments[1], sign: 1, count: count)
      },
      .temporal([.bigint, .date], .date) { arguments, count throws(Diagnostic) in
        try DateArithmetic.addDays(arguments[1], arguments[0], sign: 1, count: count)
      },
      .momentPlusInterval(.date), .momentPlusInterval(.timestamp),
      .momentPlusInterval(.zonedTimestamp), .intervalPlusMoment(.zonedTimestamp),
      .intervalPlusMoment(.date), .intervalPlusMoment(.timestamp),
      .temporal([.interval, .interval], .interval) { arguments, count throws(Diagnostic) in
        try DateArithmetic.addIntervals(arguments, isSubtraction: false, count: count)
      },
      .temporal([.time, .interval], .time) { arguments, count throws(Diagnostic) in
        DateArithmetic.addToTime(arguments[0], arguments[1], sign: 1, count: count)
      },
      .temporal([.interval, .time], .time) { arguments, count throws(Diagnostic) in
        DateArithmetic.addToTime(arguments[1], arguments[0], sign: 1, count: count)
      },
      .temporal([.date, .time], .timestamp) { arguments, count throws(Diagnostic) in
        try DateArithmetic.addTime(arguments[0], arguments[1], count: count)
      },
      .temporal([.time, .date], .timestamp) { arguments, count throws(Diagnostic) in
        try DateArithmetic.addTime(arguments[1], arguments[0], count: count)
      },
    ])

  static let minus = ScalarFunction(
    FunctionDocumentation(
      "-", aliases: ["subtract"], .operator,
      "The difference of two numbers, dates (in days) or moments, or a date moved back.",
      examples: [
        FunctionExample("3 - 4", "-1"),
        FunctionExample("DATE '2024-03-01' - DATE '2024-02-01'", "29"),
        FunctionExample("DATE '2024-03-01' - 1", "2024-02-29"),
      ]),
    overloads: [
      .bigints { arguments, count, _ throws(Diagnostic) in
        try Arithmetic.subtract(arguments, count: count)
      },
      .hugeints(.subtract), .decimals(.subtract), .binaryFloats { $0 - $1 },
      .binaryDoubles { $0 - $1 },
      .temporal([.date, .date], .bigint) { arguments, count throws(Diagnostic) in
        let values = RowKernel.map(arguments[0].dates, arguments[1].dates, count: count) {
          Int64($0) &- Int64($1)
        }
        return Vector(.bigint, .int64(values), count: count)
      },
      .temporal([.date, .bigint], .date) { arguments, count throws(Diagnostic) in
        try DateArithmetic.addDays(arguments[0], arguments[1], sign: -1, count: count)
      },
      .momentMinusInterval(.date), .momentMinusInterval(.timestamp),
      .momentMinusInterval(.zonedTimestamp),
      .temporal([.timestamp, .timestamp], .interval) { arguments, count throws(Diagnostic) in
        try DateArithmetic.between(arguments, count: count)
      },
      .temporal([.time, .time], .interval) { arguments, count throws(Diagnostic) in
        let values = RowKernel.map(arguments[0].integers, arguments[1].integers, count: count) {
          Interval(microseconds: $0 &- $1)
        }
        return Vector(.interval, .interval(values), count: count)
      },
      .temporal([.interval, .interval], .interval) { arguments, count throws(Diagnostic) in
        try DateArithmetic.addIntervals(arguments, isSubtraction: true, count: count)
      },
      .temporal([.time, .interval], .time) { arguments, count throws(Diagnostic) in
        DateArithmetic.addToTime(arguments[0], arguments[1], sign: -1, count: count)
      },
    ])

  static let times = ScalarFunction(
    FunctionDocumentation(
      "*", aliases: ["multiply"], .operator,
      "The product of two numbers, or an interval so many times.",
      examples: [
        FunctionExample("3 * 4", "12"), FunctionExample("INTERVAL 2 DAY * 3", "6 days"),
      ]),
    overloads: [
      .bigints { arguments, count, _ throws(Diagnostic) in
        try Arithmetic.multiply(arguments, count: count)
      },
      .hugeints(.multiply), .decimals(.multiply), .binaryFloats { $0 * $1 },
      .binaryDoubles { $0 * $1 },
      .temporal([.interval, .bigint], .interval) { arguments, count throws(Diagnostic) in
        try DateArithmetic.multiply(arguments[0], arguments[1], count: count)
      },
      .temporal([.bigint, .interval], .interval) { arguments, count throws(Diagnostic) in
        try DateArithmetic.multiply(arguments[1], arguments[0], count: count)
      },
      .temporal([.interval, .double], .interval) { arguments, count throws(Diagnostic) in
        try DateArithmetic.scale(arguments[0], arguments[1], count: count)
      },
      .temporal([.double, .interval], .interval) { arguments, count throws(Diagnostic) in
        try DateArithmetic.scale(arguments[1], arguments[0], count: count)
      },
    ])

  static let dividedBy = ScalarFunction(
    FunctionDocumentation(
      "/", aliases: ["divide"], .operator,
      "The quotient as DOUBLE, or part of an interval; NULL where the divisor is zero.",
      examples: [
        FunctionExample("7 / 2", "3.5"), FunctionExample("7 / 0", "NULL"),
        FunctionExample("INTERVAL 3 DAY / 2", "1 day 12:00:00"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.double), .type(.double)], returns: .type(.double), takesAnyForm: true
      ) { arguments, count, context in
        Arithmetic.divideDoubles(arguments, count: count, context: context) { $0 / $1 }
      },
      .floatQuotient { $0 / $1 },
      ScalarOverload(
        [.type(.interval), .type(.double)], returns: .type(.interval), canFail: true,
        takesAnyForm: true
      ) { arguments, count, context throws(Diagnostic) in
        try DateArithmetic.divide(arguments[0], arguments[1], count: count, context: context)
      },
    ])

  static let integerDividedBy = ScalarFunction(
    FunctionDocumentation(
      "//", aliases: ["div"], .operator,
      "The quotient without its fraction; NULL where the divisor is zero.",
      examples: [
        FunctionExample("7 // 2", "3"), FunctionExample("-7 // 2", "-3"),
        FunctionExample("div(7, 0)", "NULL"),
      ]),
    overloads: [
      .bigints { arguments, count, context throws(Diagnostic) in
        try Arithmetic.integerDivide(arguments, count: count, context: context)
      },
      .hugeintQuotient, .floatQuotient { ($0 / $1).rounded(.towardZero) },
      ScalarOverload(
        [.type(.double), .type(.double)], returns: .type(.double), takesAnyForm: true
      ) { arguments, count, context in
        Arithmetic.divideDoubles(arguments, count: count, context: context) {
          ($0 / $1).rounded(.towardZero)
        }
      },
    ])

  static let remainder = ScalarFunction(
    FunctionDocumentation(
      "%", aliases: ["mod", "modulo"], .operator,
      "The remainder of a division, with the sign of the dividend; NULL where the divisor is zero.",
      examples: [
        FunctionExample("7 % 3", "1"), FunctionExample("-7 % 3", "-1"),
        FunctionExample("mod(7.5, 2)", "1.5"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.bigint), .type(.bigint)], returns: .type(.bigint), takesAnyForm: true
      ) { arguments, count, context in
        Arithmetic.remainder(arguments, count: count, context: context)
      },
      .hugeints(.remainder), .decimals(.remainder),
      .floatQuotient { $0.truncatingRemainder(dividingBy: $1) },
      ScalarOverload(
        [.type(.double), .type(.double)], returns: .type(.double), takesAnyForm: true
      ) { arguments, count, context in
        Arithmetic.divideDoubles(arguments, count: count, context: context) {
          $0.truncatingRemainder(dividingBy: $1)
        }
      },
    ])

  static let negation = ScalarFunction(
    FunctionDocumentation(
      "neg", aliases: ["negate"], .operator, "The number or interval with the opposite sign.",
      examples: [FunctionExample("-(3)", "-3")]),
    overloads: [
      ScalarOverload(
        [.type(.bigint)], returns: .type(.bigint), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in try Arithmetic.negate(arguments, count: count)
      },
      .wideNegation(.type(.hugeint)), .wideNegation(.decimal), .float { -$0 },
      ScalarOverload([.type(.double)], returns: .type(.double)) {
        arguments, count, _ throws(Diagnostic) in
        Vector(.double, .float64(RowKernel.map(arguments[0].doubles, count: count) { -$0 }))
      },
      .temporal([.interval], .interval) { arguments, count throws(Diagnostic) in
        let zero = Vector(constant: .interval(Interval()), count: count)
        return try DateArithmetic.addIntervals(
          [zero, arguments[0]], isSubtraction: true, count: count)
      },
    ])
}

extension ScalarOverload {
  /// BIGINT and BIGINT to BIGINT, in any form, with an overflow that can fail.
  fileprivate static func bigints(
    _ body: @escaping @Sendable ([Vector], Int, EvaluationContext) throws(Diagnostic) -> Vector
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.bigint), .type(.bigint)], returns: .type(.bigint), canFail: true,
      takesAnyForm: true, evaluate: body)
  }

  /// DOUBLE and DOUBLE to DOUBLE, row by row.
  @inline(__always)
  static func binaryDoubles(
    _ body: @escaping @Sendable (Double, Double) -> Double
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.double), .type(.double)], returns: .type(.double), takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let values = RowKernel.map(arguments[0].doubles, arguments[1].doubles, count: count, body)
      return Vector(.double, .float64(values), count: count)
    }
  }

  /// An operation on dates, moments or spans that can leave their range.
  fileprivate static func temporal(
    _ parameters: [LogicalType], _ result: LogicalType,
    _ body: @escaping @Sendable ([Vector], Int) throws(Diagnostic) -> Vector
  ) -> ScalarOverload {
    ScalarOverload(
      parameters.map { .type($0) }, returns: .type(result), canFail: true, takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in try body(arguments, count) }
  }

  fileprivate static func momentPlusInterval(_ type: LogicalType) -> ScalarOverload {
    temporal([type, .interval], type == .date ? .timestamp : type) {
      arguments, count throws(Diagnostic) in
      try DateArithmetic.addInterval(
        arguments[0], arguments[1], isSubtraction: false, count: count)
    }
  }

  fileprivate static func intervalPlusMoment(_ type: LogicalType) -> ScalarOverload {
    temporal([.interval, type], type == .date ? .timestamp : type) {
      arguments, count throws(Diagnostic) in
      try DateArithmetic.addInterval(
        arguments[1], arguments[0], isSubtraction: false, count: count)
    }
  }

  fileprivate static func momentMinusInterval(_ type: LogicalType) -> ScalarOverload {
    temporal([type, .interval], type == .date ? .timestamp : type) {
      arguments, count throws(Diagnostic) in
      try DateArithmetic.addInterval(
        arguments[0], arguments[1], isSubtraction: true, count: count)
    }
  }
}
