import KhoiData
import KhoiText

/// Arithmetic on 64-bit integers that never wraps silently, and division that gives NULL by zero.
///
/// The loops compute with wrapping operators and gather in one word whether any row overflowed;
/// only then a second, slow loop looks for a row that is not null to report.
enum Arithmetic {
  typealias ExactOperation = (Int64, Int64) -> (partialValue: Int64, overflow: Bool)

  static func add(_ arguments: [Vector], count: Int) throws(Diagnostic) -> Vector {
    var overflow: Int64 = 0
    let sums = RowKernel.map(arguments[0].integers, arguments[1].integers, count: count) {
      let sum = $0 &+ $1
      overflow |= ($0 ^ sum) & ($1 ^ sum)
      return sum
    }
    if overflow < 0 {
      try reportOverflow(arguments, count: count, "+") { $0.addingReportingOverflow($1) }
    }
    return Vector(.bigint, .int64(sums), count: count)
  }

  static func subtract(_ arguments: [Vector], count: Int) throws(Diagnostic) -> Vector {
    var overflow: Int64 = 0
    let differences = RowKernel.map(arguments[0].integers, arguments[1].integers, count: count) {
      let difference = $0 &- $1
      overflow |= ($0 ^ $1) & ($0 ^ difference)
      return difference
    }
    if overflow < 0 {
      try reportOverflow(arguments, count: count, "-") { $0.subtractingReportingOverflow($1) }
    }
    return Vector(.bigint, .int64(differences), count: count)
  }

  static func multiply(_ arguments: [Vector], count: Int) throws(Diagnostic) -> Vector {
    let left = arguments[0].integers
    let right = arguments[1].integers
    if bitWidth(left) + bitWidth(right) <= 63 {
      let products = RowKernel.map(left, right, count: count) { $0 &* $1 }
      return Vector(.bigint, .int64(products), count: count)
    }
    var overflowed = false
    let products = RowKernel.map(left, right, count: count) {
      let (product, overflow) = $0.multipliedReportingOverflow(by: $1)
      overflowed = overflowed || overflow
      return product
    }
    if overflowed {
      try reportOverflow(arguments, count: count, "*") { $0.multipliedReportingOverflow(by: $1) }
    }
    return Vector(.bigint, .int64(products), count: count)
  }

  /// Bits that the magnitude of every value fits in.
  private static func bitWidth(_ operand: Operand<Int64>) -> Int {
    var union: Int64 = 0
    let base = unsafe operand.buffer.base
    for row in 0..<operand.buffer.count { unsafe union |= base[row] ^ (base[row] >> 63) }
    // The magnitude of the least value needs one bit more than its complement.
    return 65 - union.leadingZeroBitCount
  }

  static func negate(_ arguments: [Vector], count: Int) throws(Diagnostic) -> Vector {
    let operand = arguments[0].integers
    var overflow = false
    let results = RowKernel.map(operand, count: count) {
      overflow = overflow || $0 == Int64.min
      return 0 &- $0
    }
    if overflow {
      for row in 0..<count where operand[row] == Int64.min && !arguments[0].isNull(row) {
        throw .negationOverflow(operand[row])
      }
    }
    return Vector(.bigint, .int64(results), count: count)
  }

  /// Throws for the first row without nulls whose exact result does not fit.
  static func reportOverflow(
    _ arguments: [Vector], count: Int, _ symbol: String, _ operation: ExactOperation
  ) throws(Diagnostic) {
    let left = arguments[0].integers
    let right = arguments[1].integers
    for row in 0..<count where !arguments[0].isNull(row) && !arguments[1].isNull(row) {
      if operation(left[row], right[row]).overflow {
        throw .integerOverflow(left[row], symbol, right[row])
      }
    }
  }

  /// Truncates toward zero; NULL by zero.
  static func integerDivide(
    _ arguments: [Vector], count: Int, context: EvaluationContext
  ) throws(Diagnostic) -> Vector {
    let left = arguments[0].integers
    let right = arguments[1].integers
    var hasZero = false
    var overflow = false
    let quotients = RowKernel.map(left, right, count: count) { (dividend, divisor) -> Int64 in
      hasZero = hasZero || divisor == 0
      overflow = overflow || (divisor == -1 && dividend == Int64.min)
      if divisor == 0 { return 0 }
      return dividend.dividedReportingOverflow(by: divisor).partialValue
    }
    if overflow {
      try reportOverflow(arguments, count: count, "//") { $0.dividedReportingOverflow(by: $1) }
    }
    let validity =
      hasZero ? zeroDivisors(arguments, count: count, context: context) { right[$0] == 0 } : nil
    return Vector(.bigint, .int64(quotients), validity: validity, count: count)
  }

  /// The remainder with the sign of the dividend; NULL by zero.
  static func remainder(
    _ arguments: [Vector], count: Int, context: EvaluationContext
  ) -> Vector {
    let left = arguments[0].integers
    let right = arguments[1].integers
    var hasZero = false
    let remainders = RowKernel.map(left, right, count: count) { (dividend, divisor) -> Int64 in
      hasZero = hasZero || divisor == 0
      // Every number is a multiple of -1; the instruction would trap on the least integer.
      if divisor == 0 || divisor == -1 { return 0 }
      return dividend % divisor
    }
    let validity =
      hasZero ? zeroDivisors(arguments, count: count, context: context) { right[$0] == 0 } : nil
    return Vector(.bigint, .int64(remainders), validity: validity, count: count)
  }

  /// An operation of two doubles that is NULL where the second is zero.
  @inline(__always)
  static func divideDoubles(
    _ arguments: [Vector], count: Int, context: EvaluationContext,
    _ operation: (Double, Double) -> Double
  ) -> Vector {
    let left = arguments[0].doubles
    let right = arguments[1].doubles
    var zeroCount = 0
    let quotients = RowKernel.map(left, right, count: count) { (dividend, divisor) -> Double in
      zeroCount &+= divisor == 0 ? 1 : 0
      return operation(dividend, divisor)
    }
    let validity =
      zeroCount > 0
      ? zeroDivisors(arguments, count: count, context: context) { right[$0] == 0 } : nil
    return Vector(.double, .float64(quotients), validity: validity, count: count)
  }

  /// The rows whose divisor is not zero; counts those that are and would otherwise have a result.
  static func zeroDivisors(
    _ arguments: [Vector], count: Int, context: EvaluationContext, isZero: (Int) -> Bool
  ) -> Validity {
    var zeroCount = 0
    let validity = Validity(count: count) { row in
      guard isZero(row) else { return true }
      if arguments.allSatisfy({ !$0.isNull(row) }) { zeroCount += 1 }
      return false
    }
    context.countDivisionsByZero(zeroCount)
    return validity
  }
}
