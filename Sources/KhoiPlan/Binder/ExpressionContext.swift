import KhoiData
import KhoiSyntax
import KhoiText

/// A query around the place where an expression stands, for names of outer queries.
final class QueryFrame {
  /// Where the query stands, if it stands in an expression of another one.
  let outer: ExpressionContext?
  /// The query around this one, whether it stands in an expression or in FROM.
  let parent: QueryFrame?
  /// Whether a name in the query means a column of an outer query.
  var isCorrelated = false

  init(outer: ExpressionContext?, parent: QueryFrame?) {
    self.outer = outer
    self.parent = parent
  }
}

/// The part of a query an expression stands in, for messages.
struct Clause: Sendable {
  /// Such as `WHERE` or `|> SELECT`.
  let name: String
  var isPipe = false

  init(_ name: String, isPipe: Bool = false) {
    self.name = name
    self.isPipe = isPipe
  }

  var text: String { isPipe ? "|> \(name)" : name }
}

/// What the names in an expression mean, and what kinds of calls may stand in it.
final class ExpressionContext {
  let scope: Scope
  let frame: QueryFrame
  let clause: Clause
  /// Takes the aggregate calls; nil where none may stand.
  var aggregates: AggregateCollector?
  /// Takes the window calls; nil where none may stand.
  var windows: WindowCollector?
  /// Takes the lists of UNNEST; nil where it may not stand.
  var unnests: UnnestCollector?
  /// Aliases of earlier items; a column of the same name wins.
  var aliases: [(key: IdentifierKey, name: String, expression: BoundExpression)] = []
  /// The parameters of the lambdas around the place; they hide columns.
  var lambdaParameters: [(key: IdentifierKey, name: String, expression: BoundExpression)] = []
  /// Values that differ each time they are computed and have an alias: computed once, before
  /// anything that uses them.
  var onceComputed: [LogicalPlan.Project.Item] = []
  /// Named windows of the operator.
  var namedWindows: [NamedWindowSyntax] = []
  /// Where columns of this scope were first asked for.
  var references: [ColumnID: SourceRange] = [:]
  /// Whether the aggregate to come is computed over a window, so that aggregates of the group may
  /// be its arguments.
  var isArgumentOfWindow = false
  /// What COLUMNS stands for, where it may stand.
  var expansion: ColumnExpansion?
  var isInsideAggregate = false
  /// Inside of an aggregate: whether an expression holds an aggregate or window of the same step.
  var computedAfterwards: (BoundExpression) -> Bool = { _ in false }
  var isInsideWindow = false
  /// Whether it stands for the tables before the word LATERAL.
  var isLateral = false

  init(
    scope: Scope, frame: QueryFrame, clause: Clause, aggregates: AggregateCollector? = nil,
    windows: WindowCollector? = nil
  ) {
    self.scope = scope
    self.frame = frame
    self.clause = clause
    self.aggregates = aggregates
    self.windows = windows
  }

  /// A context for the arguments of an aggregate: the same names, no aggregates, no windows.
  func insideAggregate() -> ExpressionContext {
    if isArgumentOfWindow { return self }
    let inner = ExpressionContext(scope: scope, frame: frame, clause: clause)
    inner.aliases = aliases
    inner.lambdaParameters = lambdaParameters
    inner.isInsideAggregate = true
    inner.computedAfterwards = { [aggregates, windows] expression in
      let used = expression.columnsUsed
      let items = aggregates?.items ?? []
      return items.contains { used.contains($0.column.id) }
        || windows?.computes(expression) ?? false
    }
    inner.references = references
    inner.expansion = expansion
    return inner
  }

  /// A context for the parts of a window call: aggregates stay allowed, windows do not.
  func insideWindow() -> ExpressionContext {
    let inner = ExpressionContext(
      scope: scope, frame: frame, clause: clause, aggregates: aggregates)
    inner.aliases = aliases
    inner.lambdaParameters = lambdaParameters
    inner.namedWindows = namedWindows
    inner.isInsideWindow = true
    inner.references = references
    inner.expansion = expansion
    return inner
  }

  /// Whether it is that of `LATERAL (SELECT *)`, which has no columns.
  var addsNothing: Bool {
    scope.columns.isEmpty && scope.tables.isEmpty && frame.outer?.isLateral == true
  }

  func absorbReferences(of inner: ExpressionContext) {
    if inner === self { return }
    references.merge(inner.references) { first, _ in first }
  }
}

