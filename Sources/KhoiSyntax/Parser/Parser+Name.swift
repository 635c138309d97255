import KhoiText

/// Names and aliases.
extension Parser {
  /// Whether the current token can be a name by itself.
  func isName(_ token: Token) -> Bool {
    switch token.kind {
    case .identifier, .quotedIdentifier: true
    case .keyword: token.keyword.map { $0.category != .reserved } ?? false
    default: false
    }
  }

  var atName: Bool { isName(token) }

  /// The name in a token that is one.
  mutating func identifier(in token: Token) -> IdentifierSyntax {
    if !roles.isEmpty {
      let isCurrent = tokens[index].range == token.range
      roles[isCurrent ? index : index - 1].formUnion(.name)
    }
    guard token.kind == .quotedIdentifier else {
      return IdentifierSyntax(text: text(token.range), range: token.range)
    }
    let quote = bytes[token.range.lower]
    let inner = Array(bytes[(token.range.lower + 1)..<(token.range.upper - 1)])
    return IdentifierSyntax(
      text: String(decoding: undoubled(inner, quote: quote), as: UTF8.self), isQuoted: true,
      range: token.range)
  }

  func undoubled(_ inner: [UInt8], quote: UInt8) -> [UInt8] {
    guard inner.contains(quote) else { return inner }
    var result: [UInt8] = []
    var index = 0
    while index < inner.count {
      result.append(inner[index])
      index += inner[index] == quote ? 2 : 1
    }
    return result
  }

  mutating func parseIdentifier(_ what: String = "a name") throws(SyntaxFailure) -> IdentifierSyntax
  {
    guard atName else {
      if token.kind == .keyword, !atListEnd || isHalfClause, let keyword = token.keyword,
        knownMistake() == nil
      {
        throw SyntaxFailure(.reservedWord(keyword.rawValue, at: token.range))
      }
      throw SyntaxFailure(unexpected(what))
    }
    let name = identifier(in: token)
    advance()
    return name
  }

  /// Whether the first word of `GROUP BY` or `ORDER BY` stands without the second.
  private var isHalfClause: Bool {
    (at(.group) || at(.order)) && ahead(1).keyword != .by && ahead(1).keyword != .and
  }

  /// A name after `AS`, where most reserved words are harmless; strings too, as other engines do.
  mutating func parseAliasAfterAs() throws(SyntaxFailure) -> IdentifierSyntax {
    if token.kind == .string { return try parseStringAsName() }
    if token.kind == .keyword, !atListEnd {
      switch token.keyword {
      case .select?, .on?, .join?, .as?, .using?, .into?, .when?, .then?: break
      default:
        let name = identifier(in: token)
        advance()
        return name
      }
    }
    return try parseIdentifier("an alias")
  }

  mutating func parseStringAsName() throws(SyntaxFailure) -> IdentifierSyntax {
    let token = token
    let text = try parseStringText()
    return IdentifierSyntax(text: text, isQuoted: true, range: token.range)
  }

  /// Whether an alias may start here without `AS`.
  var atBareAlias: Bool {
    switch token.kind {
    case .identifier, .quotedIdentifier: true
    case .keyword:
      token.keyword?.category == .free
        || at(.nulls) && ahead(1).keyword != .first && ahead(1).keyword != .last
    default: false
    }
  }

  /// `[AS] alias`.
  mutating func parseOptionalAlias() throws(SyntaxFailure) -> IdentifierSyntax? {
    if accept(.as) { return try parseAliasAfterAs() }
    guard atBareAlias else { return nil }
    let alias = identifier(in: token)
    advance()
    lastBareAlias = alias
    return alias
  }

  /// `a.b.c`.
  mutating func parseName(_ what: String = "a name") throws(SyntaxFailure) -> NameSyntax {
    var name = NameSyntax(try parseIdentifier(what))
    while at(.dot), isName(ahead(1)) || ahead(1).kind == .keyword {
      advance()
      let part = identifier(in: token)
      advance()
      name.parts.append(part)
      name.range = name.range.union(part.range)
    }
    return name
  }

  /// `(a, b, c)`.
  mutating func parseColumnNames() throws(SyntaxFailure) -> [IdentifierSyntax] {
    try parseParenthesisedList { (parser) throws(SyntaxFailure) in
      try parser.parseIdentifier("a column name")
    }
  }
}
