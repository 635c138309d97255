import KhoiData
import KhoiText

extension ScalarFunction {
  static let length = unsafe counting(
    "length", ["char_length", "character_length", "len"],
    "The number of characters (code points), or of the elements of a list.", "6",
    ofLists: ListLength.overloads, readsText: true
  ) { unsafe Int64(UTF8Text.scalarCount($0)) }

  static let octetLength = unsafe counting(
    "octet_length", ["byte_length", "strlen"], "The number of bytes in UTF-8.", "10"
  ) { Int64($0.count) }

  static let bitLength = unsafe counting(
    "bit_length", [], "The number of bits in UTF-8.", "80"
  ) { Int64($0.count) * 8 }

  private static func counting(
    _ name: String, _ aliases: [String], _ summary: String, _ answer: String,
    ofLists: [ScalarOverload] = [], readsText: Bool = false,
    _ body: @escaping @Sendable (_ text: TextBytes) -> Int64
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .text, summary,
        examples: [FunctionExample("\(name)('đơn vị')", answer)]),
      overloads: [
        ScalarOverload([.type(.varchar)], returns: .type(.bigint), takesAnyForm: true) {
          arguments, count, _ throws(Diagnostic) in
          unsafe try TextKernel.integers(arguments, count: count) { (_, bytes) in unsafe body(bytes)
          }
        }
      ] + ofLists, readsText: readsText)
  }

  static let ascii = codePoint(
    "ascii", [], "The code point of the first character; 0 for an empty text.",
    "ascii('A')", "65", ofNothing: 0)

  static let unicode = codePoint(
    "unicode", ["ord"], "The code point of the first character; -1 for an empty text.",
    "unicode('đ')", "273", ofNothing: -1)

  private static func codePoint(
    _ name: String, _ aliases: [String], _ summary: String, _ example: String, _ answer: String,
    ofNothing: Int64
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .text, summary, examples: [FunctionExample(example, answer)]),
      overloads: [
        ScalarOverload([.type(.varchar)], returns: .type(.bigint), takesAnyForm: true) {
          arguments, count, _ throws(Diagnostic) in
          unsafe try TextKernel.integers(arguments, count: count) { (_, bytes) in
            var offset = 0
            return unsafe bytes.isEmpty ? ofNothing : Int64(UTF8Text.decode(bytes, &offset))
          }
        }
      ])
  }

  static let character = ScalarFunction(
    FunctionDocumentation(
      "chr", aliases: ["char"], .text, "The character with a code point.",
      examples: [FunctionExample("chr(273)", "đ")]),
    overloads: [
      .texts([.bigint], "chr", canFail: true) { arguments, _ throws(Diagnostic) in
        let codes = arguments[0].integers
        return { (row, output) throws(Diagnostic) in
          guard let code = UInt32(exactly: codes[row]), Unicode.Scalar(code) != nil else {
            throw .badArgument("chr", "\(codes[row]) is not the number of a character")
          }
          UTF8Scan.append(code, to: &output)
        }
      }
    ])
}
