import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// The plan of a SELECT, made of its bound parts.
extension Binder {
  func assemble(_ parts: SelectParts) throws(Diagnostic) -> Relation {
    var parts = parts
    var plan = parts.from.plan
    if let filter = parts.filter {
      plan = .filter(LogicalPlan.Filter(input: plan, predicate: filter))
    }
    plan = try computeOnce(&parts, plan)
    if parts.unnests.areKeys { plan = parts.unnests.apply(to: plan) }
    let isGrouped =
      parts.isGrouped || !parts.aggregates.isEmpty
      || (parts.having != nil && parts.windows.isEmpty)
    if isGrouped {
      let grouping = Grouping(
        keys: parts.keys, inputColumns: Set(plan.columns.map(\.id)), scope: parts.from.scope,
        context: parts.context, isPipe: false)
      let (grouped, replacements) = try groupedPlan(
        plan, parts.keys, parts.aggregates, sets: parts.sets)
      plan = grouped
      try parts.mapLate { (expression) throws(Diagnostic) in
        try settle(expression, grouping).substituting(replacements)
      }
      plan = try applyHaving(parts, plan)
      let late = parts.computedLate
      plan = try parts.windows.apply(to: plan) { (expression) throws(Diagnostic) in
        try settle(expression.substituting(late), grouping).substituting(replacements)
      }
    } else {
      plan = parts.windows.apply(to: try applyHaving(parts, plan))
    }
    if let qualify = parts.qualify {
      plan = .filter(LogicalPlan.Filter(input: plan, predicate: qualify))
    }
    if !parts.unnests.areKeys { plan = parts.unnests.apply(to: plan) }
    if !parts.distinctOn.isEmpty { plan = try distinctOn(parts, plan) }
    return try projectAndOrder(parts, plan)
  }

  /// Values to be computed once for each row; of groups they are computed after grouping unless a
  /// key or an aggregate is made of them.
  private func computeOnce(
    _ parts: inout SelectParts, _ plan: LogicalPlan
  ) throws(Diagnostic) -> LogicalPlan {
    let items = parts.context.onceComputed
    if items.isEmpty { return plan }
    var needed: Set<ColumnID> = []
    for key in parts.keys { key.expression.insertColumns(into: &needed) }
    for item in parts.aggregates.items {
      for expression in item.aggregate.expressions { expression.insertColumns(into: &needed) }
    }
    if !parts.isGrouped && parts.aggregates.isEmpty { needed.formUnion(items.map(\.column.id)) }
    var late: [ColumnID: BoundExpression] = [:]
    for item in items where !needed.contains(item.column.id) {
      late[item.column.id] = item.expression.substituting(late)
    }
    try parts.mapLate { (expression) throws(Diagnostic) in expression.substituting(late) }
    parts.computedLate = late
    return computingOnce(items.filter { needed.contains($0.column.id) }, plan)
  }

  private func applyHaving(
    _ parts: SelectParts, _ plan: LogicalPlan
  ) throws(Diagnostic) -> LogicalPlan {
    guard let having = parts.having else { return plan }
    return .filter(LogicalPlan.Filter(input: plan, predicate: having))
  }

  /// DISTINCT ON: the first row of each key by the order of the query.
  private func distinctOn(
    _ parts: SelectParts, _ plan: LogicalPlan
  ) throws(Diagnostic) -> LogicalPlan {
    guard let function = FunctionLibrary.window(named: "row_number"),
      let overload = function.overloads.first
    else { throw .unsupported("DISTINCT ON", at: parts.select.keywordRange) }
    let number = identities.makeColumn("row_number", .bigint)
    let call = BoundWindowCall(
      function: .window(function, overload, arguments: [], ignoresNulls: false),
      frame: .wholePartition, type: .bigint)
    var keys: [SortKey] = []
    for (item, key) in parts.order {
      switch key {
      case .item(let place): keys.append(try sortKey(item, parts.items[place].expression))
      case .expression(let expression): keys.append(try sortKey(item, expression))
      }
    }
    let numbered = LogicalPlan.window(
      LogicalPlan.Window(
        input: plan, partitionBy: parts.distinctOn, orderBy: keys,
        items: [LogicalPlan.Window.Item(column: number, call: call)]))
    let isFirst = try callOperator(
      "=", [BoundExpression(number), .constant(.integer(1), .bigint)], ranges: [],
      at: parts.select.keywordRange)
    return .filter(LogicalPlan.Filter(input: numbered, predicate: isFirst))
  }

  private func projectAndOrder(
    _ parts: SelectParts, _ input: LogicalPlan
  ) throws(Diagnostic) -> Relation {
    // A key that is no item is computed beside the items and falls away at the end.
    var items = parts.items
    var places: [Int] = []
    let isDistinct = parts.select.isDistinct && parts.select.distinctOn.isEmpty
    for (item, key) in parts.order {
      let expression: BoundExpression
      switch key {
      case .item(let place):
        places.append(place)
        continue
      case .expression(let bound): expression = bound
      }
      if let place = items.firstIndex(where: { $0.expression.isSame(as: expression) }) {
        places.append(place)
        continue
      }
      if isDistinct {
        throw .orderNotInDistinct(source(item.expression.range), at: item.expression.range)
      }
      places.append(items.count)
      items.append(OutputItem(name: source(item.expression.range), expression: expression))
    }
    let (plan, columns) = projection(of: input, items: items)
    var scope = Scope(columns: Array(columns.prefix(parts.items.count)))
    scope.word = "SELECT"
    var relation = Relation(plan: plan, scope: scope)
    if isDistinct { relation = distinct(relation) }
    if !parts.order.isEmpty {
      var keys: [SortKey] = []
      for (place, key) in zip(places, parts.order) {
        keys.append(try sortKey(key.item, columns[place].expression))
      }
      relation.plan = .sort(LogicalPlan.Sort(input: relation.plan, keys: keys))
      relation.isOrdered = true
    }
    return relation
  }
}
