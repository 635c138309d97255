import KhoiText

/// `SELECT` and its clauses.
extension Parser {
  /// `SELECT …`; `tables` come from a `FROM` that stood before.
  mutating func parseSelect(from tables: [TableReferenceSyntax]?) throws(SyntaxFailure)
    -> SelectSyntax
  {
    let start = tables?.first?.range.lower ?? start
    mark(.clause)
    let keywordRange = advance().range
    var select = SelectSyntax(
      items: [], from: tables ?? [], keywordRange: keywordRange, range: keywordRange)
    try parseSelectHead(&select)
    select.items = try parseSelectItems(after: keywordRange)
    if tables == nil, acceptClause(.from) { select.from = try parseTableReferences() }
    try parseSelectClauses(&select)
    select.range = range(from: start)
    return select
  }

  /// What may follow the tables: from `WHERE` to `USING SAMPLE`.
  mutating func parseSelectClauses(_ select: inout SelectSyntax) throws(SyntaxFailure) {
    if acceptClause(.where) { select.filter = try parseExpression() }
    if acceptClause(.group) {
      guard accept(.by) else { throw SyntaxFailure(unexpected("`BY`")) }
      select.groupBy = try parseGroupBy(isPipe: false)
    }
    if acceptClause(.having) { select.having = try parseExpression() }
    if at(.window), isName(ahead(1)), ahead(2).keyword == .as {
      mark(.clause)
      select.windows = try parseNamedWindows()
    }
    if acceptClause(.qualify) { select.qualify = try parseExpression() }
    if select.windows.isEmpty, at(.window), isName(ahead(1)), ahead(2).keyword == .as {
      mark(.clause)
      select.windows = try parseNamedWindows()
    }
    if at(.using, .sample) {
      mark(.clause)
      advance()
      advance()
      select.sample = try parseSampleSize(start: previousEnd)
    }
  }

  /// The first word of a clause.
  mutating func acceptClause(_ keyword: Keyword) -> Bool {
    guard at(keyword) else { return false }
    mark(.clause)
    advance()
    return true
  }

  /// The first word of what may start a line within a clause.
  mutating func acceptSubclause(_ keyword: Keyword) -> Bool {
    guard at(keyword) else { return false }
    mark(.subclause)
    advance()
    return true
  }

  private mutating func parseSelectHead(_ select: inout SelectSyntax) throws(SyntaxFailure) {
    if accept(.distinct) {
      select.isDistinct = true
      if accept(.on) {
        select.distinctOn = try parseParenthesisedList { (parser) throws(SyntaxFailure) in
          try parser.parseExpression()
        }
      }
    } else {
      _ = accept(.all)
    }
    select.rowForm = parseRowForm()
  }

  /// `AS STRUCT` and `AS VALUE`.
  mutating func parseRowForm() -> SelectSyntax.RowForm? {
    if accept(.as, .struct) { return .structure }
    if accept(.as, .value) { return .value }
    return nil
  }

  mutating func parseSelectItems(
    after keywordRange: SourceRange
  ) throws(SyntaxFailure) -> [SelectItemSyntax] {
    if atListEnd {
      throw SyntaxFailure(
        knownMistake() ?? .nothingSelected(before: describe(token), at: markedRange))
    }
    return try parseList { (parser) throws(SyntaxFailure) in try parser.parseSelectItem() }
  }

  /// `expression [AS] alias`, `alias: expression`, `* [EXCEPT (…)]`.
  mutating func parseSelectItem() throws(SyntaxFailure) -> SelectItemSyntax {
    let start = start
    if at(.star), !atUnpackedColumns {
      let star = try parseStar()
      let alias = accept(.as) ? try parseAliasAfterAs() : nil
      return SelectItemSyntax(expression: star, alias: alias, range: range(from: start))
    }
    if isName(token), ahead(1).symbol == .colon {
      let alias = identifier(in: advance())
      advance()
      let expression = try parseExpression()
      return SelectItemSyntax(expression: expression, alias: alias, range: range(from: start))
    }
    let expression = try parseExpression()
    if token.kind == .string, index > 0, tokens[index - 1].kind != .string {
      // SQLite's alias in string quotes.
      let alias = try parseStringAsName()
      return SelectItemSyntax(expression: expression, alias: alias, range: range(from: start))
    }
    let alias = try parseOptionalAlias()
    return SelectItemSyntax(expression: expression, alias: alias, range: range(from: start))
  }

  // MARK: Stars

  /// Whether `*COLUMNS(…)` stands here: several columns as so many arguments.
  var atUnpackedColumns: Bool {
    at(.star) && ahead(1).keyword == .columns && ahead(2).symbol == .leftParenthesis
  }

