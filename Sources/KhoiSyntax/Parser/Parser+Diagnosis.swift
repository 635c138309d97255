import KhoiText

/// Finds out what a token that does not fit was meant to be.
extension Parser {
  /// The diagnostic for the current token, where one of `expected` was to stand.
  func unexpected(_ expected: String...) -> Diagnostic {
    if let known = knownMistake() ?? suspectedSelect() { return known }
    if atEnd, let bracket = openBrackets.last, !isCutShort {
      return .unclosed(text(bracket.range), at: bracket.range)
    }
    return .unexpected(describe(token), expected: expected, at: markedRange)
  }

  /// Whether the word or sign before the current token asks for more, as in `WHERE` and `a +`.
  private var isCutShort: Bool {
    guard index > 0 else { return false }
    let previous = tokens[index - 1]
    switch previous.kind {
    case .operator, .pipe: return previous.symbol != .star
    case .keyword: return previous.keyword?.category == .reserved && !startsExpression(previous)
    default: return previous.symbol == .comma || previous.symbol == .dot
    }
  }

  /// Where a caret goes: the end of the text has no width, so the last token stands for it.
  var markedRange: SourceRange {
    guard token.kind == .end else { return token.range }
    return SourceRange(previousEnd, previousEnd)
  }

  func describe(_ token: Token) -> String {
    switch token.kind {
    case .end: return "the end of the text"
    case .string:
      let text = text(token.range)
      return text.count > 24 ? "the text \(text.prefix(20))…" : "the text \(text)"
    case .number: return "the number \(text(token.range))"
    default:
      let text = text(token.range)
      return text.count > 40 ? "`\(text.prefix(36))…`" : "`\(text)`"
    }
  }

  /// Mistakes that are plain from the token itself, whatever was expected.
  func knownMistake() -> Diagnostic? {
    if let problem = token.problem { return lexical(problem) }
    switch token.symbol {
    case .doubleAmpersand?: return .doubleAmpersand(at: token.range)
    case .exclamation?: return .exclamation(at: token.range)
    case .bar?:
      if ahead(1).symbol == .greater {
        return .brokenPipe(at: token.range.union(ahead(1).range))
      }
      if ahead(1).kind == .end || startsStep(ahead(1)) { return .brokenPipe(at: token.range) }
    case .greater?:
      if index > 0, tokens[index - 1].symbol == .bar {
        return .brokenPipe(at: tokens[index - 1].range.union(token.range))
      }
    case .rightParenthesis? where !openBrackets.contains { $0.symbol == .leftParenthesis }:
      return .unopened(")", at: token.range)
    case .rightBracket? where !openBrackets.contains { $0.symbol == .leftBracket }:
      return .unopened("]", at: token.range)
    case .rightBrace? where !openBrackets.contains { $0.symbol == .leftBrace }:
      return .unopened("}", at: token.range)
    default: break
    }
    if index > 0, tokens[index - 1].symbol == .bar, startsStep(token) || atEnd {
      return .brokenPipe(at: tokens[index - 1].range)
    }
    return nil
  }

  func lexical(_ problem: LexicalProblem) -> Diagnostic {
    var range = token.range
    // An open string swallows the rest of the text; its first line is enough to show.
    if let newline = bytes[range.lower..<range.upper].firstIndex(of: 0x0A) {
      range = SourceRange(range.lower, max(newline, range.lower + 1))
    }
    return .lexical(problem, text: text(token.range), at: range)
  }

  private func startsStep(_ token: Token) -> Bool {
    switch token.keyword {
    case .where?, .select?, .extend?, .aggregate?, .order?, .limit?, .join?, .union?, .group?:
      true
    default: false
    }
  }

  /// In a bracketed list something else than a comma or the closing bracket stands.
  func unexpectedInBrackets(closing: Symbol) -> Diagnostic {
    if let known = knownMistake() { return known }
    if let suspect = suspectedCase() ?? suspectedKeyword() ?? suspectedQuery() ?? runTogether()
      ?? halfClause()
    {
      return suspect
    }
    let bracket = openBrackets.last
    if let cast = suspectedCast() { return cast }
    if let bracket, lacksClosingBracket { return .unclosed(text(bracket.range), at: bracket.range) }
    let isClause = token.kind == .keyword && atListEnd || token.kind == .pipe
    if atEnd || isClause || token.symbol?.isClosing == true, let bracket {
      return .unclosed(text(bracket.range), at: bracket.range)
    }
    if startsExpression(token) {
      if startsExpression(ahead(1)), let keyword = nearestClause(to: token) {
        return .misspelt(text(token.range), keyword: keyword, at: token.range)
      }
      return .missingComma(before: describe(token), at: token.range)
    }
    return .unexpected(
      describe(token), expected: ["`,`", "`\(closing.rawValue)`"], at: token.range)
  }

