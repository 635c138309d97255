import KhoiText

/// Turns tokens into the syntax tree: recursive descent, with precedence climbing for operators.
///
/// Files are named after what they parse. A `parse…` function consumes what it names or throws
/// what ends the statement; `accept…` consumes only what fits; `at…` only looks.
/// Recursion is bounded (`enter`), and so is the height of the tree (`grow`), because whoever walks
/// the tree later recurses too.
struct Parser {
  let bytes: [UInt8]
  /// Without trivia, with one `.end` token.
  let tokens: [Token]
  let options: ParserOptions
  var index = 0
  /// The open brackets on the way to the current token.
  var openBrackets: [Token] = []
  /// Subqueries and bracketed expressions around the current token.
  var depth = 0
  /// The height of the tree below what is parsed now, see `grow`.
  var height = 0
  var positionalParameterCount = 0
  /// The alias without `AS` that was read last: perhaps a misspelt keyword.
  var lastBareAlias: IdentifierSyntax?
  /// Where the current argument of a call starts, so that `x -> …` there is a lambda.
  var argumentStart = -1
  /// The `>>` of which a type has taken the first half, or -1.
  var halfClosed = -1
  var notices: [Diagnostic] = []
  /// What each token is for the formatter; empty for everybody else.
  var roles: [TokenRoles] = []

  init(_ text: String, options: ParserOptions, marksRoles: Bool = false) {
    let lexer = Lexer(text, options: options)
    bytes = lexer.bytes
    var tokens = lexer.tokens().filter { !$0.isTrivia }
    tokens.append(Token(.end, range: SourceRange(bytes.count, bytes.count)))
    self.tokens = tokens
    self.options = options
    if marksRoles { roles = Array(repeating: [], count: tokens.count) }
  }

  // MARK: Looking

  var token: Token { tokens[index] }

  /// The token some places ahead; the end token past the end.
  func ahead(_ offset: Int) -> Token {
    tokens[min(index + offset, tokens.count - 1)]
  }

  var start: Int { token.range.lower }

  /// The end of what was consumed last.
  var previousEnd: Int { index > 0 ? tokens[index - 1].range.upper : 0 }

  /// From a start to the end of what was consumed last.
  func range(from start: Int) -> SourceRange { SourceRange(start, max(start, previousEnd)) }

  func at(_ keyword: Keyword) -> Bool { token.keyword == keyword }

  func at(_ symbol: Symbol) -> Bool { token.symbol == symbol }

  func at(_ first: Keyword, _ second: Keyword) -> Bool {
    token.keyword == first && ahead(1).keyword == second
  }

  func at(_ keyword: Keyword, _ symbol: Symbol) -> Bool {
    token.keyword == keyword && ahead(1).symbol == symbol
  }

  var atEnd: Bool { token.kind == .end || token.symbol == .semicolon }

  func text(_ range: SourceRange) -> String {
    String(decoding: bytes[range.lower..<range.upper], as: UTF8.self)
  }

  /// The word of a token in capitals, for comparing with words that are no keywords.
  func atWord(_ word: String, offset: Int = 0) -> Bool {
    let token = ahead(offset)
    guard token.kind == .identifier || token.kind == .keyword else { return false }
    return text(token.range).uppercased() == word
  }

  // MARK: Consuming

  @discardableResult
  mutating func advance() -> Token {
    let token = tokens[index]
    switch token.symbol {
    case .leftParenthesis?, .leftBracket?, .leftBrace?: openBrackets.append(token)
    case .rightParenthesis?, .rightBracket?, .rightBrace?: _ = openBrackets.popLast()
    default: break
    }
    if index < tokens.count - 1 { index += 1 }
    return token
  }

  mutating func accept(_ keyword: Keyword) -> Bool {
    guard token.keyword == keyword else { return false }
    advance()
    return true
  }

  mutating func accept(_ symbol: Symbol) -> Bool {
    guard token.symbol == symbol else { return false }
    advance()
    return true
  }

  /// Consumes all of the words or none of them.
  mutating func accept(_ first: Keyword, _ second: Keyword, _ third: Keyword? = nil) -> Bool {
    guard at(first, second) else { return false }
    if let third, ahead(2).keyword != third { return false }
    advance()
    advance()
    if third != nil { advance() }
    return true
  }

  mutating func expect(_ keyword: Keyword) throws(SyntaxFailure) {
    guard accept(keyword) else { throw SyntaxFailure(unexpected("`\(keyword.rawValue)`")) }
  }

  mutating func expect(_ symbol: Symbol) throws(SyntaxFailure) {
    guard accept(symbol) else { throw SyntaxFailure(unexpected("`\(symbol.rawValue)`")) }
  }

  /// The closing bracket of a list; what else may have been meant is told apart here.
  mutating func expectClosing(_ symbol: Symbol) throws(SyntaxFailure) {
    if accept(symbol) { return }
    throw SyntaxFailure(unexpectedInBrackets(closing: symbol))
  }

  // MARK: Bounds

  /// One level deeper, or several where a level needs much of the stack; the `leave` with the same
  /// weight stands in a `defer` beside it.
  mutating func enter(_ weight: Int = 1) throws(SyntaxFailure) {
    guard depth + weight <= options.nestingLimit else {
      throw SyntaxFailure(.tooDeep(limit: options.nestingLimit, at: token.range))
    }
    depth += weight
  }

  mutating func leave(_ weight: Int = 1) { depth -= weight }

  /// What a query, a call and a table weigh among the levels.
  static let queryWeight = 4
  static let callWeight = 2
  static let tableWeight = 2

  /// The tallest tree that a chain such as `a + b + c + …` may build.
  static let heightLimit = 1_000

  /// Notes that what was parsed so far moves one level down in the tree.
  mutating func grow() throws(SyntaxFailure) {
    height += 1
    if height > Self.heightLimit {
      throw SyntaxFailure(.tooLong("operators", limit: Self.heightLimit, at: token.range))
    }
  }

  // MARK: Lists

  /// Whether a list can end here, so that the comma before was a trailing one.
  var atListEnd: Bool {
    if atEnd || token.kind == .pipe { return true }
    if ahead(1).symbol == .doubleArrow { return false }
    switch token.symbol {
    case .rightParenthesis?, .rightBracket?, .rightBrace?: return true
    default: break
    }
    switch token.keyword {
    case .from?, .where?, .group?, .having?, .order?, .limit?, .union?, .intersect?, .except?,
      .qualify?:
      return token.kind == .keyword
    default: return false
    }
  }

  /// Items with commas between them and perhaps one after them.
  mutating func parseList<Item>(
    _ parseItem: (inout Parser) throws(SyntaxFailure) -> Item
  ) throws(SyntaxFailure) -> [Item] {
    var items: [Item] = []
    mark(.items)
    repeat {
      if at(.comma) { throw SyntaxFailure(.extraComma(at: token.range)) }
      items.append(try parseItem(&self))
    } while acceptComma() && !atListEnd
    return items
  }

  /// A comma between the items of a list.
  mutating func acceptComma() -> Bool {
    guard accept(.comma) else { return false }
    markPrevious(.comma)
    return true
  }

  /// `(item, …)`; may be empty only where said so.
  mutating func parseParenthesisedList<Item>(
    canBeEmpty: Bool = false, _ parseItem: (inout Parser) throws(SyntaxFailure) -> Item
  ) throws(SyntaxFailure) -> [Item] {
    try expect(.leftParenthesis)
    if canBeEmpty, accept(.rightParenthesis) { return [] }
    let items = try parseList(parseItem)
    try expectClosing(.rightParenthesis)
    return items
  }
}
