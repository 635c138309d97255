import KhoiData
import KhoiText

extension Unnester {
  /// The join with its right side computed for the distinct outer values at once, and joined to the
  /// left on those values.
  func pushedDown(
    _ node: LogicalPlan.Join, _ outer: Set<ColumnID>
  ) throws(Diagnostic) -> LogicalPlan {
    var join = node
    let columns = node.left.columns
    let domainColumns = columns.filter { outer.contains($0.id) }
    // The left side is read twice. One that itself uses columns of plans around it cannot be shared
    // across the domain of those, so it is computed twice.
    let shared = node.left.outerColumns.isEmpty ? share(node.left) : nil
    if let shared { join.left = shared.scan(columns) }
    let context = context
    let push = DependentPushDown(context: context, outer: domainColumns) {
      let copies = columns.map { context.columnIDs.makeColumn($0.name, $0.type) }
      let table = Dictionary(
        zip(columns, copies).map { ($0.id, $1) }, uniquingKeysWith: { first, _ in first })
      if let shared { return (shared.scan(copies), table) }
      let (plan, names) = node.left.refreshed(context.columnIDs, &context.withNumber)
      return (
        plan,
        Dictionary(
          columns.map { ($0.id, PlanColumn(names[$0.id] ?? $0.id, $0.name, $0.type)) },
          uniquingKeysWith: { first, _ in first })
      )
    }
    let right = try push.pushed(node.right)
    join.right = right.plan
    for column in domainColumns {
      join.equalities.append(
        .init(
          left: BoundExpression(column), right: right.value(of: column), matchesNulls: true))
    }
    if case .single = join.kind, right.plan.isUnique(on: join.equalities.map(\.right)) {
      join.kind = .left
    }
    return shared?.around(.join(join)) ?? .join(join)
  }
}

/// Computes a plan for every row of a domain of outer values at once.
///
/// `pushed(plan)` is the plan as it would be for each outer row, with columns added that say for
/// which outer values a row is. The domain is joined in as far down as possible; what does not use
/// outer columns stays as it is.
struct DependentPushDown {
  let context: OptimizerContext
  let outer: [PlanColumn]
  private let outerIDs: Set<ColumnID>
  /// The outer rows, and what their columns are called there.
  private let makeOuterRows: () -> (LogicalPlan, [ColumnID: PlanColumn])
  /// How many columns the recursions have whose step is being walked, without the outer values that
  /// their rows carry now.
  private var openRecursions: [Int: Int] = [:]

  init(
    context: OptimizerContext, outer: [PlanColumn],
    makeOuterRows: @escaping () -> (LogicalPlan, [ColumnID: PlanColumn])
  ) {
    self.context = context
    self.outer = outer
    outerIDs = Set(outer.map(\.id))
    self.makeOuterRows = makeOuterRows
  }

  /// A plan and the columns of it that hold the outer values.
  struct Pushed {
    var plan: LogicalPlan
    /// For each outer column the one of `plan` with its value.
    var columns: [ColumnID: PlanColumn]

    func value(of column: PlanColumn) -> BoundExpression {
      columns[column.id].map { BoundExpression($0) } ?? BoundExpression(column)
    }
  }

  /// The distinct outer values.
  func domain() throws(Diagnostic) -> Pushed {
    let (rows, names) = makeOuterRows()
    var keys: [LogicalPlan.Project.Item] = []
    var columns: [ColumnID: PlanColumn] = [:]
    for column in outer {
      guard let source = names[column.id] else { throw .broken("an outer column is gone") }
      let key = context.columnIDs.makeColumn(column.name, column.type)
      keys.append(.init(column: key, expression: BoundExpression(source)))
      columns[column.id] = key
    }
    return Pushed(
      plan: .aggregate(LogicalPlan.Aggregate(input: rows, keys: keys, aggregates: [])),
      columns: columns)
  }

  private func isDependent(_ plan: LogicalPlan) -> Bool {
    !plan.outerColumns.isDisjoint(with: outerIDs)
      || (!openRecursions.isEmpty && plan.readsShared(Set(openRecursions.keys)))
  }

