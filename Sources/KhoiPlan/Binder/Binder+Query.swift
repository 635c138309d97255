import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Queries: the body, what orders and cuts it, and the pipe operators.
extension Binder {
  func bindQuery(
    _ query: QuerySyntax, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    try enter(query.range)
    defer { leave() }
    let firstCommonTable = commonTables.count
    if let with = query.with { try bindWith(with, frame) }
    var relation = try bindBody(query, frame)
    if let limit = query.limit { relation.plan = try bindLimit(limit, relation.plan) }
    relation.scope.step = 0
    for (index, operation) in query.pipeOperators.enumerated() {
      relation = try bindPipe(operation, step: index + 1, relation, frame)
    }
    relation.plan = closeCommonTables(from: firstCommonTable, around: relation.plan)
    return relation
  }

  /// The body with its order.
  func bindBody(
    _ query: QuerySyntax, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    var relation: Relation
    switch query.body {
    case .select(let select): return try bindSelect(select, orderBy: query.orderBy, frame)
    case .from(let references): relation = try bindFrom(references, frame)
    case .setOperation(let operation): relation = try bindSetOperation(operation, frame)
    case .values(let rows): relation = try bindValues(rows, frame)
    case .table(let name): relation = try bindNamedTable(name, frame)
    case .nested(let inner, let alias):
      let bound = try bindQuery(inner, QueryFrame(outer: frame.outer, parent: frame))
      relation = bound
      if let alias { relation.scope.tables = [Scope.Table(alias.text, relation.scope.columns)] }
    case .lastResult:
      relation = try lastResult(at: query.pipeOperators.first?.keywordRange ?? query.range)
      relation.scope.tables = []
    case .statement(let statement): relation = try bindFactsBody(statement)
    }
    if !query.orderBy.isEmpty { relation = try bindOrder(query.orderBy, relation, frame) }
    return relation
  }

  // MARK: VALUES

  func bindValues(
    _ rows: [[ExpressionSyntax]], _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let context = ExpressionContext(scope: Scope(), frame: frame, clause: Clause("VALUES"))
    let width = rows.first?.count ?? 0
    var bound: [[BoundExpression]] = []
    for row in rows {
      guard row.count == width else {
        let range = row.first.map { first in
          row.reduce(first.range) { $0.union($1.range) }
        }
        throw .valuesWidth(row.count, expected: width, at: range)
      }
      var values: [BoundExpression] = []
      for value in row { values.append(try bindExpression(value, context)) }
      bound.append(values)
    }
    var columns: [PlanColumn] = []
    for index in 0..<width {
      let (values, type) = try unify(
        bound.map { $0[index] }, ranges: rows.map { $0[index].range },
        what: "column \(index + 1) of VALUES")
      for row in bound.indices { bound[row][index] = values[row] }
      columns.append(identities.makeColumn("col\(index)", type))
    }
    return Relation(
      plan: .values(LogicalPlan.Values(columns: columns, rows: bound)),
      scope: Scope(columns, table: nil))
  }

  // MARK: ORDER BY of a whole query

  /// Orders rows by their own columns: for set operations, VALUES, FROM queries and pipes.
  func bindOrder(
    _ items: [OrderItemSyntax], _ relation: Relation, _ frame: QueryFrame, isPipe: Bool = false
  ) throws(Diagnostic) -> Relation {
    let windows = WindowCollector(identities: identities)
    let context = ExpressionContext(
      scope: relation.scope, frame: frame, clause: Clause("ORDER BY", isPipe: isPipe),
      windows: windows)
    var keys: [SortKey] = []
    for item in items {
      if case .star = item.expression.kind {
        for column in relation.scope.columns { keys.append(try sortKey(item, column.expression)) }
        continue
      }
      if let collation = item.collation { try checkCollation(collation) }
      try checkOrderKey(item.expression, isPipe: isPipe)
      if let number = ordinal(item.expression) {
        let columns = relation.scope.columns
        guard number >= 1, number <= columns.count else {
          throw .ordinalOutOfRange(
            number, count: columns.count, clause: context.clause, at: item.expression.range)
        }
        keys.append(try sortKey(item, columns[number - 1].expression))
        continue
      }
      do throws(Diagnostic) {
        for (expression, _) in try bindExpanded(item.expression, context) {
          keys.append(try sortKey(item, expression))
        }
      } catch {
        guard let column = operandColumn(item.expression, relation.scope) else { throw error }
        keys.append(try sortKey(item, column.expression))
      }
    }
    var result = relation
    result.plan = .sort(LogicalPlan.Sort(input: windows.apply(to: relation.plan), keys: keys))
    result.isOrdered = true
    return result
  }

  /// A text orders nothing: most likely a column was meant.
  func checkOrderKey(
    _ expression: ExpressionSyntax, isPipe: Bool = false
  ) throws(Diagnostic) {
    guard case .literal(.string(let text)) = expression.kind else { return }
    let complaint = Diagnostic.textAsKey(text, isNotice: !isPipe, at: expression.range)
    if isPipe { throw complaint }
    notice(complaint)
  }

  /// The number of a key that is just a number: a column by its place.
  func ordinal(_ expression: ExpressionSyntax) -> Int? {
    guard case .literal(.integer(let digits)) = expression.kind else { return nil }
    return Int(digits) ?? Int.max
  }

  // MARK: LIMIT

  func bindLimit(
    _ limit: LimitSyntax, _ plan: LogicalPlan
  ) throws(Diagnostic) -> LogicalPlan {
    let offset = try limit.offset.flatMap { (syntax) throws(Diagnostic) in
      try rowCount(syntax, what: "OFFSET")
    }
    if limit.isPercent, let count = limit.count {
      let value = try constantValue(count, what: "LIMIT")
      guard let percent = value.number, (0...100).contains(percent) else {
        throw .badPercentage(value.text, at: count.range)
      }
      return .sample(
        LogicalPlan.Sample(
          input: plan, method: .leading(offset: offset ?? 0), size: .share(percent / 100), seed: 0,
          range: limit.range))
    }
    let count = try limit.count.map { (syntax) throws(Diagnostic) in
      try rowCount(syntax, what: "LIMIT")
    }
    return .limit(LogicalPlan.Limit(input: plan, limit: count ?? nil, offset: offset ?? 0))
  }

  /// A number of rows; nil for NULL, which means no bound.
  func rowCount(_ syntax: ExpressionSyntax, what: String) throws(Diagnostic) -> Int? {
    let value = try constantValue(syntax, what: what)
    switch value {
    case .null: return nil
    case .integer(let count) where count >= 0: return Int(clamping: count)
    case .double(let count) where count >= 0 && count.rounded() == count:
      return Int(exactly: count) ?? Int.max
    case .text(let text):
      if let count = Int(text), count >= 0 { return count }
      throw .badRowCount(what, value.text, at: syntax.range)
    default: throw .badRowCount(what, value.text, at: syntax.range)
    }
  }

  // MARK: DISTINCT

  /// One of each row, over the visible columns.
  func distinct(_ relation: Relation) -> Relation {
    var result = relation
    var seen: Set<ColumnID> = []
    let keys = relation.scope.columns.filter { seen.insert($0.id).inserted }.map { column in
      LogicalPlan.Project.Item(column: column.planColumn, expression: column.expression)
    }
    result.plan = .aggregate(
      LogicalPlan.Aggregate(input: relation.plan, keys: keys, aggregates: []))
    result.scope.keepOnlyVisibleTableColumns()
    result.isOrdered = false
    return result
  }
}
