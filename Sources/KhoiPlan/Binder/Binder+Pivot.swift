import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// PIVOT: one aggregate with a filter for each value that becomes a column.
extension Binder {
  /// The values of one new column, or of several where there are several aggregates.
  private struct PivotColumn {
    var values: [Value]
    var name: String
  }

  /// An expression over aggregates that is computed for each of the values.
  private struct PivotCall {
    let name: String?
    let expression: BoundExpression
  }

  private static let pivotLimit = 4_096

  func bindPivot(
    _ syntax: PivotSyntax, _ input: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let collector = AggregateCollector(identities: identities)
    let context = ExpressionContext(
      scope: input.scope, frame: frame, clause: Clause("PIVOT"), aggregates: collector)
    var calls: [PivotCall] = []
    for item in syntax.aggregates {
      let bound = try bindExpression(item.expression, context)
      let made = Set(collector.items.map(\.column.id))
      guard !made.isEmpty, bound.columnsUsed.isSubset(of: made), !bound.columnsUsed.isEmpty else {
        throw .pivotNeedsAggregate(source(item.expression.range), at: item.expression.range)
      }
      let spelled = syntax.aggregates.count > 1 ? source(item.expression.range) : nil
      calls.append(PivotCall(name: item.alias?.text ?? spelled, expression: bound))
    }
    let aggregates = collector.items
    guard !calls.isEmpty else { throw .pivotNeedsAggregate("", at: syntax.range) }
    var axes: [BoundExpression] = []
    var columns = [PivotColumn(values: [], name: "")]
    let axisContext = ExpressionContext(
      scope: input.scope, frame: frame, clause: Clause("PIVOT"))
    for axis in syntax.axes {
      var expressions: [BoundExpression] = []
      for expression in axis.expressions {
        expressions.append(try bindExpression(expression, axisContext))
      }
      if let index = expressions.firstIndex(where: \.containsSubquery) {
        throw .pivotOnSubquery(at: axis.expressions[index].range)
      }
      if let index = expressions.firstIndex(where: { isConstant($0) }) {
        throw .pivotOnConstant(at: axis.expressions[index].range)
      }
      let values = try pivotValues(axis, expressions, input, frame)
      if Set(values.map(\.values)).count < values.count {
        throw .pivotValueTwice(at: axis.expressions.first?.range ?? syntax.range)
      }
      columns = columns.flatMap { column in
        values.map { value in
          PivotColumn(
            values: column.values + value.values,
            name: column.name.isEmpty ? value.name : "\(column.name)_\(value.name)")
        }
      }
      if columns.count > Self.pivotLimit {
        throw .tooManyPivotColumns(Self.pivotLimit, at: syntax.range)
      }
      axes += expressions
    }
    let keys = try pivotKeys(syntax, aggregates.map(\.aggregate), axes, input, frame)
    return try pivoted(syntax, calls, aggregates, axes, columns, keys, input)
  }

