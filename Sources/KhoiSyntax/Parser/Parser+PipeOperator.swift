import KhoiText

/// The steps of a pipeline.
extension Parser {
  /// The longest pipeline: whoever plans a query nests its steps into each other.
  static let pipeLimit = 1_000

  /// `|> step |> step …`, perhaps none.
  mutating func parsePipeOperators() throws(SyntaxFailure) -> [PipeOperatorSyntax] {
    var operators: [PipeOperatorSyntax] = []
    while token.kind == .pipe {
      let pipe = token.range
      if let last = operators.last, last.kind.isTerminal {
        throw SyntaxFailure(.afterTerminalStep(text(last.keywordRange).uppercased(), at: pipe))
      }
      if operators.count >= Self.pipeLimit {
        throw SyntaxFailure(.tooLong("steps", limit: Self.pipeLimit, at: pipe))
      }
      advance()
      if atEnd || token.kind == .pipe || token.symbol == .rightParenthesis {
        throw SyntaxFailure(.emptyPipe(at: pipe))
      }
      operators.append(try parsePipeOperator())
    }
    return operators
  }

  private mutating func parsePipeOperator() throws(SyntaxFailure) -> PipeOperatorSyntax {
    let start = start
    if let misplaced = misplacedStep() { throw SyntaxFailure(misplaced) }
    if let operation = try parseRowStep(start) { return operation }
    if let operation = try parseTableStep(start) { return operation }
    if let operation = try parseEndStep(start) { return operation }
    if let operation = try parseJoinOrSetStep(start) { return operation }
    if let known = knownMistake() { throw SyntaxFailure(known) }
    guard token.kind == .identifier || token.kind == .keyword else {
      throw SyntaxFailure(unexpected("a step such as `WHERE` or `SELECT`"))
    }
    throw SyntaxFailure(.unknownStep(text(token.range), at: token.range))
  }

  private func step(
    _ kind: PipeOperatorSyntax.Kind, words: SourceRange
  ) -> PipeOperatorSyntax {
    PipeOperatorSyntax(kind, keywordRange: words, range: range(from: words.lower))
  }

  /// The next one or two words, consumed.
  private mutating func words(_ count: Int) -> SourceRange {
    let first = start
    for _ in 0..<count { advance() }
    return range(from: first)
  }

  // MARK: Columns and rows

  private mutating func parseRowStep(_ start: Int) throws(SyntaxFailure) -> PipeOperatorSyntax? {
    switch token.keyword {
    case .where?:
      let words = words(1)
      return step(.filter(try parseExpression()), words: words)
    case .select?: return try parseSelectStep()
    case .extend?:
      let words = words(1)
      let items = try parseSelectItems(after: words)
      mark(atWindowClause ? .subclause : [])
      let windows = atWindowClause ? try parseNamedWindows() : []
      return step(.extend(items, windows: windows), words: words)
    case .window?:
      let words = words(1)
      let items = try parseSelectItems(after: words)
      mark(atWindowClause ? .subclause : [])
      let windows = atWindowClause ? try parseNamedWindows() : []
      return step(.window(items, windows: windows), words: words)
    case .set?:
      let words = words(1)
      return step(.set(try parseAssignments(step: "SET")), words: words)
    case .drop?:
      let words = words(1)
      let names = try parseList { (parser) throws(SyntaxFailure) in
        try parser.parseName("a column name")
      }
      return step(.drop(names), words: words)
    case .rename?:
      let words = words(1)
      let renames = try parseList { (parser) throws(SyntaxFailure) in
        let old = try parser.parseBareName(step: "RENAME")
        _ = parser.accept(.as)
        return RenameSyntax(old: old, new: try parser.parseIdentifier("a new name"))
      }
      return step(.rename(renames), words: words)
    case .as?:
      let words = words(1)
      return step(.alias(try parseIdentifier("a name")), words: words)
    case .distinct?:
      let words = words(1)
      return step(.distinct, words: words)
    case .aggregate?: return try parseAggregateStep()
    case .order?:
      guard ahead(1).keyword == .by else {
        advance()
        throw SyntaxFailure(unexpected("`BY`"))
      }
      let words = SourceRange(start, ahead(1).range.upper)
      return step(.orderBy(try parseOrderBy()), words: words)
    case .limit?, .offset?:
      let words = token.range
      guard let limit = try parseLimit() else { return nil }
      return step(.limit(limit), words: words)
    default: return nil
    }
  }

