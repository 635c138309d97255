import KhoiData
import KhoiText

/// FLOAT stays FLOAT: computed as doubles and rounded to 32 bits, which gives the same digits as
/// computing in 32 bits.
extension ScalarOverload {
  /// FLOAT and FLOAT to FLOAT, row by row.
  @inline(__always)
  static func binaryFloats(
    _ body: @escaping @Sendable (Double, Double) -> Double
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.float), .type(.float)], returns: .type(.float), takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let values = RowKernel.map(arguments[0].doubles, arguments[1].doubles, count: count) {
        Double(Float(body($0, $1)))
      }
      return Vector(.float, .float64(values), count: count)
    }
  }

  /// FLOAT to FLOAT, row by row.
  @inline(__always)
  static func float(_ body: @escaping @Sendable (Double) -> Double) -> ScalarOverload {
    ScalarOverload([.type(.float)], returns: .type(.float), takesAnyForm: true) {
      arguments, count, _ in
      let values = RowKernel.map(arguments[0].doubles, count: count) { Double(Float(body($0))) }
      return Vector(.float, .float64(values), count: count)
    }
  }

  /// FLOAT and FLOAT to FLOAT, NULL where the second is zero.
  static func floatQuotient(
    _ body: @escaping @Sendable (Double, Double) -> Double
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.float), .type(.float)], returns: .type(.float), takesAnyForm: true
    ) { arguments, count, context in
      Arithmetic.divideDoubles(arguments, count: count, context: context) {
        Double(Float(body($0, $1)))
      }.retyped(.float)
    }
  }
}

/// The operations of integers that HUGEINT needs besides those of `WideArithmetic`.
extension ScalarOverload {
  /// HUGEINT and HUGEINT to HUGEINT, row by row, without failure.
  static func hugeintPairs(
    _ body: @escaping @Sendable (Int128, Int128) -> Int128
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.hugeint), .type(.hugeint)], returns: .type(.hugeint), takesAnyForm: true
    ) { arguments, count, _ in
      let values = RowKernel.map(
        arguments[0].wideIntegers, arguments[1].wideIntegers, count: count, body)
      return Vector(.hugeint, .int128(values), count: count)
    }
  }

  /// HUGEINT // HUGEINT: NULL where the divisor is zero.
  static var hugeintQuotient: ScalarOverload {
    ScalarOverload(
      [.type(.hugeint), .type(.hugeint)], returns: .type(.hugeint), canFail: true,
      takesAnyForm: true
    ) { arguments, count, context throws(Diagnostic) in
      let (left, right) = (arguments[0].wideIntegers, arguments[1].wideIntegers)
      let validity = rowsWithoutNull(arguments)
      var values = [Int128](repeating: 0, count: count)
      var hasZero = false
      for row in 0..<count where validity?.isValid(row) ?? true {
        if right[row] == 0 {
          hasZero = true
          continue
        }
        let (quotient, overflow) = left[row].dividedReportingOverflow(by: right[row])
        if overflow {
          throw .wideOverflow(arguments[0][row], "//", arguments[1][row], .hugeint)
        }
        values[row] = quotient
      }
      let known =
        hasZero
        ? Arithmetic.zeroDivisors(arguments, count: count, context: context) { right[$0] == 0 }
        : nil
      return Vector(.hugeint, .int128(Buffer(values)), validity: known, count: count)
    }
  }
}
