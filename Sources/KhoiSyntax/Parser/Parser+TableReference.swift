import KhoiText

/// Tables in `FROM`: names, files, functions, subqueries and joins of them.
extension Parser {
  /// `t, u JOIN v, …`.
  mutating func parseTableReferences() throws(SyntaxFailure) -> [TableReferenceSyntax] {
    try parseList { (parser) throws(SyntaxFailure) in try parser.parseTableReference() }
  }

  /// A table with the joins that follow it.
  mutating func parseTableReference() throws(SyntaxFailure) -> TableReferenceSyntax {
    try enter(Self.tableWeight)
    defer { leave(Self.tableWeight) }
    var left = try parseTable()
    while let join = try parseJoinOperator() {
      var right = try parseTable()
      var join = join
      join.matchCondition = try parseMatchCondition()
      join.condition = try parseJoinCondition()
      if join.condition == nil, needsCondition(join), atNestedJoin {
        // `a JOIN b JOIN c ON … ON …`: the inner join is the right side of the outer one.
        right = try parseNestedJoin(on: right)
        join.condition = try parseJoinCondition()
      }
      left = TableReferenceSyntax(
        .join(JoinSyntax(left: left, join: join, right: right)),
        range: left.range.union(range(from: left.range.lower)))
      left = try parseTableSuffixes(on: left, hasAlias: true)
      try grow()
    }
    return left
  }

  private func needsCondition(_ join: JoinOperatorSyntax) -> Bool {
    switch join.kind {
    case .cross, .positional: false
    default: !join.isNatural && join.matchCondition == nil
    }
  }

  /// Whether the joins that follow have as many conditions as they and the one before need.
  private var atNestedJoin: Bool {
    var open = 1
    var brackets = 0
    for offset in 0..<2_000 {
      let token = ahead(offset)
      if token.kind == .end || token.kind == .pipe || token.symbol == .semicolon { return false }
      switch token.symbol {
      case .leftParenthesis?, .leftBracket?, .leftBrace?: brackets += 1
      case .rightParenthesis?, .rightBracket?, .rightBrace?: brackets -= 1
      case .comma? where brackets == 0: return false
      default: break
      }
      if brackets < 0 { return false }
      guard brackets == 0, token.kind == .keyword else { continue }
      switch token.keyword {
      case .join?:
        let before = offset > 0 ? ahead(offset - 1).keyword : nil
        if before != .cross, before != .natural, before != .positional { open += 1 }
      case .on?, .using?:
        open -= 1
        if open == 0 { return true }
      case .where?, .group?, .order?, .limit?, .union?, .having?: return false
      default: break
      }
    }
    return false
  }

  /// `right JOIN c ON … CROSS JOIN d`: the joins up to the condition of the join before them.
  private mutating func parseNestedJoin(
    on right: TableReferenceSyntax
  ) throws(SyntaxFailure) -> TableReferenceSyntax {
    try enter(Self.tableWeight)
    defer { leave(Self.tableWeight) }
    var left = right
    while var join = try parseJoinOperator() {
      var inner = try parseTable()
      join.matchCondition = try parseMatchCondition()
      if needsCondition(join) || join.matchCondition != nil {
        join.condition = try parseJoinCondition()
      }
      if join.condition == nil, needsCondition(join), atNestedJoin {
        inner = try parseNestedJoin(on: inner)
        join.condition = try parseJoinCondition()
      }
      left = TableReferenceSyntax(
        .join(JoinSyntax(left: left, join: join, right: inner)),
        range: range(from: right.range.lower))
      try grow()
    }
    return left
  }

  // MARK: Joins

  /// The words up to `JOIN`, if a join follows.
  mutating func parseJoinOperator() throws(SyntaxFailure) -> JoinOperatorSyntax? {
    let start = start
    var offset = 0
    var kind = JoinOperatorSyntax.Kind.inner
    let isNatural = at(.natural)
    if isNatural { offset += 1 }
    let isAsOf = ahead(offset).keyword == .asOf
    if isAsOf { offset += 1 }
    switch ahead(offset).keyword {
    case .inner?: offset += 1
    case .left?:
      offset += 1
      kind = .left
    case .right?:
      offset += 1
      kind = .right
    case .full?:
      offset += 1
      kind = .full
    case .cross?:
      offset += 1
      kind = .cross
    case .semi?:
      offset += 1
      kind = .semi
    case .anti?:
      offset += 1
      kind = .anti
    case .positional?:
      offset += 1
      kind = .positional
    default: break
    }
    if kind == .left, ahead(offset).keyword == .semi || ahead(offset).keyword == .anti {
      kind = ahead(offset).keyword == .semi ? .semi : .anti
      offset += 1
    }
    if ahead(offset).keyword == .outer { offset += 1 }
    guard ahead(offset).keyword == .join else {
      let hasOuter = offset > 0 && ahead(offset - 1).keyword == .outer
      guard offset > 0, hasOuter || isName(ahead(offset)), ahead(offset).kind == .identifier
      else { return nil }
      for _ in 0..<offset { advance() }
      throw SyntaxFailure(unexpected("`JOIN`"))
    }
    mark(.join)
    for _ in 0...offset { advance() }
    return JoinOperatorSyntax(
      kind: kind, isNatural: isNatural, isAsOf: isAsOf, keywordRange: range(from: start))
  }

