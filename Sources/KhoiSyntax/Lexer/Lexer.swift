import KhoiText

/// Cuts a text into tokens and never fails: what fits nothing becomes an error token.
///
/// Positions are byte offsets, and the ranges of the tokens cover the text without a gap. The
/// parser, the highlighter and the test for a complete statement all read these tokens.
package struct Lexer: Sendable {
  let bytes: [UInt8]
  let options: ParserOptions
  var position = 0
  /// The last token that was no trivia, to tell words by their place.
  private var previous: Token?

  package init(_ text: String, options: ParserOptions = .init()) {
    self.init(bytes: Array(text.utf8), options: options)
  }

  package init(bytes: [UInt8], options: ParserOptions = .init()) {
    self.bytes = bytes
    self.options = options
  }

  /// All tokens, whitespace and comments among them, without an end token.
  package func tokens() -> [Token] {
    var lexer = self
    var tokens: [Token] = []
    tokens.reserveCapacity(bytes.count / 3 + 1)
    while let token = lexer.next() { tokens.append(token) }
    return tokens
  }

  /// The next token, or nothing at the end of the text.
  package mutating func next() -> Token? {
    guard position < bytes.count else { return nil }
    let start = position
    var token = scan()
    // Whatever happens, a token is never empty, so the loop ends.
    if position <= start { position = start + 1 }
    token.range = SourceRange(start, position)
    if !token.isTrivia {
      if token.kind == .identifier, let keyword = token.keyword, startsStep(with: keyword) {
        token.kind = .keyword
      }
      previous = token
    }
    return token
  }

  /// Whether a word that can be a name starts a statement or a pipe operator at this place.
  private func startsStep(with keyword: Keyword) -> Bool {
    if previous?.kind == .pipe { return PipeOperatorKeyword.firstWords.contains(keyword) }
    guard previous == nil || previous?.symbol == .semicolon else { return false }
    return Parser.statementWords.contains(keyword)
  }

  /// The byte at an offset from the position, zero past the end.
  func peek(_ offset: Int = 0) -> UInt8 {
    let index = position + offset
    return index < bytes.count ? bytes[index] : 0
  }

  private mutating func scan() -> Token {
    let byte = peek()
    switch byte {
    case 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20: return whitespace()
    case UInt8(ascii: "-") where peek(1) == byte: return lineComment()
    case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): return blockComment()
    case UInt8(ascii: "#"): return hash()
    case UInt8(ascii: "'"): return string(quote: byte, isRaw: false)
    case UInt8(ascii: "\""):
      return options.doubleQuotesAreStrings
        ? string(quote: byte, isRaw: false) : quotedIdentifier(quote: byte)
    case UInt8(ascii: "`"): return quotedIdentifier(quote: byte)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    case UInt8(ascii: ".") where Self.isDigit(peek(1)): return number()
    case UInt8(ascii: "$"): return dollar()
    case UInt8(ascii: "@"), UInt8(ascii: "?"): return parameter()
    case 0x80...: return nonASCII()
    default:
      if Self.isWordStart(byte) { return wordOrPrefixedString() }
      return symbol()
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  static func isWordStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
      || byte == UInt8(ascii: "_")
  }

  // MARK: Trivia

  private mutating func whitespace() -> Token {
    while true {
      switch peek() {
      case 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20: position += 1
      default: return token(.whitespace)
      }
    }
  }

  private mutating func lineComment() -> Token {
    while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    return token(.comment)
  }

  private mutating func blockComment() -> Token {
    position += 2
    var depth = 1
    while position < bytes.count {
      if peek() == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        position += 2
        depth -= 1
        if depth == 0 { return token(.comment) }
      } else if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        position += 2
        depth += 1
      } else {
        position += 1
      }
    }
    return token(.error, problem: .unterminatedComment)
  }

  /// `#` is a comment at the start of a line and `#1` a column by position elsewhere.
  private mutating func hash() -> Token {
    var before = position
    while before > 0, bytes[before - 1] == 0x20 || bytes[before - 1] == 0x09 { before -= 1 }
    if before == 0 || bytes[before - 1] == 0x0A { return lineComment() }
    position += 1
    guard Self.isDigit(peek()) else { return token(.error, problem: .unknownCharacter) }
    while Self.isDigit(peek()) { position += 1 }
    return token(.parameter)
  }

  // MARK: Words

  private mutating func wordOrPrefixedString() -> Token {
    if let token = prefixedString() { return token }
    return word()
  }

  mutating func word() -> Token {
    let start = position
    skipWord()
    guard let keyword = KeywordTable.shared.keyword(in: bytes, from: start, to: position) else {
      return token(.identifier)
    }
    let isAfterDot = previous?.symbol == .dot
    let isName = isAfterDot || keyword.category == .free
    return Token(
      isName ? .identifier : .keyword, keyword: keyword, range: SourceRange(start, position))
  }

  /// Moves past letters, digits, `_` and `$`, in any script.
  mutating func skipWord() {
    while position < bytes.count {
      let byte = bytes[position]
      if Self.isWordStart(byte) || Self.isDigit(byte) || byte == UInt8(ascii: "$") {
        position += 1
      } else if byte >= 0x80, let (scalar, length) = scalar(at: position),
        Self.meaning(of: scalar) == .letter
      {
        position += length
      } else {
        return
      }
    }
  }

  func token(_ kind: Token.Kind, problem: LexicalProblem? = nil) -> Token {
    Token(kind, problem: problem, range: SourceRange(position, position))
  }
}
