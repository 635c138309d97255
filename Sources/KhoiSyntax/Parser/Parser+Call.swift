import KhoiText

/// Calls: arguments, and what may follow them inside and after the parentheses.
extension Parser {
  /// A call whose name is consumed.
  mutating func parseCall(
    _ name: NameSyntax, receiver: ExpressionSyntax?, start: Int
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    var call = try parseArguments(of: name, isTableFunction: false)
    call.receiver = receiver
    try parseCallSuffix(&call)
    call.range = range(from: start)
    return ExpressionSyntax(.call(call), range: call.range)
  }

  /// A call whose name, parenthesis and first argument are consumed.
  mutating func parseCall(
    _ name: NameSyntax, after first: ExpressionSyntax, start: Int
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    var call = FunctionCallSyntax(name: name, range: name.range)
    call.arguments = [ArgumentSyntax(value: .expression(first), range: first.range)]
    if acceptComma(), !at(.rightParenthesis) {
      call.arguments += try parseList { (parser) throws(SyntaxFailure) in
        try parser.parseArgument(isTableFunction: false)
      }
    }
    try parseCallClauses(&call)
    try expectClosing(.rightParenthesis)
    try parseCallSuffix(&call)
    call.range = range(from: start)
    return ExpressionSyntax(.call(call), range: call.range)
  }

  /// The parenthesised part of a call; a table function also takes `name = value`.
  mutating func parseArguments(
    of name: NameSyntax, isTableFunction: Bool
  ) throws(SyntaxFailure) -> FunctionCallSyntax {
    try enter(Self.callWeight)
    defer { leave(Self.callWeight) }
    var call = FunctionCallSyntax(name: name, range: name.range)
    let outerArgument = argumentStart
    defer { argumentStart = outerArgument }
    try expect(.leftParenthesis)
    if accept(.distinct) {
      call.isDistinct = true
    } else if at(.all), ahead(1).symbol != .rightParenthesis {
      advance()
    }
    if !at(.rightParenthesis), !atCallClause {
      call.arguments = try parseList { (parser) throws(SyntaxFailure) in
        try parser.parseArgument(isTableFunction: isTableFunction)
      }
    }
    if !isTableFunction { try parseCallClauses(&call) }
    try expectClosing(.rightParenthesis)
    call.range = range(from: name.range.lower)
    return call
  }

  private var atCallClause: Bool {
    at(.order, .by) || at(.ignore, .nulls) || at(.respect, .nulls)
  }

  private mutating func parseArgument(
    isTableFunction: Bool
  ) throws(SyntaxFailure) -> ArgumentSyntax {
    let start = start
    var name: IdentifierSyntax?
    // Before `=>` any word is a name: from => 2019.
    if isName(token) || (token.kind == .keyword && ahead(1).symbol == .doubleArrow) {
      switch ahead(1).symbol {
      case .doubleArrow?, .assign?:
        name = identifier(in: advance())
        advance()
      case .equal? where isTableFunction:
        name = identifier(in: advance())
        advance()
      default: break
      }
    }
    let value = try parseArgumentValue()
    return ArgumentSyntax(name: name, value: value, range: range(from: start))
  }

  private mutating func parseArgumentValue() throws(SyntaxFailure) -> ArgumentSyntax.Value {
    if at(.table), isName(ahead(1)) {
      advance()
      return .table(try parseName("a table"))
    }
    if at(.input, .table) {
      advance()
      advance()
      return .inputTable
    }
    if at(.descriptor, .leftParenthesis) {
      advance()
      return .descriptor(
        try parseParenthesisedList(canBeEmpty: true) { (parser) throws(SyntaxFailure) in
          try parser.parseName("a column name")
        })
    }
    return .expression(try parseArgumentExpression())
  }

