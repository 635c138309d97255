import KhoiData
import KhoiText

extension ScalarFunction {
  static let equal = comparison(
    .equal, "Whether two values are the same; NULL where one is NULL.",
    [FunctionExample("1 = 1", "true"), FunctionExample("1 = NULL", "NULL")])
  static let notEqual = comparison(
    .notEqual, "Whether two values differ; NULL where one is NULL.",
    [FunctionExample("'a' <> 'b'", "true")])
  static let less = comparison(
    .less, "Whether the left value comes before the right one.",
    [FunctionExample("1 < 2", "true"), FunctionExample("'b' < 'a'", "false")])
  static let lessOrEqual = comparison(
    .lessOrEqual, "Whether the left value comes before the right one or is the same.",
    [FunctionExample("2 <= 2", "true")])
  static let greater = comparison(
    .greater, "Whether the left value comes after the right one.",
    [FunctionExample("DATE '2024-02-01' > DATE '2024-01-01'", "true")])
  static let greaterOrEqual = comparison(
    .greaterOrEqual, "Whether the left value comes after the right one or is the same.",
    [FunctionExample("1 >= 2", "false")])

  static let isDistinct = ScalarFunction(
    FunctionDocumentation(
      "is distinct from", .operator,
      "Whether two values differ, where NULL is a value like any other; never NULL.",
      examples: [FunctionExample("1 IS DISTINCT FROM NULL", "true")]),
    overloads: [distinctness(wantsDistinct: true)])

  static let isNotDistinct = ScalarFunction(
    FunctionDocumentation(
      "is not distinct from", .operator,
      "Whether two values are the same, where NULL is the same as NULL; never NULL.",
      examples: [FunctionExample("NULL IS NOT DISTINCT FROM NULL", "true")]),
    overloads: [distinctness(wantsDistinct: false)])

  private static func comparison(
    _ comparison: Comparison, _ summary: String, _ examples: [FunctionExample]
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        comparison.rawValue, aliases: comparison == .notEqual ? ["!="] : [], .operator, summary,
        examples: examples),
      overloads: [
        ScalarOverload(
          [.common, .common], returns: .type(.boolean), takesAnyForm: true,
          takesCodes: comparison == .equal || comparison == .notEqual
        ) { arguments, count, _ throws(Diagnostic) in
          let bytes = comparison.bytes(arguments[0], arguments[1], count: count)
          return Vector(.boolean, .boolean(bytes), count: count)
        }
      ])
  }

  private static func distinctness(wantsDistinct: Bool) -> ScalarOverload {
    ScalarOverload(
      [.common, .common], returns: .type(.boolean), nulls: .explicit, takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let (left, right) = (arguments[0], arguments[1])
      let same = Comparison.equal.bytes(left, right, count: count)
      let wanted: UInt8 = wantsDistinct ? 0 : 1
      let flags = RowKernel.map(Operand(same, isConstant: false), count: count) {
        $0 == wanted ? UInt8(1) : 0
      }
      if left.validity == nil && right.validity == nil {
        return Vector(.boolean, .boolean(flags), count: count)
      }
      let bytes = unsafe Buffer<UInt8>(count: count) { out in
        for row in 0..<count {
          let (first, second) = (left.isNull(row), right.isNull(row))
          unsafe out[row] =
            first || second ? ((first == second) != wantsDistinct ? 1 : 0) : flags[row]
        }
      }
      return Vector(.boolean, .boolean(bytes), count: count)
    }
  }
}
