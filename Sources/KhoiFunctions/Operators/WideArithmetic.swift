import KhoiData
import KhoiText

/// Arithmetic on HUGEINT and DECIMAL: exact, in 128 bits, an error where the result needs more.
///
/// | operation | precision | scale |
/// |---|---|---|
/// | `+`, `-` | digits before the point + 1 + scale | the larger one |
/// | `*` | the sum | the sum |
/// | `%` | digits before the point + scale | the larger one |
///
/// Two operands of at most 18 digits give at most 18, so that their results stay in 64 bits.
enum WideArithmetic {
  enum Operation: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case remainder = "%"

    @inline(__always)
    func result(_ left: Int128, _ right: Int128) -> (partialValue: Int128, overflow: Bool) {
      switch self {
      case .add: left.addingReportingOverflow(right)
      case .subtract: left.subtractingReportingOverflow(right)
      case .multiply: left.multipliedReportingOverflow(by: right)
      case .remainder: right == -1 ? (0, false) : (left % right, false)
      }
    }
  }

  /// The type of an operation on two DECIMALs.
  static func resultType(_ operation: Operation, _ types: [LogicalType]) -> LogicalType {
    let (left, right) = (types[0].asDecimal, types[1].asDecimal)
    let fitsWord = left.precision <= 18 && right.precision <= 18
    var scale = max(left.scale, right.scale)
    var precision: Int
    switch operation {
    case .multiply:
      scale = min(left.scale + right.scale, LogicalType.greatestPrecision)
      precision = left.precision + right.precision
    case .remainder:
      // A remainder is no larger than either side.
      precision = max(left.precision - left.scale, right.precision - right.scale) + scale
    case .add, .subtract:
      precision = max(left.precision - left.scale, right.precision - right.scale) + scale + 1
    }
    precision = max(min(precision, LogicalType.greatestPrecision), scale)
    if fitsWord && precision > 18 && scale < 18 { precision = 18 }
    return .decimal(precision: precision, scale: scale)
  }

  static func decimals(
    _ operation: Operation, _ arguments: [Vector], count: Int, context: EvaluationContext
  ) throws(Diagnostic) -> Vector {
    let type = resultType(operation, arguments.map(\.type))
    let scale = type.decimalScale
    if operation == .multiply,
      arguments[0].type.decimalScale + arguments[1].type.decimalScale > scale
    {
      throw .scaleOverflow(arguments.map(\.type))
    }
    var sides = arguments
    if operation != .multiply {
      for index in sides.indices where sides[index].type.decimalScale != scale {
        sides[index] = try Cast.evaluate(
          sides[index], to: .decimal(precision: LogicalType.greatestPrecision, scale: scale))
      }
    }
    return try compute(operation, sides, type, count: count, context: context)
  }

  static func hugeints(
    _ operation: Operation, _ arguments: [Vector], count: Int, context: EvaluationContext
  ) throws(Diagnostic) -> Vector {
    try compute(operation, arguments, .hugeint, count: count, context: context)
  }

  private static func compute(
    _ operation: Operation, _ arguments: [Vector], _ type: LogicalType, count: Int,
    context: EvaluationContext
  ) throws(Diagnostic) -> Vector {
    if let quick = inWords(operation, arguments, type, count: count) { return quick }
    let left = arguments[0].wideIntegers
    let right = arguments[1].wideIntegers
    let bounds = type.wideBounds
    var fails = false
    var hasZero = false
    let values = RowKernel.map(left, right, count: count) { (first, second) -> Int128 in
      if operation == .remainder && second == 0 {
        hasZero = true
        return 0
      }
      let (result, overflow) = operation.result(first, second)
      fails = fails || overflow || result < bounds.lowerBound || result > bounds.upperBound
      return result
    }
    var validity: Validity?
    if hasZero {
      validity = Arithmetic.zeroDivisors(arguments, count: count, context: context) {
        right[$0] == 0
      }
    }
    if fails {
      for row in 0..<count where !arguments[0].isNull(row) && !arguments[1].isNull(row) {
        if operation == .remainder && right[row] == 0 { continue }
        let (result, overflow) = operation.result(left[row], right[row])
        if overflow || !bounds.contains(result) {
          throw .wideOverflow(arguments[0][row], operation.rawValue, arguments[1][row], type)
        }
      }
    }
    if type.canonicalPhysicalType == .int128 {
      return Vector(type, .int128(values), validity: validity, count: count)
    }
    let words = RowKernel.map(Operand(values, isConstant: false), count: count) {
      Int64(truncatingIfNeeded: $0)
    }
    return Vector(type, .int64(words), validity: validity, count: count)
  }

  /// The result where both sides and it lie in 64 bits; nil where they do not, or some row fails.
  private static func inWords(
    _ operation: Operation, _ arguments: [Vector], _ type: LogicalType, count: Int
  ) -> Vector? {
    guard type.canonicalPhysicalType == .int64, operation != .remainder,
      arguments.allSatisfy({ $0.values.physicalType != .int128 })
    else { return nil }
    let left = arguments[0].integers
    let right = arguments[1].integers
    let limit = Int64(truncatingIfNeeded: type.wideBounds.upperBound)
    var fails = false
    let values: Buffer<Int64>
    switch operation {
    case .add:
      values = RowKernel.map(left, right, count: count) {
        let (result, overflow) = $0.addingReportingOverflow($1)
        fails = fails || overflow || result > limit || result < -limit
        return result
      }
    case .subtract:
      values = RowKernel.map(left, right, count: count) {
        let (result, overflow) = $0.subtractingReportingOverflow($1)
        fails = fails || overflow || result > limit || result < -limit
        return result
      }
    case .multiply, .remainder:
      values = RowKernel.map(left, right, count: count) {
        let (result, overflow) = $0.multipliedReportingOverflow(by: $1)
        fails = fails || overflow || result > limit || result < -limit
        return result
      }
    }
    return fails ? nil : Vector(type, .int64(values), count: count)
  }

  static func negate(_ argument: Vector, count: Int) throws(Diagnostic) -> Vector {
    let zero = Vector(constant: .hugeint(0), type: argument.type, count: count)
    let left = zero.wideIntegers
    let right = argument.wideIntegers
    let values = RowKernel.map(left, right, count: count) { $0 &- $1 }
    for row in 0..<count where right[row] == Int128.min && !argument.isNull(row) {
      throw .wideOverflow(.integer(0), "-", argument[row], argument.type)
    }
    return Vector(argument.type, argument.type.wholeValues(values.array), count: count)
  }
}

