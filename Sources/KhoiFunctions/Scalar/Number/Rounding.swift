import KhoiData
import KhoiText

extension ScalarFunction {
  static let absolute = ScalarFunction(
    FunctionDocumentation(
      "abs", .number, "The number without its sign.", examples: [FunctionExample("abs(-3)", "3")]),
    overloads: [
      ScalarOverload(
        [.type(.bigint)], returns: .type(.bigint), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let source = arguments[0].integers
        var hasLeast = false
        let values = RowKernel.map(source, count: count) { value -> Int64 in
          hasLeast = hasLeast || value == Int64.min
          return value < 0 ? 0 &- value : value
        }
        if hasLeast {
          for row in 0..<count where source[row] == Int64.min && !arguments[0].isNull(row) {
            throw .resultOverflow("abs", "\(source[row])")
          }
        }
        return Vector(.bigint, .int64(values))
      },
      .wideMagnitude(.type(.hugeint)), .wideMagnitude(.decimal),
      .float { $0.magnitude }, .double { $0.magnitude },
    ])

  static let sign = ScalarFunction(
    FunctionDocumentation(
      "sign", .number, "-1, 0 or 1 as the number is negative, zero or positive.",
      examples: [FunctionExample("sign(-3)", "-1")]),
    overloads: [
      .integer { $0.signum() }, .wideSign(.type(.hugeint)), .wideSign(.decimal),
      .doubleToInteger { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
    ])

  static let round = rounding(
    "round", [], "The nearest number with n decimals (0 unless given), halves away from zero.",
    [FunctionExample("round(2.5)", "3"), FunctionExample("round(-1.235, 2)", "-1.24")],
    .toNearestOrAwayFromZero)

  static let truncate = rounding(
    "trunc", ["truncate"], "The number cut after n decimals (0 unless given).",
    [FunctionExample("trunc(-2.7)", "-2"), FunctionExample("trunc(1.239, 2)", "1.23")],
    .towardZero)

  static let roundHalfEven = rounding(
    "round_even", ["roundbankers"],
    "The nearest number with n decimals (0 unless given), halves to the even neighbour.",
    [FunctionExample("round_even(2.5, 0)", "2"), FunctionExample("round_even(45, -1)", "40")],
    .toNearestOrEven)

  static let ceiling = ScalarFunction(
    FunctionDocumentation(
      "ceil", aliases: ["ceiling"], .number, "The least whole number that is not below.",
      examples: [FunctionExample("ceil(1.2)", "2")]),
    overloads: [.integer { $0 }, .hugeint, .wholeDecimal(.up), .double { $0.rounded(.up) }])

  static let floor = ScalarFunction(
    FunctionDocumentation(
      "floor", .number, "The greatest whole number that is not above.",
      examples: [FunctionExample("floor(-1.2)", "-2")]),
    overloads: [.integer { $0 }, .hugeint, .wholeDecimal(.down), .double { $0.rounded(.down) }])

  private static func rounding(
    _ name: String, _ aliases: [String], _ summary: String, _ examples: [FunctionExample],
    _ rule: FloatingPointRoundingRule
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(name, aliases: aliases, .number, summary, examples: examples),
      overloads: [
        .integer { $0 },
        ScalarOverload([.type(.double)], returns: .type(.double), takesAnyForm: true) {
          arguments, count, _ in
          let values = RowKernel.map(arguments[0].doubles, count: count) { $0.rounded(rule) }
          return Vector(.double, .float64(values))
        },
        ScalarOverload(
          [.type(.bigint), .type(.bigint)], returns: .type(.bigint), canFail: true,
          takesAnyForm: true
        ) { arguments, count, _ throws(Diagnostic) in
          let source = arguments[0].integers
          let digits = arguments[1].integers
          let validity = rowsWithoutNull(arguments)
          var values = [Int64](repeating: 0, count: count)
          for row in 0..<count where validity?.isValid(row) ?? true {
            guard let value = Decimals.rounded(source[row], digits[row], rule) else {
              throw .resultOverflow(name, "\(source[row]), \(digits[row])")
            }
            values[row] = value
          }
          return Vector(.bigint, .int64(Buffer(values)))
        },
        ScalarOverload(
          [.type(.double), .type(.bigint)], returns: .type(.double), takesAnyForm: true
        ) { arguments, count, _ in
          let values = RowKernel.map(
            arguments[0].doubles, arguments[1].integers, count: count
          ) { Decimals.rounded($0, $1, rule) }
          return Vector(.double, .float64(values))
        },
        .hugeint, .wholeDecimal(rule), .roundedWide(.type(.hugeint), name, rule),
        .roundedWide(.decimal, name, rule),
      ], settledType: roundedType)
  }
}

