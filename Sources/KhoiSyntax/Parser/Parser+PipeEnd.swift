import KhoiText

/// Steps that run other steps, write or draw the rows, or end a pipeline.
extension Parser {
  mutating func parseEndStep(_ start: Int) throws(SyntaxFailure) -> PipeOperatorSyntax? {
    let kind: PipeOperatorSyntax.Kind
    var words = token.range
    switch token.keyword {
    case .log?:
      advance()
      kind = .log(at(.leftParenthesis) ? try parseSubpipeline() : nil)
    case .if?:
      kind = try parseIf()
    case .tee?:
      advance()
      kind = .tee(at(.leftParenthesis) ? try parseSubpipelines() : [])
    case .fork?:
      advance()
      kind = .fork(try parseSubpipelines())
    case .finish?:
      advance()
      kind = .finish
    case .create?:
      (kind, words) = try parseCreateStep()
    case .insert?:
      (kind, words) = try parseInsertStep()
    case .export?:
      (kind, words) = try parseExportStep()
    case .chart?, .render?:
      advance()
      kind = .chart(try parseChart())
    default: return nil
    }
    return PipeOperatorSyntax(kind, keywordRange: words, range: range(from: start))
  }

  // MARK: Subpipelines

  /// `( |> step |> step )`.
  mutating func parseSubpipeline() throws(SyntaxFailure) -> SubpipelineSyntax {
    try enter(Self.queryWeight)
    defer { leave(Self.queryWeight) }
    let start = start
    guard at(.leftParenthesis) else { throw SyntaxFailure(unexpected("`(` before steps")) }
    if startsQuery(at: 1) { throw SyntaxFailure(.subqueryForSubpipeline(at: ahead(1).range)) }
    advance()
    let operators = try parsePipeOperators()
    try expectClosing(.rightParenthesis)
    return SubpipelineSyntax(pipeOperators: operators, range: range(from: start))
  }

  private mutating func parseSubpipelines() throws(SyntaxFailure) -> [SubpipelineSyntax] {
    try parseList { (parser) throws(SyntaxFailure) in try parser.parseSubpipeline() }
  }

  private mutating func parseIf() throws(SyntaxFailure) -> PipeOperatorSyntax.Kind {
    var branches: [ConditionalSubpipelineSyntax] = []
    repeat {
      advance()
      let condition = try parseExpression()
      try expect(.then)
      branches.append(
        ConditionalSubpipelineSyntax(
          condition: condition, subpipeline: try parseSubpipeline()))
    } while at(.elseIf)
    var otherwise: SubpipelineSyntax?
    if accept(.else) {
      if at(.if) {
        throw SyntaxFailure(
          .misplacedStep(
            "ELSE IF", label: "write `ELSEIF`", at: tokens[index - 1].range.union(token.range)))
      }
      otherwise = try parseSubpipeline()
    }
    return .ifElse(branches, otherwise: otherwise)
  }

  // MARK: Writing

  private mutating func parseCreateStep() throws(SyntaxFailure) -> (
    PipeOperatorSyntax.Kind, SourceRange
  ) {
    let start = start
    advance()
    let orReplace = accept(.or, .replace)
    let isTemporary = accept(.temp) || accept(.temporary)
    try expect(.table)
    let words = range(from: start)
    let ifNotExists = accept(.if, .not, .exists)
    let name = try parseName("a table name")
    var table = CreateTableSyntax(
      orReplace: orReplace, isTemporary: isTemporary, ifNotExists: ifNotExists, name: name)
    if at(.leftParenthesis) { try parseTableElements(&table) }
    if at(.as) {
      throw SyntaxFailure(unexpected("`;`: the rows of the pipe are the source of the table"))
    }
    return (.createTable(table), words)
  }

  private mutating func parseInsertStep() throws(SyntaxFailure) -> (
    PipeOperatorSyntax.Kind, SourceRange
  ) {
    let start = start
    advance()
    _ = accept(.into)
    let words = range(from: start)
    let table = try parseName("a table name")
    mark(.spaced)
    let columns = at(.leftParenthesis) ? try parseColumnNames() : []
    let isByName = accept(.by, .name)
    return (.insert(table: table, columns: columns, isByName: isByName), words)
  }

  private mutating func parseExportStep() throws(SyntaxFailure) -> (
    PipeOperatorSyntax.Kind, SourceRange
  ) {
    let start = start
    advance()
    var export = ExportSyntax()
    let isOptionForm = accept(.data)
    if !isOptionForm { _ = accept(.to) }
    let words = range(from: start)
    if isOptionForm {
      if accept(.options) { export.options = try parseOptions() }
      return (.export(export), words)
    }
    guard token.kind == .string || token.kind == .parameter else {
      throw SyntaxFailure(unexpected("a path in quotes", "`DATA OPTIONS (…)`"))
    }
    export.path = try parsePrimary()
    if accept(.for) { export.profile = try parseProfile() }
    _ = accept(.options) || accept(.with)
    if at(.leftParenthesis) { export.options = try parseOptions() }
    return (.export(export), words)
  }

  /// `datawrapper`, `flourish-race`.
  private mutating func parseProfile() throws(SyntaxFailure) -> IdentifierSyntax {
    var profile = try parseIdentifier("what the file is for")
    while at(.minus), isName(ahead(1)) {
      mark(.tight)
      advance()
      profile.text += "-" + identifier(in: advance()).text
      profile.range = range(from: profile.range.lower)
    }
    return profile
  }

  // MARK: Drawing

  private mutating func parseChart() throws(SyntaxFailure) -> ChartSyntax {
    var chart = ChartSyntax()
    if isName(token), ahead(1).symbol != .equal { chart.chartKind = try parseIdentifier() }
    if accept(.with) || at(.leftParenthesis) {
      chart.options = try parseOptions()
      return chart
    }
    // With or without commas: `x = year, y = flags` and `x=year y=flags`.
    while isName(token) {
      chart.options.append(try parseOption())
      _ = accept(.comma)
    }
    return chart
  }

  // MARK: Options

  /// `(name = value, …)`; also `name value` and bare names, as `COPY` has them.
  mutating func parseOptions() throws(SyntaxFailure) -> [OptionSyntax] {
    try parseParenthesisedList(canBeEmpty: true) { (parser) throws(SyntaxFailure) in
      try parser.parseOption()
    }
  }

  mutating func parseOption() throws(SyntaxFailure) -> OptionSyntax {
    let start = start
    let name: IdentifierSyntax
    if token.kind == .string {
      name = try parseStringAsName()
    } else if token.kind == .keyword {
      name = identifier(in: advance())
    } else {
      name = try parseIdentifier("an option")
    }
    var value: ExpressionSyntax?
    if accept(.equal) || accept(.doubleArrow) || accept(.assign) {
      value = try parseExpression()
    } else if openBrackets.last != nil, !at(.comma), !at(.rightParenthesis) {
      value = at(.star) ? try parseStar() : try parseExpression()
    }
    return OptionSyntax(name: name, value: value, range: range(from: start))
  }
}

extension PipeOperatorSyntax.Kind {
  /// Whether no step can follow.
  package var isTerminal: Bool {
    switch self {
    case .createTable, .insert, .export, .fork, .finish: true
    default: false
    }
  }
}
