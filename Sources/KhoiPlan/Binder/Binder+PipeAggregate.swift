import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// `|> AGGREGATE items GROUP [AND ORDER] BY keys`.
extension Binder {
  func bindPipeAggregate(
    _ syntax: AggregateSyntax, _ input: Relation, _ frame: QueryFrame, at range: SourceRange
  ) throws(Diagnostic) -> Relation {
    let aggregates = AggregateCollector(identities: identities)
    let context = ExpressionContext(
      scope: input.scope, frame: frame, clause: Clause("AGGREGATE", isPipe: true),
      aggregates: aggregates)
    let keySyntax = try groupingItems(syntax.groupBy)
    if syntax.items.isEmpty && keySyntax.isEmpty { throw .emptyAggregate(at: range) }
    // Keys may repeat in the output, but are grouped by once.
    var keys: [LogicalPlan.Project.Item] = []
    var outputs: [OutputItem] = []
    let keyContext = ExpressionContext(
      scope: input.scope, frame: frame, clause: Clause("GROUP BY", isPipe: true))
    for item in keySyntax {
      if ordinal(item.expression) != nil {
        throw .constantKey(source(item.expression.range), at: item.expression.range)
      }
      let expression = try bindExpression(item.expression, keyContext)
      let name = item.alias?.text ?? outputName(item.expression, expression, input.scope)
      let key = makeKey(expression, name: name, among: keys)
      if !keys.contains(where: { $0.column.id == key.column.id }) { keys.append(key) }
      outputs.append(OutputItem(name: name, expression: BoundExpression(key.column)))
    }
    let grouping = Grouping(
      keys: keys, inputColumns: Set(input.plan.columns.map(\.id)), scope: input.scope,
      context: context, isPipe: true)
    for item in syntax.items {
      outputs.append(try aggregateItem(item.item, context, aggregates, grouping))
    }
    let grouped = LogicalPlan.aggregate(
      LogicalPlan.Aggregate(input: input.plan, keys: keys, aggregates: aggregates.items))
    let (plan, columns) = projection(of: grouped, items: outputs)
    var relation = Relation(plan: plan, scope: Scope(columns: columns))
    let order = sortKeys(syntax, keySyntax, columns)
    if !order.isEmpty {
      relation.plan = .sort(LogicalPlan.Sort(input: plan, keys: order))
      relation.isOrdered = true
    }
    return relation
  }

  private func aggregateItem(
    _ item: SelectItemSyntax, _ context: ExpressionContext, _ aggregates: AggregateCollector,
    _ grouping: Grouping
  ) throws(Diagnostic) -> OutputItem {
    let before = aggregates.items.count
    let expression = try bindExpression(item.expression, context)
    let known = Set(aggregates.items.prefix(before).map(\.column.id))
    if aggregates.items.count == before, expression.columnsUsed.isDisjoint(with: known) {
      throw .itemWithoutAggregate(source(item.expression.range), at: item.expression.range)
    }
    let settled = try settle(expression, grouping)
    let name = item.alias?.text ?? outputName(item.expression, expression, context.scope)
    return OutputItem(name: name, expression: settled)
  }

  private func groupingItems(
    _ groupBy: GroupBySyntax?
  ) throws(Diagnostic) -> [GroupingItemSyntax] {
    guard let groupBy else { return [] }
    if groupBy.isAll { throw .groupByAllInPipe(at: groupBy.range) }
    var items: [GroupingItemSyntax] = []
    for element in groupBy.elements {
      switch element {
      case .expression(let item): items.append(item)
      case .empty: continue
      case .rollup: throw .unsupported("ROLLUP", at: groupBy.range)
      case .cube: throw .unsupported("CUBE", at: groupBy.range)
      case .groupingSets: throw .unsupported("GROUPING SETS", at: groupBy.range)
      }
    }
    return items
  }

  /// GROUP AND ORDER BY sorts by all keys; single items with ASC or DESC sort by those, keys first.
  private func sortKeys(
    _ syntax: AggregateSyntax, _ keys: [GroupingItemSyntax], _ columns: [Scope.Column]
  ) -> [SortKey] {
    var result: [SortKey] = []
    let suffixes = keys.map(\.order) + syntax.items.map(\.order)
    for (index, suffix) in suffixes.enumerated() where index < columns.count {
      guard suffix != nil || (syntax.isOrdered && index < keys.count) else { continue }
      result.append(
        SortKey(
          columns[index].expression, isDescending: suffix?.isDescending ?? false,
          nullsFirst: suffix?.isNullsFirst ?? nullsFirst))
    }
    return result
  }
}
