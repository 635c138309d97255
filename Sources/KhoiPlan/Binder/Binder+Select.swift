import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// `SELECT … FROM … WHERE … GROUP BY … HAVING … QUALIFY … ORDER BY`.
extension Binder {
  func bindSelect(
    _ select: SelectSyntax, orderBy: [OrderItemSyntax], _ frame: QueryFrame,
    over input: Relation? = nil
  ) throws(Diagnostic) -> Relation {
    try checkWindowNames(select.windows)
    var from: Relation
    if let input { from = input } else { from = try bindFrom(select.from, frame) }
    if let sample = select.sample { from.plan = try bindSample(sample, from, frame) }
    var parts = SelectParts(from: from, select: select, frame: frame, identities: identities)
    let items =
      select.items.isEmpty ? [SelectItemSyntax.everything(at: select.range)] : select.items
    parts.items = try bindItems(items, parts.context)
    if let filter = select.filter { parts.filter = try bindSelectFilter(filter, parts) }
    try bindGrouping(&parts)
    if let having = select.having {
      parts.having = try bindHaving(having, parts)
    }
    if let qualify = select.qualify {
      let context = parts.clauseContext("QUALIFY", windows: true)
      parts.qualify = try bindCondition(qualify, context, what: "QUALIFY")
    }
    for item in orderBy { try bindSelectOrder(item, &parts) }
    for syntax in select.distinctOn {
      if mentions("COLUMNS", in: syntax.range) {
        let context = parts.clauseContext("DISTINCT ON", windows: false)
        parts.distinctOn += try bindExpanded(syntax, context).map(\.expression)
        continue
      }
      switch try selectKey(syntax, parts) {
      case .item(let place): parts.distinctOn.append(parts.items[place].expression)
      case .expression(let expression): parts.distinctOn.append(expression)
      }
    }
    return try applying(select.rowForm, to: try assemble(parts), at: select.keywordRange)
  }

  // MARK: Parts

  /// WHERE sees the columns of FROM, and aliases of items that are known before grouping.
  private func bindSelectFilter(
    _ syntax: ExpressionSyntax, _ parts: SelectParts
  ) throws(Diagnostic) -> BoundExpression {
    let context = ExpressionContext(
      scope: parts.from.scope, frame: parts.frame, clause: Clause("WHERE"))
    let later = parts.laterColumns
    let once = Set(parts.context.onceComputed.map(\.column.id))
    context.aliases = parts.context.aliases.filter { alias in
      once.isDisjoint(with: alias.expression.columnsUsed)
        && (later.isEmpty || alias.expression.columnsUsed.isDisjoint(with: later))
    }
    do throws(Diagnostic) {
      return try bindCondition(syntax, context, what: "WHERE")
    } catch {
      guard error.name == "unknown-column", let range = error.range else { throw error }
      let key = IdentifierKey(source(range))
      if parts.context.aliases.contains(where: { $0.key == key }) {
        throw .aliasComputedLater(source(range), at: range)
      }
      throw error
    }
  }

  /// HAVING sees columns, then aliases; of a column that is not grouped by and an alias of the same
  /// name the alias is meant.
  private func bindHaving(
    _ syntax: ExpressionSyntax, _ parts: SelectParts
  ) throws(Diagnostic) -> BoundExpression {
    let context = parts.clauseContext("HAVING", windows: false)
    let predicate = try bindCondition(syntax, context, what: "HAVING")
    guard parts.isGrouped else { return predicate }
    let keys = Set(parts.keys.flatMap { $0.expression.columnsUsed })
    let aliases = Set(parts.context.aliases.map(\.key))
    let hidden = Set(
      parts.from.scope.columns.filter { aliases.contains($0.key) && !keys.contains($0.id) }
        .map(\.id))
    if predicate.columnsUsed.isDisjoint(with: hidden) { return predicate }
    var scope = parts.from.scope
    scope.columns.removeAll { hidden.contains($0.id) }
    let reduced = ExpressionContext(
      scope: scope, frame: parts.frame, clause: context.clause, aggregates: parts.aggregates)
    reduced.aliases = context.aliases
    return try bindCondition(syntax, reduced, what: "HAVING")
  }

  private func bindGrouping(_ parts: inout SelectParts) throws(Diagnostic) {
    guard let groupBy = parts.select.groupBy else { return }
    parts.isGrouped = true
    if groupBy.isAll {
      let later = parts.laterColumns
      for (place, item) in parts.items.enumerated()
      where item.expression.columnsUsed.isDisjoint(with: later) {
        parts.keyOfItem[place] = addKey(item.expression, name: item.name, to: &parts)
      }
      return
    }
    parts.sets = try groupingSets(groupBy.elements, at: groupBy.range) {
      (item) throws(Diagnostic) in
      [try bindKey(item.expression, &parts)]
    }
  }