  /// Whether the rest of the statement closes fewer brackets than are open here.
  private var lacksClosingBracket: Bool {
    var open = openBrackets.count
    var offset = 0
    while true {
      let token = ahead(offset)
      if token.kind == .end || token.symbol == .semicolon { return open > 0 }
      switch token.symbol {
      case .leftParenthesis?, .leftBracket?, .leftBrace?: open += 1
      case .rightParenthesis?, .rightBracket?, .rightBrace?: open -= 1
      default: break
      }
      if open <= 0 { return false }
      offset += 1
    }
  }

  /// `ORDER` or `GROUP` without its `BY`: the word behind it is the wrong one.
  private func halfClause() -> Diagnostic? {
    guard token.kind == .keyword, at(.order) || at(.group), ahead(1).keyword != .by else {
      return nil
    }
    let next = ahead(1)
    if ahead(2).keyword != .by, let word = nearestWord(to: next, among: ["BY"]) {
      return .misspelt(text(next.range), keyword: word, at: next.range)
    }
    let range = next.kind == .end ? SourceRange(token.range.upper, token.range.upper) : next.range
    return .unexpected(describe(next), expected: ["`BY`"], at: range)
  }

  private func nearestWord(to token: Token, among words: [String]) -> String? {
    guard token.kind == .identifier else { return nil }
    return Suggestion.nearest(to: text(token.range), among: words, limit: 1).first
  }

  func startsExpression(_ token: Token) -> Bool {
    switch token.kind {
    case .identifier, .quotedIdentifier, .string, .number, .parameter: true
    case .keyword:
      switch token.keyword {
      case .case?, .not?, .null?, .true?, .false?: true
      default: token.keyword?.category != .reserved
      }
    default: false
    }
  }

  /// The alias before the current token, if it looks like a keyword with a slip in it.
  func suspectedKeyword() -> Diagnostic? {
    guard let alias = lastBareAlias, alias.range.upper == previousEnd, !alias.isQuoted,
      alias.text.utf8.count > 2
    else { return nil }
    guard
      let keyword = Suggestion.nearest(
        to: alias.text, among: Self.clauseWords.map(\.rawValue), limit: 1
      ).first
    else { return nil }
    return .misspelt(alias.text, keyword: keyword, at: alias.range)
  }

  /// `CSAE WHEN …`: the word before `WHEN`, if it is nearly `CASE`.
  private func suspectedCase() -> Diagnostic? {
    guard at(.when), index > 0,
      let word = nearestWord(to: tokens[index - 1], among: ["CASE"])
    else { return nil }
    let previous = tokens[index - 1]
    return .misspelt(text(previous.range), keyword: word, at: previous.range)
  }

  /// `(SELET * FROM t`: what was read as a product, if its first word is nearly `SELECT`.
  private func suspectedSelect() -> Diagnostic? {
    guard at(.from), index > 1, tokens[index - 1].symbol == .star,
      let word = nearestWord(to: tokens[index - 2], among: ["SELECT"])
    else { return nil }
    let name = tokens[index - 2]
    return .misspelt(text(name.range), keyword: word, at: name.range)
  }

  /// `CSAT(x AS t)`: the word before the bracket in which `AS` stands, if it is nearly `CAST`.
  private func suspectedCast() -> Diagnostic? {
    guard at(.as), let bracket = openBrackets.last,
      let place = tokens[..<index].lastIndex(where: { $0.range == bracket.range }), place > 0
    else { return nil }
    let name = tokens[place - 1]
    return nearestWord(to: name, among: ["CAST", "TRY_CAST", "SAFE_CAST"]).map {
      .misspelt(text(name.range), keyword: $0, at: name.range)
    }
  }

  /// `(SELET a …`: the word after the bracket, if it is nearly one that starts a query.
  private func suspectedQuery() -> Diagnostic? {
    guard index > 1, tokens[index - 1].kind == .identifier,
      tokens[index - 2].symbol == .leftParenthesis, startsExpression(token) || at(.star)
    else { return nil }
    let word = text(tokens[index - 1].range)
    return Suggestion.nearest(to: word, among: ["SELECT", "FROM", "WITH", "VALUES"], limit: 1)
      .first.map { .misspelt(word, keyword: $0, at: tokens[index - 1].range) }
  }

