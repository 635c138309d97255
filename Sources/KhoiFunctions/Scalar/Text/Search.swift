import KhoiData
import KhoiText

extension ScalarFunction {
  static let startsWith = flag(
    "starts_with", ["prefix", "startswith", "^@"], "Whether a text starts with another.",
    "starts_with('khối A', 'khối')"
  ) { ByteSearch.hasPrefix($0, $1) }

  static let endsWith = flag(
    "ends_with", ["suffix", "endswith"], "Whether a text ends with another.",
    "ends_with('khối A', 'A')"
  ) { ByteSearch.hasSuffix($0, $1) }

  static let contains = flag(
    "contains", [], "Whether a text holds another.", "contains('khối thi đua', 'thi')"
  ) { ByteSearch.first($1, in: $0) != nil }

  private static func flag(
    _ name: String, _ aliases: [String], _ summary: String, _ example: String,
    _ body: @escaping @Sendable (_ text: TextBytes, _ part: TextBytes) -> Bool
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .text, summary, examples: [FunctionExample(example, "true")]),
      overloads: [
        ScalarOverload(
          [.type(.varchar), .type(.varchar)], returns: .type(.boolean), takesAnyForm: true
        ) { arguments, count, _ in TextKernel.flags(arguments, count: count, body) }
      ])
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
        return try TextKernel.integers(arguments, count: count) { (row, bytes) in
          guard let found = parts.withBytes(row, { ByteSearch.first($0, in: bytes) }) else {
            return 0
          }
          return Int64(UTF8Text.scalarCount(TextBytes(rebasing: bytes[..<found]))) + 1
        }
      }
    ])
}
