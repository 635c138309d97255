import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// `BETWEEN`, `IN`, `IS`, `LIKE`, rows and comparisons with `ANY` and `ALL`.
extension Binder {
  func bindBetween(
    _ operand: ExpressionSyntax, _ lower: ExpressionSyntax, _ upper: ExpressionSyntax,
    _ isNegated: Bool, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let value = try bindExpression(operand, context)
    let least = try bindExpression(lower, context)
    let greatest = try bindExpression(upper, context)
    let both = BoundExpression.and([
      try callOperator(
        ">=", [value, least], ranges: [operand.range, lower.range], at: range),
      try callOperator(
        "<=", [value, greatest], ranges: [operand.range, upper.range], at: range),
    ])
    return isNegated ? .not(both) : both
  }

  func bindTruthTest(
    _ operand: ExpressionSyntax, _ test: TruthTest, _ isNegated: Bool,
    _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression {
    let value = try condition(operand, context, what: "IS \(test.rawValue)")
    let result: BoundExpression
    switch test {
    case .unknown: result = .isNull(value)
    case .true: result = truth(of: value)
    case .false: result = truth(of: .not(value))
    }
    return isNegated ? .not(result) : result
  }

  private func truth(of value: BoundExpression) -> BoundExpression {
    .caseWhen(
      BoundCase(
        branches: [BoundCase.Branch(condition: value, value: .alwaysTrue)],
        otherwise: .alwaysFalse, type: .boolean))
  }

  func bindDistinct(
    _ left: ExpressionSyntax, _ right: ExpressionSyntax, isNegated: Bool,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let leftValue = try bindExpression(left, context)
    let rightValue = try bindExpression(right, context)
    let same = try equalOrBothNull(
      leftValue, rightValue, ranges: [left.range, right.range], at: range)
    return isNegated ? same : .not(same)
  }

  /// `left IS NOT DISTINCT FROM right`.
  func equalOrBothNull(
    _ left: BoundExpression, _ right: BoundExpression, ranges: [SourceRange],
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if left.type == .null { return .isNull(right) }
    if right.type == .null { return .isNull(left) }
    return try callOperator("is not distinct from", [left, right], ranges: ranges, at: range)
  }

  // MARK: IN

  func bindInList(
    _ operand: ExpressionSyntax, _ values: [ExpressionSyntax], _ isNegated: Bool,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if values.isEmpty { return isNegated ? .alwaysTrue : .alwaysFalse }
    if case .row = operand.kind {
      var alternatives: [BoundExpression] = []
      for value in values {
        alternatives.append(
          try bindRowComparison(.equal, operand, value, context, at: value.range))
      }
      return isNegated ? .not(.or(alternatives)) : .or(alternatives)
    }
    let subject = try bindExpression(operand, context)
    var items: [BoundExpression] = []
    for value in values { items.append(try bindExpression(value, context)) }
    let result = try isOneOf(
      subject, items, ranges: [operand.range] + values.map(\.range), at: range)
    return isNegated ? .not(result) : result
  }

  /// Whether a value equals one of the items.
  private func isOneOf(
    _ subject: BoundExpression, _ items: [BoundExpression], ranges: [SourceRange],
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let subjectRange = ranges[0]
    if items.allSatisfy({ isConstant($0) }), subject.type != .null {
      for (index, item) in items.enumerated() where !isLiteralText(item) {
        if TypeCoercion.commonType(subject.type, item.type) == nil, !isLiteralText(subject) {
          throw operatorMismatch(
            "IN", [subject, item], ranges: [subjectRange, ranges[index + 1]], at: range)
        }
      }
      let (unified, type) = try unify([subject] + items, ranges: ranges, what: "the values of IN")
      if type != .null {
        let values = try constantValues(Array(unified.dropFirst()), at: range)
        return .inList(BoundInList(operand: unified[0], values: values))
      }
    }
    var alternatives: [BoundExpression] = []
    for (index, item) in items.enumerated() {
      alternatives.append(
        try callOperator(
          "=", [subject, item], ranges: [subjectRange, ranges[index + 1]],
          at: ranges[index + 1]))
    }
    return alternatives.count == 1 ? alternatives[0] : .or(alternatives)
  }

  private func operatorMismatch(
    _ name: String, _ arguments: [BoundExpression], ranges: [SourceRange], at range: SourceRange
  ) -> Diagnostic {
    operatorMismatch(name, arguments, ranges, at: range)
  }

  // MARK: LIKE

  func bindPattern(
    _ pattern: PatternSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let subject = try bindExpression(pattern.value, context)
    var results: [BoundExpression] = []
    for syntax in pattern.patterns {
      var arguments = [subject, try bindExpression(syntax, context)]
      var ranges = [pattern.value.range, syntax.range]
      if let escape = pattern.escape {
        arguments.append(try bindExpression(escape, context))
        ranges.append(escape.range)
      }
      results.append(try matchPattern(pattern, arguments, ranges, at: range))
    }
    let result: BoundExpression
    if results.count == 1 {
      result = results[0]
    } else {
      result = pattern.quantifier == .all ? .and(results) : .or(results)
    }
    return pattern.isNegated ? .not(result) : result
  }

  private func matchPattern(
    _ pattern: PatternSyntax, _ arguments: [BoundExpression], _ ranges: [SourceRange],
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    switch pattern.operation {
    case .like: return try callOperator("like", arguments, ranges: ranges, at: range)
    case .ilike: return try callOperator("ilike", arguments, ranges: ranges, at: range)
    case .glob: return try callOperator("glob", arguments, ranges: ranges, at: range)
    case .similar: return try callOperator("similar to", arguments, ranges: ranges, at: range)
    case .regularExpression:
      // REGEXP and RLIKE look for a place that fits, `~` must fit the whole text.
      let name =
        source(pattern.operatorRange).hasSuffix("~") ? "regexp_full_match" : "regexp_matches"
      return try callOperator(name, arguments, ranges: ranges, at: range)
    case .search: return try callFunction("search", arguments, ranges: ranges, at: range)
    case .regularExpressionIgnoringCase:
      return try callOperator("~*", arguments, ranges: ranges, at: range)
    }
  }
}
