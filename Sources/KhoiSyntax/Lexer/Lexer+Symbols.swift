/// Operators and punctuation: the longest symbol that the text starts with.
extension Lexer {
  mutating func symbol() -> Token {
    guard let symbol = SymbolTable.shared.longest(at: position, in: bytes) else {
      position += 1
      return token(.error, problem: .unknownCharacter)
    }
    position += symbol.rawValue.utf8.count
    let kind: Token.Kind =
      symbol == .pipe ? .pipe : symbol.isPunctuation ? .punctuation : .operator
    var token = token(kind)
    token.symbol = symbol
    return token
  }
}

/// All symbols as words of four bytes, the longest first.
struct SymbolTable: Sendable {
  static let shared = SymbolTable()

  private struct Entry {
    /// The bytes of the symbol, the first one lowest.
    let word: UInt32
    let mask: UInt32
    let symbol: Symbol
  }

  private let entries: [Entry]

  private init() {
    var entries: [Entry] = []
    for symbol in Symbol.allCases {
      let bytes = symbol.rawValue.utf8
      precondition(bytes.count <= 4, "a symbol has four bytes at most")
      var word: UInt32 = 0
      for byte in bytes.reversed() { word = word << 8 | UInt32(byte) }
      let mask = UInt32.max >> UInt32(32 - 8 * bytes.count)
      entries.append(Entry(word: word, mask: mask, symbol: symbol))
    }
    entries.sort { $0.mask > $1.mask }
    self.entries = entries
  }

  func longest(at position: Int, in text: [UInt8]) -> Symbol? {
    var word: UInt32 = 0
    for place in (position..<min(position + 4, text.count)).reversed() {
      word = word << 8 | UInt32(text[place])
    }
    return entries.first { word & $0.mask == $0.word }?.symbol
  }
}
