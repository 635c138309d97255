import KhoiData
import KhoiText

/// Functions and operators that say whether a regular expression fits.
extension ScalarFunction {
  static let regularExpressionMatches = ScalarFunction(
    FunctionDocumentation(
      "regexp_matches", aliases: ["regexp_like", "regexp_contains"], .text,
      "Whether a regular expression fits somewhere in the text; options such as 'i' may follow.",
      examples: [
        FunctionExample("regexp_matches('khối A', '^khối [AB]$')", "true"),
        FunctionExample("regexp_matches('KHỐI', 'khối', 'i')", "true"),
      ]),
    overloads: .patternFlags("regexp_matches", isWhole: false),
    check: .pattern(at: 1, options: 2, "regexp_matches"))

  static let regularExpressionFullMatch = ScalarFunction(
    FunctionDocumentation(
      "regexp_full_match", .text,
      "Whether a regular expression fits the whole text; options such as 'i' may follow.",
      examples: [
        FunctionExample("regexp_full_match('2024', '[0-9]{4}')", "true"),
        FunctionExample("'khối A' ~ 'khối'", "false"),
      ]),
    overloads: .patternFlags("regexp_full_match", isWhole: true),
    check: .pattern(at: 1, options: 2, "regexp_full_match"))

  static let regularExpressionIgnoringCase = ScalarFunction(
    FunctionDocumentation(
      "~*", .operator, "As ~, without regard to capital and small letters.",
      examples: [FunctionExample("'KHỐI A' ~* 'khối .'", "true")]),
    overloads: [
      ScalarOverload(
        [.type(.varchar), .type(.varchar)], returns: .type(.boolean), canFail: true,
        takesAnyForm: true
      ) { arguments, count, context throws(Diagnostic) in
        let source = PatternSource(
          arguments[1], always: .ignoresCase, function: "~*", context: context)
        return try TextKernel.matches(arguments, count: count, isWhole: true, source)
      }
    ],
    check: .pattern(at: 1, options: nil, "~*"))

  static let similarTo = ScalarFunction(
    FunctionDocumentation(
      "similar to", .operator,
      "Whether a regular expression fits the whole text; ESCAPE names the sign before a letter "
        + "that stands for itself.",
      examples: [
        FunctionExample("'khối B' SIMILAR TO 'khối (A|B)'", "true"),
        FunctionExample("'a.b' SIMILAR TO 'a#.b' ESCAPE '#'", "true"),
      ]),
    overloads: [similar(2), similar(3)])

  private static func similar(_ parameterCount: Int) -> ScalarOverload {
    ScalarOverload(
      Array(repeating: .type(.varchar), count: parameterCount), returns: .type(.boolean),
      canFail: true, takesAnyForm: true
    ) { arguments, count, context throws(Diagnostic) in
      if arguments.count == 2 {
        let source = PatternSource(arguments[1], function: "SIMILAR TO", context: context)
        return try TextKernel.matches(arguments, count: count, isWhole: true, source)
      }
      let escape = arguments[2][0].text
      guard escape.unicodeScalars.count <= 1 else {
        throw .badArgument("SIMILAR TO", "ESCAPE takes one character, not '\(escape)'")
      }
      let source = PatternSource(arguments[1], function: "SIMILAR TO", context: context) {
        (pattern) throws(Diagnostic) in replacingEscape(pattern, Array(escape.utf8))
      }
      return try TextKernel.matches(arguments, count: count, isWhole: true, source)
    }
  }

  /// The pattern with a backslash in the place of each escape sign.
  private static func replacingEscape(_ pattern: [UInt8], _ escape: [UInt8]) -> [UInt8] {
    if escape.isEmpty || escape == [0x5C] { return pattern }
    var result: [UInt8] = []
    var place = 0
    while place < pattern.count {
      let end = place + escape.count
      if end <= pattern.count, Array(pattern[place..<end]) == escape {
        result.append(0x5C)
        place = end
        // What follows stands for itself even if it is the escape sign or a letter.
        if place < pattern.count, isWordByte(pattern[place]) { result.removeLast() }
        if place < pattern.count {
          result.append(pattern[place])
          place += 1
        }
      } else {
        result.append(pattern[place])
        place += 1
      }
    }
    return result
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return byte >= 0x80 || (lower >= 0x61 && lower <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
  }

  static let regularExpressionEscape = ScalarFunction(
    FunctionDocumentation(
      "regexp_escape", .text, "The text as a regular expression that stands for itself.",
      examples: [FunctionExample("regexp_escape('1.5 (a)')", "1\\.5\\ \\(a\\)")]),
    overloads: [
      .texts(1, "regexp_escape") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          unsafe source.withBytes(row) { bytes in
            for index in 0..<bytes.count {
              let byte = unsafe bytes[index]
              if byte == 0 {
                output.append(contentsOf: "\\x00".utf8)
              } else {
                if !isWordByte(byte) && byte != 0x5F { output.append(0x5C) }
                output.append(byte)
              }
            }
          }
        }
      }
    ])
}

extension [ScalarOverload] {
  /// Text and pattern, perhaps with options, to whether it fits.
  fileprivate static func patternFlags(_ name: String, isWhole: Bool) -> [ScalarOverload] {
    func overload(_ count: Int) -> ScalarOverload {
      ScalarOverload(
        [ParameterType](repeating: .type(.varchar), count: count), returns: .type(.boolean),
        canFail: true, takesAnyForm: true
      ) { arguments, count, context throws(Diagnostic) in
        let options = arguments.count > 2 ? arguments[2] : nil
        let source = PatternSource(arguments[1], options: options, function: name, context: context)
        return try TextKernel.matches(arguments, count: count, isWhole: isWhole, source)
      }
    }
    let withoutOptions = ScalarOverload(
      [.type(.varchar), .type(.varchar), .type(.null)], returns: .type(.boolean),
      nulls: .explicit, canFail: true, takesAnyForm: true
    ) { _, _, _ throws(Diagnostic) in throw .nullPatternOption(name) }
    return [overload(2), overload(3), withoutOptions]
  }
}