  /// The outer values' columns in the order of `outer`.
  func ordered(_ columns: [ColumnID: PlanColumn]) -> [PlanColumn] {
    outer.compactMap { columns[$0.id] }
  }

  private func values(_ columns: [ColumnID: PlanColumn]) -> [BoundExpression] {
    ordered(columns).map { BoundExpression($0) }
  }

  func table(_ columns: [ColumnID: PlanColumn]) -> [ColumnID: BoundExpression] {
    columns.mapValues { BoundExpression($0) }
  }

  private func items(_ columns: [ColumnID: PlanColumn]) -> [LogicalPlan.Project.Item] {
    ordered(columns).map { .init(column: $0, expression: BoundExpression($0)) }
  }

  func equalities(
    _ left: [ColumnID: PlanColumn], _ right: [ColumnID: PlanColumn]
  ) -> [LogicalPlan.Join.Equality] {
    zip(values(left), values(right)).map { .init(left: $0, right: $1, matchesNulls: true) }
  }

  /// The plan for every outer value.
  func pushed(_ plan: LogicalPlan) throws(Diagnostic) -> Pushed {
    guard isDependent(plan) else {
      let domain = try domain()
      return Pushed(
        plan: .join(LogicalPlan.Join(kind: .inner, left: domain.plan, right: plan)),
        columns: domain.columns)
    }
    switch plan {
    case .scan(var node):
      let filters = node.filters
      node.filters = []
      return try pushed(
        .filter(LogicalPlan.Filter(input: .scan(node), predicate: .all(filters))))
    case .values(let node): return try pushed(node)
    case .sharedScan(let node): return try pushed(node)
    case .series: throw .broken("a plan without expressions depends on outer columns")
    case .recursion(let node): return try pushed(node)
    case .sample(let node):
      throw .unsupported("samples in a subquery that uses outer columns", at: node.range)
    case .filter, .assert, .unnest: return try mapped(plan)
    case .project(let node): return try pushed(node)
    case .aggregate(let node): return try node.keys.isEmpty ? pushedWhole(node) : pushed(node)
    case .window(let node): return try pushed(node)
    case .sort(let node):
      if node.limit == nil && node.offset == 0 { return try mapped(plan) }
      return try limited(node.input, node.keys, node.limit, node.offset)
    case .limit(let node): return try limited(node.input, [], node.limit, node.offset)
    case .join(let node): return try pushed(node)
    case .asOf(let node): return try pushed(node)
    case .setOperation(let node): return try pushed(node)
    case .unpivot(let node): return try pushed(node)
    case .atMostOneRow(let node): return try pushed(node)
    case .with(let node): return try pushed(node)
    }
  }

  /// An operator that looks at one row at a time, over its input for every outer value.
  private func mapped(_ plan: LogicalPlan) throws(Diagnostic) -> Pushed {
    guard let input = plan.inputs.first else { throw .broken("an operator without input") }
    let below = try pushed(input)
    let table = table(below.columns)
    return Pushed(
      plan: plan.mapInputs { _ in below.plan }.mapExpressions { $0.substituting(table) },
      columns: below.columns)
  }

  private func pushed(_ node: LogicalPlan.Project) throws(Diagnostic) -> Pushed {
    let below = try pushed(node.input)
    let table = table(below.columns)
    var project = node
    project.input = below.plan
    for index in project.items.indices {
      project.items[index].expression = project.items[index].expression.substituting(table)
    }
    project.items += items(below.columns)
    return Pushed(plan: .project(project), columns: below.columns)
  }

  private func pushed(_ node: LogicalPlan.Aggregate) throws(Diagnostic) -> Pushed {
    let below = try pushed(node.input)
    let table = table(below.columns)
    var aggregate = node
    aggregate.input = below.plan
    guard
      case .aggregate(var result) = LogicalPlan.aggregate(aggregate).mapExpressions({
        $0.substituting(table)
      })
    else { throw .broken("an aggregate became something else") }
    result.keys += items(below.columns)
    return Pushed(plan: .aggregate(result), columns: below.columns)
  }