extension ScalarOverload {
  /// DECIMAL and DECIMAL to the DECIMAL that holds the result.
  static func decimals(_ operation: WideArithmetic.Operation) -> ScalarOverload {
    ScalarOverload(
      [.decimal, .decimal], returns: .derived { WideArithmetic.resultType(operation, $0) },
      canFail: true, takesAnyForm: true, needsOneScale: operation != .multiply
    ) { arguments, count, context throws(Diagnostic) in
      try WideArithmetic.decimals(operation, arguments, count: count, context: context)
    }
  }

  /// HUGEINT and HUGEINT to HUGEINT.
  static func hugeints(_ operation: WideArithmetic.Operation) -> ScalarOverload {
    ScalarOverload(
      [.type(.hugeint), .type(.hugeint)], returns: .type(.hugeint), canFail: true,
      takesAnyForm: true
    ) { arguments, count, context throws(Diagnostic) in
      try WideArithmetic.hugeints(operation, arguments, count: count, context: context)
    }
  }

  /// The negative of a DECIMAL or HUGEINT.
  static func wideNegation(_ parameter: ParameterType) -> ScalarOverload {
    ScalarOverload([parameter], returns: .argument(0), canFail: true, takesAnyForm: true) {
      arguments, count, _ throws(Diagnostic) in
      try WideArithmetic.negate(arguments[0], count: count)
    }
  }
}
