import KhoiText

/// Queries: what they start with, set operations, order, limit and pipes.
extension Parser {
  /// Whether the token some places ahead starts a query; brackets are not looked into.
  func startsQuery(at offset: Int) -> Bool {
    let token = ahead(offset)
    guard token.kind == .keyword || token.kind == .identifier else { return false }
    let next = ahead(offset + 1)
    switch token.keyword {
    case .select?: return true
    case .from?: return isName(next) || next.kind == .string || next.symbol == .leftParenthesis
    case .with?: return isName(next)
    case .values?: return next.symbol == .leftParenthesis
    case .table?: return isName(next)
    case .describe?, .summarize?, .show?, .pragma?:
      return isName(next) || next.kind == .string || startsQuery(at: offset + 1)
        || next.symbol == .leftParenthesis && startsQuery(at: offset + 2)
    case .pivot?, .unpivot?:
      return isName(next) || next.kind == .string
        || next.symbol == .leftParenthesis && startsQuery(at: offset + 2)
    default: return false
    }
  }

  /// Whether what follows a query in parentheses makes it part of a larger query.
  var continuesQuery: Bool {
    if token.kind == .pipe { return true }
    guard token.kind == .keyword else { return false }
    switch token.keyword {
    case .union?, .intersect?, .except?, .order?, .limit?, .offset?, .setMinus?: return true
    default: return false
    }
  }

  /// A query with everything that belongs to it.
  mutating func parseQuery() throws(SyntaxFailure) -> QuerySyntax {
    try enter(Self.queryWeight)
    defer { leave(Self.queryWeight) }
    let start = start
    mark(.queryStart)
    let with = at(.with) ? try parseWith() : nil
    let body = try parseQueryBody()
    return try parseQueryTail(body, with: with, start: start)
  }

  /// `(query)`: the query inside, its range that of the parentheses' content.
  mutating func parseParenthesisedQuery() throws(SyntaxFailure) -> QuerySyntax {
    try expect(.leftParenthesis)
    let query = try parseQuery()
    try closeQuery(query)
    return query
  }

  /// The `)` after a query; what stands there instead may be a slip inside of it.
  mutating func closeQuery(_ query: QuerySyntax) throws(SyntaxFailure) {
    if accept(.rightParenthesis) { return }
    if !atEnd, token.symbol?.isClosing != true {
      let statement = StatementSyntax(.query(query), range: query.range)
      throw SyntaxFailure(leftover(after: statement, insteadOf: "`)`"))
    }
    throw SyntaxFailure(unexpectedInBrackets(closing: .rightParenthesis))
  }

  /// The rest of a query that starts with a query in parentheses.
  mutating func parseQuery(continuing first: QuerySyntax) throws(SyntaxFailure) -> QuerySyntax {
    let start = first.range.lower
    let nested = QuerySyntax(body: .nested(first, alias: nil), range: first.range)
    let body = try parseSetOperations(on: nested, minimum: 0).body
    return try parseQueryTail(body, with: nil, start: start)
  }

  /// Order, limit and pipes.
  mutating func parseQueryTail(
    _ body: QueryBodySyntax, with: WithSyntax?, start: Int
  ) throws(SyntaxFailure) -> QuerySyntax {
    var query = QuerySyntax(with: with, body: body, range: SourceRange(start, start))
    if at(.order, .by) {
      mark(.clause)
      query.orderBy = try parseOrderBy()
    }
    mark(atLimit ? .clause : [])
    query.limit = try parseLimit()
    query.pipeOperators = try parsePipeOperators()
    query.range = range(from: start)
    return query
  }

  // MARK: WITH

  mutating func parseWith() throws(SyntaxFailure) -> WithSyntax {
    let start = start
    mark(.clause)
    try expect(.with)
    let isRecursive = at(.recursive) && isName(ahead(1)) && accept(.recursive)
    var tables: [CommonTableSyntax] = []
    repeat {
      // Here a trailing comma would leave open whether the query has begun.
      if !tables.isEmpty, !atName, let comma = tokens[..<index].last {
        throw SyntaxFailure(knownMistake() ?? .extraComma(at: comma.range))
      }
      tables.append(try parseCommonTable())
    } while acceptComma()
    return WithSyntax(isRecursive: isRecursive, tables: tables, range: range(from: start))
  }

  private mutating func parseCommonTable() throws(SyntaxFailure) -> CommonTableSyntax {
    let start = start
    let name = try parseIdentifier("a name for the query")
    mark(.spaced)
    let columns = at(.leftParenthesis) ? try parseColumnNames() : []
    try expect(.as)
    var isMaterialized: Bool?
    if accept(.materialized) {
      isMaterialized = true
    } else if accept(.not, .materialized) {
      isMaterialized = false
    }
    guard at(.leftParenthesis) else { throw SyntaxFailure(unexpected("`(` before a query")) }
    mark(.broken)
    let query = try parseParenthesisedQuery()
    let depth = try parseRecursionDepth()
    return CommonTableSyntax(
      name: name, columns: columns, isMaterialized: isMaterialized, query: query, depth: depth,
      range: range(from: start))
  }

