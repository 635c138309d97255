import KhoiText

/// Values that start with a word: columns, calls, and the forms with a syntax of their own.
extension Parser {
  mutating func parseWord() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    if let form = try parseSpecialForm() { return form }
    var name = NameSyntax(identifier(in: token))
    advance()
    // A quoted or plain path; `.*` and whatever else follows is left to the postfix forms.
    while at(.dot), isName(ahead(1)) || ahead(1).kind == .keyword {
      advance()
      let part = identifier(in: token)
      advance()
      name.parts.append(part)
      name.range = name.range.union(part.range)
    }
    if at(.leftParenthesis) { return try parseCall(name, receiver: nil, start: start) }
    return ExpressionSyntax(.name(name), range: range(from: start))
  }

  /// A form that only looks like a name or a call, if one starts here.
  private mutating func parseSpecialForm() throws(SyntaxFailure) -> ExpressionSyntax? {
    guard let keyword = token.keyword else {
      return ahead(1).kind == .string ? try parseTypedLiteral() : nil
    }
    switch ahead(1).symbol {
    case .leftParenthesis?: return try parseParenthesisedForm(keyword)
    case .leftBracket? where keyword == .array:
      let start = start
      advance()
      return try parseList(elementType: nil, start: start)
    case .leftBrace? where keyword == .map:
      let start = start
      advance()
      return try parseMap(start: start)
    case .less? where keyword == .array || keyword == .struct:
      return try parseTypedConstructor()
    default: break
    }
    switch keyword {
    case .interval: return try parseInterval()
    case .lambda where isName(ahead(1)): return try parseKeywordLambda()
    case .cast, .tryCast, .safeCast, .extract:
      // `CAST x AS t)`: the bracket is what is missing.
      guard ahead(1).kind == .number || ahead(1).kind == .string || ahead(1).keyword == .null
      else { return nil }
      advance()
      throw SyntaxFailure(unexpected("`(`"))
    case .date, .time, .timestamp, .datetime: return try parseTypedLiteral()
    default: return nil
    }
  }

  /// Calls whose parentheses have a grammar of their own.
  private mutating func parseParenthesisedForm(
    _ keyword: Keyword
  ) throws(SyntaxFailure) -> ExpressionSyntax? {
    try enter(Self.callWeight)
    defer { leave(Self.callWeight) }
    switch keyword {
    case .cast, .tryCast, .safeCast: return try parseCast(isTry: keyword != .cast)
    case .extract: return try parseExtract()
    case .exists where startsQuery(at: 2): return try parseExists()
    case .array where startsQuery(at: 2): return try parseArraySubquery()
    case .row: return try parseRow()
    case .struct: return try parseStructConstructor(type: nil, start: start)
    case .interval: return try parseInterval()
    case .trim: return try parseTrim()
    case .substring, .substr: return try parseSubstring()
    case .position: return try parsePosition()
    case .overlay: return try parseOverlay()
    default: return nil
    }
  }

  // MARK: Typed literals

  /// Types whose name may stand before a text: `DATE '2024-01-31'`.
  private static let literalTypes: Set<String> = [
    "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "TIMETZ", "DATETIME", "NUMERIC", "DECIMAL",
    "BIGNUMERIC", "JSON", "UUID", "BLOB", "BYTEA", "BIT", "INT", "INTEGER", "BIGINT", "DOUBLE",
    "FLOAT", "REAL", "VARCHAR", "TEXT", "BOOLEAN", "BOOL", "TIMESTAMP_S", "TIMESTAMP_MS",
    "TIMESTAMP_NS",
  ]

  private mutating func parseTypedLiteral() throws(SyntaxFailure) -> ExpressionSyntax? {
    let first = token
    guard first.kind != .quotedIdentifier else { return nil }
    var words = text(first.range).uppercased()
    guard Self.literalTypes.contains(words) else { return nil }
    var count = 1
    if ahead(1).keyword == .with || ahead(1).keyword == .without, ahead(2).keyword == .time,
      ahead(3).keyword == .zone
    {
      words += ahead(1).keyword == .with ? " WITH TIME ZONE" : " WITHOUT TIME ZONE"
      count = 4
    }
    guard ahead(count).kind == .string else { return nil }
    for _ in 0..<count { advance() }
    let type = TypeSyntax(
      .named(words, arguments: []), range: range(from: first.range.lower))
    let text = try parseStringText()
    return ExpressionSyntax(
      .literal(.typed(type, text: text)), range: range(from: first.range.lower))
  }

  // MARK: INTERVAL

  /// `INTERVAL 1 DAY`, `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '1 day'`, `INTERVAL (n) MONTH`.
  private mutating func parseInterval() throws(SyntaxFailure) -> ExpressionSyntax? {
    let start = start
    let next = ahead(1)
    let isOperand =
      next.kind == .string || next.kind == .number || next.kind == .parameter
      || next.symbol == .leftParenthesis
      || next.symbol == .minus && ahead(2).kind == .number && isDatePart(ahead(3))
      || isName(next) && next.symbol == nil && isDatePart(ahead(2))
    guard isOperand else { return nil }
    advance()
    let isCall = at(.leftParenthesis)
    let value = try parseExpression(from: .prefix)
    guard isDatePart(token) else {
      guard isCall else {
        return ExpressionSyntax(
          .interval(value, unit: nil, lastUnit: nil), range: range(from: start))
      }
      let name = IdentifierSyntax(
        text: "interval", range: SourceRange(start, start + "interval".utf8.count))
      let argument = ArgumentSyntax(value: .expression(value), range: value.range)
      return ExpressionSyntax(
        .call(
          FunctionCallSyntax(
            name: NameSyntax(name), arguments: [argument], range: range(from: start))),
        range: range(from: start))
    }
    let unit = identifier(in: advance())
    unmarkName()
    var lastUnit: IdentifierSyntax?
    if at(.to), isDatePart(ahead(1)) {
      advance()
      lastUnit = identifier(in: advance())
      unmarkName()
    }
    return ExpressionSyntax(
      .interval(value, unit: unit, lastUnit: lastUnit), range: range(from: start))
  }

  private static let dateParts: Set<String> = [
    "YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND",
    "MICROSECOND", "NANOSECOND", "DECADE", "CENTURY", "MILLENNIUM", "YEARS", "QUARTERS", "MONTHS",
    "WEEKS", "DAYS", "HOURS", "MINUTES", "SECONDS", "MILLISECONDS", "MICROSECONDS", "NANOSECONDS",
    "DECADES", "CENTURIES", "MILLENNIA",
  ]

  private func isDatePart(_ token: Token) -> Bool {
    token.kind == .identifier && Self.dateParts.contains(text(token.range).uppercased())
  }

  // MARK: Other forms

  /// `lambda x, y: e`.
  private mutating func parseKeywordLambda() throws(SyntaxFailure) -> ExpressionSyntax? {
    let start = start
    var offset = 1
    while isName(ahead(offset)), ahead(offset + 1).symbol == .comma { offset += 2 }
    guard isName(ahead(offset)), ahead(offset + 1).symbol == .colon else { return nil }
    advance()
    var names = [try parseIdentifier()]
    while accept(.comma) { names.append(try parseIdentifier()) }
    try expect(.colon)
    let body = try parseExpression()
    return ExpressionSyntax(.lambda(names, body), range: range(from: start))
  }

  private mutating func parseExists() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    advance()
    let query = try parseParenthesisedQuery()
    return ExpressionSyntax(.exists(query), range: range(from: start))
  }

  private mutating func parseArraySubquery() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    advance()
    let query = try parseParenthesisedQuery()
    return ExpressionSyntax(.arraySubquery(query), range: range(from: start))
  }

  private mutating func parseRow() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    advance()
    let elements = try parseParenthesisedList(canBeEmpty: true) { (parser) throws(SyntaxFailure) in
      try parser.parseExpression()
    }
    return ExpressionSyntax(.row(elements), range: range(from: start))
  }

  /// `ARRAY<t>[…]` and `STRUCT<…>(…)`.
  private mutating func parseTypedConstructor() throws(SyntaxFailure) -> ExpressionSyntax? {
    let start = start
    let saved = self
    let type: TypeSyntax
    do {
      type = try parseElementType()
    } catch {
      // A column called `array` or `struct` is compared with something.
      self = saved
      return nil
    }
    switch type.kind {
    case .list(let element, _) where at(.leftBracket):
      return try parseList(elementType: element, start: start)
    case .structure where at(.leftParenthesis):
      return try parseStructConstructor(type: type, start: start)
    default:
      self = saved
      return nil
    }
  }

  /// `STRUCT(1 AS a, b)`; after `STRUCT<…>` from the parenthesis on.
  private mutating func parseStructConstructor(
    type: TypeSyntax?, start: Int
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    if type == nil { advance() }
    let fields = try parseParenthesisedList(canBeEmpty: true) { (parser) throws(SyntaxFailure) in
      let value = try parser.parseExpression()
      let name = parser.accept(.as) ? try parser.parseAliasAfterAs() : nil
      return StructureFieldSyntax(name: name, value: value)
    }
    return ExpressionSyntax(.structure(fields, type: type), range: range(from: start))
  }
}
