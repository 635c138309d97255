import KhoiText

/// Calls with words instead of commas; all but `CAST` and `EXTRACT` become plain calls.
extension Parser {
  mutating func parseCast(isTry: Bool) throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    advance()
    advance()
    let value = try parseExpression()
    guard accept(.as) else { throw SyntaxFailure(unexpected("`AS` and a type")) }
    let type = try parseType()
    let format = accept(.format) ? try parseExpression() : nil
    try expectClosing(.rightParenthesis)
    return ExpressionSyntax(
      .cast(value, type, isTry: isTry, format: format), range: range(from: start))
  }

  mutating func parseExtract() throws(SyntaxFailure) -> ExpressionSyntax? {
    let isPart = ahead(2).kind == .string || isName(ahead(2))
    let isWeekday = ahead(3).symbol == .leftParenthesis && ahead(5).symbol == .rightParenthesis
    guard isPart, ahead(isWeekday ? 6 : 3).keyword == .from else { return nil }
    let start = start
    advance()
    advance()
    var part: IdentifierSyntax
    if token.kind == .string {
      part = try parseStringAsName()
    } else {
      part = identifier(in: advance())
      unmarkName()
      if isWeekday {
        advance()
        let day = text(advance().range)
        advance()
        part.text += "(\(day))"
        part.range = range(from: part.range.lower)
      }
    }
    try expect(.from)
    let value = try parseExpression()
    try expectClosing(.rightParenthesis)
    return ExpressionSyntax(.extract(part: part, from: value), range: range(from: start))
  }

  /// `SUBSTRING(x FROM a FOR b)`, and the ordinary call with commas.
  mutating func parseSubstring() throws(SyntaxFailure) -> ExpressionSyntax? {
    guard let (name, text) = try parseFirstArgument(from: .or) else { return nil }
    let start = name.range.lower
    guard at(.from) || at(.for) else {
      return try parseCall(NameSyntax(name), after: text, start: start)
    }
    let from = accept(.from) ? try parseExpression() : nil
    let length = accept(.for) ? try parseExpression() : nil
    try expectClosing(.rightParenthesis)
    let first = from ?? ExpressionSyntax(.literal(.integer("1")), range: text.range)
    return call(name, [text, first] + (length.map { [$0] } ?? []), start: start)
  }

  /// The name, `(` and the first argument; nothing if the parentheses start otherwise.
  private mutating func parseFirstArgument(
    from minimum: Precedence
  ) throws(SyntaxFailure) -> (IdentifierSyntax, ExpressionSyntax)? {
    switch ahead(2).symbol {
    case .rightParenthesis?, .star?: return nil
    default: break
    }
    if ahead(2).keyword == .distinct || ahead(3).symbol == .assign
      || ahead(3).symbol == .doubleArrow
    {
      return nil
    }
    let name = identifier(in: advance())
    advance()
    let outerArgument = argumentStart
    argumentStart = -1
    defer { argumentStart = outerArgument }
    return (name, try parseExpression(from: minimum))
  }

  /// `TRIM([BOTH|LEADING|TRAILING] [characters] FROM x)`.
  mutating func parseTrim() throws(SyntaxFailure) -> ExpressionSyntax? {
    let sides: [Keyword: String] = [.both: "trim", .leading: "ltrim", .trailing: "rtrim"]
    guard let side = ahead(2).keyword, let sidedName = sides[side],
      ahead(3).symbol != .rightParenthesis, ahead(3).symbol != .comma, ahead(3).symbol != .dot
    else { return try parsePlainTrim() }
    let start = start
    var name = identifier(in: advance())
    name.text = sidedName
    advance()
    advance()
    let first = at(.from) ? nil : try parseExpression()
    guard accept(.from) else {
      // `TRIM(LEADING x)`, `TRIM(BOTH x, y)`
      guard let first else { throw SyntaxFailure(unexpected("`FROM`")) }
      return try parseCall(NameSyntax(name), after: first, start: start)
    }
    let text = try parseExpression()
    try expectClosing(.rightParenthesis)
    return call(name, [text] + (first.map { [$0] } ?? []), start: start)
  }

  private mutating func parsePlainTrim() throws(SyntaxFailure) -> ExpressionSyntax? {
    guard let (name, first) = try parseFirstArgument(from: .or) else { return nil }
    let start = name.range.lower
    guard accept(.from) else {
      return try parseCall(NameSyntax(name), after: first, start: start)
    }
    let text = try parseExpression()
    try expectClosing(.rightParenthesis)
    return call(name, [text, first], start: start)
  }

  /// `POSITION(a IN b)` becomes `strpos(b, a)`.
  mutating func parsePosition() throws(SyntaxFailure) -> ExpressionSyntax? {
    guard case (var name, let wanted)? = try parseFirstArgument(from: .bitwiseOr) else {
      return nil
    }
    let start = name.range.lower
    guard accept(.in) else {
      return try parseCall(NameSyntax(name), after: wanted, start: start)
    }
    let text = try parseExpression()
    try expectClosing(.rightParenthesis)
    name.text = "strpos"
    return call(name, [text, wanted], start: start)
  }

  /// `OVERLAY(x PLACING y FROM a FOR b)`.
  mutating func parseOverlay() throws(SyntaxFailure) -> ExpressionSyntax? {
    guard let (name, text) = try parseFirstArgument(from: .or) else { return nil }
    let start = name.range.lower
    guard accept(.placing) else {
      return try parseCall(NameSyntax(name), after: text, start: start)
    }
    let replacement = try parseExpression()
    try expect(.from)
    let from = try parseExpression()
    let length = accept(.for) ? [try parseExpression()] : []
    try expectClosing(.rightParenthesis)
    return call(name, [text, replacement, from] + length, start: start)
  }

  private func call(
    _ name: IdentifierSyntax, _ arguments: [ExpressionSyntax], start: Int
  ) -> ExpressionSyntax {
    let range = range(from: start)
    let arguments = arguments.map { ArgumentSyntax(value: .expression($0), range: $0.range) }
    return ExpressionSyntax(
      .call(FunctionCallSyntax(name: NameSyntax(name), arguments: arguments, range: range)),
      range: range)
  }
}
