import KhoiData
import KhoiText

extension ScalarFunction {
  static let bitCount = ScalarFunction(
    FunctionDocumentation(
      "bit_count", .number, "The number of bits set in an integer, in the width of its type.",
      examples: [
        FunctionExample("bit_count(7)", "3"), FunctionExample("bit_count((-1)::TINYINT)", "8"),
      ]),
    overloads: [
      ScalarOverload([.type(.bigint)], returns: .type(.bigint), takesAnyForm: true) {
        arguments, count, _ in
        let mask: UInt64 =
          switch arguments[0].type {
          case .narrow(.tinyint): 0xFF
          case .narrow(.smallint): 0xFFFF
          case .narrow(.integer): 0xFFFF_FFFF
          default: UInt64.max
          }
        let values = RowKernel.map(arguments[0].integers, count: count) {
          Int64((UInt64(bitPattern: $0) & mask).nonzeroBitCount)
        }
        return Vector(.bigint, .int64(values), count: count)
      },
      ScalarOverload([.type(.hugeint)], returns: .type(.bigint), takesAnyForm: true) {
        arguments, count, _ in
        let values = RowKernel.map(arguments[0].wideIntegers, count: count) {
          Int64($0.nonzeroBitCount)
        }
        return Vector(.bigint, .int64(values), count: count)
      },
    ])

  static let greatestCommonDivisor = ScalarFunction(
    FunctionDocumentation(
      "gcd", aliases: ["greatest_common_divisor"], .number,
      "The greatest integer that divides both without remainder.",
      examples: [FunctionExample("gcd(12, 18)", "6")]),
    overloads: [
      .checkedIntegers("gcd") { Int64(exactly: Divisors.greatest($0.magnitude, $1.magnitude)) },
      .checkedHugeints("gcd") { Int128(exactly: Divisors.greatest($0.magnitude, $1.magnitude)) },
    ])

  static let leastCommonMultiple = ScalarFunction(
    FunctionDocumentation(
      "lcm", aliases: ["least_common_multiple"], .number,
      "The least integer that both divide without remainder.",
      examples: [FunctionExample("lcm(4, 6)", "12")]),
    overloads: [
      .checkedIntegers("lcm") {
        Divisors.leastMultiple($0.magnitude, $1.magnitude).flatMap { Int64(exactly: $0) }
      },
      .checkedHugeints("lcm") {
        Divisors.leastMultiple($0.magnitude, $1.magnitude).flatMap { Int128(exactly: $0) }
      },
    ])

  static let factorial = ScalarFunction(
    FunctionDocumentation(
      "factorial", .number, "The product of the integers from 1 to n.",
      examples: [
        FunctionExample("factorial(5)", "120"),
        FunctionExample("factorial(25)", "15511210043330985984000000"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.bigint)], returns: .type(.hugeint), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let source = arguments[0].integers
        var values = [Int128](repeating: 0, count: count)
        for row in 0..<count where !arguments[0].isNull(row) {
          guard source[row] >= 0 else { throw .outOfDomain("factorial", "\(source[row])") }
          guard source[row] <= 33 else {
            throw .resultOverflow("factorial", "\(source[row])", .hugeint)
          }
          values[row] = (0..<Int128(source[row])).reduce(1) { $0 * ($1 + 1) }
        }
        return Vector(.hugeint, .int128(Buffer(values)))
      }
    ])

  static let safeDivide = ScalarFunction(
    FunctionDocumentation(
      "safe_divide", .number, "The quotient as DOUBLE; NULL, without a notice, by zero.",
      examples: [FunctionExample("safe_divide(1, 0)", "NULL")]),
    overloads: [
      ScalarOverload(
        [.type(.double), .type(.double)], returns: .type(.double), takesAnyForm: true
      ) { arguments, count, context in
        let silent = EvaluationContext(now: context.now)
        return Arithmetic.divideDoubles(arguments, count: count, context: silent) { $0 / $1 }
      }
    ])

  static let isNaN = tests(
    "is_nan", ["isnan"], "Whether a number is NaN.", "is_nan('nan')"
  ) { $0.isNaN }
  static let isInfinite = tests(
    "is_inf", ["isinf"], "Whether a number is infinite.", "is_inf('-inf')",
    isInfiniteMoment
  ) { $0.isInfinite }
  static let isFinite = tests(
    "is_finite", ["isfinite"], "Whether a number is neither infinite nor NaN.", "is_finite(1)",
    isFiniteMoment
  ) { $0.isFinite }

  private static func tests(
    _ name: String, _ aliases: [String], _ summary: String, _ example: String,
    _ others: [ScalarOverload] = [],
    _ body: @escaping @Sendable (Double) -> Bool
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .number, summary, examples: [FunctionExample(example, "true")]),
      overloads: [
        ScalarOverload([.type(.double)], returns: .type(.boolean), takesAnyForm: true) {
          arguments, count, _ in
          let values = RowKernel.map(arguments[0].doubles, count: count) {
            body($0) ? UInt8(1) : 0
          }
          return Vector(.boolean, .boolean(values))
        }
      ] + others)
  }
}

/// Common divisors.
private enum Divisors {
  static func greatest<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Number {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// Nil where it does not fit.
  static func leastMultiple<Number: FixedWidthInteger>(
    _ left: Number, _ right: Number
  ) -> Number? {
    if left == 0 || right == 0 { return 0 }
    let (product, overflow) = (left / greatest(left, right)).multipliedReportingOverflow(by: right)
    return overflow ? nil : product
  }
}

extension ScalarOverload {
  /// BIGINT and BIGINT to BIGINT, where nil means that the result does not fit.
  fileprivate static func checkedIntegers(
    _ name: String, _ body: @escaping @Sendable (Int64, Int64) -> Int64?
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.bigint), .type(.bigint)], returns: .type(.bigint), canFail: true,
      takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let (left, right) = (arguments[0].integers, arguments[1].integers)
      let validity = rowsWithoutNull(arguments)
      var values = [Int64](repeating: 0, count: count)
      for row in 0..<count where validity?.isValid(row) ?? true {
        guard let value = body(left[row], right[row]) else {
          throw .resultOverflow(name, "\(left[row]), \(right[row])")
        }
        values[row] = value
      }
      return Vector(.bigint, .int64(Buffer(values)))
    }
  }

  /// HUGEINT and HUGEINT to HUGEINT, where nil means that the result does not fit.
  fileprivate static func checkedHugeints(
    _ name: String, _ body: @escaping @Sendable (Int128, Int128) -> Int128?
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.hugeint), .type(.hugeint)], returns: .type(.hugeint), canFail: true,
      takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let (left, right) = (arguments[0].wideIntegers, arguments[1].wideIntegers)
      let validity = rowsWithoutNull(arguments)
      var values = [Int128](repeating: 0, count: count)
      for row in 0..<count where validity?.isValid(row) ?? true {
        guard let value = body(left[row], right[row]) else {
          throw .resultOverflow(name, "\(left[row]), \(right[row])", .hugeint)
        }
        values[row] = value
      }
      return Vector(.hugeint, .int128(Buffer(values)))
    }
  }
}
