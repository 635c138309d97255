package import KhoiText

/// Cuts a script into statements and says what the last one still lacks.
///
/// A statement ends at a `;` outside strings, comments and brackets. The shell asks it after every
/// line whether to run or to wait for more.
package struct StatementSplitter: Sendable {
  /// What is still open at the end of the text.
  package enum Open: Sendable, Hashable {
    case bracket
    case string
    case quotedName
    case comment
    /// The text ends with `|>`: a step must follow.
    case pipe
  }

  /// The statements that a `;` ends, without it and without space around them.
  package private(set) var statements: [SourceRange] = []
  /// What stands after the last `;`, if it is more than space and comments.
  package private(set) var rest: SourceRange?
  /// What keeps the rest from being a statement.
  package private(set) var open: Open?
  /// Where the open thing starts.
  package private(set) var openRange: SourceRange?

  package init(_ text: String, options: ParserOptions = .init()) {
    var lexer = Lexer(text, options: options)
    var first: Int?
    var end = 0
    var brackets: [SourceRange] = []
    var last: Token?
    while let token = lexer.next() {
      if token.isTrivia { continue }
      if token.symbol == .semicolon, brackets.isEmpty {
        if let first { statements.append(SourceRange(first, end)) }
        first = nil
        last = nil
        continue
      }
      switch token.symbol {
      case .leftParenthesis?, .leftBracket?, .leftBrace?: brackets.append(token.range)
      case .rightParenthesis?, .rightBracket?, .rightBrace?: _ = brackets.popLast()
      default: break
      }
      // An open comment after a finished statement is no statement itself.
      if case .unterminatedComment? = token.problem {} else { first = first ?? token.range.lower }
      end = token.range.upper
      last = token
    }
    if let first { rest = SourceRange(first, end) }
    (open, openRange) = Self.open(after: last, brackets: brackets)
  }

  /// Whether every statement is ended and nothing is open.
  package var isComplete: Bool { rest == nil && open == nil }

  private static func open(
    after last: Token?, brackets: [SourceRange]
  ) -> (Open?, SourceRange?) {
    guard let last else { return (nil, nil) }
    switch last.problem {
    case .unterminatedString?: return (.string, last.range)
    case .unterminatedName?: return (.quotedName, last.range)
    case .unterminatedComment?: return (.comment, last.range)
    default: break
    }
    if let bracket = brackets.last { return (.bracket, bracket) }
    if last.kind == .pipe { return (.pipe, last.range) }
    return (nil, nil)
  }
}
