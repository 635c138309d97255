import KhoiData
import KhoiText

extension ScalarFunction {
  static let coalesce = ScalarFunction(
    FunctionDocumentation(
      "coalesce", aliases: ["ifnull", "nvl"], .conditional, "The first argument that is not NULL.",
      examples: [
        FunctionExample("coalesce(NULL, 2, 3)", "2"), FunctionExample("ifnull(NULL, 'x')", "x"),
      ]),
    overloads: [
      ScalarOverload(
        [.common], variadic: true, returns: .common, nulls: .explicit, takesAnyForm: true
      ) { arguments, count, _ in
        if arguments[0].validity == nil { return arguments[0] }
        let choice = Buffer(
          (0..<count).map { row in
            UInt16(clamping: arguments.firstIndex { !$0.isNull(row) } ?? Int.max)
          })
        return RowChoice.rows(of: arguments, choice: choice, type: arguments[0].type)
      }
    ])

  static let nullIf = ScalarFunction(
    FunctionDocumentation(
      "nullif", .conditional, "NULL where both arguments are equal, else the first.",
      examples: [FunctionExample("nullif(3, 3)", "NULL"), FunctionExample("nullif(3, 4)", "3")]),
    overloads: [
      ScalarOverload(
        [.common, .common], returns: .common, nulls: .explicit, takesAnyForm: true
      ) { arguments, count, _ in
        let (value, other) = (arguments[0], arguments[1])
        let same = Comparison.equal.bytes(value, other, count: count)
        let differs = Validity(count: count) { row in
          same[row] == 0 || value.isNull(row) || other.isNull(row)
        }
        return value.restricted(to: differs.nullCount == 0 ? nil : differs)
      }
    ])

  static let choice = ScalarFunction(
    FunctionDocumentation(
      "if", aliases: ["iif"], .conditional,
      "The second argument where the first is true, else the third.",
      examples: [FunctionExample("if(1 < 2, 'yes', 'no')", "yes")]),
    overloads: [
      ScalarOverload(
        [.type(.boolean), .common, .common], returns: .common, nulls: .explicit,
        takesAnyForm: true
      ) { arguments, count, _ in
        let condition = arguments[0]
        let flags = condition.flags
        let choice = Buffer(
          (0..<count).map { row -> UInt16 in condition.isNull(row) || flags[row] == 0 ? 1 : 0 })
        return RowChoice.rows(
          of: Array(arguments.dropFirst()), choice: choice, type: arguments[1].type)
      }
    ])

  static let greatest = extreme(
    "greatest", "The greatest argument that is not NULL.", "greatest(1, 3, NULL)", "3", .greater)
  static let least = extreme(
    "least", "The least argument that is not NULL.", "least(1, 3, NULL)", "1", .less)

  private static func extreme(
    _ name: String, _ summary: String, _ example: String, _ answer: String,
    _ comparison: Comparison
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, .conditional, summary, examples: [FunctionExample(example, answer)]),
      overloads: [
        ScalarOverload(
          [.common], variadic: true, returns: .common, nulls: .explicit, takesAnyForm: true
        ) { arguments, count, _ in
          var best = arguments[0]
          for next in arguments.dropFirst() {
            let isBetter = comparison.bytes(next, best, count: count)
            let choice = Buffer(
              (0..<count).map { row -> UInt16 in
                if next.isNull(row) { return 0 }
                return best.isNull(row) || isBetter[row] != 0 ? 1 : 0
              })
            best = RowChoice.rows(of: [best, next], choice: choice, type: best.type)
          }
          return best
        }
      ])
  }
}