  /// Adds a key, unless it is there already, and gives its place.
  private func bindKey(
    _ syntax: ExpressionSyntax, _ parts: inout SelectParts
  ) throws(Diagnostic) -> Int {
    if let number = ordinal(syntax) {
      guard number >= 1, number <= parts.items.count else {
        throw .ordinalOutOfRange(
          number, count: parts.items.count, clause: Clause("GROUP BY"), at: syntax.range)
      }
      let item = parts.items[number - 1]
      try checkKey(item.expression, parts, at: syntax.range)
      let key = addKey(item.expression, name: item.name, to: &parts)
      parts.keyOfItem[number - 1] = key
      return key
    }
    let context = ExpressionContext(
      scope: parts.from.scope, frame: parts.frame, clause: Clause("GROUP BY"))
    context.aliases = parts.context.aliases
    context.unnests = parts.unnests
    let expression = try bindExpression(syntax, context)
    parts.context.absorbReferences(of: context)
    try checkKey(expression, parts, at: syntax.range)
    let key = addKey(
      expression, name: outputName(syntax, expression, parts.from.scope), to: &parts)
    if expression.containsSubquery {
      // Two spellings of one query are bound apart: the text says that they are the same.
      for place in parts.items.indices
      where parts.items[place].range.map({ source($0) }) == source(syntax.range) {
        parts.keyOfItem[place] = key
      }
    }
    if case .name(let name) = syntax.kind, name.parts.count == 1, let part = name.parts.first,
      parts.from.scope.columns(named: IdentifierKey(part.text)).isEmpty
    {
      // The name of an item: the item is the key, whatever it is made of.
      let wanted = IdentifierKey(part.text)
      for place in parts.items.indices where IdentifierKey(parts.items[place].name) == wanted {
        parts.keyOfItem[place] = key
      }
    }
    return key
  }

  /// A key cannot be what is computed from the groups.
  private func checkKey(
    _ expression: BoundExpression, _ parts: SelectParts, at range: SourceRange
  ) throws(Diagnostic) {
    let used = expression.columnsUsed
    if !used.isDisjoint(with: parts.unnests.elements.map(\.id)) { parts.unnests.areKeys = true }
    if !used.isDisjoint(with: parts.laterColumns) {
      throw .keyIsComputedLater(source(range), at: range)
    }
  }

  @discardableResult
  private func addKey(
    _ expression: BoundExpression, name: String, to parts: inout SelectParts
  ) -> Int {
    let key = makeKey(
      expression, name: name, among: parts.keys, input: parts.from.plan.columnIDs)
    if let place = parts.keys.firstIndex(where: { $0.column.id == key.column.id }) { return place }
    parts.keys.append(key)
    return parts.keys.count - 1
  }

  /// A grouping key.
  ///
  /// A plain column of the input keeps its identity, so that subqueries may go on naming it.
  func makeKey(
    _ expression: BoundExpression, name: String, among keys: [LogicalPlan.Project.Item],
    input: Set<ColumnID>? = nil
  ) -> LogicalPlan.Project.Item {
    if let known = keys.first(where: { $0.expression.isSame(as: expression) }) { return known }
    let id: ColumnID
    if case .column(let source, _) = expression, input?.contains(source) ?? true {
      id = source
    } else {
      id = identities.make()
    }
    return LogicalPlan.Project.Item(
      column: PlanColumn(id, name, expression.type), expression: expression)
  }

  /// ORDER BY: a number or a name of the output first, then any expression.
  private func bindSelectOrder(
    _ item: OrderItemSyntax, _ parts: inout SelectParts
  ) throws(Diagnostic) {
    if let collation = item.collation { try checkCollation(collation) }
    if case .star = item.expression.kind {
      for place in parts.items.indices { parts.order.append((item, .item(place))) }
      return
    }
    let keyContext = parts.clauseContext("ORDER BY", windows: true)
    if mentions("COLUMNS", in: item.expression.range) {
      for (expression, _) in try bindExpanded(item.expression, keyContext) {
        parts.order.append((item, .expression(expression)))
      }
      return
    }
    parts.order.append((item, try selectKey(item.expression, parts)))
  }

