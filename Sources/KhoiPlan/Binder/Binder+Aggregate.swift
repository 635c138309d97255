import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Calls of aggregate functions, and expressions over grouped rows.
extension Binder {
  /// The column that will hold the result of an aggregate call.
  func bindAggregateCall(
    _ call: FunctionCallSyntax, _ name: String, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if context.aggregates == nil && context.frame.outer == nil {
      throw misplacedAggregate(call, name, context, at: range)
    }
    let aggregate = try makeAggregate(call, name, context, at: range)
    if let outer = try outerContext(of: aggregate, context, at: range) {
      return outer.add(aggregate, name: source(range))
    }
    guard let collector = context.aggregates else {
      throw misplacedAggregate(call, name, context, at: range)
    }
    return collector.add(aggregate, name: source(range))
  }

  /// Where an aggregate belongs whose columns are all those of an outer query; nil for this one.
  private func outerContext(
    of aggregate: BoundAggregate, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> AggregateCollector? {
    guard context.frame.outer != nil else { return nil }
    var used: Set<ColumnID> = []
    for expression in aggregate.expressions { expression.insertColumns(into: &used) }
    if used.isEmpty { return nil }
    var level: ExpressionContext? = context
    while let current = level {
      if current.scope.offers(anyOf: used) {
        if current === context { return nil }
        guard let collector = current.aggregates else {
          throw .outerAggregate(source(range), at: range)
        }
        return collector
      }
      level = current.frame.outer
    }
    return nil
  }

  /// `GROUPING(a, b)`: which keys the row is not grouped by.
  func bindGroupingCall(
    _ call: FunctionCallSyntax, _ name: String, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard let collector = context.aggregates else {
      throw misplacedAggregate(call, name, context, at: range)
    }
    let inner = context.insideAggregate()
    defer { context.absorbReferences(of: inner) }
    var arguments: [BoundExpression] = []
    for argument in call.arguments {
      arguments.append(try bindExpression(try plainArgument(argument, of: name), inner))
    }
    guard (1...62).contains(arguments.count) else {
      throw .argumentCount(name.uppercased(), wanted: "1 to 62", got: arguments.count, at: range)
    }
    return collector.addGrouping(arguments, name: source(range), at: range)
  }

  /// The aggregate itself, for a group or for a window.
  func makeAggregate(
    _ call: FunctionCallSyntax, _ name: String, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundAggregate {
    guard let function = FunctionLibrary.aggregate(named: name) else {
      throw unknownFunction(name, at: call.name.range)
    }
    if let having = call.having {
      throw .unsupported("HAVING in a call", at: having.expression.range)
    }
    if let limit = call.limit { throw .unsupported("LIMIT in a call", at: limit.range) }
    let inner = context.insideAggregate()
    defer { context.absorbReferences(of: inner) }
    var (arguments, ranges) = try aggregateArguments(call, name, inner)
    var orderBy: [SortKey] = []
    for item in call.orderBy {
      let key = try bindSortKey(item, inner)
      if call.isWithinGroup {
        if key.isDescending || call.orderBy.count > 1 {
          throw .unsupported("this order WITHIN GROUP", at: item.range)
        }
        // PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x) is a function of x.
        arguments.insert(key.expression, at: 0)
        ranges.insert(item.expression.range, at: 0)
      } else {
        orderBy.append(key)
      }
    }
    guard
      let resolved = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: arguments.map(\.type),
        isLiteralText: arguments.map { isLiteralText($0) })
    else {
      throw noOverload(
        function.name,
        signatures: OverloadResolution.signatures(of: function.name, function.overloads),
        arguments, ranges, isOperator: false, at: range)
    }
    var filter: BoundExpression?
    if let syntax = call.filter { filter = try condition(syntax, inner, what: "FILTER") }
    if let order = call.orderBy.first, !call.isWithinGroup,
      ["quantile", "percentile", "mode", "arg_m", "median"].contains(
        where: { function.name.hasPrefix($0) })
    {
      throw .unsupported("ORDER BY in \(function.name.uppercased())", at: order.range)
    }
    if function.name == "any_value", !orderBy.isEmpty {
      return try firstInOrder(
        BoundAggregate(
          function: function, overload: resolved.overload, arguments: arguments,
          filter: filter, orderBy: orderBy, type: resolved.resultType, range: range))
    }
    return BoundAggregate(
      function: function, overload: resolved.overload,
      arguments: castArguments(arguments, to: resolved.argumentTypes, ranges),
      isDistinct: call.isDistinct && !resolved.overload.ignoresDuplicates && !arguments.isEmpty,
      filter: filter, orderBy: resolved.overload.isOrderSensitive ? orderBy : [],
      type: resolved.resultType, range: range)
  }

  /// ANY_VALUE with an order: the first value that is not NULL.
  private func firstInOrder(
    _ aggregate: BoundAggregate
  ) throws(Diagnostic) -> BoundAggregate {
    guard let first = FunctionLibrary.aggregate(named: "first"),
      let resolved = OverloadResolution.resolve(
        overloads: first.overloads, argumentTypes: aggregate.arguments.map(\.type),
        isLiteralText: aggregate.arguments.map { isLiteralText($0) })
    else {
      throw .unsupported("an order in ANY_VALUE", at: aggregate.range)
    }
    let isThere = BoundExpression.all(
      (aggregate.filter.map { [$0] } ?? []) + aggregate.arguments.map { .not(.isNull($0)) })
    return BoundAggregate(
      function: first, overload: resolved.overload, arguments: aggregate.arguments,
      filter: isThere, orderBy: aggregate.orderBy, type: resolved.resultType,
      range: aggregate.range)
  }

  private func aggregateArguments(
    _ call: FunctionCallSyntax, _ name: String, _ context: ExpressionContext
  ) throws(Diagnostic) -> (values: [BoundExpression], ranges: [SourceRange]) {
    var values: [BoundExpression] = []
    var ranges: [SourceRange] = []
    if let receiver = call.receiver {
      values.append(try bindExpression(receiver, context))
      ranges.append(receiver.range)
    }
    for argument in call.arguments {
      let syntax = try plainArgument(argument, of: name)
      if case .star(let star) = syntax.kind {
        guard name.uppercased() == "COUNT", call.arguments.count == 1, star.qualifier == nil,
          !call.isDistinct
        else { throw .misplacedStar(at: syntax.range) }
        continue
      }
      values.append(try bindExpression(syntax, context))
      ranges.append(syntax.range)
    }
    return (values, ranges)
  }

  /// Why no aggregate can stand there, with the step to write instead.
  private func misplacedAggregate(
    _ call: FunctionCallSyntax, _ name: String, _ context: ExpressionContext, at range: SourceRange
  ) -> Diagnostic {
    let spelled = source(range)
    if context.isInsideAggregate { return .nestedAggregate(spelled, at: range) }
    return .misplacedAggregate(
      spelled, name: name.uppercased(), clause: context.clause.name,
      isPipe: context.clause.isPipe, at: range)
  }

  // MARK: Grouped expressions

  /// The expression over the grouped rows: keys become their columns, and what is left of the
  /// input's columns is an error.
  func settle(
    _ expression: BoundExpression, _ grouping: Grouping
  ) throws(Diagnostic) -> BoundExpression {
    if let key = grouping.keys.first(where: { $0.expression.isSame(as: expression) }) {
      return BoundExpression(key.column)
    }
    if case .column(let id, _) = expression, grouping.keys.contains(where: { $0.column.id == id }) {
      return expression
    }
    if case .column(let id, _) = expression, grouping.inputColumns.contains(id) {
      throw notGrouped(id, grouping)
    }
    let settled = try expression.mapChildren { (operand) throws(Diagnostic) in
      try settle(operand, grouping)
    }
    if case .subquery(var subquery) = settled {
      subquery.plan = subquery.plan.rewritingEverywhere { node in
        node.mapExpressions { $0.replacingKeys(grouping.keys) }
      }
      let mentioned = subquery.plan.outerColumns
      let kept = Set(grouping.keys.map(\.column.id))
      for id in mentioned where grouping.inputColumns.contains(id) && !kept.contains(id) {
        throw notGrouped(id, grouping)
      }
      return .subquery(subquery)
    }
    return settled
  }

  private func notGrouped(_ id: ColumnID, _ grouping: Grouping) -> Diagnostic {
    var name = "a column"
    for column in grouping.scope.columns where column.id == id { name = column.name }
    for table in grouping.scope.tables {
      for column in table.columns where column.id == id { name = column.name }
    }
    return .notGrouped(name, isPipe: grouping.isPipe, at: grouping.context.references[id])
  }
}

/// The keys of a grouping and what they are made from.
struct Grouping {
  var keys: [LogicalPlan.Project.Item]
  /// The columns below the grouping.
  let inputColumns: Set<ColumnID>
  let scope: Scope
  let context: ExpressionContext
  let isPipe: Bool
}
