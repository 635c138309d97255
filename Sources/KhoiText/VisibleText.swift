/// Text from data or files made harmless for a terminal: control characters become escapes.
package enum VisibleText {
  /// Whether `text` has a character that a terminal would obey instead of drawing.
  package static func needsEscaping(_ text: some StringProtocol) -> Bool {
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte < 0x20 || byte == 0x7F { return true }
      // U+0080…U+009F, the eight-bit control characters, are C2 80 … C2 9F.
      if previous == 0xC2 && byte < 0xA0 { return true }
      previous = byte
    }
    return false
  }

  /// `text` with control characters as `\n`, `\t`, `\e`, `\x01`.
  package static func escaped(_ text: String) -> String {
    if !needsEscaping(text) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if let escape = escape(for: scalar) {
        result += escape
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The same, with the escapes marked as such so that they can be told from data.
  package static func styled(_ text: String, _ meaning: Meaning) -> StyledText {
    if !needsEscaping(text) { return StyledText(text, meaning) }
    var result = StyledText()
    for scalar in text.unicodeScalars {
      if let escape = escape(for: scalar) {
        result.append(escape, .escape)
      } else {
        result.append(String(scalar), meaning)
      }
    }
    return result
  }

  private static func escape(for scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0x09: return "\\t"
    case 0x1B: return "\\e"
    case 0..<0x20, 0x7F..<0xA0:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "\\x" + (digits.count < 2 ? "0" + digits : digits)
    default: return nil
    }
  }
}
