/// Strings, quoted names, numbers and parameters.
extension Lexer {
  /// `'…'` with doubled quotes; a raw string takes every character as it stands.
  mutating func string(quote: UInt8, isRaw: Bool, hasEscapes: Bool = false) -> Token {
    // Three quotes open a long string where doubling a quote could not be meant.
    let isTriple =
      peek(1) == quote && peek(2) == quote && (isRaw || quote == UInt8(ascii: "\""))
    if isTriple { return tripleString(quote: quote) }
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == quote {
        if !isRaw, peek(1) == quote {
          position += 2
          continue
        }
        position += 1
        return token(.string)
      }
      position += hasEscapes && byte == UInt8(ascii: "\\") ? 2 : 1
    }
    position = min(position, bytes.count)
    return token(.error, problem: .unterminatedString)
  }

  private mutating func tripleString(quote: UInt8) -> Token {
    position += 3
    while position < bytes.count {
      if peek() == quote, peek(1) == quote, peek(2) == quote {
        position += 3
        return token(.string)
      }
      position += 1
    }
    return token(.error, problem: .unterminatedString)
  }

  /// `E'…'`, `r'…'`, `x'…'`, `b'…'` and `N'…'`, if such a string starts here.
  mutating func prefixedString() -> Token? {
    let quote = peek(1)
    guard
      quote == UInt8(ascii: "'")
        || quote == UInt8(ascii: "\"") && options.doubleQuotesAreStrings
    else { return nil }
    switch peek() | 0x20 {
    case UInt8(ascii: "e"):
      position += 1
      return string(quote: quote, isRaw: false, hasEscapes: true)
    case UInt8(ascii: "r"):
      position += 1
      return string(quote: quote, isRaw: true)
    case UInt8(ascii: "x"), UInt8(ascii: "b"), UInt8(ascii: "n"):
      position += 1
      return string(quote: quote, isRaw: false)
    default: return nil
    }
  }

  mutating func quotedIdentifier(quote: UInt8) -> Token {
    let start = position
    position += 1
    while position < bytes.count {
      if bytes[position] == quote {
        if peek(1) == quote {
          position += 2
          continue
        }
        position += 1
        return position == start + 2
          ? token(.error, problem: .emptyName) : token(.quotedIdentifier)
      }
      position += 1
    }
    return token(.error, problem: .unterminatedName)
  }

  mutating func number() -> Token {
    let isHexadecimal = peek() == UInt8(ascii: "0") && peek(1) | 0x20 == UInt8(ascii: "x")
    if isHexadecimal, Self.isHexadecimalDigit(peek(2)) {
      position += 2
      while Self.isHexadecimalDigit(peek())
        || peek() == UInt8(ascii: "_") && Self.isHexadecimalDigit(peek(1))
      {
        position += 1
      }
    } else {
      digits()
      if peek() == UInt8(ascii: "."), peek(1) != UInt8(ascii: ".") {
        position += 1
        digits()
      }
      exponent()
    }
    guard isWordContinuing else { return token(.number) }
    skipWord()
    return token(.error, problem: .letterAfterNumber)
  }

  private mutating func digits() {
    while Self.isDigit(peek()) || peek() == UInt8(ascii: "_") && Self.isDigit(peek(1)) {
      position += 1
    }
  }

  private mutating func exponent() {
    guard peek() | 0x20 == UInt8(ascii: "e") else { return }
    let hasSign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
    guard Self.isDigit(peek(hasSign ? 2 : 1)) else { return }
    position += hasSign ? 2 : 1
    digits()
  }

  private var isWordContinuing: Bool {
    let byte = peek()
    if byte >= 0x80, let (scalar, _) = scalar(at: position) {
      return Self.meaning(of: scalar) == .letter
    }
    return Self.isWordStart(byte)
  }

  static func isHexadecimalDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "f")
  }

  /// `$name`, `$1`, `$$…$$` and `$tag$…$tag$`.
  mutating func dollar() -> Token {
    let start = position
    position += 1
    while peek() >= 0x80 || Self.isWordStart(peek()) || Self.isDigit(peek()) {
      if peek() >= 0x80 {
        guard let (scalar, length) = scalar(at: position), Self.meaning(of: scalar) == .letter
        else { break }
        position += length
      } else {
        position += 1
      }
    }
    guard peek() == UInt8(ascii: "$") else {
      return position == start + 1
        ? token(.error, problem: .unknownCharacter) : token(.parameter)
    }
    position += 1
    let tag = bytes[start..<position]
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "$"), bytes[position...].starts(with: tag) {
        position += tag.count
        return token(.string)
      }
      position += 1
    }
    return token(.error, problem: .unterminatedString)
  }

  /// `@name`, `@@name`, `?`, `?1`, and the operator `@>`.
  mutating func parameter() -> Token {
    let first = peek()
    if first == UInt8(ascii: "?") {
      position += 1
      while Self.isDigit(peek()) { position += 1 }
      return token(.parameter)
    }
    if peek(1) == UInt8(ascii: ">") { return symbol() }
    // `@@name` is a parameter, `x @@ 'y'` a search.
    if peek(1) == first, [0x0A, 0x20, 0x22, 0x24, 0x27, 0x28, 0x3F].contains(peek(2)) {
      return symbol()
    }
    if [0x20, 0x28, 0x2B, 0x2D, 0x2E].contains(peek(1)) || Self.isDigit(peek(1)) {
      return symbol()
    }
    position += peek(1) == first ? 2 : 1
    guard isWordContinuing else { return token(.error, problem: .unknownCharacter) }
    skipWord()
    return token(.parameter)
  }
}