/// Rounding to decimal places.
enum Decimals {
  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// A double at `digits` decimals, as a person reads it: 1.005 at two is 1.01.
  ///
  /// The double next to 1.005 is a little below it. Where the scaled number is so close to a half
  /// that the shortest decimal of the double is one, it counts as one.
  static func rounded(
    _ value: Double, _ digits: Int64, _ rule: FloatingPointRoundingRule
  ) -> Double {
    if !value.isFinite || value == 0 || digits > 22 { return value }
    if digits < -308 { return 0 }
    if digits < 0 {
      let unit = power(Int(-digits))
      return (value / unit).rounded(rule) * unit
    }
    let unit = powers[Int(digits)]
    let scaled = value * unit
    if !scaled.isFinite || scaled.magnitude >= 0x1p52 { return value }
    var result = scaled.rounded(rule)
    // What the text of the number says decides where binary and decimal disagree.
    let slack = scaled.ulp * 2
    if rule == .toNearestOrAwayFromZero {
      let fraction = scaled.magnitude - scaled.magnitude.rounded(.down)
      if fraction < 0.5 && 0.5 - fraction <= slack {
        result = (scaled.magnitude.rounded(.down) + 1) * (scaled < 0 ? -1 : 1)
      }
    } else if rule == .toNearestOrEven {
      let whole = scaled.magnitude.rounded(.down)
      if (scaled.magnitude - whole - 0.5).magnitude <= slack {
        let even = whole.truncatingRemainder(dividingBy: 2) == 0 ? whole : whole + 1
        result = even * (scaled < 0 ? -1 : 1)
      }
    } else if rule == .towardZero {
      let nearest = scaled.rounded()
      if (nearest - scaled).magnitude <= slack { result = nearest }
    }
    return result / unit
  }

  /// An integer at a power of ten; nil where the result is too large.
  static func rounded(
    _ value: Int64, _ digits: Int64, _ rule: FloatingPointRoundingRule
  ) -> Int64? {
    if digits >= 0 { return value }
    if digits < -19 { return 0 }
    var unit: Int128 = 1
    for _ in 0..<(-digits) { unit *= 10 }
    let wide = Int128(value)
    var quotient = wide / unit
    let twice = (wide % unit).magnitude * 2
    let isUp =
      switch rule {
      case .toNearestOrAwayFromZero: twice >= unit.magnitude
      case .toNearestOrEven:
        twice > unit.magnitude || (twice == unit.magnitude && quotient % 2 != 0)
      default: false
      }
    if isUp { quotient += wide < 0 ? -1 : 1 }
    return Int64(exactly: quotient * unit)
  }

  private static func power(_ exponent: Int) -> Double {
    if exponent <= 22 { return powers[exponent] }
    var result = 1.0
    for _ in 0..<exponent { result *= 10 }
    return result
  }
}

extension ScalarOverload {
  /// BIGINT to BIGINT, row by row, without failure.
  @inline(__always)
  static func integer(_ body: @escaping @Sendable (Int64) -> Int64) -> ScalarOverload {
    ScalarOverload([.type(.bigint)], returns: .type(.bigint), takesAnyForm: true) {
      arguments, count, _ in
      Vector(.bigint, .int64(RowKernel.map(arguments[0].integers, count: count, body)))
    }
  }

  /// HUGEINT as it is.
  static var hugeint: ScalarOverload {
    ScalarOverload([.type(.hugeint)], returns: .type(.hugeint), takesAnyForm: true) {
      arguments, _, _ in arguments[0]
    }
  }

  /// DOUBLE to DOUBLE, row by row, without failure.
  @inline(__always)
  static func double(_ body: @escaping @Sendable (Double) -> Double) -> ScalarOverload {
    ScalarOverload([.type(.double)], returns: .type(.double), takesAnyForm: true) {
      arguments, count, _ in
      Vector(.double, .float64(RowKernel.map(arguments[0].doubles, count: count, body)))
    }
  }

  /// DOUBLE to BIGINT, row by row, without failure.
  @inline(__always)
  static func doubleToInteger(_ body: @escaping @Sendable (Double) -> Int64) -> ScalarOverload {
    ScalarOverload([.type(.double)], returns: .type(.bigint), takesAnyForm: true) {
      arguments, count, _ in
      Vector(.bigint, .int64(RowKernel.map(arguments[0].doubles, count: count, body)))
    }
  }
}