  /// `WITH DEPTH [AS name] [BETWEEN lower AND upper | MAX upper]` of a recursion.
  mutating func parseRecursionDepth() throws(SyntaxFailure) -> RecursionDepthSyntax? {
    let start = start
    guard accept(.with, .depth) else { return nil }
    var depth = RecursionDepthSyntax(range: range(from: start))
    if accept(.as) { depth.name = try parseIdentifier() }
    if accept(.between) {
      depth.lower = try parseExpression(from: .bitwiseOr)
      try expect(.and)
      depth.upper = try parseExpression(from: .bitwiseOr)
    }
    if accept(.max) { depth.upper = try parseExpression(from: .bitwiseOr) }
    depth.range = range(from: start)
    return depth
  }

  // MARK: Bodies

  private mutating func parseQueryBody() throws(SyntaxFailure) -> QueryBodySyntax {
    let start = start
    let isFrom = at(.from)
    let first = try parseOperand()
    if isFrom, atSetOperator, case .from = first {
      throw SyntaxFailure(.fromInSetOperation(at: SourceRange(start, start + "FROM".utf8.count)))
    }
    guard atSetOperator else { return first }
    let left = QuerySyntax(body: first, range: range(from: start))
    return try parseSetOperations(on: left, minimum: 0).body
  }

  /// A query without set operations, order, limit and pipes.
  private mutating func parseOperand() throws(SyntaxFailure) -> QueryBodySyntax {
    switch token.keyword {
    case .select?: return .select(try parseSelect(from: nil))
    case .from?: return try parseFromFirst()
    case .values?:
      return try parseValues()
    case .table?:
      mark(.clause)
      advance()
      return .table(try parseName("a table"))
    case .describe?, .show?, .summarize?, .pragma?:
      return .statement(try parseUtilityStatement())
    case .pivot?: return .from([try parsePivotStatement()])
    case .unpivot?: return .from([try parseUnpivotStatement()])
    default: break
    }
    guard at(.leftParenthesis) else {
      if let known = knownMistake() { throw SyntaxFailure(known) }
      if token.kind == .identifier {
        throw SyntaxFailure(.unknownStatement(text(token.range), at: token.range))
      }
      throw SyntaxFailure(unexpected("a query"))
    }
    mark(.clause)
    let query = try parseNestedQuery()
    // `(query) AS t |> …`
    let alias = at(.as) ? try parseOptionalAlias() : nil
    return .nested(query, alias: alias)
  }

  /// `VALUES (1, 2), …`; with an alias, as in `VALUES (1) AS t(a)`, it is a table of that name.
  private mutating func parseValues() throws(SyntaxFailure) -> QueryBodySyntax {
    let start = start
    mark(.clause)
    advance()
    let rows = try parseRows()
    guard at(.as) || atBareAlias else { return .values(rows) }
    let table = TableReferenceSyntax(.values(rows), range: range(from: start))
    return .from([try parseTableSuffixes(on: table, hasAlias: false)])
  }

  /// `(query)` and `((query) UNION (query))`, the brackets counted as nesting.
  private mutating func parseNestedQuery() throws(SyntaxFailure) -> QuerySyntax {
    try enter()
    defer { leave() }
    return try parseParenthesisedQuery()
  }

  /// `(1, 2), (3, 4)`.
  mutating func parseRows() throws(SyntaxFailure) -> [[ExpressionSyntax]] {
    try parseList { (parser) throws(SyntaxFailure) in
      try parser.parseParenthesisedList { (parser) throws(SyntaxFailure) in
        try parser.parseExpression()
      }
    }
  }

  /// `FROM t`, `FROM t SELECT …`, and `FROM t WHERE …`, which selects all columns.
  private mutating func parseFromFirst() throws(SyntaxFailure) -> QueryBodySyntax {
    mark(.clause)
    let keyword = advance().range
    let tables = try parseTableReferences()
    if at(.select) { return .select(try parseSelect(from: tables)) }
    guard at(.where) || at(.qualify) || at(.using, .sample) else { return .from(tables) }
    let star = ExpressionSyntax(.star(StarSyntax()), range: keyword)
    var select = SelectSyntax(
      items: [SelectItemSyntax(expression: star, alias: nil, range: keyword)], from: tables,
      keywordRange: keyword, range: keyword)
    try parseSelectClauses(&select)
    select.range = range(from: keyword.lower)
    return .select(select)
  }

  // MARK: Set operations

