import KhoiText

/// Statements by their first word.
extension Parser {
  /// Words that can start a statement, for suggestions and completion.
  static let statementWords: [Keyword] = [
    .from, .select, .with, .values, .table, .create, .insert, .update, .delete, .merge, .alter,
    .drop, .truncate, .describe, .show, .summarize, .explain, .set, .reset, .pragma, .copy,
    .export, .import, .begin, .start, .commit, .rollback, .prepare, .execute, .deallocate, .call,
    .use, .analyze, .vacuum, .checkpoint, .comment, .pivot, .unpivot, .desc, .end,
  ]

  mutating func parseStatement() throws(SyntaxFailure) -> StatementSyntax {
    try enter(Self.callWeight)
    defer { leave(Self.callWeight) }
    let start = start
    if let kind = try parseStatementKind() {
      return StatementSyntax(kind, range: range(from: start))
    }
    return try parseQueryStatement()
  }

  /// A query, one that only has steps, or a statement whose rows steps follow.
  private mutating func parseQueryStatement() throws(SyntaxFailure) -> StatementSyntax {
    let start = start
    if token.kind == .pipe {
      let operators = try parsePipeOperators()
      let query = QuerySyntax(
        body: .lastResult, pipeOperators: operators, range: range(from: start))
      return StatementSyntax(.query(query), range: query.range)
    }
    let query = try parseQuery()
    // A statement that gives rows stays itself unless something is done with them.
    if case .statement(let statement) = query.body, query.pipeOperators.isEmpty,
      query.orderBy.isEmpty, query.limit == nil, query.with == nil
    {
      return statement
    }
    return StatementSyntax(.query(query), range: query.range)
  }

  /// A statement that is no query; nothing if the first word starts none.
  private mutating func parseStatementKind() throws(SyntaxFailure) -> StatementSyntax.Kind? {
    switch token.keyword {
    case .create?: return try parseCreate()
    case .drop?: return try parseDrop()
    case .alter?: return try parseAlter()
    case .insert?, .replace?: return try parseInsert(with: nil)
    case .update?: return try parseUpdate(with: nil)
    case .delete?: return try parseDelete(with: nil)
    case .merge?: return try parseMerge()
    case .with?: return try parseModificationAfterWith()
    case .truncate?:
      advance()
      _ = accept(.table)
      return .truncate(try parseName("a table"))
    case .explain?: return try parseExplain()
    case .set?, .reset?: return try parseSet()
    case .copy?: return try parseCopy()
    case .desc?:
      // MySQL's short form.
      advance()
      return .describe(try parseDescribed())
    case .prepare?, .execute?, .deallocate?: return try parsePrepared()
    case .call? where isName(ahead(1)):
      advance()
      let name = try parseName("a function")
      guard at(.leftParenthesis) else { throw SyntaxFailure(unexpected("`(` after the function")) }
      return .call(try parseArguments(of: name, isTableFunction: true))
    case .use?:
      advance()
      return .use(try parseName("a schema"))
    case .comment?: return try parseComment()
    default: return try parseSessionStatement()
    }
  }

  /// Transactions, whole databases and upkeep.
  private mutating func parseSessionStatement() throws(SyntaxFailure) -> StatementSyntax.Kind? {
    switch token.keyword {
    case .begin?:
      advance()
      if !accept(.transaction) { _ = accept(.work) }
      return .begin
    case .start? where ahead(1).keyword == .transaction:
      advance()
      advance()
      return .begin
    case .commit?, .end?:
      advance()
      if !accept(.transaction) { _ = accept(.work) }
      return .commit
    case .rollback?:
      advance()
      if !accept(.transaction) { _ = accept(.work) }
      return .rollback
    case .export? where ahead(1).keyword == .database:
      advance()
      advance()
      let directory = try parseStringText()
      return .export(
        directory: directory, options: at(.leftParenthesis) ? try parseOptions() : [])
    case .import? where ahead(1).keyword == .database:
      advance()
      advance()
      return .importDatabase(directory: try parseStringText())
    case .analyze?, .vacuum?, .checkpoint?:
      let word = text(advance().range).uppercased()
      _ = accept(.analyze)
      if atName {
        _ = try parseName()
        if at(.leftParenthesis) { _ = try parseColumnNames() }
      }
      return .maintenance(word)
    default: return nil
    }
  }

  // MARK: Looking at tables

  /// `DESCRIBE`, `SHOW`, `SUMMARIZE` and `PRAGMA`: statements that give rows.
  mutating func parseUtilityStatement() throws(SyntaxFailure) -> StatementSyntax {
    let start = start
    let kind: StatementSyntax.Kind
    switch advance().keyword {
    case .describe?: kind = .describe(try parseDescribed())
    case .summarize?: kind = .summarize(try parseDescribed())
    case .pragma?: kind = try parsePragma()
    default:
      // `SHOW SELECT …` says the same as `DESCRIBE SELECT …`.
      kind = startsQuery(at: 0) ? .describe(try parseDescribed()) : .show(try parseShow())
    }
    return StatementSyntax(kind, range: range(from: start))
  }

  private mutating func parseDescribed() throws(SyntaxFailure) -> DescribedSyntax {
    if atEnd || token.kind == .pipe || at(.rightParenthesis) { return .everything }
    if startsQuery(at: 0), !at(.describe), !at(.show), !at(.summarize), !at(.pragma) {
      // `DESCRIBE FROM t |> …`: the whole pipeline is what is described.
      return .query(try parseQuery())
    }
    if at(.leftParenthesis) { return .query(try parseParenthesisedQuery()) }
    if token.kind == .string { return .file(path: try parseStringText()) }
    if at(.table), isName(ahead(1)) { advance() }
    return .name(try parseName("a table"))
  }

