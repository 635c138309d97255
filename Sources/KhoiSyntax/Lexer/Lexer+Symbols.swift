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

/// All symbols by their first byte, longest first.
struct SymbolTable: Sendable {
  static let shared = SymbolTable()

  private let candidates: [[(bytes: [UInt8], symbol: Symbol)]]

  private init() {
    var candidates = [[(bytes: [UInt8], symbol: Symbol)]](repeating: [], count: 128)
    for symbol in Symbol.allCases {
      let bytes = Array(symbol.rawValue.utf8)
      candidates[Int(bytes[0])].append((bytes, symbol))
    }
    for index in candidates.indices {
      candidates[index].sort { $0.bytes.count > $1.bytes.count }
    }
    self.candidates = candidates
  }

  func longest(at position: Int, in text: [UInt8]) -> Symbol? {
    guard text[position] < 128 else { return nil }
    for candidate in candidates[Int(text[position])] {
      if text[position...].starts(with: candidate.bytes) { return candidate.symbol }
    }
    return nil
  }
}