  var atSetOperator: Bool {
    guard token.kind == .keyword else { return false }
    switch token.keyword {
    case .union?, .intersect?, .except?: return true
    case .setMinus?: return ahead(1).keyword == .select || ahead(1).symbol == .leftParenthesis
    case .full?, .left?, .inner?:
      let offset = ahead(1).keyword == .outer ? 2 : 1
      switch ahead(offset).keyword {
      case .union?, .intersect?, .except?: return true
      default: return false
      }
    default: return false
    }
  }

  /// `left` with the set operations that bind at least as tightly as said.
  private mutating func parseSetOperations(
    on first: QuerySyntax, minimum: Int
  ) throws(SyntaxFailure) -> QuerySyntax {
    var left = first
    while atSetOperator {
      let isIntersect = at(.intersect) || ahead(1).keyword == .intersect
      let precedence = isIntersect ? 1 : 0
      guard precedence >= minimum else { break }
      let operation = try parseSetOperator()
      var right = try parseSetOperand()
      if precedence == 0 { right = try parseSetOperations(on: right, minimum: 1) }
      left = QuerySyntax(
        body: .setOperation(SetOperationSyntax(left: left, operation: operation, right: right)),
        range: left.range.union(right.range))
      try grow()
    }
    return left
  }

  private mutating func parseSetOperand() throws(SyntaxFailure) -> QuerySyntax {
    let start = start
    if at(.from) { throw SyntaxFailure(.fromInSetOperation(at: token.range)) }
    let body = try parseOperand()
    return QuerySyntax(body: body, range: range(from: start))
  }

  /// `[FULL|LEFT|INNER [OUTER]] UNION [ALL|DISTINCT] [STRICT] [BY NAME [ON (…)]]`.
  mutating func parseSetOperator() throws(SyntaxFailure) -> SetOperatorSyntax {
    let start = start
    mark(.setOperator)
    var mode: SetOperatorSyntax.ColumnMode?
    if accept(.full) {
      mode = .full
    } else if accept(.left) {
      mode = .left
    } else if accept(.inner) {
      mode = .inner
    }
    _ = accept(.outer)
    let kind: SetOperatorSyntax.Kind
    switch advance().keyword {
    case .union?: kind = .union
    case .intersect?: kind = .intersect
    default: kind = .except
    }
    var operation = SetOperatorSyntax(kind: kind, columnMode: mode, range: range(from: start))
    if accept(.all) { operation.isAll = true } else if accept(.distinct) { operation.isAll = false }
    operation.isStrict = accept(.strict)
    if accept(.by, .name) {
      operation.isByName = true
      if accept(.on) { operation.matchColumns = try parseColumnNames() }
    } else if accept(.corresponding) {
      operation.isByName = true
      if accept(.by) { operation.matchColumns = try parseColumnNames() }
    }
    operation.range = range(from: start)
    return operation
  }

  // MARK: LIMIT

  private var atLimit: Bool { at(.limit) || at(.offset) || at(.fetch) }

  /// `LIMIT n [OFFSET m]`, `OFFSET m [LIMIT n]`, `LIMIT m, n`, `FETCH FIRST n ROWS ONLY`.
  mutating func parseLimit() throws(SyntaxFailure) -> LimitSyntax? {
    let start = start
    guard atLimit else { return nil }
    var limit = LimitSyntax(range: SourceRange(start, start))
    if at(.offset) { try parseOffset(&limit) }
    if accept(.limit) {
      if !accept(.all) {
        if token.kind == .number, ahead(1).symbol == .percent, isEndOfClause(ahead(2)) {
          limit.count = try parsePrimary()
        } else {
          limit.count = try parseExpression()
        }
        if case .binary(.modulo, _, _, _)? = limit.count?.kind {
        } else {
          limit.isPercent = acceptPercent()
        }
      }
      // `LIMIT offset, count`
      if limit.offset == nil, accept(.comma) {
        limit.offset = limit.count
        limit.count = try parseExpression()
      }
    } else if accept(.fetch) {
      guard accept(.first) || accept(.next) else {
        throw SyntaxFailure(unexpected("`FIRST`", "`NEXT`"))
      }
      if at(.row) || at(.rows) {
        limit.count = ExpressionSyntax(.literal(.integer("1")), range: token.range)
      } else {
        limit.count = try parseExpression()
      }
      guard accept(.row) || accept(.rows) else { throw SyntaxFailure(unexpected("`ROWS`")) }
      try expect(.only)
    }
    if limit.offset == nil, at(.offset) { try parseOffset(&limit) }
    limit.range = range(from: start)
    return limit
  }

  private func isEndOfClause(_ token: Token) -> Bool {
    switch token.kind {
    case .end, .pipe: true
    default:
      token.symbol == .rightParenthesis || token.symbol == .semicolon || token.keyword == .offset
    }
  }

  private mutating func parseOffset(_ limit: inout LimitSyntax) throws(SyntaxFailure) {
    try expect(.offset)
    limit.offset = try parseExpression()
    if !accept(.rows) { _ = accept(.row) }
  }
}
