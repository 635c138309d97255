/// What the lexer makes of characters outside ASCII.
extension Lexer {
  /// What a scalar is to the language.
  enum ScalarMeaning {
    case letter
    case space
    case other
  }

  /// Letters, digits, marks and pictures of any script can stand in names; punctuation and
  /// mathematical signs cannot, so that a pasted `≠` or `“` is reported and not part of a name.
  static func meaning(of scalar: Unicode.Scalar) -> ScalarMeaning {
    switch scalar.value {
    case 0x200B, 0xFEFF, 0x2060, 0x0085: return .space
    default: break
    }
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: return .space
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber,
      .connectorPunctuation, .otherSymbol, .currencySymbol, .format, .privateUse, .unassigned:
      return .letter
    default: return .other
    }
  }

  /// The scalar that starts at a byte, or nothing where the bytes are not UTF-8.
  func scalar(at index: Int) -> (Unicode.Scalar, length: Int)? {
    func continuation(_ offset: Int) -> UInt32? {
      guard index + offset < bytes.count, bytes[index + offset] & 0xC0 == 0x80 else { return nil }
      return UInt32(bytes[index + offset] & 0x3F)
    }
    let first = UInt32(bytes[index])
    switch first {
    case 0..<0x80: return (Unicode.Scalar(UInt8(first)), 1)
    case 0xC2..<0xE0:
      guard let second = continuation(1) else { return nil }
      return Unicode.Scalar((first & 0x1F) << 6 | second).map { ($0, 2) }
    case 0xE0..<0xF0:
      guard let second = continuation(1), let third = continuation(2) else { return nil }
      let value = (first & 0x0F) << 12 | second << 6 | third
      return value < 0x800 ? nil : Unicode.Scalar(value).map { ($0, 3) }
    case 0xF0..<0xF5:
      guard let second = continuation(1), let third = continuation(2),
        let fourth = continuation(3)
      else { return nil }
      let value = (first & 0x07) << 18 | second << 12 | third << 6 | fourth
      return value < 0x10000 ? nil : Unicode.Scalar(value).map { ($0, 4) }
    default: return nil
    }
  }

  mutating func nonASCII() -> Token {
    guard let (scalar, length) = scalar(at: position) else {
      position += 1
      while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
      return token(.error, problem: .invalidEncoding)
    }
    switch Self.meaning(of: scalar) {
    case .letter: return word()
    case .space:
      position += length
      return token(.whitespace)
    case .other:
      position += length
      return token(.error, problem: Self.problem(with: scalar))
    }
  }

  private static func problem(with scalar: Unicode.Scalar) -> LexicalProblem {
    switch scalar {
    case "\u{2018}", "\u{2019}", "\u{201A}", "\u{201C}", "\u{201D}", "\u{201E}", "\u{00B4}",
      "\u{00AB}", "\u{00BB}", "\u{2032}", "\u{2033}":
      .curvedQuote
    case _ where usualSpelling(of: scalar) != nil: .otherSpelling
    default: .unknownCharacter
    }
  }

  /// How the language writes a sign that people paste from elsewhere.
  static func usualSpelling(of scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "≠": "<>"
    case "≤", "⩽": "<="
    case "≥", "⩾": ">="
    case "×", "∗": "*"
    case "÷", "∕": "/"
    case "−", "–", "—", "‐", "‑": "-"
    case "→": "->"
    case "∧": "AND"
    case "∨": "OR"
    case "¬": "NOT"
    case "，", "、": ","
    case "；": ";"
    case "（": "("
    case "）": ")"
    case "＝": "="
    default: nil
    }
  }
}
