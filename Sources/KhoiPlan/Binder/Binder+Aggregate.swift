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
    let range = grouping.context.references[id]
    if name == "a column", let range { name = source(range) }
    return .notGrouped(name, isPipe: grouping.isPipe, at: range)
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