/// The aggregate calls of one operator, each computed once.
final class AggregateCollector {
  /// A call of GROUPING, whose value differs between grouping sets.
  struct GroupingCall {
    let column: PlanColumn
    let arguments: [BoundExpression]
    let range: SourceRange
  }

  private(set) var items: [LogicalPlan.Aggregate.Item] = []
  private(set) var groupingCalls: [GroupingCall] = []
  private let identities: ColumnIDGenerator

  init(identities: ColumnIDGenerator) {
    self.identities = identities
  }

  /// The column that holds the result of the call.
  func add(_ aggregate: BoundAggregate, name: String) -> BoundExpression {
    if let known = items.first(where: { $0.aggregate.isSame(as: aggregate) }) {
      return BoundExpression(known.column)
    }
    let column = identities.makeColumn(name, aggregate.type)
    items.append(LogicalPlan.Aggregate.Item(column: column, aggregate: aggregate))
    return BoundExpression(column)
  }

  /// The column that holds which of the arguments are not grouped by.
  func addGrouping(_ arguments: [BoundExpression], name: String, at range: SourceRange)
    -> BoundExpression
  {
    let column = identities.makeColumn(name, .bigint)
    groupingCalls.append(GroupingCall(column: column, arguments: arguments, range: range))
    return BoundExpression(column)
  }

  var isEmpty: Bool { items.isEmpty && groupingCalls.isEmpty }
}

/// The window calls of one operator, gathered by partition and order.
final class WindowCollector {
  struct Group {
    var partitionBy: [BoundExpression]
    var orderBy: [SortKey]
    var items: [LogicalPlan.Window.Item]
  }

  private(set) var groups: [Group] = []
  private let identities: ColumnIDGenerator

  init(identities: ColumnIDGenerator) {
    self.identities = identities
  }

  var isEmpty: Bool { groups.isEmpty }

  /// Whether the expression holds a window call.
  func computes(_ expression: BoundExpression) -> Bool {
    let used = expression.columnsUsed
    return groups.contains { group in group.items.contains { used.contains($0.column.id) } }
  }

  /// The column that holds the result of the call.
  func add(
    _ call: BoundWindowCall, partitionBy: [BoundExpression], orderBy: [SortKey], name: String
  ) -> BoundExpression {
    let column = identities.makeColumn(name, call.type)
    let item = LogicalPlan.Window.Item(column: column, call: call)
    let first = firstUsableGroup(call, partitionBy, orderBy)
    for index in groups.indices where index >= first {
      if BoundExpression.areSame(groups[index].partitionBy, partitionBy),
        groups[index].orderBy.isSame(as: orderBy)
      {
        groups[index].items.append(item)
        return BoundExpression(column)
      }
    }
    groups.append(Group(partitionBy: partitionBy, orderBy: orderBy, items: [item]))
    return BoundExpression(column)
  }

  /// The groups before it compute something that the call needs.
  private func firstUsableGroup(
    _ call: BoundWindowCall, _ partitionBy: [BoundExpression], _ orderBy: [SortKey]
  ) -> Int {
    var used: Set<ColumnID> = []
    for expression in call.expressions + partitionBy + orderBy.map(\.expression) {
      expression.insertColumns(into: &used)
    }
    let last = groups.lastIndex { group in group.items.contains { used.contains($0.column.id) } }
    return last.map { $0 + 1 } ?? 0
  }

  /// The plan with a window node for each group.
  func apply(
    to plan: LogicalPlan,
    settling settle: (BoundExpression) throws(Diagnostic) -> BoundExpression
  ) throws(Diagnostic) -> LogicalPlan {
    var plan = plan
    for group in groups {
      var partitionBy: [BoundExpression] = []
      for expression in group.partitionBy { partitionBy.append(try settle(expression)) }
      var orderBy: [SortKey] = []
      for key in group.orderBy {
        orderBy.append(
          SortKey(
            try settle(key.expression), isDescending: key.isDescending,
            nullsFirst: key.nullsFirst))
      }
      var items: [LogicalPlan.Window.Item] = []
      for item in group.items {
        var item = item
        item.call = try item.call.mapExpressions(settle)
        items.append(item)
      }
      plan = .window(
        LogicalPlan.Window(
          input: plan, partitionBy: partitionBy, orderBy: orderBy, items: items))
    }
    return plan
  }

  /// The plan with a window node for each group, where nothing is grouped.
  func apply(to plan: LogicalPlan) -> LogicalPlan {
    var plan = plan
    for group in groups {
      plan = .window(
        LogicalPlan.Window(
          input: plan, partitionBy: group.partitionBy, orderBy: group.orderBy,
          items: group.items))
    }
    return plan
  }
}
