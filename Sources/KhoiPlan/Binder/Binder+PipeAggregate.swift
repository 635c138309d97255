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
    // Keys may repeat in the output, but are grouped by once.
    var keys: [LogicalPlan.Project.Item] = []
    var keySyntax: [GroupingItemSyntax] = []
    var outputs: [OutputItem] = []
    let keyContext = ExpressionContext(
      scope: input.scope, frame: frame, clause: Clause("GROUP BY", isPipe: true))
    let elements = try groupingElements(syntax)
    if syntax.items.isEmpty && elements.isEmpty { throw .emptyAggregate(at: range) }
    let sets = try groupingSets(elements, at: syntax.groupBy?.range ?? range) {
      (item) throws(Diagnostic) in
      let expression: BoundExpression
      var alias = item.alias?.text
      if let number = ordinal(item.expression) {
        let column = try inputColumn(number, item, elements, keyContext)
        expression = column.expression
        alias = alias ?? column.name
      } else {
        expression = try bindExpression(item.expression, keyContext)
      }
      let name = alias ?? outputName(item.expression, expression, input.scope)
      let key = makeKey(expression, name: name, among: keys)
      let known = keys.firstIndex { $0.column.id == key.column.id }
      if known == nil { keys.append(key) }
      // A key that several sets mention is one column; a key written twice is two.
      if known == nil || elements.count == elements.filter(\.isExpression).count {
        outputs.append(OutputItem(name: name, expression: BoundExpression(key.column)))
        keySyntax.append(item)
      }
      return [known ?? keys.count - 1]
    }
    let grouping = Grouping(
      keys: keys, inputColumns: Set(input.plan.columns.map(\.id)), scope: input.scope,
      context: context, isPipe: true)
    var suffixes = keySyntax.map(\.order)
    for item in syntax.items {
      for output in try aggregateItems(item.item, context, aggregates, grouping) {
        outputs.append(output)
        suffixes.append(item.order)
      }
    }
    let (grouped, replacements) = try groupedPlan(input.plan, keys, aggregates, sets: sets)
    for index in outputs.indices {
      outputs[index].expression = outputs[index].expression.substituting(replacements)
    }
    let (plan, columns) = projection(of: grouped, items: outputs)
    var relation = Relation(plan: plan, scope: Scope(columns: columns))
    let order = sortKeys(syntax, suffixes, keyCount: keySyntax.count, columns)
    if !order.isEmpty {
      relation.plan = .sort(LogicalPlan.Sort(input: plan, keys: order))
      relation.isOrdered = true
    }
    return relation
  }

  /// The input column that a number among the keys means; within ROLLUP and the like it means none.
  private func inputColumn(
    _ number: Int, _ item: GroupingItemSyntax, _ elements: [GroupingElementSyntax],
    _ context: ExpressionContext
  ) throws(Diagnostic) -> Scope.Column {
    let range = item.expression.range
    let isPlain = elements.contains { element in
      if case .expression(let plain) = element { plain.expression.range == range } else { false }
    }
    guard isPlain else { throw .constantKey(source(range), at: range) }
    let columns = context.scope.columns
    guard number >= 1, number <= columns.count else {
      throw .ordinalOutOfRange(number, count: columns.count, clause: context.clause, at: range)
    }
    return columns[number - 1]
  }

  /// An item is one column, or several where it is `structure.*` or mentions COLUMNS.
  private func aggregateItems(
    _ item: SelectItemSyntax, _ context: ExpressionContext, _ aggregates: AggregateCollector,
    _ grouping: Grouping
  ) throws(Diagnostic) -> [OutputItem] {
    let before = aggregates.items.count + aggregates.groupingCalls.count
    var items: [OutputItem]
    if case .star(let star) = item.expression.kind, star.operand != nil || star.qualifier != nil {
      items = try expandStar(star, context, at: item.expression.range)
    } else {
      items = try bindExpanded(item.expression, context).map { expression, name in
        let name = name ?? outputName(item.expression, expression, context.scope)
        return OutputItem(name: item.alias?.text ?? name, expression: expression)
      }
    }
    let known = Set(aggregates.items.prefix(before).map(\.column.id))
    if aggregates.items.count + aggregates.groupingCalls.count == before,
      items.allSatisfy({ $0.expression.columnsUsed.isDisjoint(with: known) })
    {
      throw .itemWithoutAggregate(source(item.expression.range), at: item.expression.range)
    }
    for place in items.indices {
      items[place].expression = try settle(items[place].expression, grouping)
    }
    return items
  }

  private func groupingElements(
    _ syntax: AggregateSyntax
  ) throws(Diagnostic) -> [GroupingElementSyntax] {
    guard let groupBy = syntax.groupBy else { return [] }
    if groupBy.isAll { throw .groupByAllInPipe(at: groupBy.range) }
    let empties = groupBy.elements.filter(\.isEmpty).count
    if empties > 0, empties < groupBy.elements.count || syntax.items.isEmpty {
      throw .emptyKeyAmongKeys(at: groupBy.range)
    }
    for element in groupBy.elements {
      guard case .expression(let item) = element else {
        if syntax.isOrdered { throw .orderOfGroupingSets(at: groupBy.range) }
        continue
      }
      if let order = item.order, order.isDescending == nil, !syntax.isOrdered {
        throw .nullsWithoutOrder(at: order.range)
      }
    }
    return groupBy.elements
  }

  /// GROUP AND ORDER BY sorts by all keys; single items with ASC or DESC sort by those, keys first.
  private func sortKeys(
    _ syntax: AggregateSyntax, _ suffixes: [OrderSuffixSyntax?], keyCount: Int,
    _ columns: [Scope.Column]
  ) -> [SortKey] {
    var result: [SortKey] = []
    for (index, suffix) in suffixes.enumerated() where index < columns.count {
      guard suffix != nil || (syntax.isOrdered && index < keyCount) else { continue }
      result.append(
        SortKey(
          columns[index].expression, isDescending: suffix?.isDescending ?? false,
          nullsFirst: suffix?.isNullsFirst ?? nullsFirst))
    }
    return result
  }
}

extension GroupingElementSyntax {
  fileprivate var isEmpty: Bool {
    if case .empty = self { true } else { false }
  }

  fileprivate var isExpression: Bool {
    if case .expression = self { true } else { false }
  }
}