  private var atWindowClause: Bool {
    at(.window) && isName(ahead(1)) && ahead(2).keyword == .as
  }

  private mutating func parseSelectStep() throws(SyntaxFailure) -> PipeOperatorSyntax {
    let words = words(1)
    var select = PipeSelectSyntax(items: [])
    select.isDistinct = accept(.distinct)
    if !select.isDistinct { _ = accept(.all) }
    select.rowForm = parseRowForm()
    select.items = try parseSelectItems(after: words)
    if at(.group, .by) {
      mark(.subclause)
      advance()
      advance()
      select.groupBy = try parseGroupBy(isPipe: false)
    }
    mark(atWindowClause ? .subclause : [])
    if atWindowClause { select.windows = try parseNamedWindows() }
    return step(.select(select), words: words)
  }

  /// A column name where a path makes no sense.
  private mutating func parseBareName(step: String) throws(SyntaxFailure) -> NameSyntax {
    let name = try parseName("a column name")
    guard name.parts.count == 1 else {
      throw SyntaxFailure(.bareNameNeeded(step, name: name.text, at: name.range))
    }
    return name
  }

  /// `column = value, …`.
  mutating func parseAssignments(step: String?) throws(SyntaxFailure) -> [AssignmentSyntax] {
    try parseList { (parser) throws(SyntaxFailure) in
      let start = parser.start
      let target =
        if let step { try parser.parseBareName(step: step) } else {
          try parser.parseName("a column name")
        }
      guard parser.accept(.equal) else {
        throw SyntaxFailure(
          parser.at(.comma) || parser.atListEnd
            ? parser.unexpected("`=` and a value") : parser.unexpected("`=`"))
      }
      let value = try parser.parseExpression()
      return AssignmentSyntax(target: target, value: value, range: parser.range(from: start))
    }
  }

  private mutating func parseAggregateStep() throws(SyntaxFailure) -> PipeOperatorSyntax {
    let words = words(1)
    var aggregate = AggregateSyntax(items: [])
    if !at(.group), !atListEnd {
      aggregate.items = try parseList { (parser) throws(SyntaxFailure) in
        let item = try parser.parseSelectItem()
        return AggregateItemSyntax(item: item, order: try parser.parseOrderSuffix())
      }
    }
    if acceptSubclause(.group) {
      aggregate.isOrdered = accept(.and, .order)
      guard accept(.by) else {
        throw SyntaxFailure(unexpected("`BY`", aggregate.isOrdered ? "`BY`" : "`AND ORDER BY`"))
      }
      if at(.all), ahead(1).symbol != .leftParenthesis {
        throw SyntaxFailure(.groupByAllInAggregate(at: token.range))
      }
      aggregate.groupBy = try parseGroupBy(isPipe: true)
    } else if aggregate.items.isEmpty {
      throw SyntaxFailure(knownMistake() ?? .nothingAggregated(at: words))
    }
    return step(.aggregate(aggregate), words: words)
  }

  // MARK: Tables

  private mutating func parseTableStep(_ start: Int) throws(SyntaxFailure) -> PipeOperatorSyntax? {
    switch token.keyword {
    case .with?:
      let words = token.range
      return step(.with(try parseWith()), words: words)
    case .call?:
      let words = words(1)
      let name = try parseName("a table function")
      guard at(.leftParenthesis) else { throw SyntaxFailure(unexpected("`(` after the function")) }
      let call = try parseArguments(of: name, isTableFunction: true)
      return step(.call(call, alias: try parseOptionalAlias()), words: words)
    case .pivot?:
      let words = token.range
      let pivot = try parsePivot()
      return step(.pivot(pivot, alias: try parseOptionalAlias()), words: words)
    case .unpivot?:
      let words = token.range
      let unpivot = try parseUnpivot()
      return step(.unpivot(unpivot, alias: try parseOptionalAlias()), words: words)
    case .tableSample?:
      let words = words(1)
      return step(.sample(try parseSampleSize(start: start)), words: words)
    case .assert?:
      let words = words(1)
      let condition = try parseExpression()
      var payload: [ExpressionSyntax] = []
      if accept(.comma), !atListEnd {
        payload = try parseList { (parser) throws(SyntaxFailure) in try parser.parseExpression() }
      }
      return step(.assert(condition, payload: payload), words: words)
    case .describe?:
      let words = words(1)
      return step(.describe, words: words)
    case .staticDescribe?:
      let words = words(1)
      return step(.staticDescribe, words: words)
    case .recursive?: return try parseRecursiveUnion()
    case .matchRecognize?, .align?, .bin?:
      throw SyntaxFailure(
        .unsupported(
          at(.bin) ? "BIN BY" : text(token.range).uppercased(), at: token.range))
    default: return nil
    }
  }