  /// Whether `MATCH_CONDITION (` stands here.
  private var atMatchCondition: Bool {
    token.kind == .identifier && ahead(1).symbol == .leftParenthesis
      && atWord("MATCH_CONDITION")
  }

  /// `MATCH_CONDITION (a >= b)` of an ASOF join.
  mutating func parseMatchCondition() throws(SyntaxFailure) -> ExpressionSyntax? {
    guard atMatchCondition else { return nil }
    mark(.subclause)
    advance()
    return try parseExpression()
  }

  /// `ON e` and `USING (c, …)`, if one stands here.
  mutating func parseJoinCondition() throws(SyntaxFailure) -> JoinOperatorSyntax.Condition? {
    if acceptSubclause(.on) { return .on(try parseExpression()) }
    if at(.using), ahead(1).symbol == .leftParenthesis {
      mark(.subclause)
      advance()
      return .using(try parseColumnNames())
    }
    if at(.using), ahead(1).keyword != .sample {
      mark(.subclause)
      advance()
      return .using([try parseIdentifier("a column name")])
    }
    return nil
  }

  // MARK: Tables

  /// One table with alias, sample and pivot, without joins.
  mutating func parseTable() throws(SyntaxFailure) -> TableReferenceSyntax {
    let start = start
    if isName(token) || token.kind == .string, ahead(1).symbol == .colon {
      // `alias: table`
      try enter(Self.tableWeight)
      defer { leave(Self.tableWeight) }
      let name =
        token.kind == .string ? try parseStringAsName() : identifier(in: advance())
      advance()
      var table = try parseTable()
      if table.alias == nil { table.alias = TableAliasSyntax(name: name, range: name.range) }
      table.range = range(from: start)
      return table
    }
    let kind = try parseTableKind()
    let table = TableReferenceSyntax(kind, range: range(from: start))
    return try parseTableSuffixes(on: table, hasAlias: false)
  }

  private mutating func parseTableKind() throws(SyntaxFailure) -> TableReferenceSyntax.Kind {
    if at(.lateral) {
      advance()
      if at(.leftParenthesis) { return .subquery(try parseParenthesisedQuery(), isLateral: true) }
      return try parseNamedTable(isLateral: true)
    }
    if token.kind == .string { return .file(path: try parseStringText()) }
    if token.kind == .parameter, case .parameter(let parameter) = try parsePrimary().kind {
      return .parameter(parameter)
    }
    if at(.leftParenthesis) { return try parseParenthesisedTable() }
    if at(.values), ahead(1).symbol == .leftParenthesis {
      advance()
      return .values(try parseRows())
    }
    if at(.unnest, .leftParenthesis) {
      advance()
      return .unnest(
        try parseParenthesisedList { (parser) throws(SyntaxFailure) in
          try parser.parseExpression()
        })
    }
    if at(.table, .leftParenthesis) {
      // `TABLE(f(…))`
      advance()
      advance()
      let kind = try parseNamedTable(isLateral: false)
      try expectClosing(.rightParenthesis)
      return kind
    }
    if at(.only) { _ = isName(ahead(1)) && accept(.only) }
    return try parseNamedTable(isLateral: false)
  }

  private mutating func parseNamedTable(
    isLateral: Bool
  ) throws(SyntaxFailure) -> TableReferenceSyntax.Kind {
    if at(.select) || at(.with) {
      throw SyntaxFailure(unexpected("a table", "`(` before a subquery"))
    }
    let name = try parseName("a table")
    guard at(.leftParenthesis) else { return .name(name) }
    let call = try parseArguments(of: name, isTableFunction: true)
    return .function(call, isLateral: isLateral)
  }

