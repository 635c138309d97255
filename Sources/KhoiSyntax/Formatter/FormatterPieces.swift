import KhoiText

/// The statements of a text and the comments between them, in their order.
struct FormatterPieces {
  private struct Piece {
    var text: String
    var hasBlankLineBefore: Bool
  }

  private let bytes: [UInt8]
  private var tokens: [FormatterToken] = []
  private var statements: [Range<Int>] = []
  /// Whether a `;` ends each statement.
  private var isEnded: [Bool] = []
  /// The comments on lines of their own before each statement, and at the end of the text.
  private var commentsBefore: [[Piece]] = []
  private var hasBlankLineBefore: [Bool] = []

  init(_ text: String, parser: Parser, statements: [Range<Int>], options: ParserOptions) {
    bytes = parser.bytes
    self.statements = statements
    for (index, token) in parser.tokens.enumerated() {
      tokens.append(
        FormatterToken(token, roles: parser.roles[index], source: parser.text(token.range)))
    }
    isEnded = statements.map { parser.tokens[$0.upperBound].symbol == .semicolon }
    attachComments(Lexer(text, options: options).tokens())
  }

  // MARK: Comments

  static func trimmed(_ comment: String) -> String {
    var comment = comment[...]
    while comment.last?.isWhitespace == true { comment = comment.dropLast() }
    return String(comment)
  }

  private func source(_ range: SourceRange) -> String {
    String(decoding: bytes[range.lower..<range.upper], as: UTF8.self)
  }

  private func newlines(_ range: SourceRange) -> Int {
    bytes[range.lower..<range.upper].reduce(0) { $1 == 0x0A ? $0 + 1 : $0 }
  }

  /// Gives every comment to the token beside which it stands.
  private mutating func attachComments(_ all: [Token]) {
    commentsBefore = Array(repeating: [], count: statements.count + 1)
    hasBlankLineBefore = Array(repeating: false, count: statements.count + 1)
    let starts = Dictionary(
      uniqueKeysWithValues: statements.enumerated().map { ($1.lowerBound, $0) })
    // The place of the next token among those without comments and white space.
    var next = 0
    var lineBreaks = 1
    for (place, token) in all.enumerated() {
      if token.kind == .whitespace {
        lineBreaks += newlines(token.range)
        continue
      }
      guard token.kind == .comment else {
        if let statement = starts[next], tokens[next].leading.isEmpty {
          hasBlankLineBefore[statement] = lineBreaks > 1
        }
        next += 1
        lineBreaks = 0
        continue
      }
      let isLast = !all[(place + 1)...].contains { $0.kind != .whitespace }
      let endsLine =
        isLast
        || place + 1 < all.count && all[place + 1].kind == .whitespace
          && newlines(all[place + 1].range) > 0
      let text = Self.trimmed(source(token.range))
      let isOwnLine = lineBreaks > 0 || next == 0
      attach(text, before: next, isOwnLine: isOwnLine, endsLine: endsLine, lineBreaks: lineBreaks)
      lineBreaks = 0
    }
  }

  private mutating func attach(
    _ text: String, before next: Int, isOwnLine: Bool, endsLine: Bool, lineBreaks: Int
  ) {
    let statement = statements.firstIndex { $0.contains(next) && next > $0.lowerBound }
    let upcoming = statements.firstIndex { $0.lowerBound >= next } ?? statements.count
    if isOwnLine, endsLine, statement == nil, !endsStatement(next) {
      commentsBefore[upcoming].append(Piece(text: text, hasBlankLineBefore: lineBreaks > 1))
      return
    }
    if !isOwnLine, endsLine || next >= tokens.count - 1, next > 0 {
      // A comma or semicolon is drawn to the item before it, the comment follows both.
      var owner = next - 1
      if tokens[next].symbol == .comma, tokens[next].leading.isEmpty { owner = next }
      if tokens[owner].symbol == .semicolon { owner = lastOfStatement(before: owner) }
      tokens[owner].trailing.append(LayoutComment(text: text, place: .end))
      return
    }
    if statement == nil, upcoming == statements.count, next > 0, !endsStatement(next) {
      commentsBefore[upcoming].append(Piece(text: text, hasBlankLineBefore: lineBreaks > 1))
      return
    }
    let place: LayoutComment.Place = isOwnLine && endsLine ? .line : .between
    let comment = LayoutComment(text: text, place: place)
    // Between two tokens of a line it goes with the first, unless that holds on to the second.
    if !isOwnLine, next > 0, !tokens[next - 1].opens, statement != nil || endsStatement(next) {
      tokens[next - 1].trailing.append(comment)
    } else {
      if tokens[next].leading.isEmpty,
        let first = statements.firstIndex(where: { $0.lowerBound == next })
      {
        hasBlankLineBefore[first] = lineBreaks > 1
      }
      tokens[next].leading.append(comment)
    }
  }

  /// Whether the `;` of a statement is the next token.
  private func endsStatement(_ next: Int) -> Bool {
    tokens[next].symbol == .semicolon && statements.contains { $0.upperBound == next }
  }

  private func lastOfStatement(before index: Int) -> Int {
    var last = index
    while last > 0, tokens[last].symbol == .semicolon { last -= 1 }
    return last
  }

  // MARK: Putting together

  func formatted() -> String {
    var lines = ""
    func append(_ text: String, afterBlankLine: Bool) {
      if !lines.isEmpty, afterBlankLine { lines += "\n" }
      lines += text + "\n"
    }
    for (number, statement) in statements.enumerated() {
      for piece in commentsBefore[number] {
        append(piece.text, afterBlankLine: piece.hasBlankLineBefore)
      }
      append(
        text(of: statement, isEnded: isEnded[number]), afterBlankLine: hasBlankLineBefore[number])
    }
    for piece in commentsBefore[statements.count] {
      append(piece.text, afterBlankLine: piece.hasBlankLineBefore)
    }
    return lines
  }

  /// One statement; its `;` stands before a comment at the end.
  private func text(of statement: Range<Int>, isEnded: Bool) -> String {
    var own = Array(tokens[statement])
    guard isEnded, let last = own.indices.last else {
      return LayoutRenderer.render(LayoutBuilder.layout(own))
    }
    var end = tokens[statement.upperBound]
    end.trailing = own[last].trailing
    own[last].trailing = []
    if end.leading.isEmpty {
      own[last].text += ";"
      own[last].trailing = end.trailing
    } else {
      own.append(end)
    }
    return LayoutRenderer.render(LayoutBuilder.layout(own))
  }
}
