import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// What stands in the parentheses of an aggregate call.
extension Binder {
  /// The aggregate itself, for a group or for a window.
  func makeAggregate(
    _ call: FunctionCallSyntax, _ name: String, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundAggregate {
    guard var function = FunctionLibrary.aggregate(named: name) else {
      throw unknownFunction(name, at: call.name.range)
    }
    if function.name == "any_value", call.nulls == .respect,
      let first = FunctionLibrary.aggregate(named: "first")
    {
      function = first
    }
    let inner = context.insideAggregate()
    defer { context.absorbReferences(of: inner) }
    var (arguments, ranges) = try aggregateArguments(call, function, name, inner)
    try collateExtreme(call, &function, &arguments, &ranges)
    let orderBy = try aggregateOrder(call, function, &arguments, &ranges, inner)
    let resolved = try chooseOverload(
      function.name, function.overloads, arguments, ranges, at: range)
    let overload = resolved.overload
    try refuseLambdaParameters(arguments + orderBy.map(\.expression), context, at: range)
    try checkDistinctOrder(call, overload, arguments, orderBy)
    if function.name == "string_agg", arguments.count > 1, !isConstant(arguments[1]) {
      throw .separatorNotConstant(at: ranges[1])
    }
    let limit = try call.limit.map { (syntax) throws(Diagnostic) in
      try rowCount(syntax, what: "LIMIT")
    }
    let keepsOrder = overload.isOrderSensitive || overload.breaksTies || call.limit != nil
    return BoundAggregate(
      function: function, overload: overload,
      arguments: castArguments(arguments, to: resolved.argumentTypes, ranges),
      isDistinct: call.isDistinct && !arguments.isEmpty
        && (!overload.ignoresDuplicates || call.limit != nil),
      filter: try aggregateFilter(call, function, arguments, inner),
      orderBy: keepsOrder ? orderBy : [],
      having: try aggregateHaving(call, inner), limit: limit ?? nil, type: resolved.resultType,
      range: range)
  }

  /// What is computed over rows cannot depend on an element of a list.
  func refuseLambdaParameters(
    _ expressions: [BoundExpression], _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) {
    if context.lambdaParameters.isEmpty { return }
    var parameters: Set<ColumnID> = []
    for parameter in context.lambdaParameters {
      parameters.formUnion(parameter.expression.columnsUsed)
    }
    if expressions.contains(where: { !$0.columnsUsed.isDisjoint(with: parameters) }) {
      throw .unsupported(
        "an aggregate or a window function over the parameters of a lambda", at: range)
    }
  }

  /// MIN and MAX of a text in an order of its own: the text whose key is the least or greatest.
  private func collateExtreme(
    _ call: FunctionCallSyntax, _ function: inout AggregateFunction,
    _ arguments: inout [BoundExpression], _ ranges: inout [SourceRange]
  ) throws(Diagnostic) {
    guard ["min", "max"].contains(function.name), arguments.count == 1,
      arguments[0].type == .varchar,
      case .mapped = try collation(ofExtreme: call),
      let replacement = FunctionLibrary.aggregate(named: "arg_\(function.name)")
    else { return }
    arguments.append(
      try collated(arguments[0], by: try collation(ofExtreme: call), at: ranges[0]))
    ranges.append(ranges[0])
    function = replacement
  }

  /// The order of the rows; for functions of an ordered set it becomes an argument.
  private func aggregateOrder(
    _ call: FunctionCallSyntax, _ function: AggregateFunction,
    _ arguments: inout [BoundExpression], _ ranges: inout [SourceRange],
    _ context: ExpressionContext
  ) throws(Diagnostic) -> [SortKey] {
    var keys: [SortKey] = []
    for item in call.orderBy { keys.append(try bindSortKey(item, context)) }
    let isQuantile = function.isQuantile
    if let key = keys.first, let item = call.orderBy.first {
      let isBare = isQuantile && arguments.count == 1 && keys.count == 1
      if isBare || call.isWithinGroup && (isQuantile || function.name == "mode") {
        // PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x) is a function of x.
        if keys.count > 1 { throw .unsupported("this order WITHIN GROUP", at: item.range) }
        arguments.insert(key.expression, at: 0)
        ranges.insert(item.expression.range, at: 0)
      } else if call.isWithinGroup && !function.overloads.contains(where: \.isOrderSensitive) {
        throw .notOrdered(function.name, at: item.range)
      }
      if isQuantile && keys.count == 1 && key.isDescending {
        arguments.append(.alwaysTrue)
        ranges.append(item.range)
      }
    }
    if isQuantile && arguments.count > 1 {
      try checkFractions(call, arguments[1], at: ranges[1])
    }
    return keys
  }

  /// Of rows with equal arguments only one is left, so that nothing else can order them; and a text
  /// orders nothing.
  private func checkDistinctOrder(
    _ call: FunctionCallSyntax, _ overload: AggregateOverload, _ arguments: [BoundExpression],
    _ orderBy: [SortKey]
  ) throws(Diagnostic) {
    for (key, item) in zip(orderBy, call.orderBy) {
      if case .constant(.text, _) = key.expression { throw .orderByText(at: item.range) }
    }
    // Over a window the first of the equal rows says where it stands.
    guard call.isDistinct, overload.isOrderSensitive, call.window == nil else { return }
    for (key, item) in zip(orderBy, call.orderBy)
    where !isConstant(key.expression)
      && !arguments.contains(where: { $0.isSame(as: key.expression) })
    {
      throw .distinctOrder(at: item.range)
    }
  }

  /// The fractions of a quantile are constants, and count all from one end.
  private func checkFractions(
    _ call: FunctionCallSyntax, _ fraction: BoundExpression, at range: SourceRange
  ) throws(Diagnostic) {
    let place = call.arguments.count == 1 || call.isWithinGroup || call.receiver != nil ? 0 : 1
    guard isConstant(fraction), place < call.arguments.count,
      case .expression(let syntax) = call.arguments[place].value
    else { throw .fractionNotConstant(at: range) }
    var values = [try constantValue(syntax, what: "the fraction of a quantile")]
    if case .list(let elements, _) = values[0] { values = elements }
    let signs = values.map { value -> Int in
      switch value {
      case .decimal(let unscaled, _, _): Int(unscaled.signum())
      case .double(let number): number < 0 ? -1 : number > 0 ? 1 : 0
      case .integer(let number): Int(number.signum())
      default: 0
      }
    }
    if call.isWithinGroup && signs.contains(-1) { throw .negativeFraction(at: range) }
    if signs.contains(-1) && signs.contains(1) { throw .mixedFractions(at: range) }
  }

  /// FILTER, and for IGNORE NULLS that the first argument is there.
  private func aggregateFilter(
    _ call: FunctionCallSyntax, _ function: AggregateFunction, _ arguments: [BoundExpression],
    _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression? {
    var terms: [BoundExpression] = []
    if let syntax = call.filter { terms.append(try condition(syntax, context, what: "FILTER")) }
    // GROUP_CONCAT leaves NULLs out anyway, and its LIMIT counts what is left.
    let skips = call.nulls == .ignore || call.limit != nil && function.name == "string_agg"
    if skips, let first = arguments.first { terms.append(.not(.isNull(first))) }
    return terms.isEmpty ? nil : .all(terms)
  }

  private func aggregateHaving(
    _ call: FunctionCallSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundAggregate.Having? {
    guard let having = call.having else { return nil }
    let expression = try bindExpression(having.expression, context)
    let name = having.isMaximum ? "max" : "min"
    guard let function = FunctionLibrary.aggregate(named: name),
      let resolved = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: [expression.type], isLiteralText: [false])
    else {
      throw .unsupported("HAVING \(name.uppercased()) of this type", at: having.expression.range)
    }
    return BoundAggregate.Having(
      expression, extreme: resolved.overload, isMaximum: having.isMaximum)
  }

  private func aggregateArguments(
    _ call: FunctionCallSyntax, _ function: AggregateFunction, _ name: String,
    _ context: ExpressionContext
  ) throws(Diagnostic) -> (values: [BoundExpression], ranges: [SourceRange]) {
    var values: [BoundExpression] = []
    var ranges: [SourceRange] = []
    if let receiver = call.receiver {
      values.append(try bindExpression(receiver, context))
      ranges.append(receiver.range)
    }
    // What stands before the parentheses, or after WITHIN GROUP, is the first parameter.
    let isFirstElsewhere =
      call.receiver != nil || call.isWithinGroup && function.isQuantile
    let names = function.parameterNames.dropFirst(isFirstElsewhere ? 1 : 0)
    for argument in try orderedArguments(call, of: name, Array(names)) {
      let syntax = try plainArgument(argument, of: name)
      if case .star = syntax.kind {
        guard name.uppercased() == "COUNT", call.arguments.count == 1, !call.isDistinct
        else { throw .misplacedStar(at: syntax.range) }
        continue
      }
      values.append(try bindExpression(syntax, context))
      ranges.append(syntax.range)
    }
    return (values, ranges)
  }
}
