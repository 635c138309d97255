import KhoiText

/// `IS`, `IN`, `BETWEEN`, `LIKE` and comparisons with `ANY` and `ALL`.
extension Parser {
  /// `left` with the predicate that follows it, or nothing if none does.
  mutating func parseComparisonSuffix(
    on left: ExpressionSyntax
  ) throws(SyntaxFailure) -> ExpressionSyntax? {
    if let operation = patternSymbol() {
      return try parsePattern(operation.0, left, isNegated: operation.1)
    }
    guard token.kind == .keyword || token.kind == .identifier else { return nil }
    switch token.keyword {
    case .is?: return try parseIs(left)
    case .isNull?:
      advance()
      return predicate(.isNull(left, isNegated: false), left)
    case .notNull?:
      advance()
      return predicate(.isNull(left, isNegated: true), left)
    case .not?:
      switch ahead(1).keyword {
      case .null?:
        advance()
        advance()
        return predicate(.isNull(left, isNegated: true), left)
      case .in?, .between?, .like?, .ilike?, .glob?, .similar?, .regexp?, .rlike?:
        advance()
        return try parseNegatable(left, isNegated: true)
      default: return nil
      }
    default: return try parseNegatable(left, isNegated: false)
    }
  }

  private func predicate(
    _ kind: ExpressionSyntax.Kind, _ left: ExpressionSyntax
  ) -> ExpressionSyntax {
    ExpressionSyntax(kind, range: range(from: left.range.lower))
  }

  private mutating func parseNegatable(
    _ left: ExpressionSyntax, isNegated: Bool
  ) throws(SyntaxFailure) -> ExpressionSyntax? {
    switch token.keyword {
    case .in?: return try parseIn(left, isNegated: isNegated)
    case .between?: return try parseBetween(left, isNegated: isNegated)
    case .like?: return try parsePattern(.like, left, isNegated: isNegated)
    case .ilike?: return try parsePattern(.ilike, left, isNegated: isNegated)
    case .glob?: return try parsePattern(.glob, left, isNegated: isNegated)
    case .regexp?, .rlike?:
      return try parsePattern(.regularExpression, left, isNegated: isNegated)
    case .similar? where ahead(1).keyword == .to:
      return try parsePattern(.similar, left, isNegated: isNegated)
    default: return nil
    }
  }

  // MARK: IS

  private mutating func parseIs(
    _ left: ExpressionSyntax
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    advance()
    let isNegated = accept(.not)
    switch token.keyword {
    case .null?:
      advance()
      return predicate(.isNull(left, isNegated: isNegated), left)
    case .true?:
      advance()
      return predicate(.isTruth(left, .true, isNegated: isNegated), left)
    case .false?:
      advance()
      return predicate(.isTruth(left, .false, isNegated: isNegated), left)
    case .unknown?:
      advance()
      return predicate(.isTruth(left, .unknown, isNegated: isNegated), left)
    case .distinct? where ahead(1).keyword == .from:
      advance()
      advance()
      let right = try parseExpression(from: .bitwiseOr)
      return predicate(.isDistinct(left, right, isNegated: isNegated), left)
    default:
      // `a IS b` of SQLite: equal, and NULL equals NULL.
      guard startsOperand else {
        throw SyntaxFailure(unexpected("`NULL`", "`TRUE`", "`FALSE`", "`DISTINCT FROM`"))
      }
      let right = try parseExpression(from: .bitwiseOr)
      return predicate(.isDistinct(left, right, isNegated: !isNegated), left)
    }
  }

  private var startsOperand: Bool {
    token.symbol == .leftParenthesis || token.symbol == .minus || startsExpression(token)
  }

  // MARK: IN and BETWEEN