  /// An aggregate without keys gives a row even for an outer value without rows.
  private func pushedWhole(_ node: LogicalPlan.Aggregate) throws(Diagnostic) -> Pushed {
    var inner = node
    var output: [LogicalPlan.Project.Item] = []
    for (index, item) in node.aggregates.enumerated() {
      let column = context.columnIDs.makeColumn(item.column.name, item.column.type)
      inner.aggregates[index].column = column
      output.append(.init(column: item.column, expression: item.valueOrEmpty(column)))
    }
    let grouped = try pushed(inner)
    let domain = try domain()
    let join = LogicalPlan.Join(
      kind: .left, left: domain.plan, right: grouped.plan,
      equalities: equalities(domain.columns, grouped.columns))
    return Pushed(
      plan: .project(
        LogicalPlan.Project(input: .join(join), items: output + items(domain.columns))),
      columns: domain.columns)
  }

  private func pushed(_ node: LogicalPlan.Window) throws(Diagnostic) -> Pushed {
    let mapped = try mapped(.window(node))
    guard case .window(var window) = mapped.plan else {
      throw .broken("a window became something else")
    }
    window.partitionBy += values(mapped.columns)
    return Pushed(plan: .window(window), columns: mapped.columns)
  }

  private func limited(
    _ input: LogicalPlan, _ keys: [SortKey], _ limit: Int?, _ offset: Int
  ) throws(Diagnostic) -> Pushed {
    let below = try pushed(input)
    let table = table(below.columns)
    let order = keys.map { key in
      SortKey(
        key.expression.substituting(table), isDescending: key.isDescending,
        nullsFirst: key.nullsFirst)
    }
    return Pushed(
      plan: try context.limited(
        below.plan, partitionBy: values(below.columns), orderBy: order, limit: limit,
        offset: offset),
      columns: below.columns)
  }

  private func pushed(_ node: LogicalPlan.Unpivot) throws(Diagnostic) -> Pushed {
    let below = try pushed(node.input)
    var unpivot = node
    unpivot.input = below.plan
    unpivot.kept += ordered(below.columns)
    return Pushed(plan: .unpivot(unpivot), columns: below.columns)
  }

  private func pushed(_ node: LogicalPlan.AtMostOneRow) throws(Diagnostic) -> Pushed {
    let below = try pushed(node.input)
    let marker = context.columnIDs.makeColumn("found", .boolean)
    let right = LogicalPlan.project(
      LogicalPlan.Project(
        input: below.plan,
        items: below.plan.columns.map { .init(column: $0, expression: BoundExpression($0)) }
          + [.init(column: marker, expression: .alwaysTrue)]))
    let domain = try domain()
    let join = LogicalPlan.Join(
      kind: .single, left: domain.plan, right: right,
      equalities: equalities(domain.columns, below.columns), range: node.range)
    return Pushed(
      plan: .filter(
        LogicalPlan.Filter(input: .join(join), predicate: .not(.isNull(BoundExpression(marker))))),
      columns: domain.columns)
  }

  /// A definition that uses outer columns differs from outer row to outer row, so it takes the
  /// place of its scans.
  private func pushed(_ node: LogicalPlan.With) throws(Diagnostic) -> Pushed {
    if isDependent(node.definition) { return try pushed(node.inlined(context)) }
    let body = try pushed(node.body)
    return Pushed(
      plan: .with(
        LogicalPlan.With(
          number: node.number, name: node.name, definition: node.definition, body: body.plan)),
      columns: body.columns)
  }