  private mutating func parseShow() throws(SyntaxFailure) -> ShowSyntax {
    if accept(.all) {
      return accept(.tables) ? .allTables : .settings
    }
    switch token.keyword {
    case .tables?:
      advance()
      let schema = accept(.from) || accept(.in) ? try parseName("a schema") : nil
      let pattern = accept(.like) ? try parseStringText() : nil
      return .tables(schema: schema, pattern: pattern)
    case .schemas?:
      advance()
      return .schemas
    case .databases?:
      advance()
      return .databases
    case .functions?:
      advance()
      return .functions
    case .columns? where ahead(1).keyword == .from || ahead(1).keyword == .in:
      advance()
      advance()
      return .columns(try parseName("a table"))
    default:
      if atEnd || token.kind == .pipe || at(.rightParenthesis) {
        return .tables(schema: nil, pattern: nil)
      }
      return .name(try parseName("a table or a setting"))
    }
  }

  private mutating func parsePragma() throws(SyntaxFailure) -> StatementSyntax.Kind {
    let name = try parseName("a setting")
    var arguments: [ExpressionSyntax] = []
    if at(.leftParenthesis) {
      arguments = try parseParenthesisedList(canBeEmpty: true) { (parser) throws(SyntaxFailure) in
        try parser.parseExpression()
      }
    } else if accept(.equal) {
      arguments = [try parseSettingValue()]
    }
    return .pragma(name: name, arguments: arguments)
  }

  private mutating func parseExplain() throws(SyntaxFailure) -> StatementSyntax.Kind {
    advance()
    var isAnalyze = accept(.analyze)
    var options: [OptionSyntax] = []
    if at(.leftParenthesis), !startsQuery(at: 1), ahead(1).symbol != .leftParenthesis {
      options = try parseOptions()
      isAnalyze = isAnalyze || options.contains { $0.name.text.uppercased() == "ANALYZE" }
    }
    return .explain(try parseStatement(), isAnalyze: isAnalyze, options: options)
  }

  // MARK: Settings

  private mutating func parseSet() throws(SyntaxFailure) -> StatementSyntax.Kind {
    let isReset = advance().keyword == .reset
    let scopes = ["SESSION", "GLOBAL", "LOCAL"]
    if scopes.contains(where: { atWord($0) }), isName(ahead(1)) { advance() }
    var isVariable = at(.variable) && isName(ahead(1)) && accept(.variable)
    let name: NameSyntax
    if token.kind == .parameter {
      let token = advance()
      let text = text(token.range).drop { $0 == "$" || $0 == "@" }
      name = NameSyntax(IdentifierSyntax(text: String(text), range: token.range))
      isVariable = true
    } else if at(.time, .zone) {
      let start = start
      advance()
      advance()
      name = NameSyntax(IdentifierSyntax(text: "TimeZone", range: range(from: start)))
      if isReset { return .set(SetSyntax(name: name)) }
      _ = accept(.equal) || accept(.to)
      return .set(SetSyntax(name: name, value: try parseSettingValue()))
    } else {
      name = try parseName("a setting")
    }
    if isReset { return .set(SetSyntax(name: name, isVariable: isVariable)) }
    guard accept(.equal) || accept(.to) else { throw SyntaxFailure(unexpected("`=`")) }
    if at(.default) {
      advance()
      return .set(SetSyntax(name: name, isVariable: isVariable))
    }
    return .set(SetSyntax(name: name, isVariable: isVariable, value: try parseSettingValue()))
  }

  /// A value; words such as `on` that are reserved elsewhere stand for themselves here.
  private mutating func parseSettingValue() throws(SyntaxFailure) -> ExpressionSyntax {
    if at(.on) || at(.all) {
      let name = identifier(in: advance())
      return ExpressionSyntax(.name(NameSyntax(name)), range: name.range)
    }
    let first = try parseExpression()
    guard at(.comma) else { return first }
    var values = [first]
    while accept(.comma) { values.append(try parseExpression()) }
    return ExpressionSyntax(.row(values), range: range(from: first.range.lower))
  }

  // MARK: Prepared statements

  private mutating func parsePrepared() throws(SyntaxFailure) -> StatementSyntax.Kind? {
    switch advance().keyword {
    case .prepare?:
      let name = try parseIdentifier("a name for the statement")
      try expect(.as)
      return .prepare(name: name, try parseStatement())
    case .execute?:
      let name = try parseIdentifier("a prepared statement")
      guard at(.leftParenthesis) else { return .execute(name: name, arguments: []) }
      let call = try parseArguments(of: NameSyntax(name), isTableFunction: false)
      return .execute(name: name, arguments: call.arguments)
    default:
      _ = accept(.prepare)
      return .deallocate(try parseIdentifier("a prepared statement"))
    }
  }

  private mutating func parseComment() throws(SyntaxFailure) -> StatementSyntax.Kind {
    advance()
    try expect(.on)
    guard let objectKind = parseObjectKind() else {
      throw SyntaxFailure(unexpected("`TABLE`", "`VIEW`", "`COLUMN`", "`FUNCTION`"))
    }
    let name = try parseName()
    try expect(.is)
    let text = accept(.null) ? nil : try parseStringText()
    return .comment(on: name, objectKind: objectKind, text: text)
  }
}
