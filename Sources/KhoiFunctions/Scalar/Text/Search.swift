import KhoiData
import KhoiText

extension ScalarFunction {
  static let startsWith = unsafe flag(
    "starts_with", ["prefix", "startswith", "^@"], "Whether a text starts with another.",
    "starts_with('khối A', 'khối')"
  ) { unsafe ByteSearch.hasPrefix($0, $1) }

  static let endsWith = unsafe flag(
    "ends_with", ["suffix", "endswith"], "Whether a text ends with another.",
    "ends_with('khối A', 'A')"
  ) { unsafe ByteSearch.hasSuffix($0, $1) }

  static let contains = unsafe flag(
    "contains", [], "Whether a text holds another, or a list a value.",
    "contains('khối thi đua', 'thi')", alsoFor: listContains.overloads
  ) { unsafe ByteSearch.first($1, in: $0) != nil }

  private static func flag(
    _ name: String, _ aliases: [String], _ summary: String, _ example: String,
    alsoFor others: [ScalarOverload] = [],
    _ body: @escaping @Sendable (_ text: TextBytes, _ part: TextBytes) -> Bool
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .text, summary, examples: [FunctionExample(example, "true")]),
      overloads: [
        ScalarOverload(
          [.type(.varchar), .type(.varchar)], returns: .type(.boolean), takesAnyForm: true
        ) { arguments, count, _ in unsafe TextKernel.flags(arguments, count: count, body) }
      ] + others)
  }

  static let position = ScalarFunction(
    FunctionDocumentation(
      "strpos", aliases: ["instr", "position", "locate"], .text,
      "Where in the first text the second one stands first, from 1; 0 where it does not.",
      examples: [
        FunctionExample("strpos('đơn vị', 'vị')", "5"),
        FunctionExample("strpos('abc', 'd')", "0"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.varchar), .type(.varchar)], returns: .type(.bigint), takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let parts = arguments[1].textViews
        return unsafe try TextKernel.integers(arguments, count: count) { (row, bytes) in
          guard let found = unsafe parts.withBytes(row, { unsafe ByteSearch.first($0, in: bytes) })
          else {
            return 0
          }
          return unsafe Int64(UTF8Text.scalarCount(TextBytes(rebasing: bytes[..<found]))) + 1
        }
      }
    ])
}
