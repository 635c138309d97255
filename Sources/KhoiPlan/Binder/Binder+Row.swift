import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Comparisons of rows, such as `(a, b) < (c, d)`, part by part.
extension Binder {
  /// `(a, b) = (c, d)` and its like, with rows or a query on the right.
  func bindRowComparison(
    _ operation: BinaryOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if case .row(let parts) = left.kind, case .subquery(let query) = right.kind {
      return try compareRow(operation, parts, with: query, context, at: range)
    }
    if case .subquery(let query) = left.kind, case .row(let parts) = right.kind {
      return try compareRow(mirrored(operation), parts, with: query, context, at: range)
    }
    guard case .row(let leftParts) = left.kind, case .row(let rightParts) = right.kind else {
      return try callOperator(
        operation.rawValue,
        [try bindExpression(left, context), try bindExpression(right, context)],
        ranges: [left.range, right.range], at: range)
    }
    guard leftParts.count == rightParts.count, !leftParts.isEmpty else {
      throw .rowLengths(leftParts.count, rightParts.count, at: range)
    }
    var leftValues: [BoundExpression] = []
    var rightValues: [BoundExpression] = []
    for (leftPart, rightPart) in zip(leftParts, rightParts) {
      leftValues.append(try bindExpression(leftPart, context))
      rightValues.append(try bindExpression(rightPart, context))
    }
    return try compareRows(
      operation, leftValues, rightValues,
      ranges: zip(leftParts, rightParts).map { [$0.range, $1.range] }, at: range)
  }

  /// The parts of `(a, b)` and of `ROW(a, b)`.
  func rowParts(of syntax: ExpressionSyntax) -> [ExpressionSyntax]? {
    switch syntax.kind {
    case .row(let parts): return parts
    case .call(let call):
      guard call.name.parts.count == 1, call.name.text.lowercased() == "row", call.window == nil
      else { return nil }
      var parts: [ExpressionSyntax] = []
      for argument in call.arguments {
        guard argument.name == nil, case .expression(let part) = argument.value else { return nil }
        parts.append(part)
      }
      return parts
    default: return nil
    }
  }

  private func mirrored(_ operation: BinaryOperator) -> BinaryOperator {
    switch operation {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: operation
    }
  }

  /// The comparison of two lists of values: the first pair that differs decides.
  private func compareRows(
    _ operation: BinaryOperator, _ left: [BoundExpression], _ right: [BoundExpression],
    ranges: [[SourceRange]], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    func compare(_ name: String, _ index: Int) throws(Diagnostic) -> BoundExpression {
      try callOperator(name, [left[index], right[index]], ranges: ranges[index], at: range)
    }
    var equalities: [BoundExpression] = []
    for index in left.indices { equalities.append(try compare("=", index)) }
    switch operation {
    case .equal: return .all(equalities)
    case .notEqual: return .not(.all(equalities))
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      let strict = operation == .less || operation == .lessOrEqual ? "<" : ">"
      var alternatives: [BoundExpression] = []
      for index in left.indices {
        let isLast = index == left.count - 1
        let comparison = try compare(isLast ? operation.rawValue : strict, index)
        alternatives.append(.all(Array(equalities.prefix(index)) + [comparison]))
      }
      return .any(alternatives)
    default: throw .unsupported("\(operation.rawValue) of rows", at: range)
    }
  }

  /// `(a, b) op (query)`: NULL where the query has no row.
  private func compareRow(
    _ operation: BinaryOperator, _ parts: [ExpressionSyntax], with query: QuerySyntax,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let (plan, comparison) = try rowComparison(operation, parts, query, context, at: range)
    let guarded = LogicalPlan.atMostOneRow(LogicalPlan.AtMostOneRow(input: plan, range: range))
    let result = projection(
      of: guarded, items: [OutputItem(name: "comparison", expression: comparison)])
    return .subquery(
      BoundSubquery(form: .scalar, plan: result.plan, type: .boolean, range: range))
  }

  /// `(a, b) op ANY (query)`; ALL is NOT ANY of what does not pass.
  func bindQuantifiedRow(
    _ operation: BinaryOperator, _ parts: [ExpressionSyntax], _ quantifier: Quantifier,
    _ query: QuerySyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let (plan, comparison) = try rowComparison(operation, parts, query, context, at: range)
    let passes = quantifier == .any ? comparison : .not(comparison)
    let columns = projection(
      of: plan,
      items: [
        OutputItem(name: "passes", expression: passes),
        OutputItem(name: "is unknown", expression: .isNull(passes)),
      ])
    guard let function = FunctionLibrary.aggregate(named: "bool_or"),
      let resolved = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: [.boolean], isLiteralText: [false])
    else { throw .broken("there is no bool_or") }
    let items = columns.columns.map { column in
      LogicalPlan.Aggregate.Item(
        column: identities.makeColumn(column.name, .boolean),
        aggregate: BoundAggregate(
          function: function, overload: resolved.overload, arguments: [column.expression],
          type: .boolean, range: range))
    }
    let grouped = LogicalPlan.aggregate(
      LogicalPlan.Aggregate(input: columns.plan, keys: [], aggregates: items))
    let answer = BoundExpression.caseWhen(
      BoundCase(
        branches: [
          .init(condition: BoundExpression(items[0].column), value: .alwaysTrue),
          .init(condition: BoundExpression(items[1].column), value: .constant(.null, .boolean)),
        ], otherwise: .alwaysFalse, type: .boolean))
    let result = projection(
      of: grouped, items: [OutputItem(name: "any", expression: answer)])
    let test = BoundExpression.subquery(
      BoundSubquery(form: .scalar, plan: result.plan, type: .boolean, range: range))
    return quantifier == .any ? test : .not(test)
  }

  /// The query's rows, and how each compares with the row on the left.
  private func rowComparison(
    _ operation: BinaryOperator, _ parts: [ExpressionSyntax], _ query: QuerySyntax,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> (plan: LogicalPlan, comparison: BoundExpression) {
    var values: [BoundExpression] = []
    for part in parts { values.append(try bindExpression(part, context)) }
    let plan = try bindInner(query, context)
    guard plan.columns.count == values.count else {
      throw .subqueryColumns(plan.columns.count, wanted: values.count, at: query.range)
    }
    let comparison = try compareRows(
      operation, values, plan.columns.map { BoundExpression($0) },
      ranges: parts.map { [$0.range, query.range] }, at: range)
    return (plan, comparison)
  }
}
