import KhoiData
import KhoiText

extension ScalarFunction {
  static let regularExpressionReplace = ScalarFunction(
    FunctionDocumentation(
      "regexp_replace", .text,
      "The text with the first place that fits a regular expression replaced, or with the option "
        + "'g' every one; \\1 to \\9 in the replacement stand for groups and \\0 for the match.",
      examples: [
        FunctionExample("regexp_replace('tháng 3', '[0-9]', 'X')", "tháng X"),
        FunctionExample("regexp_replace('a-b-c', '-', '/', 'g')", "a/b/c"),
        FunctionExample("regexp_replace('An Nguyễn', '(.*) (.*)', '\\2 \\1')", "Nguyễn An"),
      ]),
    overloads: [replacing(3), replacing(4)],
    check: .pattern(at: 1, options: 3, "regexp_replace", allowsGlobal: true))

  private static func replacing(_ parameterCount: Int) -> ScalarOverload {
    ScalarOverload(
      Array(repeating: .type(.varchar), count: parameterCount), returns: .type(.varchar),
      canFail: true, takesAnyForm: true
    ) { arguments, count, context throws(Diagnostic) in
      var source = PatternSource(
        arguments[1], options: arguments.count > 3 ? arguments[3] : nil,
        function: "regexp_replace", allowsGlobal: true, context: context)
      let texts = arguments[0].textViews
      let spelled = arguments[2].textViews
      let constant = arguments[2].isConstant ? PatternReplacement(spelled[0]) : nil
      return try TextKernel.texts(arguments, count: count, function: "regexp_replace") {
        (row, output) throws(Diagnostic) in
        let entry = try source.entry(row)
        let replacement = constant ?? PatternReplacement(spelled[row])
        unsafe texts.withBytes(row) { text in
          unsafe replacement.append(
            text, entry.expression, isGlobal: entry.isGlobal, to: &output)
        }
      }
    }
  }
}

/// What is put in the place of a match: bytes and groups.
struct PatternReplacement {
  private enum Piece {
    case bytes([UInt8])
    case group(Int)
  }

  private var pieces: [Piece] = []
  private var greatestGroup = 0

  /// `\0` to `\9` stand for groups and `\\` for a backslash.
  init(_ view: TextView) {
    var literal: [UInt8] = []
    let bytes = Array(view.string.utf8)
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      guard byte == 0x5C, place < bytes.count else {
        literal.append(byte)
        continue
      }
      let next = bytes[place]
      if next >= 0x30 && next <= 0x39 {
        if !literal.isEmpty { pieces.append(.bytes(literal)) }
        literal = []
        pieces.append(.group(Int(next - 0x30)))
        greatestGroup = max(greatestGroup, Int(next - 0x30))
        place += 1
      } else if next == 0x5C {
        literal.append(byte)
        place += 1
      } else {
        literal.append(byte)
      }
    }
    if !literal.isEmpty { pieces.append(.bytes(literal)) }
  }

  /// Appends the text with the first match or all matches replaced.
  ///
  /// A replacement that names a group the expression lacks changes nothing.
  func append(
    _ text: TextBytes, _ expression: RegularExpression, isGlobal: Bool, to output: inout [UInt8]
  ) {
    var place = 0
    if greatestGroup <= expression.groupCount {
      unsafe expression.forEachMatch(in: text, groups: greatestGroup, skipsEmptyAfterMatch: true) {
        spans in
        guard let match = spans.range(0) else { return false }
        unsafe output.append(contentsOf: text[place..<match.lowerBound])
        for piece in pieces {
          switch piece {
          case .bytes(let bytes): output.append(contentsOf: bytes)
          case .group(let number):
            if let range = spans.range(number) { unsafe output.append(contentsOf: text[range]) }
          }
        }
        place = match.upperBound
        // A result beyond the limit is an error in any case; no need to finish it.
        return isGlobal && output.count <= TextLimit.byteCount
      }
    }
    unsafe output.append(contentsOf: text[place...])
  }
}
