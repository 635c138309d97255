import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Queries inside expressions.
extension Binder {
  /// A query in an expression: its plan, with names of outer queries still in it.
  func bindInner(
    _ query: QuerySyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> LogicalPlan {
    let frame = QueryFrame(outer: context, parent: context.frame)
    return try asValues(try bindQuery(query, frame), at: query.range)
  }

  func bindScalarSubquery(
    _ query: QuerySyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let plan = try bindInner(query, context)
    guard plan.columns.count == 1 else {
      throw .subqueryColumns(plan.columns.count, wanted: 1, at: range)
    }
    return .subquery(
      BoundSubquery(form: .scalar, plan: plan, type: plan.columns[0].type, range: range))
  }

  func bindExists(
    _ query: QuerySyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let plan = try bindInner(query, context)
    return .subquery(BoundSubquery(form: .exists, plan: plan, type: .boolean, range: range))
  }

  func bindInSubquery(
    _ operand: ExpressionSyntax, _ query: QuerySyntax, _ isNegated: Bool,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let parts: [ExpressionSyntax]
    if case .row(let elements) = operand.kind { parts = elements } else { parts = [operand] }
    var operands: [BoundExpression] = []
    for part in parts { operands.append(try bindExpression(part, context)) }
    var plan = try bindInner(query, context)
    guard plan.columns.count == operands.count else {
      throw .subqueryColumns(plan.columns.count, wanted: operands.count, at: query.range)
    }
    var items: [OutputItem] = []
    var needsCast = false
    for index in operands.indices {
      let column = plan.columns[index]
      let type = try commonTypeForIn(
        operands[index], column, ranges: [parts[index].range, query.range], at: range)
      operands[index] = cast(operands[index], to: type, at: parts[index].range)
      needsCast = needsCast || column.type != type
      items.append(
        OutputItem(name: column.name, expression: cast(BoundExpression(column), to: type)))
    }
    if needsCast { plan = projection(of: plan, items: items).plan }
    let test = BoundExpression.subquery(
      BoundSubquery(form: .isIn(operands: operands), plan: plan, type: .boolean, range: range))
    return isNegated ? .not(test) : test
  }

  private func commonTypeForIn(
    _ operand: BoundExpression, _ column: PlanColumn, ranges: [SourceRange], at range: SourceRange
  ) throws(Diagnostic) -> LogicalType {
    if isLiteralText(operand), column.type != .null {
      // A text that is no value of the column's type equals none of them.
      let isValue = (try? constantValues([cast(operand, to: column.type)], at: range)) != nil
      return isValue ? column.type : .varchar
    }
    if operand.type == .blob, TypeCoercion.commonType(.blob, column.type) == nil { return .varchar }
    guard let common = TypeCoercion.commonType(operand.type, column.type) else {
      throw operatorMismatch(
        "IN", [operand, BoundExpression(column)], [ranges[0], ranges[0]], at: range)
    }
    return common
  }

  // MARK: ANY and ALL

  func bindQuantified(
    _ operation: BinaryOperator, _ operand: ExpressionSyntax, _ quantifier: Quantifier,
    _ values: QuantifiedOperandSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    switch values {
    case .values(let list):
      var comparisons: [BoundExpression] = []
      let subject = try bindExpression(operand, context)
      let elements = try elements(of: list)
      for syntax in elements {
        let value = try bindExpression(syntax, context)
        if elements.count == 1, value.type.element != nil, subject.type.element == nil {
          return try anyOfList(
            operation, subject, operand.range, quantifier, value, syntax.range, at: range)
        }
        comparisons.append(
          try callOperator(
            operation.rawValue, [subject, value], ranges: [operand.range, syntax.range],
            at: range))
      }
      if comparisons.isEmpty { return quantifier == .any ? .alwaysFalse : .alwaysTrue }
      return quantifier == .any ? .or(comparisons) : .and(comparisons)
    case .query(let query):
      if let parts = rowParts(of: operand), parts.count > 1 {
        return try bindQuantifiedRow(
          operation, parts, quantifier, query, context, at: range)
      }
      // x > ALL (q) is NOT (x <= ANY (q)).
      let effective = quantifier == .any ? operation : try opposite(operation, at: range)
      let test = try anyOfQuery(effective, operand, query, context, at: range)
      return quantifier == .any ? test : .not(test)
    }
  }

  private func elements(
    of list: [ExpressionSyntax]
  ) throws(Diagnostic) -> [ExpressionSyntax] {
    if list.count == 1, case .list(let elements, _) = list[0].kind { return elements }
    return list
  }

  private func anyOfQuery(
    _ operation: BinaryOperator, _ operand: ExpressionSyntax, _ query: QuerySyntax,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if operation == .equal { return try bindInSubquery(operand, query, false, context, at: range) }
    let subject = try bindExpression(operand, context)
    let plan = try bindInner(query, context)
    guard plan.columns.count == 1 else {
      throw .subqueryColumns(plan.columns.count, wanted: 1, at: query.range)
    }
    return try anyOfRows(
      operation, subject, plan, ranges: [operand.range, query.range], at: range)
  }

  /// `x op ANY (list)` for a list that is not written out: its elements are rows.
  private func anyOfList(
    _ operation: BinaryOperator, _ subject: BoundExpression, _ subjectRange: SourceRange,
    _ quantifier: Quantifier, _ list: BoundExpression, _ listRange: SourceRange,
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let element = identities.makeColumn("element", list.type.element ?? .null)
    let rows = LogicalPlan.unnest(
      LogicalPlan.Unnest(input: singleRow, lists: [list], elements: [element]))
    let plan = projection(
      of: rows, items: [OutputItem(name: element.name, expression: BoundExpression(element))]
    ).plan
    let effective = quantifier == .any ? operation : try opposite(operation, at: range)
    let test = try anyOfRows(
      effective, subject, plan, ranges: [subjectRange, listRange], at: range)
    return .caseWhen(
      BoundCase(
        branches: [.init(condition: .isNull(list), value: .constant(.null, .boolean))],
        otherwise: quantifier == .any ? test : .not(test), type: .boolean))
  }

  private func anyOfRows(
    _ operation: BinaryOperator, _ subject: BoundExpression, _ rows: LogicalPlan,
    ranges: [SourceRange], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    var plan = rows
    let column = plan.columns[0]
    let comparison = try callOperator(
      operation.rawValue, [subject, BoundExpression(column)], ranges: ranges, at: range)
    guard case .call(let call) = comparison, call.arguments.count == 2 else {
      throw .unsupported("\(operation.rawValue) ANY", at: range)
    }
    if call.arguments[1].type != column.type {
      plan =
        projection(
          of: plan,
          items: [
            OutputItem(
              name: column.name,
              expression: cast(BoundExpression(column), to: call.arguments[1].type))
          ]
        ).plan
    }
    return .subquery(
      BoundSubquery(
        form: .any(
          operand: call.arguments[0], comparison: call.function, overload: call.overload),
        plan: plan, type: .boolean, range: range))
  }

  private func opposite(
    _ operation: BinaryOperator, at range: SourceRange
  ) throws(Diagnostic) -> BinaryOperator {
    switch operation {
    case .equal: return .notEqual
    case .notEqual: return .equal
    case .less: return .greaterOrEqual
    case .lessOrEqual: return .greater
    case .greater: return .lessOrEqual
    case .greaterOrEqual: return .less
    default: throw .unsupported("\(operation.rawValue) ALL", at: range)
    }
  }
}