  /// `(query)`, `(t JOIN u)`, `((query) UNION (query))`.
  private mutating func parseParenthesisedTable() throws(SyntaxFailure) -> TableReferenceSyntax.Kind
  {
    try enter()
    defer { leave() }
    if startsQuery(at: 1), ahead(1).keyword != .values {
      return .subquery(try parseParenthesisedQuery(), isLateral: false)
    }
    advance()
    if at(.values), ahead(1).symbol == .leftParenthesis {
      let query = try parseQuery()
      try closeQuery(query)
      if case .values(let rows) = query.body, query.orderBy.isEmpty, query.limit == nil,
        query.pipeOperators.isEmpty
      {
        return .values(rows)
      }
      return .subquery(query, isLateral: false)
    }
    let table = try parseTableReference()
    if table.alias == nil, continuesQuery, let query = wholeQuery(in: table) {
      let whole = try parseQuery(continuing: query)
      try closeQuery(whole)
      return .subquery(whole, isLateral: false)
    }
    try expectClosing(.rightParenthesis)
    // More parentheses around a subquery change nothing.
    if case .subquery = table.kind, table.alias == nil { return table.kind }
    return .parenthesised(table)
  }

  /// The query that a table in parentheses is, if it is one.
  private func wholeQuery(in table: TableReferenceSyntax) -> QuerySyntax? {
    switch table.kind {
    case .subquery(let query, false): query
    case .values(let rows): QuerySyntax(body: .values(rows), range: table.range)
    default: nil
    }
  }

  // MARK: What follows a table

  /// Alias, ordinality, sample, pivot and unpivot in any order that makes sense.
  mutating func parseTableSuffixes(
    on table: TableReferenceSyntax, hasAlias: Bool
  ) throws(SyntaxFailure) -> TableReferenceSyntax {
    var table = table
    let start = table.range.lower
    if !hasAlias { try parseTableAlias(&table) }
    while true {
      switch token.keyword {
      case .tableSample? where token.kind == .keyword:
        advance()
        table.sample = try parseSampleSize(start: previousEnd)
        if table.alias == nil, !hasAlias { try parseTableAlias(&table) }
      case .pivot? where ahead(1).symbol == .leftParenthesis:
        let pivot = try parsePivot()
        table = TableReferenceSyntax(.pivot(table, pivot), range: range(from: start))
        try parseTableAlias(&table)
      case .unpivot? where unpivotFollows:
        let unpivot = try parseUnpivot()
        table = TableReferenceSyntax(.unpivot(table, unpivot), range: range(from: start))
        try parseTableAlias(&table)
      case .matchRecognize? where ahead(1).symbol == .leftParenthesis:
        throw SyntaxFailure(.unsupported("MATCH_RECOGNIZE", at: token.range))
      default:
        table.range = range(from: start)
        return table
      }
      try grow()
    }
  }

  var unpivotFollows: Bool {
    ahead(1).symbol == .leftParenthesis || ahead(1).keyword == .include
      || ahead(1).keyword == .exclude
  }

  private mutating func parseTableAlias(
    _ table: inout TableReferenceSyntax
  ) throws(SyntaxFailure) {
    table.ordinality = try parseOrdinality() ?? table.ordinality
    let start = start
    let hasWord = accept(.as)
    guard hasWord || (atBareAlias && !atMatchCondition) else { return }
    let name: IdentifierSyntax
    if hasWord {
      name = token.kind == .string ? try parseStringAsName() : try parseIdentifier("an alias")
    } else {
      name = identifier(in: advance())
      lastBareAlias = name
      if at(.outer, .join), !name.isQuoted,
        let word = Suggestion.nearest(to: name.text, among: ["LEFT", "RIGHT", "FULL"]).first
      {
        throw SyntaxFailure(.misspelt(name.text, keyword: word, at: name.range))
      }
    }
    let columns = at(.leftParenthesis) ? try parseAliasColumns() : []
    table.alias = TableAliasSyntax(name: name, columns: columns, range: range(from: start))
    if table.ordinality == nil { table.ordinality = try parseOrdinality() }
  }

  /// `(a, b)`; types behind the names, as in `(a INTEGER)`, are read and dropped.
  private mutating func parseAliasColumns() throws(SyntaxFailure) -> [IdentifierSyntax] {
    try parseParenthesisedList { (parser) throws(SyntaxFailure) in
      let name =
        parser.token.kind == .string
        ? try parser.parseStringAsName() : try parser.parseIdentifier("a column name")
      if parser.isName(parser.token) { _ = try parser.parseType() }
      return name
    }
  }

  private mutating func parseOrdinality() throws(SyntaxFailure) -> OrdinalitySyntax? {
    if accept(.with, .ordinality) { return OrdinalitySyntax(isOffset: false) }
    guard accept(.with, .offset) else { return nil }
    let alias = try parseOptionalAlias()
    return OrdinalitySyntax(isOffset: true, alias: alias)
  }
}
