import KhoiSyntax
import KhoiText

extension TextShape {
  /// The shape of statements of the language; a text that begins with a dot is a command.
  package init(statements text: String, cursor: Int?) {
    if CommandText.isCommand(text) {
      self = TextShape.command(text)
      return
    }
    var shaper = LanguageShaper(text)
    shaper.read()
    if let cursor { shaper.markBracket(at: cursor) }
    self.init(
      meanings: shaper.meanings, openings: shaper.openings, endsStatement: shaper.endsStatement,
      isClosed: shaper.opening == .nothing && !shaper.isEmpty)
  }

  private static func command(_ text: String) -> TextShape {
    var shape = TextShape.plain(text.utf8.count)
    for (offset, byte) in text.utf8.enumerated() {
      if byte == 0x20 && offset > 0 { break }
      shape.meanings[offset] = .keyword
    }
    return shape
  }
}

/// Reads the tokens of a text once for everything the editor wants to know.
private struct LanguageShaper {
  private let bytes: [UInt8]
  private(set) var meanings: [Meaning]
  private(set) var openings: [TextShape.Opening] = []
  /// Open brackets: where each stands.
  private var brackets: [Int] = []
  /// Each bracket's mate, both ways.
  private var mates: [Int: Int] = [:]
  private var last: Token?
  /// What the last token left open.
  private var unfinished: TextShape.Opening = .nothing

  init(_ text: String) {
    bytes = Array(text.utf8)
    meanings = [Meaning](repeating: .plain, count: bytes.count)
  }

  var isEmpty: Bool { last == nil }

  /// What is open here.
  var opening: TextShape.Opening {
    if unfinished != .nothing { return unfinished }
    if !brackets.isEmpty { return .bracket }
    return last?.kind == .pipe ? .pipe : .nothing
  }

  var endsStatement: Bool {
    last?.symbol == .semicolon && brackets.isEmpty && unfinished == .nothing
  }

  mutating func read() {
    var lexer = Lexer(bytes: bytes)
    var previousName: SourceRange?
    while let token = lexer.next() {
      fill(token.range, Self.meaning(of: token))
      noteBracket(token)
      // A word before an opening bracket is a function.
      if token.symbol == .leftParenthesis, let previousName { fill(previousName, .function) }
      noteLines(in: token)
      if token.isTrivia { continue }
      previousName = token.kind == .identifier ? token.range : nil
      last = token
    }
  }

  private static func meaning(of token: Token) -> Meaning {
    switch token.kind {
    case .whitespace, .end, .punctuation: .plain
    case .comment: .comment
    case .keyword: .keyword
    case .identifier, .quotedIdentifier: .identifier
    case .string: .string
    case .number: .number
    case .operator: .symbol
    case .pipe: .pipe
    case .parameter: .parameter
    case .error: .fault
    }
  }

  private mutating func fill(_ range: SourceRange, _ meaning: Meaning) {
    for offset in range.lower..<min(range.upper, meanings.count) { meanings[offset] = meaning }
  }

  private mutating func noteBracket(_ token: Token) {
    switch token.symbol {
    case .leftParenthesis?, .leftBracket?, .leftBrace?:
      brackets.append(token.range.lower)
    case .rightParenthesis?, .rightBracket?, .rightBrace?:
      if let mate = brackets.popLast() {
        mates[mate] = token.range.lower
        mates[token.range.lower] = mate
      } else {
        fill(token.range, .fault)
      }
    default: break
    }
  }

  /// Says for each line feed in the token what is open there.
  private mutating func noteLines(in token: Token) {
    switch token.problem {
    case .unterminatedString?: unfinished = .string
    case .unterminatedName?: unfinished = .quotedName
    case .unterminatedComment?: unfinished = .comment
    default: unfinished = .nothing
    }
    for offset in token.range.lower..<min(token.range.upper, bytes.count)
    where bytes[offset] == 0x0A {
      switch token.kind {
      case .string: openings.append(.string)
      case .quotedIdentifier: openings.append(.quotedName)
      case .comment: openings.append(.comment)
      default: openings.append(opening)
      }
    }
  }

  mutating func markBracket(at cursor: Int) {
    for place in [cursor, cursor - 1] {
      guard let mate = mates[place] else { continue }
      meanings[place] = .match
      meanings[mate] = .match
      return
    }
  }
}
