/// Which columns a plan produces, needs and takes from outside.
extension LogicalPlan {
  /// The identities of the output.
  package var columnIDs: Set<ColumnID> { Set(columns.map(\.id)) }

  /// The columns that the node's own expressions use.
  package var columnsUsed: Set<ColumnID> {
    var used: Set<ColumnID> = []
    for expression in expressions { expression.insertColumns(into: &used) }
    if case .unpivot(let node) = self {
      used.formUnion(node.kept.map(\.id))
      for group in node.groups { used.formUnion(group.sources) }
    }
    return used
  }

  /// The columns used anywhere in the plan that no input of their node produces: what a correlated
  /// subquery or lateral join takes from the plans around it.
  package var outerColumns: Set<ColumnID> {
    var outer = columnsUsed
    switch self {
    case .scan(let node): outer.subtract(node.columns.map(\.id))
    case .join(let node):
      let left = node.left.columnIDs
      outer.subtract(left)
      outer.subtract(node.right.columnIDs)
      outer.formUnion(node.left.outerColumns)
      // A lateral right side sees the columns of the left.
      outer.formUnion(node.right.outerColumns.subtracting(left))
    default:
      let inputs = inputs
      if !outer.isEmpty { for input in inputs { outer.subtract(input.columnIDs) } }
      for input in inputs { outer.formUnion(input.outerColumns) }
    }
    return outer
  }

  /// The plan with a projection to exactly these columns of its output, unless it has them already.
  package func projected(to wanted: [PlanColumn]) -> LogicalPlan {
    let present = columns
    if present.map(\.id) == wanted.map(\.id) { return self }
    return .project(
      Project(input: self, items: wanted.map { .init(column: $0, expression: .init($0)) }))
  }

  /// The largest column number and `With` number in the plan, subqueries included.
  package var largestNumbers: (column: Int, with: Int) {
    var column = 0
    var with = 0
    insertLargestNumbers(&column, &with)
    return (column, with)
  }

  private func insertLargestNumbers(_ column: inout Int, _ with: inout Int) {
    for produced in definedColumns { column = max(column, produced.id.number) }
    switch self {
    case .with(let node): with = max(with, node.number)
    case .sharedScan(let node): with = max(with, node.number)
    case .recursion(let node): with = max(with, node.number)
    default: break
    }
    for expression in expressions {
      var subplans: [LogicalPlan] = []
      expression.visit { if case .subquery(let subquery) = $0 { subplans.append(subquery.plan) } }
      for subplan in subplans { subplan.insertLargestNumbers(&column, &with) }
    }
    for input in inputs { input.insertLargestNumbers(&column, &with) }
  }

  /// The columns of the output that the node itself gives an identity.
  private var definedColumns: [PlanColumn] {
    switch self {
    case .filter, .sort, .limit, .assert, .atMostOneRow, .with, .sample, .asOf: []
    case .window(let node): node.items.map(\.column)
    case .unnest(let node): node.added
    case .join(let node): if case .mark(let mark, _) = node.kind { [mark] } else { [] }
    case .scan, .values, .series, .project, .aggregate, .setOperation, .unpivot, .sharedScan,
      .recursion:
      columns
    }
  }
}

extension LogicalPlan {
  /// A copy with new identities for every column and every `With`, and what became of the old ones.
  ///
  /// Columns from outside keep theirs.
  package func refreshed(
    _ generator: ColumnIDGenerator, _ withNumbers: inout Int
  ) -> (plan: LogicalPlan, columns: [ColumnID: ColumnID]) {
    var columnNumbers: [ColumnID: ColumnID] = [:]
    var numbers: [Int: Int] = [:]
    visit { node in
      for column in node.definedColumns where columnNumbers[column.id] == nil {
        columnNumbers[column.id] = generator.make()
      }
      switch node {
      case .with(let with):
        withNumbers += 1
        numbers[with.number] = withNumbers
      case .recursion(let recursion):
        withNumbers += 1
        numbers[recursion.number] = withNumbers
      default: break
      }
    }
    return (renamed(columnNumbers, numbers), columnNumbers)
  }

  private func renamed(_ map: [ColumnID: ColumnID], _ numbers: [Int: Int]) -> LogicalPlan {
    func column(_ old: PlanColumn) -> PlanColumn {
      PlanColumn(map[old.id] ?? old.id, old.name, old.type)
    }
    let inner = mapInputs { $0.renamed(map, numbers) }.mapExpressions { expression in
      expression.rewritten { part in
        switch part {
        case .column(let id, let type): return .column(map[id] ?? id, type)
        case .subquery(var subquery):
          subquery.plan = subquery.plan.renamed(map, numbers)
          return .subquery(subquery)
        default: return part
        }
      }
    }
    return inner.mapDefinedColumns(
      column, sources: { map[$0] ?? $0 }, number: { numbers[$0] ?? $0 })
  }

  private func mapDefinedColumns(
    _ column: (PlanColumn) -> PlanColumn, sources: (ColumnID) -> ColumnID, number: (Int) -> Int
  ) -> LogicalPlan {
    switch self {
    case .filter, .sort, .limit, .assert, .atMostOneRow, .sample, .asOf: return self
    case .recursion(var node):
      node.number = number(node.number)
      node.columns = node.columns.map(column)
      if let depth = node.depth { node.depth?.column = column(depth.column) }
      return .recursion(node)
    case .scan(var node):
      node.columns = node.columns.map(column)
      return .scan(node)
    case .values(var node):
      node.columns = node.columns.map(column)
      return .values(node)
    case .series(let node):
      return .series(
        Series(column: column(node.column), start: node.start, stop: node.stop, step: node.step))
    case .project(var node):
      for index in node.items.indices {
        node.items[index].column = column(node.items[index].column)
      }
      return .project(node)
    case .aggregate(var node):
      for index in node.keys.indices { node.keys[index].column = column(node.keys[index].column) }
      for index in node.aggregates.indices {
        node.aggregates[index].column = column(node.aggregates[index].column)
      }
      return .aggregate(node)
    case .window(var node):
      for index in node.items.indices {
        node.items[index].column = column(node.items[index].column)
      }
      return .window(node)
    case .join(var node):
      if case .mark(let mark, let isNullAware) = node.kind {
        node.kind = .mark(column(mark), isNullAware: isNullAware)
      }
      return .join(node)
    case .setOperation(var node):
      node.columns = node.columns.map(column)
      return .setOperation(node)
    case .unnest(var node):
      node.elements = node.elements.map(column)
      node.place = node.place.map(column)
      return .unnest(node)
    case .unpivot(var node):
      node.kept = node.kept.map(column)
      node.label = column(node.label)
      node.values = node.values.map(column)
      for index in node.groups.indices {
        node.groups[index].sources = node.groups[index].sources.map(sources)
      }
      return .unpivot(node)
    case .with(let node):
      return .with(
        With(
          number: number(node.number), name: node.name, definition: node.definition,
          body: node.body))
    case .sharedScan(let node):
      return .sharedScan(
        SharedScan(
          number: number(node.number), name: node.name, columns: node.columns.map(column),
          sourceIndices: node.sourceIndices))
    }
  }
}
