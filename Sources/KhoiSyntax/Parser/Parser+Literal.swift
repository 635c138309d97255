import KhoiText

/// Constants, and what the quotes and escapes of strings mean.
extension Parser {
  /// The text of the current string token, which is consumed.
  mutating func parseStringText() throws(SyntaxFailure) -> String {
    guard token.kind == .string else { throw SyntaxFailure(unexpected("a text in quotes")) }
    let bytes = try stringBytes(of: token)
    advance()
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func parseStringLiteral() throws(SyntaxFailure) -> LiteralSyntax {
    let first = bytes[token.range.lower] | 0x20
    if first == UInt8(ascii: "x") {
      let digits = try stringBytes(of: token)
      guard let decoded = hexadecimal(digits) else {
        throw SyntaxFailure(.badBytes(at: token.range))
      }
      advance()
      return .bytes(decoded)
    }
    if first == UInt8(ascii: "b") {
      let decoded = try stringBytes(of: token)
      advance()
      return .bytes(decoded)
    }
    return .string(try parseStringText())
  }

  /// The number in the current token, which is consumed.
  mutating func parseNumber() -> LiteralSyntax {
    let text = text(token.range).filter { $0 != "_" }
    advance()
    if text.hasPrefix("0x") || text.hasPrefix("0X") { return .integer(text) }
    if text.contains("e") || text.contains("E") { return .float(text) }
    if text.contains(".") { return .decimal(text) }
    return .integer(text)
  }

  /// What a string token says: without quotes, doubled quotes single, escapes undone.
  private func stringBytes(of token: Token) throws(SyntaxFailure) -> [UInt8] {
    let raw = Array(bytes[token.range.lower..<token.range.upper])
    if raw[0] == UInt8(ascii: "$") {
      guard let tagEnd = raw.dropFirst().firstIndex(of: UInt8(ascii: "$")) else { return [] }
      return Array(raw[(tagEnd + 1)..<(raw.count - tagEnd - 1)])
    }
    let isPrefixed = raw[0] != UInt8(ascii: "'") && raw[0] != UInt8(ascii: "\"")
    let start = isPrefixed ? 1 : 0
    let quote = raw[start]
    let isRaw = isPrefixed && raw[0] | 0x20 == UInt8(ascii: "r")
    let isTriple =
      (isRaw || quote == UInt8(ascii: "\"")) && raw.count >= start + 6
      && raw[start + 1] == quote && raw[start + 2] == quote
    let quotes = isTriple ? 3 : 1
    let inner = Array(raw[(start + quotes)..<(raw.count - quotes)])
    if isRaw || isTriple { return inner }
    if isPrefixed, raw[0] | 0x20 == UInt8(ascii: "e") {
      return try unescaped(inner, quote: quote, at: token.range)
    }
    return undoubled(inner, quote: quote)
  }

  /// Undoes `\n`, `\xHH` and so on.
  private func unescaped(
    _ inner: [UInt8], quote: UInt8, at range: SourceRange
  ) throws(SyntaxFailure) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < inner.count {
      let byte = inner[index]
      index += 1
      if byte == quote {
        result.append(byte)
        index += 1
        continue
      }
      guard byte == UInt8(ascii: "\\"), index < inner.count else {
        result.append(byte)
        continue
      }
      let letter = inner[index]
      index += 1
      switch letter {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
        let length = letter == UInt8(ascii: "x") ? 2 : letter == UInt8(ascii: "u") ? 4 : 8
        let digits = inner[index...].prefix(length)
        guard digits.count == length,
          let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
          let scalar = Unicode.Scalar(value)
        else {
          let sequence = [byte, letter] + digits
          throw SyntaxFailure(.badEscape(String(decoding: sequence, as: UTF8.self), at: range))
        }
        result.append(contentsOf: String(scalar).utf8)
        index += length
      default: result.append(letter)
      }
    }
    return result
  }

  private func hexadecimal(_ digits: [UInt8]) -> [UInt8]? {
    guard digits.count % 2 == 0 else { return nil }
    var result: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      let pair = String(decoding: digits[index..<(index + 2)], as: UTF8.self)
      guard Lexer.isHexadecimalDigit(digits[index]), let byte = UInt8(pair, radix: 16) else {
        return nil
      }
      result.append(byte)
    }
    return result
  }
}
