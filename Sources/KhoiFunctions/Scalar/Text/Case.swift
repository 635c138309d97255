import KhoiData
import KhoiText

extension ScalarFunction {
  static let upper = mapped("upper", ["ucase"], "The text in capital letters.", "HÀ NỘI", .upper)
  static let lower = mapped("lower", ["lcase"], "The text in small letters.", "hà nội", .lower)

  private static func mapped(
    _ name: String, _ aliases: [String], _ summary: String, _ answer: String,
    _ mapping: CaseMapping
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .text, summary,
        examples: [FunctionExample("\(name)('Hà Nội')", answer)]),
      overloads: [
        .texts(1, name) { arguments, _ in
          let source = arguments[0].textViews
          return { row, output in
            unsafe source.withBytes(row) { unsafe mapping.append($0, to: &output) }
          }
        }
      ])
  }

  static let initcap = ScalarFunction(
    FunctionDocumentation(
      "initcap", .text, "The text with the first letter of each word capital and the others small.",
      examples: [FunctionExample("initcap('hội KHUYẾN học')", "Hội Khuyến Học")]),
    overloads: [
      .texts(1, "initcap") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          unsafe source.withBytes(row) { bytes in
            var offset = 0
            var isInWord = false
            while offset < bytes.count {
              let scalar = unsafe UTF8Text.decode(bytes, &offset)
              (isInWord ? CaseMapping.lower : .upper).append(scalar, to: &output)
              isInWord = Letters.isWordPart(scalar)
            }
          }
        }
      }
    ])
}

/// What counts as a letter or digit of a word.
enum Letters {
  static func isWordPart(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 {
      let lower = scalar | 0x20
      return (lower >= 0x61 && lower <= 0x7A) || (scalar >= 0x30 && scalar <= 0x39)
    }
    guard let known = Unicode.Scalar(scalar) else { return false }
    return known.properties.isAlphabetic || known.properties.numericType != nil
      || known.properties.generalCategory == .nonspacingMark
  }
}

extension ScalarOverload {
  /// A function of texts that makes a text per row.
  ///
  /// `prepare` is given the arguments once a call and returns what appends the bytes of a row.
  static func texts(
    _ count: Int, _ name: String, canFail: Bool = false,
    _ prepare:
      @escaping @Sendable (_ arguments: [Vector], _ count: Int) throws(Diagnostic) -> (
        (_ row: Int, _ output: inout [UInt8]) throws(Diagnostic) -> Void
      )
  ) -> ScalarOverload {
    texts(Array(repeating: .varchar, count: count), name, canFail: canFail, prepare)
  }

  /// The same with parameters of any types.
  static func texts(
    _ parameters: [LogicalType], _ name: String, canFail: Bool = false,
    _ prepare:
      @escaping @Sendable (_ arguments: [Vector], _ count: Int) throws(Diagnostic) -> (
        (_ row: Int, _ output: inout [UInt8]) throws(Diagnostic) -> Void
      )
  ) -> ScalarOverload {
    ScalarOverload(
      parameters.map { .type($0) }, returns: .type(.varchar), canFail: canFail,
      takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let body = try prepare(arguments, count)
      return try TextKernel.texts(arguments, count: count, function: name) {
        (row, output) throws(Diagnostic) in
        try body(row, &output)
      }
    }
  }
}
