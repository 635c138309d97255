import KhoiData
import KhoiText

/// Functions that count characters as people see them.
extension ScalarFunction {
  static let graphemeLength = ScalarFunction(
    FunctionDocumentation(
      "length_grapheme", .text,
      "The number of characters as people see them, where a letter and its marks are one.",
      examples: [FunctionExample("length_grapheme('👩‍👩‍👧 a')", "3")]),
    overloads: [
      ScalarOverload([.type(.varchar)], returns: .type(.bigint), takesAnyForm: true) {
        arguments, count, _ throws(Diagnostic) in
        unsafe try TextKernel.integers(arguments, count: count) { (_, bytes) in
          unsafe Int64(Graphemes.ends(bytes).count)
        }
      }
    ])

  static let graphemeLeft = graphemes(
    "left_grapheme", "The first so many characters as people see them; negative leaves out.",
    [FunctionExample("left_grapheme('👩‍👩‍👧 ab', 2)", "👩‍👩‍👧 ")],
    [[.varchar, .bigint]]
  ) { ends, row, arguments in
    let wanted = arguments[1].integers[row]
    let total = Int64(ends.count)
    let last = wanted >= 0 ? min(wanted, total) : max(0, total + max(wanted, -total))
    return Graphemes.range(ends, 0, Int(last))
  }

  static let graphemeRight = graphemes(
    "right_grapheme", "The last so many characters as people see them; negative leaves out.",
    [FunctionExample("right_grapheme('a 👩‍👩‍👧', 1)", "👩‍👩‍👧")],
    [[.varchar, .bigint]]
  ) { ends, row, arguments in
    let wanted = arguments[1].integers[row]
    let total = Int64(ends.count)
    let first = wanted >= 0 ? total - min(wanted, total) : -max(wanted, -total)
    return Graphemes.range(ends, Int(first), ends.count)
  }

  static let graphemeSubstring = graphemes(
    "substring_grapheme",
    "The part from a position on, so many characters long, counted as people see them.",
    [FunctionExample("substring_grapheme('a👩‍👩‍👧b', 2, 1)", "👩‍👩‍👧")],
    [[.varchar, .bigint], [.varchar, .bigint, .bigint]]
  ) { ends, row, arguments in
    let total = Int64(ends.count)
    let start = arguments[1].integers[row]
    let wanted = arguments.count > 2 ? arguments[2].integers[row] : Int64.max
    var first = start > 0 ? min(total, start - 1) : start < 0 ? total + max(start, -total) : 0
    var length = wanted
    if start == 0, wanted > 0, wanted != Int64.max { length -= 1 }
    var last = first
    if length >= 0 {
      last = length >= total - first ? total : first + length
    } else {
      first = max(0, first + max(length, -total))
    }
    return Graphemes.range(ends, Int(first), Int(last))
  }

  private static func graphemes(
    _ name: String, _ summary: String, _ examples: [FunctionExample],
    _ parameters: [[LogicalType]],
    _ body: @escaping @Sendable (_ ends: [Int], _ row: Int, _ arguments: [Vector]) -> Range<Int>
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(name, .text, summary, examples: examples),
      overloads: parameters.map { types in
        ScalarOverload(
          types.map { .type($0) }, returns: .type(.varchar), takesAnyForm: true
        ) { arguments, count, _ in
          unsafe TextKernel.slices(arguments, count: count) { row, bytes in
            unsafe body(Graphemes.ends(bytes), row, arguments)
          }
        }
      })
  }
}
