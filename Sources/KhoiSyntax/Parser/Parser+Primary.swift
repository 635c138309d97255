import KhoiText

/// Values: constants, names, brackets, and what may follow them.
extension Parser {
  mutating func parsePrimary() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    switch token.kind {
    case .number:
      let literal = parseNumber()
      return ExpressionSyntax(.literal(literal), range: range(from: start))
    case .string:
      let literal = try parseStringLiteral()
      return ExpressionSyntax(.literal(literal), range: range(from: start))
    case .parameter: return parseParameter()
    case .identifier, .quotedIdentifier: return try parseWord()
    case .keyword: return try parseKeyword()
    default: break
    }
    switch token.symbol {
    case .leftParenthesis?: return try parseParenthesised()
    case .leftBracket?: return try parseList(elementType: nil, start: start)
    case .leftBrace?: return try parseStructure()
    case .star? where atUnpackedColumns: return try parseUnpackedColumns()
    case .comma?: throw SyntaxFailure(.extraComma(at: token.range))
    default: throw SyntaxFailure(unexpected("an expression"))
    }
  }

  private mutating func parseParameter() -> ExpressionSyntax {
    let token = advance()
    let sign = bytes[token.range.lower]
    let name = text(token.range).drop { $0 == "$" || $0 == "@" || $0 == "?" || $0 == "#" }
    if sign == UInt8(ascii: "#") {
      return ExpressionSyntax(.position(Int(name) ?? Int.max), range: token.range)
    }
    let key: ParameterSyntax.Key
    if sign == UInt8(ascii: "?"), name.isEmpty {
      positionalParameterCount += 1
      key = .position(positionalParameterCount)
    } else if let number = Int(name) {
      key = .position(number)
    } else {
      key = .name(String(name))
    }
    return ExpressionSyntax(
      .parameter(ParameterSyntax(key: key, range: token.range)), range: token.range)
  }

  /// A value that starts with a word that is not free to be a name everywhere.
  private mutating func parseKeyword() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    switch token.keyword {
    case .null?:
      advance()
      return ExpressionSyntax(.literal(.null), range: range(from: start))
    case .true?:
      advance()
      return ExpressionSyntax(.literal(.boolean(true)), range: range(from: start))
    case .false?:
      advance()
      return ExpressionSyntax(.literal(.boolean(false)), range: range(from: start))
    case .case?: return try parseCase()
    case .default? where ahead(1).symbol != .leftParenthesis && ahead(1).symbol != .dot:
      advance()
      return ExpressionSyntax(.defaultValue, range: range(from: start))
    case .select?:
      throw SyntaxFailure(unexpected("an expression", "`(` before a subquery"))
    default:
      if token.keyword?.category != .reserved || isReservedFunction { return try parseWord() }
      if ahead(1).symbol == .leftParenthesis || !atListEnd, knownMistake() == nil,
        let keyword = token.keyword, ![.and, .or, .then, .else, .end, .when, .on].contains(keyword)
      {
        throw SyntaxFailure(.reservedWord(keyword.rawValue, at: token.range))
      }
      throw SyntaxFailure(unexpected("an expression"))
    }
  }

  /// Whether a reserved word is used as a function all the same: `like(a, b)`.
  private var isReservedFunction: Bool {
    token.keyword == .like && ahead(1).symbol == .leftParenthesis
  }

  // MARK: Brackets

  /// `(e)`, `(a, b)`, `()`, `(query)` and the parameters of a lambda.
  private mutating func parseParenthesised() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    if startsQuery(at: 1) {
      let query = try parseParenthesisedQuery()
      return ExpressionSyntax(.subquery(query), range: range(from: start))
    }
    advance()
    if accept(.rightParenthesis) {
      return ExpressionSyntax(.row([]), range: range(from: start))
    }
    let outerArgument = argumentStart
    argumentStart = -1
    defer { argumentStart = outerArgument }
    let first = try parseExpression()
    if case .subquery(let query) = first.kind, first.range.upper == previousEnd,
      bytes[first.range.lower] == UInt8(ascii: "("), continuesQuery
    {
      let whole = try parseQuery(continuing: query)
      try expectClosing(.rightParenthesis)
      return ExpressionSyntax(.subquery(whole), range: range(from: start))
    }
    guard acceptComma() else {
      try expectClosing(.rightParenthesis)
      return ExpressionSyntax(first.kind, range: range(from: start))
    }
    var elements = [first]
    if !at(.rightParenthesis) {
      elements += try parseList { (parser) throws(SyntaxFailure) in try parser.parseExpression() }
    }
    try expectClosing(.rightParenthesis)
    return ExpressionSyntax(.row(elements), range: range(from: start))
  }

  /// `[a, b]` and `[e FOR x IN list IF condition]`.
  mutating func parseList(
    elementType: TypeSyntax?, start: Int
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    try expect(.leftBracket)
    if accept(.rightBracket) {
      return ExpressionSyntax(.list([], elementType: elementType), range: range(from: start))
    }
    let first = try parseExpression()
    if accept(.for) {
      return try parseComprehension(of: first, start: start)
    }
    var elements = [first]
    while acceptComma(), !at(.rightBracket) {
      if at(.comma) { throw SyntaxFailure(.extraComma(at: token.range)) }
      elements.append(try parseExpression())
    }
    try expectClosing(.rightBracket)
    return ExpressionSyntax(.list(elements, elementType: elementType), range: range(from: start))
  }

  private mutating func parseComprehension(
    of element: ExpressionSyntax, start: Int
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    var names = [try parseIdentifier()]
    while accept(.comma) { names.append(try parseIdentifier()) }
    try expect(.in)
    let list = try parseComprehensionList()
    let condition = accept(.if) ? try parseExpression() : nil
    try expectClosing(.rightBracket)
    return ExpressionSyntax(
      .comprehension(
        ListComprehensionSyntax(element: element, names: names, list: list, condition: condition)),
      range: range(from: start))
  }

  /// What a comprehension goes through; in `COLUMNS([x FOR x IN *])` the names of the columns.
  private mutating func parseComprehensionList() throws(SyntaxFailure) -> ExpressionSyntax {
    if at(.star) { return try parseStar() }
    guard at(.leftParenthesis), ahead(1).symbol == .star else {
      return try parseExpression(from: .bitwiseOr)
    }
    advance()
    let star = try parseStar()
    try expectClosing(.rightParenthesis)
    return star
  }

  /// `{name: value, 'other name': value}`.
  private mutating func parseStructure() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    advance()
    var fields: [StructureFieldSyntax] = []
    if !at(.rightBrace) {
      fields = try parseList { (parser) throws(SyntaxFailure) in
        let name =
          parser.token.kind == .string
          ? try parser.parseStringAsName() : try parser.parseIdentifier("a field name")
        try parser.expect(.colon)
        return StructureFieldSyntax(name: name, value: try parser.parseExpression())
      }
    }
    try expectClosing(.rightBrace)
    return ExpressionSyntax(.structure(fields, type: nil), range: range(from: start))
  }

  /// `MAP {key: value}`, from the brace on.
  mutating func parseMap(start: Int) throws(SyntaxFailure) -> ExpressionSyntax {
    try expect(.leftBrace)
    var entries: [MapEntrySyntax] = []
    if !at(.rightBrace) {
      entries = try parseList { (parser) throws(SyntaxFailure) in
        let key = try parser.parseExpression()
        guard parser.accept(.colon) || parser.accept(.equal) else {
          throw SyntaxFailure(parser.unexpected("`:`"))
        }
        return MapEntrySyntax(key: key, value: try parser.parseExpression())
      }
    }
    try expectClosing(.rightBrace)
    return ExpressionSyntax(.map(entries), range: range(from: start))
  }

  // MARK: CASE

  private mutating func parseCase() throws(SyntaxFailure) -> ExpressionSyntax {
    try enter()
    defer { leave() }
    let start = start
    mark(.caseStart)
    advance()
    let operand = at(.when) ? nil : try parseExpression()
    var branches: [CaseBranchSyntax] = []
    guard at(.when) else {
      if case .name(let name)? = operand?.kind, name.parts.count == 1,
        !Suggestion.nearest(to: name.text, among: ["WHEN"]).isEmpty
      {
        throw SyntaxFailure(.misspelt(name.text, keyword: "WHEN", at: name.range))
      }
      throw SyntaxFailure(unexpected("`WHEN`"))
    }
    while at(.when) {
      mark(.caseBranch)
      advance()
      let condition = try parseExpression()
      guard accept(.then) else { throw SyntaxFailure(suspectedKeyword() ?? unexpected("`THEN`")) }
      branches.append(CaseBranchSyntax(condition: condition, result: try parseExpression()))
    }
    mark(at(.else) ? .caseBranch : .caseEnd)
    let otherwise = accept(.else) ? try parseExpression() : nil
    mark(.caseEnd)
    guard accept(.end) else { throw SyntaxFailure(unexpected("`WHEN`", "`ELSE`", "`END`")) }
    return ExpressionSyntax(
      .caseWhen(CaseSyntax(operand: operand, branches: branches, otherwise: otherwise)),
      range: range(from: start))
  }

  // MARK: What follows a value

  /// Fields, elements, casts, collations and time zones behind a value.
  mutating func parsePostfix(
    on operand: ExpressionSyntax
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    var value = operand
    while let next = try parsePostfixStep(on: value) {
      value = next
      try grow()
    }
    return value
  }

  private mutating func parsePostfixStep(
    on value: ExpressionSyntax
  ) throws(SyntaxFailure) -> ExpressionSyntax? {
    let start = value.range.lower
    switch token.symbol {
    case .doubleColon?:
      advance()
      let type = try parseType()
      return ExpressionSyntax(
        .cast(value, type, isTry: false, format: nil), range: range(from: start))
    case .leftBracket?: return try parseSubscript(of: value)
    case .dot?: return try parseMember(of: value)
    case .exclamation? where startsNoValue(ahead(1)):
      let sign = advance().range
      return functionCall("factorial", on: value, sign: sign, range: range(from: start))
    default: break
    }
    if at(.collate) {
      advance()
      let collation =
        token.kind == .string ? NameSyntax(try parseStringAsName()) : try parseName("a collation")
      return ExpressionSyntax(.collate(value, collation: collation), range: range(from: start))
    }
    if at(.at, .time), ahead(2).keyword == .zone {
      advance()
      advance()
      advance()
      let zone = try parseExpression(from: .prefix)
      return inZone(value, zone)
    }
    return nil
  }

  /// Whether a token cannot begin a value: `!` before it is then a factorial and no mistaken NOT.
  private func startsNoValue(_ token: Token) -> Bool {
    switch token.kind {
    case .identifier, .quotedIdentifier, .number, .string, .parameter: false
    case .keyword: token.keyword.map { [.and, .or, .as, .from, .where].contains($0) } ?? false
    default: token.symbol != .leftParenthesis
    }
  }

  /// An operator that is a function written as a sign.
  func functionCall(
    _ name: String, on operand: ExpressionSyntax, sign: SourceRange, range: SourceRange
  ) -> ExpressionSyntax {
    let argument = ArgumentSyntax(value: .expression(operand), range: operand.range)
    let call = FunctionCallSyntax(
      name: NameSyntax(IdentifierSyntax(text: name, range: sign)), arguments: [argument],
      range: range)
    return ExpressionSyntax(.call(call), range: range)
  }

  /// `x AT TIME ZONE a AT TIME ZONE b` asks for the clocks of b at the moment that those of a show
  /// x, so what was read as one zone is taken apart.
  private func inZone(_ value: ExpressionSyntax, _ zone: ExpressionSyntax) -> ExpressionSyntax {
    let range = value.range.union(zone.range)
    if case .atTimeZone(let first, let last) = zone.kind {
      return ExpressionSyntax(.atTimeZone(inZone(value, first), zone: last), range: range)
    }
    return ExpressionSyntax(.atTimeZone(value, zone: zone), range: range)
  }

  private mutating func parseSubscript(
    of value: ExpressionSyntax
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    let start = value.range.lower
    mark(.suffix)
    advance()
    let outerArgument = argumentStart
    argumentStart = -1
    defer { argumentStart = outerArgument }
    let lower = try parseSliceBound()
    mark(at(.colon) ? .tight : [])
    guard at(.colon) else {
      guard let lower else { throw SyntaxFailure(unexpected("a position")) }
      try expectClosing(.rightBracket)
      return ExpressionSyntax(.element(of: value, at: lower), range: range(from: start))
    }
    advance()
    let upper = try parseSliceBound()
    mark(at(.colon) ? .tight : [])
    let step = accept(.colon) ? try parseSliceBound() : nil
    try expectClosing(.rightBracket)
    return ExpressionSyntax(
      .slice(of: value, lower: lower, upper: upper, step: step), range: range(from: start))
  }

  /// A bound, or nothing where `:` or `]` follows; a lone `-` also means no bound.
  private mutating func parseSliceBound() throws(SyntaxFailure) -> ExpressionSyntax? {
    if at(.colon) || at(.rightBracket) { return nil }
    if at(.minus), ahead(1).symbol == .colon || ahead(1).symbol == .rightBracket {
      advance()
      return nil
    }
    return try parseExpression()
  }

  /// `.field`, `.method(…)` and `.*` behind a value.
  private mutating func parseMember(
    of value: ExpressionSyntax
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    let start = value.range.lower
    advance()
    if at(.star) {
      var star = StarSyntax()
      if case .name(let name) = value.kind { star.qualifier = name } else { star.operand = value }
      advance()
      try parseStarChanges(&star)
      return ExpressionSyntax(.star(star), range: range(from: start))
    }
    guard isName(token) || token.kind == .keyword else {
      throw SyntaxFailure(unexpected("a field name"))
    }
    let name = identifier(in: token)
    advance()
    if at(.leftParenthesis) {
      return try parseCall(NameSyntax(name), receiver: value, start: start)
    }
    return ExpressionSyntax(.field(of: value, name), range: range(from: start))
  }
}