  /// Rows of expressions of outer columns.
  private func pushed(_ node: LogicalPlan.Values) throws(Diagnostic) -> Pushed {
    var parts: [Pushed] = []
    for row in node.rows {
      let domain = try domain()
      let table = table(domain.columns)
      let isOnly = node.rows.count == 1
      let items = zip(node.columns, row).map { column, expression in
        LogicalPlan.Project.Item(
          column: isOnly ? column : context.columnIDs.makeColumn(column.name, column.type),
          expression: expression.substituting(table))
      }
      parts.append(
        Pushed(
          plan: .project(
            LogicalPlan.Project(input: domain.plan, items: items + self.items(domain.columns))),
          columns: domain.columns))
    }
    guard var result = parts.first else { throw .broken("no rows depend on outer columns") }
    for (index, part) in parts.dropFirst().enumerated() {
      let isLast = index == parts.count - 2
      let columns = node.columns.map { column in
        isLast ? column : context.columnIDs.makeColumn(column.name, column.type)
      }
      result = united(
        LogicalPlan.SetOperation(
          kind: .union, isAll: true, left: result.plan, right: part.plan, columns: columns),
        result, part)
    }
    return result
  }

  /// A set operation over sides that already end in the outer values.
  private func united(
    _ node: LogicalPlan.SetOperation, _ left: Pushed, _ right: Pushed
  ) -> Pushed {
    var operation = node
    var columns: [ColumnID: PlanColumn] = [:]
    for column in outer {
      let copy = context.columnIDs.makeColumn(column.name, column.type)
      columns[column.id] = copy
      operation.columns.append(copy)
    }
    operation.left = left.plan
    operation.right = right.plan
    return Pushed(plan: .setOperation(operation), columns: columns)
  }

  /// The rows of each round carry the outer values they are for.
  private func pushed(_ node: LogicalPlan.Recursion) throws(Diagnostic) -> Pushed {
    var start = try pushed(node.start)
    start.plan = start.plan.projected(to: node.start.columns + ordered(start.columns))
    var inner = self
    inner.openRecursions[node.number] = node.columns.count
    var step = try inner.pushed(node.step)
    step.plan = step.plan.projected(to: node.step.columns + ordered(step.columns))
    var recursion = node
    recursion.start = start.plan
    recursion.step = step.plan
    var columns: [ColumnID: PlanColumn] = [:]
    for column in outer {
      let copy = context.columnIDs.makeColumn(column.name, column.type)
      columns[column.id] = copy
      recursion.columns.append(copy)
    }
    return Pushed(plan: .recursion(recursion), columns: columns)
  }

  private func pushed(_ node: LogicalPlan.SharedScan) throws(Diagnostic) -> Pushed {
    guard let width = openRecursions[node.number] else {
      throw .broken("a plan without expressions depends on outer columns")
    }
    var scan = node
    var columns: [ColumnID: PlanColumn] = [:]
    for (index, column) in outer.enumerated() {
      let copy = context.columnIDs.makeColumn(column.name, column.type)
      columns[column.id] = copy
      scan.columns.append(copy)
      scan.sourceIndices.append(width + index)
    }
    return Pushed(plan: .sharedScan(scan), columns: columns)
  }

  private func pushed(_ node: LogicalPlan.SetOperation) throws(Diagnostic) -> Pushed {
    var left = try pushed(node.left)
    var right = try pushed(node.right)
    left.plan = left.plan.projected(to: node.left.columns + ordered(left.columns))
    right.plan = right.plan.projected(to: node.right.columns + ordered(right.columns))
    return united(node, left, right)
  }

  private func pushed(_ node: LogicalPlan.Join) throws(Diagnostic) -> Pushed {
    try pushedJoin(node, isLeftDependent: isDependent(node.left), isDependent(node.right))
  }
}

extension LogicalPlan.With {
  /// The body with a copy of the definition in place of every scan of it.
  func inlined(_ context: OptimizerContext) -> LogicalPlan {
    body.rewritten { part in
      guard case .sharedScan(let scan) = part, scan.number == number else { return part }
      let (copy, _) = definition.refreshed(context.columnIDs, &context.withNumber)
      let columns = copy.columns
      return .project(
        LogicalPlan.Project(
          input: copy,
          items: zip(scan.columns, scan.sourceIndices).map { column, source in
            .init(column: column, expression: BoundExpression(columns[source]))
          }))
    }
  }
}