  private mutating func parseJoinOrSetStep(
    _ start: Int
  ) throws(SyntaxFailure) -> PipeOperatorSyntax? {
    if atSetOperator || at(.setMinus) {
      let operation = try parseSetOperator()
      let queries = try parseList { (parser) throws(SyntaxFailure) in
        try parser.parseSetStepOperand()
      }
      return step(.setOperation(operation, queries), words: operation.range)
    }
    // GoogleSQL's wishes about the method of a join; khoi chooses it by itself.
    if atWord("HASH") || atWord("LOOKUP"), ahead(1).keyword == .join { advance() }
    guard var join = try parseJoinOperator() else { return nil }
    let table = try parseTable()
    join.matchCondition = try parseMatchCondition()
    join.condition = try parseJoinCondition()
    return step(.join(join, table), words: join.keywordRange)
  }

  private mutating func parseSetStepOperand() throws(SyntaxFailure) -> QuerySyntax {
    let start = start
    if at(.table), isName(ahead(1)) {
      advance()
      let name = try parseName("a table")
      return QuerySyntax(body: .table(name), range: range(from: start))
    }
    guard at(.leftParenthesis) else { throw SyntaxFailure(unexpected("`(` before a query")) }
    return try parseParenthesisedQuery()
  }

  private mutating func parseRecursiveUnion() throws(SyntaxFailure) -> PipeOperatorSyntax {
    let first = start
    advance()
    guard atSetOperator else { throw SyntaxFailure(unexpected("`UNION`")) }
    let operation = try parseSetOperator()
    let words = range(from: first)
    let depth = try parseRecursionDepth()
    let recursion: RecursiveUnionSyntax.Step
    if at(.leftParenthesis), ahead(1).kind == .pipe || ahead(1).symbol == .rightParenthesis {
      recursion = .subpipeline(try parseSubpipeline())
    } else {
      guard at(.leftParenthesis) else {
        throw SyntaxFailure(unexpected("`(` before steps or a query"))
      }
      recursion = .query(try parseParenthesisedQuery())
    }
    let alias = accept(.as) ? try parseIdentifier("a name") : nil
    if operation.kind != .union {
      throw SyntaxFailure(.recursiveSetOperation(text(words).uppercased(), at: words))
    }
    return step(
      .recursiveUnion(
        RecursiveUnionSyntax(operation: operation, depth: depth, step: recursion, alias: alias)),
      words: words)
  }

  // MARK: Steps that are no steps

  /// Clauses of `SELECT`, and words of other steps, right after `|>`.
  private func misplacedStep() -> Diagnostic? {
    let range = token.range
    switch token.keyword {
    case .group?:
      return .misplacedStep(
        "GROUP BY", label: "write `|> AGGREGATE … GROUP BY …`",
        notes: ["for example `|> AGGREGATE COUNT(*) GROUP BY year`"], at: range)
    case .having?:
      return .misplacedStep("HAVING", label: "write `|> WHERE`", at: range)
    case .qualify?:
      return .misplacedStep("QUALIFY", label: "write `|> WHERE`", at: range)
    case .from?:
      return .misplacedStep(
        "FROM", label: "FROM starts a query",
        notes: ["to bring in a second table write `|> JOIN` or `|> UNION ALL`"], at: range)
    case .else?, .elseIf?:
      return .misplacedStep(
        text(range).uppercased(), label: "leave out the `|>` before it",
        notes: ["`|> IF c THEN (…) ELSEIF c THEN (…) ELSE (…)` is one step"], at: range)
    case .values?:
      return .misplacedStep("VALUES", label: "VALUES starts a query", at: range)
    case .and?, .or?:
      return .misplacedStep(
        text(range).uppercased(), label: "leave out the `|>`, or write `|> WHERE`", at: range)
    case .on?, .using?:
      return .misplacedStep(
        text(range).uppercased(), label: "leave out the `|>` before it", at: range)
    default: return nil
    }
  }
}