  private mutating func parseIn(
    _ left: ExpressionSyntax, isNegated: Bool
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    advance()
    if at(.leftParenthesis) {
      if startsQuery(at: 1) {
        let query = try parseParenthesisedQuery()
        return predicate(.inSubquery(left, query, isNegated: isNegated), left)
      }
      let values = try parseParenthesisedList(canBeEmpty: true) { (parser) throws(SyntaxFailure) in
        try parser.parseExpression()
      }
      // `IN ((SELECT …))` is a subquery in one more pair of parentheses.
      if values.count == 1, case .subquery(let query) = values[0].kind {
        return predicate(.inSubquery(left, query, isNegated: isNegated), left)
      }
      return predicate(.inList(left, values, isNegated: isNegated), left)
    }
    if at(.unnest, .leftParenthesis) {
      advance()
      advance()
      let list = try parseExpression()
      try expectClosing(.rightParenthesis)
      return predicate(.inCollection(left, list, isNegated: isNegated), left)
    }
    let list = try parseExpression(from: .bitwiseOr)
    return predicate(.inCollection(left, list, isNegated: isNegated), left)
  }

  private mutating func parseBetween(
    _ left: ExpressionSyntax, isNegated: Bool
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    advance()
    let lower = try parseExpression(from: .bitwiseOr)
    try expect(.and)
    let upper = try parseExpression(from: .bitwiseOr)
    return predicate(.between(left, lower: lower, upper: upper, isNegated: isNegated), left)
  }

  // MARK: Patterns

  /// `~`, `!~~*` and the like between two texts.
  private func patternSymbol() -> (PatternOperator, Bool)? {
    switch token.symbol {
    case .doubleAt?: (.search, false)
    case .tilde?: (.regularExpression, false)
    case .tildeStar?: (.regularExpressionIgnoringCase, false)
    case .notTilde?: (.regularExpression, true)
    case .notTildeStar?: (.regularExpressionIgnoringCase, true)
    case .doubleTilde?: (.like, false)
    case .doubleTildeStar?: (.ilike, false)
    case .notDoubleTilde?: (.like, true)
    case .notDoubleTildeStar?: (.ilike, true)
    default: nil
    }
  }

  private mutating func parsePattern(
    _ operation: PatternOperator, _ left: ExpressionSyntax, isNegated: Bool
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    let operatorToken = advance()
    var operatorRange = operatorToken.range
    if operation == .similar { operatorRange = operatorRange.union(advance().range) }
    var quantifier: Quantifier?
    let patterns: [ExpressionSyntax]
    if isQuantifier(token), ahead(1).symbol == .leftParenthesis {
      quantifier = at(.all) ? .all : .any
      advance()
      patterns = try parseParenthesisedList { (parser) throws(SyntaxFailure) in
        try parser.parseExpression()
      }
    } else {
      patterns = [try parseExpression(from: .bitwiseOr)]
    }
    let escape = accept(.escape) ? try parseExpression(from: .bitwiseOr) : nil
    let pattern = PatternSyntax(
      operation: operation, value: left, patterns: patterns, quantifier: quantifier,
      escape: escape, isNegated: isNegated, operatorRange: operatorRange)
    return predicate(.pattern(pattern), left)
  }

  // MARK: ANY and ALL

  private func isQuantifier(_ token: Token) -> Bool {
    token.keyword == .any || token.keyword == .some || token.keyword == .all
  }

  /// `ANY (…)` after a comparison operator, if that is what stands there.
  mutating func parseQuantified(
    _ operation: BinaryOperator, _ left: ExpressionSyntax
  ) throws(SyntaxFailure) -> ExpressionSyntax? {
    guard isQuantifier(token), ahead(1).symbol == .leftParenthesis else { return nil }
    let quantifier: Quantifier = at(.all) ? .all : .any
    advance()
    if startsQuery(at: 1) {
      let query = try parseParenthesisedQuery()
      return predicate(.quantified(operation, left, quantifier, .query(query)), left)
    }
    let values = try parseParenthesisedList { (parser) throws(SyntaxFailure) in
      try parser.parseExpression()
    }
    if values.count == 1, case .subquery(let query) = values[0].kind {
      return predicate(.quantified(operation, left, quantifier, .query(query)), left)
    }
    return predicate(.quantified(operation, left, quantifier, .values(values)), left)
  }
}
