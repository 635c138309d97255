import KhoiText

/// Operators and their precedence.
extension Parser {
  /// How tightly operators bind, loosest first.
  enum Precedence: Int, Comparable {
    case or, and, not, comparison, bitwiseOr, bitwiseXor, bitwiseAnd, shift, sum, product, power
    case prefix

    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

    var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .prefix }
  }

  mutating func parseExpression() throws(SyntaxFailure) -> ExpressionSyntax {
    try parseExpression(from: .or)
  }

  /// An expression whose operators bind at least as tightly as said.
  mutating func parseExpression(
    from minimum: Precedence
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    try enter()
    defer { leave() }
    // The tree below this expression is measured from zero; the caller takes the taller one.
    let outerHeight = height
    height = 0
    var left = try parsePrefix()
    while let next = try parseOperation(on: left, from: minimum) {
      left = next
      try grow()
    }
    height = max(outerHeight, height + 1)
    return left
  }

  /// `left` with the operator that follows it, or nothing if none does.
  private mutating func parseOperation(
    on left: ExpressionSyntax, from minimum: Precedence
  ) throws(SyntaxFailure) -> ExpressionSyntax? {
    if let (operation, precedence) = binaryOperator(at: token) {
      guard precedence >= minimum else { return nil }
      switch operation {
      case .and, .or: return try parseChain(of: operation, precedence, from: left)
      case .arrow where isLambda(after: left): return try parseLambda(left)
      default: return try parseBinary(operation, precedence, left)
      }
    }
    guard minimum <= .comparison else { return nil }
    return try parseComparisonSuffix(on: left)
  }

  private func binaryOperator(at token: Token) -> (BinaryOperator, Precedence)? {
    switch token.symbol {
    case .doubleBar?: return (.concatenate, .product)
    case .plus?: return (.add, .sum)
    case .minus?: return (.subtract, .sum)
    case .star?: return (.multiply, .product)
    case .slash?: return (.divide, .product)
    case .doubleSlash?: return (.integerDivide, .product)
    case .percent?: return (.modulo, .product)
    case .doubleStar?: return (.power, .power)
    case .equal?, .doubleEqual?: return (.equal, .comparison)
    case .notEqual?, .exclamationEqual?: return (.notEqual, .comparison)
    case .less?: return (.less, .comparison)
    case .lessOrEqual?: return (.lessOrEqual, .comparison)
    case .greater?: return (.greater, .comparison)
    case .greaterOrEqual?: return (.greaterOrEqual, .comparison)
    case .ampersand?: return (.bitwiseAnd, .bitwiseAnd)
    case .bar?: return (.bitwiseOr, .bitwiseOr)
    case .caret?: return (.bitwiseXor, .bitwiseXor)
    case .shiftLeft?: return (.shiftLeft, .shift)
    case .shiftRight?: return (.shiftRight, .shift)
    case .arrow?: return (.arrow, .power)
    case .longArrow?: return (.longArrow, .power)
    case .contains?: return (.contains, .bitwiseOr)
    case .containedIn?: return (.containedIn, .bitwiseOr)
    case .startsWith?: return (.startsWith, .bitwiseOr)
    default: break
    }
    switch token.keyword {
    case .and? where token.kind == .keyword: return (.and, .and)
    case .or? where token.kind == .keyword: return (.or, .or)
    default: return nil
    }
  }

  private mutating func parseBinary(
    _ operation: BinaryOperator, _ precedence: Precedence, _ left: ExpressionSyntax
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    if let known = knownMistake() { throw SyntaxFailure(known) }
    let operatorToken = advance()
    if operatorToken.symbol == .doubleEqual {
      notices.append(.doubleEqual(at: operatorToken.range))
    }
    if precedence == .comparison {
      if isOrdering(operation), case .binary(let inner, _, _, _) = left.kind, isOrdering(inner),
        tokens[index - 2].symbol != .rightParenthesis
      {
        throw SyntaxFailure(.chainedComparison(at: operatorToken.range))
      }
      if let quantified = try parseQuantified(operation, left) { return quantified }
    }
    let right = try parseExpression(from: precedence.next)
    if let star = starRange(of: left) ?? starRange(of: right) {
      throw SyntaxFailure(.misplacedStar(at: star))
    }
    return ExpressionSyntax(
      .binary(operation, left, right, operatorRange: operatorToken.range),
      range: left.range.union(right.range))
  }

  /// The end of `t.*`, where that is what an expression is.
  private func starRange(of expression: ExpressionSyntax) -> SourceRange? {
    guard case .star = expression.kind, bytes[expression.range.lower] != UInt8(ascii: "*") else {
      return nil
    }
    return SourceRange(expression.range.upper - 1, expression.range.upper)
  }

  private func isOrdering(_ operation: BinaryOperator) -> Bool {
    switch operation {
    case .less, .lessOrEqual, .greater, .greaterOrEqual: true
    default: false
    }
  }

  /// `a AND b AND c`: many operands make a low tree instead of a tall one.
  private mutating func parseChain(
    of operation: BinaryOperator, _ precedence: Precedence, from first: ExpressionSyntax
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    var operands = [first]
    var operatorRanges: [SourceRange] = []
    while let (next, _) = binaryOperator(at: token), next == operation {
      mark(operation == .and ? .and : .or)
      operatorRanges.append(advance().range)
      operands.append(try parseExpression(from: precedence.next))
    }
    return balanced(operation, operands[...], operatorRanges[...])
  }

  private func balanced(
    _ operation: BinaryOperator, _ operands: ArraySlice<ExpressionSyntax>,
    _ operators: ArraySlice<SourceRange>
  ) -> ExpressionSyntax {
    if operands.count == 1 { return operands[operands.startIndex] }
    let middle = operands.startIndex + (operands.count + 1) / 2
    let split = operators.startIndex + (operands.count + 1) / 2 - 1
    let left = balanced(
      operation, operands[..<middle], operators[operators.startIndex..<split])
    let right = balanced(operation, operands[middle...], operators[(split + 1)...])
    return ExpressionSyntax(
      .binary(operation, left, right, operatorRange: operators[split]),
      range: left.range.union(right.range))
  }

  /// `NOT`, signs, and then a value with what follows it.
  private mutating func parsePrefix() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    let operation: UnaryOperator
    switch token.symbol {
    case .minus?: operation = .minus
    case .plus?: operation = .plus
    case .tilde?: operation = .bitwiseNot
    case .at?:
      mark(.prefix)
      let sign = advance().range
      let operand = try parseExpression(from: .prefix)
      return functionCall("abs", on: operand, sign: sign, range: range(from: start))
    default:
      guard at(.not), token.kind == .keyword else {
        return try parsePostfix(on: try parsePrimary())
      }
      advance()
      let operand = try parseExpression(from: .not)
      return ExpressionSyntax(.unary(.not, operand), range: range(from: start))
    }
    mark(.prefix)
    advance()
    let operand = try parseExpression(from: .prefix)
    let range = range(from: start)
    if operation == .minus, let negated = negated(operand) {
      return ExpressionSyntax(negated, range: range)
    }
    return ExpressionSyntax(.unary(operation, operand), range: range)
  }

  /// A number takes its sign, so that the least integer can be written.
  private func negated(_ operand: ExpressionSyntax) -> ExpressionSyntax.Kind? {
    guard case .literal(let literal) = operand.kind,
      bytes[operand.range.lower] != UInt8(ascii: "(")
    else { return nil }
    switch literal {
    case .integer(let text) where !text.hasPrefix("-"): return .literal(.integer("-" + text))
    case .decimal(let text) where !text.hasPrefix("-"): return .literal(.decimal("-" + text))
    case .float(let text) where !text.hasPrefix("-"): return .literal(.float("-" + text))
    default: return nil
    }
  }

  // MARK: Lambdas

  /// Whether `->` after an argument's first names is a lambda and not a step into JSON.
  private func isLambda(after left: ExpressionSyntax) -> Bool {
    guard argumentStart == left.range.lower, ahead(1).kind != .string,
      lambdaParameters(left) != nil
    else { return false }
    return true
  }

  private func lambdaParameters(_ left: ExpressionSyntax) -> [IdentifierSyntax]? {
    switch left.kind {
    case .name(let name) where name.parts.count == 1: return name.parts
    case .row(let elements):
      var names: [IdentifierSyntax] = []
      for element in elements {
        guard case .name(let name) = element.kind, name.parts.count == 1 else { return nil }
        names.append(name.parts[0])
      }
      return names
    default: return nil
    }
  }

  private mutating func parseLambda(
    _ left: ExpressionSyntax
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    advance()
    argumentStart = start
    let body = try parseExpression()
    return ExpressionSyntax(
      .lambda(lambdaParameters(left) ?? [], body), range: left.range.union(body.range))
  }
}
