import KhoiData
import KhoiText

/// Rounding, magnitude and sign of DECIMAL and HUGEINT: exact.
enum WideRounding {
  /// The number divided by `10^digits`.
  static func quotient(
    _ value: Int128, digits: Int, _ rule: FloatingPointRoundingRule
  ) -> Int128 {
    if digits <= 0 { return value }
    if digits > 38 { return 0 }
    let divisor = DecimalPower.power(digits)
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    if remainder == 0 { return quotient }
    // Twice the remainder would overflow for the greatest divisors.
    let rest = remainder.magnitude
    let other = divisor.magnitude - rest
    let away: Bool
    switch rule {
    case .up: away = value > 0
    case .down: away = value < 0
    case .toNearestOrAwayFromZero: away = rest >= other
    case .toNearestOrEven: away = rest > other || (rest == other && quotient % 2 != 0)
    default: away = false
    }
    return away ? quotient + (value < 0 ? -1 : 1) : quotient
  }

  /// The number at `digits` decimals, in the same scale; nil where it does not fit 128 bits.
  static func rounded(
    _ value: Int128, scale: Int, digits: Int64, _ rule: FloatingPointRoundingRule
  ) -> Int128? {
    if digits >= Int64(scale) { return value }
    if digits < -38 { return 0 }
    let dropped = scale - Int(digits)
    if dropped > 38 { return 0 }
    let result = quotient(value, digits: dropped, rule).multipliedReportingOverflow(
      by: DecimalPower.power(dropped))
    return result.overflow ? nil : result.partialValue
  }
}

extension ScalarOverload {
  /// DECIMAL to a DECIMAL without decimals.
  static func wholeDecimal(_ rule: FloatingPointRoundingRule) -> ScalarOverload {
    ScalarOverload(
      [.decimal],
      returns: .derived { .decimal(precision: max(1, $0[0].asDecimal.precision), scale: 0) },
      takesAnyForm: true
    ) { arguments, count, _ in
      let scale = arguments[0].type.decimalScale
      let values = RowKernel.map(arguments[0].wideIntegers, count: count) {
        WideRounding.quotient($0, digits: scale, rule)
      }
      let type = LogicalType.decimal(
        precision: max(1, arguments[0].type.asDecimal.precision), scale: 0)
      return Vector(type, type.wholeValues(values.array), count: count)
    }
  }

  /// DECIMAL or HUGEINT and a number of decimals to the same type, with room for a carry.
  static func roundedWide(
    _ parameter: ParameterType, _ name: String, _ rule: FloatingPointRoundingRule
  ) -> ScalarOverload {
    let widened: @Sendable ([LogicalType]) -> LogicalType = { types in
      guard types[0].isDecimal else { return .hugeint }
      let (precision, scale) = types[0].asDecimal
      let isFull = precision == 18 || precision == 38 || rule == .towardZero
      return .decimal(precision: isFull ? precision : precision + 1, scale: scale)
    }
    return ScalarOverload(
      [parameter, .type(.bigint)], returns: .derived(widened), canFail: true, takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let type = widened(arguments.map(\.type))
      let scale = type.isDecimal ? type.decimalScale : 0
      let (source, digits) = (arguments[0].wideIntegers, arguments[1].integers)
      let validity = rowsWithoutNull(arguments)
      let bounds = type.wideBounds
      var values = [Int128](repeating: 0, count: count)
      for row in 0..<count where validity?.isValid(row) ?? true {
        guard
          let value = WideRounding.rounded(source[row], scale: scale, digits: digits[row], rule),
          bounds.contains(value)
        else { throw .resultOverflow(name, "\(arguments[0][row].text), \(digits[row])", type) }
        values[row] = value
      }
      return Vector(type, type.wholeValues(values), count: count)
    }
  }

  /// DECIMAL or HUGEINT to the same type.
  static func wideMagnitude(_ parameter: ParameterType) -> ScalarOverload {
    ScalarOverload([parameter], returns: .argument(0), canFail: true, takesAnyForm: true) {
      arguments, count, _ throws(Diagnostic) in
      let type = arguments[0].type
      let source = arguments[0].wideIntegers
      for row in 0..<count where source[row] == Int128.min && !arguments[0].isNull(row) {
        throw .resultOverflow("abs", arguments[0][row].text, type)
      }
      let values = RowKernel.map(source, count: count) { $0 < 0 ? 0 &- $0 : $0 }
      return Vector(type, type.wholeValues(values.array), count: count)
    }
  }

  /// DECIMAL or HUGEINT to -1, 0 or 1.
  static func wideSign(_ parameter: ParameterType) -> ScalarOverload {
    ScalarOverload([parameter], returns: .type(.bigint), takesAnyForm: true) {
      arguments, count, _ in
      let values = RowKernel.map(arguments[0].wideIntegers, count: count) {
        $0 > 0 ? Int64(1) : $0 < 0 ? -1 : 0
      }
      return Vector(.bigint, .int64(values), count: count)
    }
  }
}

extension ScalarFunction {
  /// The type of a DECIMAL rounded to a constant number of decimals: it keeps no more than those.
  static let roundedType: @Sendable ([LogicalType], [Value?]) -> LogicalType? = {
    types, constants in
    guard types.count == 2, case .decimal(let precision, let scale) = types[0],
      case .integer(let digits)? = constants[1], digits < Int64(scale)
    else { return nil }
    let kept = Int(max(0, digits))
    let isFull = precision == 18 || precision == 38
    let room = isFull ? precision : precision + 1
    return .decimal(precision: max(1, room - (scale - kept)), scale: kept)
  }
}
