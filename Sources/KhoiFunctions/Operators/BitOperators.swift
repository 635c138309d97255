import KhoiData
import KhoiText

extension ScalarFunction {
  static let bitwiseAnd = ScalarFunction(
    FunctionDocumentation(
      "&", .operator, "The bits set in both integers.", examples: [FunctionExample("6 & 3", "2")]),
    overloads: [.integerPairs { $0 & $1 }, .hugeintPairs { $0 & $1 }])

  static let bitwiseOr = ScalarFunction(
    FunctionDocumentation(
      "|", .operator, "The bits set in either integer.",
      examples: [FunctionExample("6 | 3", "7")]),
    overloads: [.integerPairs { $0 | $1 }, .hugeintPairs { $0 | $1 }])

  static let bitwiseXor = ScalarFunction(
    FunctionDocumentation(
      "^", aliases: ["xor"], .operator, "The bits set in one of two integers but not in both.",
      examples: [FunctionExample("6 ^ 3", "5")]),
    overloads: [.integerPairs { $0 ^ $1 }, .hugeintPairs { $0 ^ $1 }])

  static let bitwiseNot = ScalarFunction(
    FunctionDocumentation(
      "~", .operator, "The integer with every bit inverted.",
      examples: [FunctionExample("~5", "-6")]),
    overloads: [
      ScalarOverload([.type(.bigint)], returns: .type(.bigint)) {
        arguments, count, _ throws(Diagnostic) in
        Vector(.bigint, .int64(RowKernel.map(arguments[0].integers, count: count) { ~$0 }))
      },
      ScalarOverload([.type(.hugeint)], returns: .type(.hugeint)) {
        arguments, count, _ throws(Diagnostic) in
        Vector(.hugeint, .int128(RowKernel.map(arguments[0].wideIntegers, count: count) { ~$0 }))
      },
    ])

  static let shiftLeft = ScalarFunction(
    FunctionDocumentation(
      "<<", .operator, "The bits moved to the left; bits that fall out are lost.",
      examples: [FunctionExample("1 << 4", "16")]),
    overloads: [
      .integerPairs { $1 < 0 ? $0 >> (0 &- $1) : $0 << $1 },
      .hugeintPairs { $1 < 0 ? $0 >> (0 &- $1) : $0 << $1 },
    ])

  static let shiftRight = ScalarFunction(
    FunctionDocumentation(
      ">>", .operator,
      "The bits moved to the right; the sign stays. A negative number of places gives 0.",
      examples: [FunctionExample("16 >> 2", "4"), FunctionExample("-8 >> 1", "-4")]),
    overloads: [
      .integerPairs { $1 < 0 ? 0 : $0 >> $1 },
      .hugeintPairs { $1 < 0 ? 0 : $0 >> $1 },
    ])
}

extension ScalarOverload {
  /// BIGINT and BIGINT to BIGINT, row by row, without failure.
  @inline(__always)
  static func integerPairs(
    _ body: @escaping @Sendable (Int64, Int64) -> Int64
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.bigint), .type(.bigint)], returns: .type(.bigint), takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let values = RowKernel.map(arguments[0].integers, arguments[1].integers, count: count, body)
      return Vector(.bigint, .int64(values), count: count)
    }
  }
}
