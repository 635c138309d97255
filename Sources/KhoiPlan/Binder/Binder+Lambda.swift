import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Functions that take a lambda, and list comprehensions.
extension Binder {
  /// The form a function of lists and a lambda has, by its name.
  static func lambdaForm(_ name: String) -> BoundLambdaCall.Form? {
    switch name.lowercased() {
    case "list_transform", "array_transform", "list_apply", "array_apply", "apply", "transform":
      .transform
    case "list_filter", "array_filter", "filter": .filter
    case "list_reduce", "array_reduce", "reduce": .reduce
    default: nil
    }
  }

  /// The names of functions that take a lambda, for help and suggestions.
  package static let lambdaFunctionNames = ["list_transform", "list_filter", "list_reduce"]

  func bindLambdaCall(
    _ form: BoundLambdaCall.Form, _ arguments: [ExpressionSyntax], _ context: ExpressionContext,
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard arguments.count == 2 || form == .reduce && arguments.count == 3 else {
      throw .argumentCount(
        form.rawValue, wanted: form == .reduce ? "2 or 3" : "2", got: arguments.count, at: range)
    }
    guard case .lambda(let names, let body) = arguments[1].kind else {
      throw .lambdaExpected(form.rawValue, at: arguments[1].range)
    }
    let list = try bindExpression(arguments[0], context)
    let initial: BoundExpression?
    if arguments.count > 2 {
      initial = try bindExpression(arguments[2], context)
    } else {
      initial = nil
    }
    return try bindLambda(
      form, list, listRange: arguments[0].range, initial: initial, names, body, context, at: range)
  }

  private func bindLambda(
    _ form: BoundLambdaCall.Form, _ list: BoundExpression, listRange: SourceRange,
    initial: BoundExpression?, _ names: [IdentifierSyntax], _ body: ExpressionSyntax,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard list.type == .null || list.type.element != nil else {
      throw .lambdaNeedsList(form.rawValue, list.type, at: listRange)
    }
    let elementType = list.type.element ?? .null
    let least = form == .reduce ? 2 : 1
    guard names.count >= least, names.count <= least + 1 else {
      throw .lambdaParameterCount(form.rawValue, least, names.count, at: range)
    }
    var types = [elementType, .bigint]
    var accumulatorType = elementType
    if form == .reduce {
      if let initial { accumulatorType = initial.type }
      if let common = TypeCoercion.commonType(accumulatorType, elementType) {
        accumulatorType = common
      }
      types.insert(accumulatorType, at: 0)
    }
    let parameters = zip(names, types).map { identities.makeColumn($0.text, $1) }
    var value = try bindBody(body, parameters, context)
    let elementAt = form == .reduce ? 1 : 0
    var type: LogicalType
    switch form {
    case .transform: type = .list(value.type)
    case .filter:
      value = try condition(value, what: form.rawValue, at: body.range)
      type = list.type == .null ? .list(.null) : list.type
    case .reduce:
      if value.type != accumulatorType {
        guard let common = TypeCoercion.commonType(accumulatorType, value.type) else {
          throw .lambdaResult(accumulatorType, value.type, at: body.range)
        }
        if common != accumulatorType {
          // The body widens what it gets, so it is bound again with the wider type.
          // Without a first value that is the list's first element, so the list widens.
          return try bindLambda(
            form, initial == nil ? cast(list, to: .list(common)) : list, listRange: listRange,
            initial: initial.map { cast($0, to: common) }, names, body, context, at: range)
        }
        value = cast(value, to: accumulatorType, at: body.range)
      }
      type = accumulatorType
    }
    return .lambda(
      BoundLambdaCall(
        form: form, list: list, initial: initial.map { cast($0, to: accumulatorType) },
        accumulator: form == .reduce ? parameters[0] : nil, element: parameters[elementAt],
        index: parameters.count > elementAt + 1 ? parameters[elementAt + 1] : nil, body: value,
        type: type))
  }

  /// The body of a lambda; its parameters hide columns of the same names.
  private func bindBody(
    _ body: ExpressionSyntax, _ parameters: [PlanColumn], _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression {
    let before = context.lambdaParameters
    context.lambdaParameters += parameters.map { column in
      (IdentifierKey(column.name), column.name, BoundExpression(column))
    }
    defer { context.lambdaParameters = before }
    let value = try bindExpression(body, context)
    if !value.containsSubquery { return value }
    return try withoutDependentSubqueries(value, Set(parameters.map(\.id)), at: body.range)
  }

  /// The body with `x IN (query)` as a search in the list of the query's values.
  ///
  /// A subquery is computed for the row, not for each element, so it may not use the parameters.
  private func withoutDependentSubqueries(
    _ expression: BoundExpression, _ parameters: Set<ColumnID>, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard expression.containsSubquery else { return expression }
    guard case .subquery(let subquery) = expression else {
      return try expression.mapChildren { (child) throws(Diagnostic) in
        try withoutDependentSubqueries(child, parameters, at: range)
      }
    }
    let place = subquery.range ?? range
    guard subquery.plan.outerColumns.isDisjoint(with: parameters) else {
      throw .unsupported("a subquery that uses the parameters of a lambda", at: place)
    }
    guard !expression.columnsUsed.isDisjoint(with: parameters) else { return expression }
    guard case .isIn(let operands) = subquery.form, operands.count == 1 else {
      throw .unsupported("this subquery in a lambda", at: place)
    }
    let list = try listOfRows(subquery.plan, at: place)
    let ranges = [place, place]
    let isThere = try callFunction("list_contains", [list, operands[0]], ranges: ranges, at: place)
    let length = try callFunction("array_length", [list], ranges: [place], at: place)
    let known = try callFunction("list_count", [list], ranges: [place], at: place)
    let hasNull = try callOperator("<", [known, length], ranges: ranges, at: place)
    let isEmpty = try callOperator(
      "=", [length, .constant(.integer(0), .bigint)], ranges: ranges, at: place)
    // Of NULL, and of a value among NULLs, it is not known; in nothing there is nothing.
    let isUnknown = BoundExpression.any([.isNull(operands[0]), .all([.not(isThere), hasNull])])
    return .caseWhen(
      BoundCase(
        branches: [
          .init(condition: isEmpty, value: .alwaysFalse),
          .init(condition: isUnknown, value: .constant(.null, .boolean)),
        ], otherwise: isThere, type: .boolean))
  }

  /// `[element FOR name IN list IF condition]`.
  func bindComprehension(
    _ syntax: ListComprehensionSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    var list = try bindExpression(syntax.list, context)
    if let condition = syntax.condition {
      list = try bindLambda(
        .filter, list, listRange: syntax.list.range, initial: nil, syntax.names, condition,
        context, at: range)
    }
    return try bindLambda(
      .transform, list, listRange: syntax.list.range, initial: nil, syntax.names, syntax.element,
      context, at: range)
  }
}