  /// `*COLUMNS(…)`: a star over the call.
  mutating func parseUnpackedColumns() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    mark(.prefix)
    advance()
    var star = StarSyntax()
    star.operand = try parseWord()
    return ExpressionSyntax(.star(star), range: range(from: start))
  }

  /// `*` with what changes it.
  mutating func parseStar() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    advance()
    var star = StarSyntax()
    try parseStarChanges(&star)
    return ExpressionSyntax(.star(star), range: range(from: start))
  }

  mutating func parseStarChanges(_ star: inout StarSyntax) throws(SyntaxFailure) {
    while true {
      switch token.keyword {
      case .exclude?: star.excluded += try parseExcluded()
      case .except? where ahead(1).symbol == .leftParenthesis && !startsQuery(at: 2):
        if ahead(2).symbol == .leftParenthesis { return }
        star.excluded += try parseExcluded()
      case .replace?:
        advance()
        star.replaced += try parseReplaced()
      case .rename?:
        advance()
        if at(.leftParenthesis) {
          star.renamed += try parseParenthesisedList { (parser) throws(SyntaxFailure) in
            try parser.parseRename()
          }
        } else {
          star.renamed.append(try parseRename())
        }
      case .like?, .ilike?, .glob?, .similar?, .not?:
        guard let pattern = try parseStarPattern() else { return }
        star.pattern = pattern
      default: return
      }
    }
  }

  private mutating func parseExcluded() throws(SyntaxFailure) -> [NameSyntax] {
    advance()
    guard at(.leftParenthesis) else { return [try parseName("a column name")] }
    return try parseParenthesisedList { (parser) throws(SyntaxFailure) in
      try parser.parseName("a column name")
    }
  }

  /// `(e AS c, …)` and `e AS c`.
  private mutating func parseReplaced() throws(SyntaxFailure) -> [SelectItemSyntax] {
    func item(_ parser: inout Parser) throws(SyntaxFailure) -> SelectItemSyntax {
      let start = parser.start
      let expression = try parser.parseExpression()
      guard let alias = try parser.parseOptionalAlias() else {
        throw SyntaxFailure(parser.unexpected("`AS`"))
      }
      return SelectItemSyntax(
        expression: expression, alias: alias, range: parser.range(from: start))
    }
    if at(.leftParenthesis) { return try parseParenthesisedList(item) }
    return [try item(&self)]
  }

  /// `old [AS] new`.
  mutating func parseRename() throws(SyntaxFailure) -> RenameSyntax {
    let old = try parseName("a column name")
    let new = accept(.as) ? try parseAliasAfterAs() : try parseIdentifier("`AS` and a new name")
    return RenameSyntax(old: old, new: new)
  }

  private mutating func parseStarPattern() throws(SyntaxFailure) -> StarPatternSyntax? {
    let offset = at(.not) ? 1 : 0
    let operation: PatternOperator
    switch ahead(offset).keyword {
    case .like?: operation = .like
    case .ilike?: operation = .ilike
    case .glob?: operation = .glob
    case .similar? where ahead(offset + 1).keyword == .to: operation = .similar
    default: return nil
    }
    for _ in 0...offset { advance() }
    if operation == .similar { advance() }
    let pattern = try parseExpression(from: .bitwiseOr)
    let escape = accept(.escape) ? try parseExpression(from: .bitwiseOr) : nil
    return StarPatternSyntax(
      operation: operation, pattern: pattern, escape: escape, isNegated: offset == 1)
  }

  // MARK: GROUP BY

  /// What follows `GROUP BY`; in a pipe keys may have aliases and an order.
  mutating func parseGroupBy(isPipe: Bool) throws(SyntaxFailure) -> GroupBySyntax {
    let start = start
    if at(.all), ahead(1).symbol != .leftParenthesis {
      advance()
      return GroupBySyntax(elements: [], isAll: true, range: range(from: start))
    }
    if !isPipe, at(.star) {
      // `GROUP BY *` is another spelling of `GROUP BY ALL`.
      advance()
      return GroupBySyntax(elements: [], isAll: true, range: range(from: start))
    }
    _ = at(.distinct) && accept(.distinct)
    let elements = try parseList { (parser) throws(SyntaxFailure) in
      try parser.parseGroupingElement(isPipe: isPipe)
    }
    return GroupBySyntax(elements: elements, range: range(from: start))
  }

  private mutating func parseGroupingElement(
    isPipe: Bool
  ) throws(SyntaxFailure) -> GroupingElementSyntax {
    try enter()
    defer { leave() }
    if at(.leftParenthesis), ahead(1).symbol == .rightParenthesis {
      advance()
      advance()
      return .empty
    }
    if at(.rollup, .leftParenthesis) || at(.cube, .leftParenthesis) {
      let isRollup = advance().keyword == .rollup
      let expressions = try parseParenthesisedList { (parser) throws(SyntaxFailure) in
        try parser.parseExpression()
      }
      return isRollup ? .rollup(expressions) : .cube(expressions)
    }
    if at(.grouping, .sets), ahead(2).symbol == .leftParenthesis {
      advance()
      advance()
      return .groupingSets(
        try parseParenthesisedList { (parser) throws(SyntaxFailure) in
          try parser.parseGroupingElement(isPipe: false)
        })
    }
    let start = start
    let expression = try parseExpression()
    var item = GroupingItemSyntax(expression: expression, range: expression.range)
    if isPipe {
      item.alias = try parseOptionalAlias()
      item.order = try parseOrderSuffix()
      item.range = range(from: start)
    }
    return .expression(item)
  }
}