  /// `a b(c)`, `a b = c`: what looked like an alias starts the next item of a list.
  private func runTogether() -> Diagnostic? {
    guard let alias = lastBareAlias, alias.range.upper == previousEnd else { return nil }
    switch token.symbol {
    case .leftParenthesis?, .doubleColon?, .dot?, .equal?, .plus?, .star?, .less?, .greater?:
      return .missingComma(before: "`\(alias.text)`", at: alias.range)
    default: return nil
    }
  }

  /// Keywords that can follow a table or an expression.
  static let clauseWords: [Keyword] = [
    .from, .where, .group, .having, .order, .limit, .offset, .join, .left, .right, .inner, .cross,
    .union, .intersect, .except, .using, .qualify, .window, .between, .like, .and, .desc, .nulls,
    .then, .else, .when,
  ]

  /// The diagnostic for what follows a whole statement.
  func leftover(after statement: StatementSyntax, insteadOf closing: String? = nil) -> Diagnostic {
    if let known = knownMistake() { return known }
    if let suspect = suspectedCase() ?? suspectedKeyword() ?? runTogether() ?? halfClause() {
      return suspect
    }
    if case .query(let query) = statement.kind {
      if let diagnostic = leftover(after: query) { return diagnostic }
    }
    if token.symbol == .comma { return .extraComma(at: token.range) }
    if startsExpression(token), index > 0, startsExpression(tokens[index - 1]),
      case .query(let query) = statement.kind, query.pipeOperators.isEmpty
    {
      if let keyword = nearestClause(to: token) {
        return .misspelt(text(token.range), keyword: keyword, at: token.range)
      }
      return .missingComma(before: describe(token), at: token.range)
    }
    if startsExpression(token), let keyword = nearestClause(to: token) {
      return .misspelt(text(token.range), keyword: keyword, at: token.range)
    }
    return .unexpected(
      describe(token), expected: ["`|>`", closing ?? "`;`"], at: token.range)
  }

  private func nearestClause(to token: Token) -> String? {
    guard token.kind == .identifier, token.range.upper - token.range.lower > 2 else { return nil }
    return Suggestion.nearest(
      to: text(token.range), among: Self.clauseWords.map(\.rawValue), limit: 1
    ).first
  }

  /// Clauses of `SELECT` that stand where only a step can.
  private func leftover(after query: QuerySyntax) -> Diagnostic? {
    guard token.kind == .keyword, let keyword = token.keyword else { return nil }
    let word = keyword.rawValue
    if !query.pipeOperators.isEmpty || isFrom(query.body) {
      switch keyword {
      case .where, .select, .limit, .order:
        return .missingPipe(
          before: keyword == .order ? "ORDER BY" : word, at: token.range)
      case .having, .qualify:
        return .notInPipeline(word, label: "write `|> WHERE`", at: token.range)
      case .group:
        return .notInPipeline(
          "GROUP BY", label: "write `|> AGGREGATE … GROUP BY …`", at: token.range)
      case .join, .left, .right, .inner, .full, .cross, .union, .intersect, .except:
        return .missingPipe(before: word, at: token.range)
      default: return nil
      }
    }
    switch keyword {
    case .union, .intersect, .except:
      if !query.orderBy.isEmpty || query.limit != nil {
        return .orderBeforeSetOperation(word, at: token.range)
      }
    case .where, .group, .having, .qualify, .order:
      if !query.orderBy.isEmpty || query.limit != nil {
        return .misordered(word, before: query.limit == nil ? "ORDER BY" : "LIMIT", at: token.range)
      }
      if case .select(let select) = query.body { return misordered(keyword, in: select) }
    default: break
    }
    return nil
  }

  private func misordered(_ keyword: Keyword, in select: SelectSyntax) -> Diagnostic? {
    let word = keyword.rawValue
    let isGiven: Bool
    switch keyword {
    case .where: isGiven = select.filter != nil
    case .group: isGiven = select.groupBy != nil
    case .having: isGiven = select.having != nil
    case .qualify: isGiven = select.qualify != nil
    default: return nil
    }
    if isGiven { return .clauseTwice(word, at: token.range) }
    if keyword == .where, select.groupBy != nil {
      return .misordered(word, before: "GROUP BY", at: token.range)
    }
    if select.having != nil { return .misordered(word, before: "HAVING", at: token.range) }
    if select.qualify != nil { return .misordered(word, before: "QUALIFY", at: token.range) }
    return nil
  }

  private func isFrom(_ body: QueryBodySyntax) -> Bool {
    switch body {
    case .from, .lastResult, .table: true
    default: false
    }
  }
}

extension Symbol {
  var isClosing: Bool {
    self == .rightParenthesis || self == .rightBracket || self == .rightBrace
  }
}