  /// The keys: what GROUP BY says, else every column that the clause does not use.
  private func pivotKeys(
    _ syntax: PivotSyntax, _ aggregates: [BoundAggregate], _ axes: [BoundExpression],
    _ input: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> [LogicalPlan.Project.Item] {
    var keys: [LogicalPlan.Project.Item] = []
    if let groupBy = syntax.groupBy {
      let context = ExpressionContext(
        scope: input.scope, frame: frame, clause: Clause("GROUP BY"))
      for expression in groupBy {
        let bound = try bindExpression(expression, context)
        let name = outputName(expression, bound, input.scope)
        let key = makeKey(bound, name: name, among: keys)
        if !keys.contains(where: { $0.column.id == key.column.id }) { keys.append(key) }
      }
      return keys
    }
    var used: Set<ColumnID> = []
    for axis in axes { axis.insertColumns(into: &used) }
    for aggregate in aggregates {
      for expression in aggregate.expressions { expression.insertColumns(into: &used) }
    }
    for column in input.scope.columns where used.insert(column.id).inserted {
      keys.append(
        LogicalPlan.Project.Item(column: column.planColumn, expression: column.expression))
    }
    return keys
  }

  private func pivoted(
    _ syntax: PivotSyntax, _ calls: [PivotCall], _ aggregates: [LogicalPlan.Aggregate.Item],
    _ axes: [BoundExpression], _ columns: [PivotColumn], _ keys: [LogicalPlan.Project.Item],
    _ input: Relation
  ) throws(Diagnostic) -> Relation {
    var items: [LogicalPlan.Aggregate.Item] = []
    var outputs = keys.map {
      OutputItem(name: $0.column.name, expression: BoundExpression($0.column))
    }
    for column in columns {
      let tests = try pivotTests(axes, column.values, at: syntax.range)
      var replacements: [ColumnID: BoundExpression] = [:]
      for item in aggregates {
        var aggregate = item.aggregate
        aggregate.filter = .all(tests + (aggregate.filter.map { [$0] } ?? []))
        let filtered = identities.makeColumn(column.name, aggregate.type)
        items.append(LogicalPlan.Aggregate.Item(column: filtered, aggregate: aggregate))
        replacements[item.column.id] = BoundExpression(filtered)
      }
      for call in calls {
        outputs.append(
          OutputItem(
            name: call.name.map { "\(column.name)_\($0)" } ?? column.name,
            expression: call.expression.substituting(replacements)))
      }
    }
    let grouped = LogicalPlan.aggregate(
      LogicalPlan.Aggregate(input: input.plan, keys: keys, aggregates: items))
    let plan = projection(of: grouped, items: outputs).plan
    return Relation(plan: plan, scope: Scope(plan.columns, table: nil))
  }

  /// That the axes have these values.
  private func pivotTests(
    _ axes: [BoundExpression], _ values: [Value], at range: SourceRange
  ) throws(Diagnostic) -> [BoundExpression] {
    var tests: [BoundExpression] = []
    for (axis, value) in zip(axes, values) {
      if value.isNull {
        tests.append(.isNull(axis))
      } else {
        tests.append(
          try callOperator(
            "=", [axis, .constant(value, value.type)], ranges: [range, range], at: range))
      }
    }
    return tests
  }

  // MARK: Values

  private func pivotValues(
    _ axis: PivotAxisSyntax, _ expressions: [BoundExpression], _ input: Relation,
    _ frame: QueryFrame
  ) throws(Diagnostic) -> [PivotColumn] {
    switch axis.values {
    case .list(let items):
      var columns: [PivotColumn] = []
      for item in items { columns.append(try listedPivotColumn(item, expressions)) }
      return columns
    case .any(let orderBy):
      return try pivotColumnsOfData(expressions, orderBy, input, frame, axis)
    case .query(let query):
      let inner = QueryFrame(outer: frame.outer, parent: frame)
      let plan = finish(try bindQuery(query, inner))
      guard plan.columns.count == expressions.count else {
        throw .subqueryColumns(plan.columns.count, wanted: expressions.count, at: query.range)
      }
      let rows = try evaluated(plan, at: query.range)
      var seen: Set<[Value]> = []
      return rows.filter { seen.insert($0).inserted }.map { pivotColumn($0) }
    }
  }

  private func listedPivotColumn(
    _ item: SelectItemSyntax, _ expressions: [BoundExpression]
  ) throws(Diagnostic) -> PivotColumn {
    let parts: [ExpressionSyntax]
    var isStructure = false
    if expressions.count == 1, case .structure = expressions[0].type { isStructure = true }
    if case .row(let elements) = item.expression.kind, !isStructure {
      parts = elements
    } else {
      parts = [item.expression]
    }
    guard parts.count == expressions.count else {
      throw .rowLengths(expressions.count, parts.count, at: item.range)
    }
    var values: [Value] = []
    for (part, expression) in zip(parts, expressions) {
      let context = ExpressionContext(
        scope: Scope(), frame: QueryFrame(outer: nil, parent: nil), clause: Clause("PIVOT"))
      var bound = try bindExpression(part, context)
      if isLiteralText(bound), expression.type != .varchar, expression.type != .null {
        bound = cast(bound, to: expression.type, at: part.range)
      }
      guard TypeCoercion.commonType(bound.type, expression.type) != nil else {
        throw operatorMismatch("=", [expression, bound], [part.range, part.range], at: part.range)
      }
      values += try constantValues([bound], at: part.range)
    }
    var column = pivotColumn(values)
    if let alias = item.alias { column.name = alias.text }
    return column
  }

  private func pivotColumn(_ values: [Value]) -> PivotColumn {
    PivotColumn(values: values, name: values.map(\.text).joined(separator: "_"))
  }

  /// `IN (ANY)`: the values there are, without NULL, in their own order unless told.
  private func pivotColumnsOfData(
    _ expressions: [BoundExpression], _ orderBy: [OrderItemSyntax], _ input: Relation,
    _ frame: QueryFrame, _ axis: PivotAxisSyntax
  ) throws(Diagnostic) -> [PivotColumn] {
    let range = axis.expressions.first?.range
    var keys: [LogicalPlan.Project.Item] = []
    for (index, expression) in expressions.enumerated() {
      let key = makeKey(expression, name: "value\(index)", among: keys)
      if !keys.contains(where: { $0.column.id == key.column.id }) { keys.append(key) }
    }
    var plan = LogicalPlan.aggregate(
      LogicalPlan.Aggregate(input: input.plan, keys: keys, aggregates: []))
    var sort: [SortKey] = []
    if orderBy.isEmpty {
      sort = keys.map {
        SortKey(BoundExpression($0.column), isDescending: false, nullsFirst: false)
      }
    } else {
      // Only the values themselves can be ordered by: they are all that is left of the rows.
      let context = ExpressionContext(
        scope: input.scope, frame: frame, clause: Clause("ORDER BY"))
      let grouping = Grouping(
        keys: keys, inputColumns: Set(input.plan.columns.map(\.id)), scope: input.scope,
        context: context, isPipe: true)
      for item in orderBy {
        let key = try bindSortKey(item, context)
        sort.append(
          SortKey(
            try settle(key.expression, grouping), isDescending: key.isDescending,
            nullsFirst: key.nullsFirst))
      }
    }
    plan = .sort(LogicalPlan.Sort(input: plan, keys: sort))
    let rows = try evaluated(plan, at: range)
    return rows.filter { !$0.contains(.null) }.map { pivotColumn($0) }
  }

  /// The rows of a plan that planning needs to know.
  func evaluated(
    _ plan: LogicalPlan, at range: SourceRange?
  ) throws(Diagnostic) -> [[Value]] {
    guard plan.outerColumns.isEmpty else { throw .valuesOfOuterRows(at: range) }
    do throws(Diagnostic) {
      return try rowsNow(plan)
    } catch {
      throw error.located(at: range)
    }
  }
}