  private func selectKey(
    _ syntax: ExpressionSyntax, _ parts: SelectParts
  ) throws(Diagnostic) -> SelectParts.OrderKey {
    try checkOrderKey(syntax)
    if let number = ordinal(syntax) {
      guard number >= 1, number <= parts.items.count else {
        throw .ordinalOutOfRange(
          number, count: parts.items.count, clause: Clause("ORDER BY"), at: syntax.range)
      }
      return .item(number - 1)
    }
    if case .name(let name) = syntax.kind, name.parts.count == 1, let part = name.parts.first {
      let key = IdentifierKey(part.text)
      let matches = parts.items.indices.filter { IdentifierKey(parts.items[$0].name) == key }
      if let first = matches.first {
        let expression = parts.items[first].expression
        guard
          matches.dropFirst().allSatisfy({ parts.items[$0].expression.isSame(as: expression) })
        else { throw .ambiguousColumn(part.text, candidates: [], at: syntax.range) }
        return .item(first)
      }
    }
    return .expression(
      try bindExpression(syntax, parts.clauseContext("ORDER BY", windows: true)))
  }
}

/// The bound parts of one SELECT on their way into a plan.
struct SelectParts {
  /// What a key of ORDER BY is: an item by its name or number, or an expression of its own.
  enum OrderKey {
    case item(Int)
    case expression(BoundExpression)
  }

  let from: Relation
  let select: SelectSyntax
  let frame: QueryFrame
  let aggregates: AggregateCollector
  let windows: WindowCollector
  let unnests: UnnestCollector
  /// Where the items stand; later clauses see their aliases.
  let context: ExpressionContext
  var items: [OutputItem] = []
  var filter: BoundExpression?
  var isGrouped = false
  var keys: [LogicalPlan.Project.Item] = []
  /// Places of keys for each grouping, where there are several.
  var sets: [[Int]]?
  var having: BoundExpression?
  var qualify: BoundExpression?
  /// Values that differ each time and are computed for groups, not rows.
  var computedLate: [ColumnID: BoundExpression] = [:]
  /// For items that GROUP BY names the place of the key they are.
  var keyOfItem: [Int: Int] = [:]
  var order: [(item: OrderItemSyntax, key: OrderKey)] = []
  var distinctOn: [BoundExpression] = []

  init(
    from: Relation, select: SelectSyntax, frame: QueryFrame, identities: ColumnIDGenerator
  ) {
    self.from = from
    self.select = select
    self.frame = frame
    aggregates = AggregateCollector(identities: identities)
    windows = WindowCollector(identities: identities)
    unnests = UnnestCollector(identities: identities)
    context = ExpressionContext(
      scope: from.scope, frame: frame, clause: Clause("SELECT"), aggregates: aggregates,
      windows: windows)
    context.namedWindows = select.windows
    context.unnests = unnests
  }

  /// What is only known after grouping, over windows or from lists.
  var laterColumns: Set<ColumnID> {
    var columns = Set(aggregates.items.map(\.column.id))
    columns.formUnion(aggregates.groupingCalls.map(\.column.id))
    if !unnests.areKeys { columns.formUnion(unnests.elements.map(\.id)) }
    for group in windows.groups { columns.formUnion(group.items.map(\.column.id)) }
    return columns
  }

  /// A context for a clause that sees the aliases of the items.
  func clauseContext(_ name: String, windows allowsWindows: Bool) -> ExpressionContext {
    let clause = ExpressionContext(
      scope: from.scope, frame: frame, clause: Clause(name), aggregates: aggregates,
      windows: allowsWindows ? windows : nil)
    clause.aliases = context.aliases
    clause.namedWindows = select.windows
    return clause
  }

  /// Changes every expression that is computed after grouping.
  mutating func mapLate(
    _ transform: (BoundExpression) throws(Diagnostic) -> BoundExpression
  ) throws(Diagnostic) {
    for index in items.indices {
      if let place = keyOfItem[index] {
        items[index].expression = try transform(BoundExpression(keys[place].column))
      } else {
        items[index].expression = try transform(items[index].expression)
      }
    }
    try unnests.mapLists(transform)
    if let having { self.having = try transform(having) }
    if let qualify { self.qualify = try transform(qualify) }
    for index in order.indices {
      guard case .expression(let expression) = order[index].key else { continue }
      order[index].key = .expression(try transform(expression))
    }
    for index in distinctOn.indices { distinctOn[index] = try transform(distinctOn[index]) }
  }
}

extension SelectItemSyntax {
  /// A star, for queries that do not say what they want.
  static func everything(at range: SourceRange) -> SelectItemSyntax {
    SelectItemSyntax(expression: ExpressionSyntax(.star(StarSyntax()), range: range), range: range)
  }
}