  private mutating func parseArgumentExpression() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    if at(.star), !atUnpackedColumns { return try parseStar() }
    if startsQuery(at: 0) {
      let query = try parseQuery()
      return ExpressionSyntax(.subquery(query), range: range(from: start))
    }
    argumentStart = start
    return try parseExpression()
  }

  /// `ORDER BY`, `LIMIT`, the treatment of NULL and `HAVING MAX` inside the parentheses.
  private mutating func parseCallClauses(_ call: inout FunctionCallSyntax) throws(SyntaxFailure) {
    while true {
      switch token.keyword {
      case .ignore? where ahead(1).keyword == .nulls:
        advance()
        advance()
        call.nulls = .ignore
      case .respect? where ahead(1).keyword == .nulls:
        advance()
        advance()
        call.nulls = .respect
      case .having?:
        advance()
        let isMaximum = at(.max)
        guard accept(.max) || accept(.min) else {
          throw SyntaxFailure(unexpected("`MAX`", "`MIN`"))
        }
        call.having = AggregateHavingSyntax(
          isMaximum: isMaximum, expression: try parseExpression())
      case .order? where ahead(1).keyword == .by:
        mark(.subclause)
        call.orderBy = try parseOrderBy()
      case .limit?:
        mark(.subclause)
        advance()
        call.limit = try parseExpression()
      default: return
      }
    }
  }

  /// `WITHIN GROUP`, `FILTER`, the treatment of NULL and `OVER` after the parentheses.
  private mutating func parseCallSuffix(_ call: inout FunctionCallSyntax) throws(SyntaxFailure) {
    if at(.within, .group) {
      advance()
      advance()
      try expect(.leftParenthesis)
      call.orderBy = try parseOrderBy()
      call.isWithinGroup = true
      try expectClosing(.rightParenthesis)
    }
    if at(.filter, .leftParenthesis) {
      advance()
      advance()
      _ = accept(.where)
      call.filter = try parseExpression()
      try expectClosing(.rightParenthesis)
    }
    if accept(.ignore, .nulls) { call.nulls = .ignore }
    if accept(.respect, .nulls) { call.nulls = .respect }
    if at(.over),
      ahead(1).symbol == .leftParenthesis || isName(ahead(1)) || ahead(1).keyword == .order
    {
      advance()
      if at(.leftParenthesis) {
        call.window = .specification(try parseWindowSpecification())
      } else {
        if at(.partition, .by) || at(.order, .by) {
          throw SyntaxFailure(unexpected("`(` after `OVER`"))
        }
        call.window = .name(try parseIdentifier("a window"))
      }
    }
  }

  // MARK: Windows

  mutating func parseWindowSpecification() throws(SyntaxFailure) -> WindowSpecificationSyntax {
    let start = start
    try expect(.leftParenthesis)
    var window = WindowSpecificationSyntax(range: SourceRange(start, start))
    let isClause =
      at(.partition, .by) || at(.order, .by) || atFrame || at(.rightParenthesis)
    if !isClause, ahead(1).keyword == .by, let word = misspeltWindowWord() {
      throw SyntaxFailure(word)
    }
    if !isClause { window.baseName = try parseIdentifier("`PARTITION BY` or `ORDER BY`") }
    if at(.partition, .by) { mark(.subclause) }
    if accept(.partition, .by) {
      window.partitionBy = try parseList { (parser) throws(SyntaxFailure) in
        try parser.parseExpression()
      }
    }
    if at(.order, .by) {
      mark(.subclause)
      window.orderBy = try parseOrderBy()
    }
    mark(atFrame ? .subclause : [])
    if atFrame { window.frame = try parseFrame() }
    try expectClosing(.rightParenthesis)
    window.range = range(from: start)
    return window
  }

  /// `PARTITON BY`: a word before `BY` that is nearly the right one.
  private func misspeltWindowWord() -> Diagnostic? {
    Suggestion.nearest(to: text(token.range), among: ["PARTITION", "ORDER"], limit: 1).first
      .map { .misspelt(text(token.range), keyword: $0, at: token.range) }
  }

  private var atFrame: Bool {
    guard at(.rows) || at(.range) || at(.groups) else { return false }
    return ahead(1).symbol != .rightParenthesis && ahead(1).symbol != .dot
  }

  private mutating func parseFrame() throws(SyntaxFailure) -> WindowFrameSyntax {
    let start = start
    let unit: WindowFrameSyntax.Unit = at(.rows) ? .rows : at(.range) ? .range : .groups
    advance()
    let first: WindowFrameSyntax.Bound
    var last = WindowFrameSyntax.Bound.currentRow
    if accept(.between) {
      first = try parseFrameBound()
      try expect(.and)
      last = try parseFrameBound()
    } else {
      first = try parseFrameBound()
    }
    var exclusion: WindowFrameSyntax.Exclusion?
    if accept(.exclude) {
      if accept(.current, .row) {
        exclusion = .currentRow
      } else if accept(.group) {
        exclusion = .group
      } else if accept(.ties) {
        exclusion = .ties
      } else if accept(.no, .others) {
        exclusion = .noOthers
      } else {
        throw SyntaxFailure(unexpected("`CURRENT ROW`", "`GROUP`", "`TIES`", "`NO OTHERS`"))
      }
    }
    return WindowFrameSyntax(
      unit: unit, start: first, end: last, exclusion: exclusion, range: range(from: start))
  }

  private mutating func parseFrameBound() throws(SyntaxFailure) -> WindowFrameSyntax.Bound {
    if accept(.current, .row) { return .currentRow }
    if at(.unbounded), ahead(1).keyword == .preceding || ahead(1).keyword == .following {
      advance()
      return advance().keyword == .preceding ? .unboundedPreceding : .unboundedFollowing
    }
    let distance = try parseExpression(from: .bitwiseOr)
    if accept(.preceding) { return .preceding(distance) }
    if accept(.following) { return .following(distance) }
    throw SyntaxFailure(unexpected("`PRECEDING`", "`FOLLOWING`"))
  }

  /// `WINDOW name AS (…), …`, from the word on.
  mutating func parseNamedWindows() throws(SyntaxFailure) -> [NamedWindowSyntax] {
    advance()
    return try parseList { (parser) throws(SyntaxFailure) in
      let name = try parser.parseIdentifier("a window name")
      try parser.expect(.as)
      return NamedWindowSyntax(
        name: name, specification: try parser.parseWindowSpecification())
    }
  }

  // MARK: ORDER BY

  /// `ORDER BY key, …`, from the words on.
  mutating func parseOrderBy() throws(SyntaxFailure) -> [OrderItemSyntax] {
    try expect(.order)
    try expect(.by)
    if at(.all), ahead(1).symbol != .leftParenthesis {
      let start = start
      advance()
      let all = ExpressionSyntax(.star(StarSyntax()), range: range(from: start))
      let suffix = try parseOrderSuffix()
      return [
        OrderItemSyntax(
          expression: all, isDescending: suffix?.isDescending, isNullsFirst: suffix?.isNullsFirst,
          range: range(from: start))
      ]
    }
    return try parseList { (parser) throws(SyntaxFailure) in try parser.parseOrderItem() }
  }

  private mutating func parseOrderItem() throws(SyntaxFailure) -> OrderItemSyntax {
    let start = start
    var key = at(.star) ? try parseStar() : try parseExpression()
    var collation: NameSyntax?
    if case .collate(let operand, let name) = key.kind {
      key = operand
      collation = name
    }
    let suffix = try parseOrderSuffix()
    return OrderItemSyntax(
      expression: key, isDescending: suffix?.isDescending, isNullsFirst: suffix?.isNullsFirst,
      collation: collation, range: range(from: start))
  }

  /// `ASC`, `DESC`, `NULLS FIRST`, `NULLS LAST`, if any stands here.
  mutating func parseOrderSuffix() throws(SyntaxFailure) -> OrderSuffixSyntax? {
    let start = start
    var suffix = OrderSuffixSyntax(range: SourceRange(start, start))
    if accept(.asc) {
      suffix.isDescending = false
    } else if accept(.desc) {
      suffix.isDescending = true
    }
    if accept(.nulls) {
      guard at(.first) || at(.last) else { throw SyntaxFailure(unexpected("`FIRST`", "`LAST`")) }
      suffix.isNullsFirst = advance().keyword == .first
    }
    suffix.range = range(from: start)
    return suffix.range.isEmpty ? nil : suffix
  }
}
