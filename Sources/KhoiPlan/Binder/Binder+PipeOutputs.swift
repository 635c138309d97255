import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Statements with several results: TEE, FORK, LOG, FINISH, and what stands in the branches of
/// them.
extension Binder {
  /// The results of a query with such steps; nil where it has none.
  func bindOutputs(_ query: QuerySyntax, _ frame: QueryFrame) throws(Diagnostic) -> BoundStatement?
  {
    guard
      query.pipeOperators.contains(where: { $0.hasOutputs(isLast: false) })
        || query.pipeOperators.last?.hasOutputs(isLast: true) == true
    else { return nil }
    try enter(query.range)
    defer { leave() }
    let first = commonTables.count
    defer { commonTables.removeSubrange(first...) }
    if let with = query.with { try bindWith(with, frame) }
    var relation = try bindBody(query, frame)
    if let limit = query.limit { relation.plan = try bindLimit(limit, relation.plan) }
    relation.scope.step = 0
    var steps: [BoundStatement.Step] = []
    try bindOutputs(query.pipeOperators, relation, frame, into: &steps)
    return .several(steps)
  }

  private func bindOutputs(
    _ operators: [PipeOperatorSyntax], _ input: Relation, _ frame: QueryFrame,
    into steps: inout [BoundStatement.Step]
  ) throws(Diagnostic) {
    var relation = input
    var left = operators[...]
    var number = input.scope.step
    while let operation = left.popFirst() {
      number += 1
      let word = source(operation.keywordRange).uppercased()
      switch operation.kind {
      case .ifElse(let branches, let otherwise):
        left = (try chosenBranch(branches, otherwise)?.pipeOperators ?? [])[...] + left
      case .tee(let branches):
        let empty = SubpipelineSyntax(pipeOperators: [], range: operation.range)
        relation = try bindBranches(
          branches.isEmpty ? [empty] : branches, relation, frame, into: &steps)
      case .log(let branch):
        let empty = SubpipelineSyntax(pipeOperators: [], range: operation.range)
        relation = try bindBranches([branch ?? empty], relation, frame, into: &steps)
      case .fork(let branches):
        if let next = left.first { throw .stepAfterTerminal(word, at: next.keywordRange) }
        _ = try bindBranches(branches, relation, frame, into: &steps)
        return
      case .finish:
        if let next = left.first { throw .stepAfterTerminal(word, at: next.keywordRange) }
        steps.append(.discard(aroundCommonTables(finish(relation))))
        return
      case .export, .createTable, .insert:
        if let next = left.first { throw .stepAfterTerminal(word, at: next.keywordRange) }
        steps.append(.result(try bindTerminal(operation, relation, into: &steps)))
        return
      default:
        relation = try bindPipe(operation, step: number, relation, frame)
      }
    }
    let plan = aroundCommonTables(finish(relation))
    steps.append(.result(.query(plan, isOrdered: relation.isOrdered)))
  }

  /// The results of the branches, all over the same rows; and those rows.
  private func bindBranches(
    _ branches: [SubpipelineSyntax], _ input: Relation, _ frame: QueryFrame,
    into steps: inout [BoundStatement.Step]
  ) throws(Diagnostic) -> Relation {
    let shared = makeSharedNumber()
    let plan = aroundCommonTables(input.plan)
    steps.append(.share(number: shared, plan))
    keptRows.append((shared, plan))
    for branch in branches {
      let count = commonTables.count
      try bindOutputs(branch.pipeOperators, reading(shared, input), frame, into: &steps)
      commonTables.removeSubrange(count...)
    }
    return reading(shared, input)
  }

  /// The relation as read from where its rows were kept.
  private func reading(_ number: Int, _ relation: Relation) -> Relation {
    let scan = sharedScan(number, "the rows so far", relation.plan.columns)
    var names: [ColumnID: ColumnID] = [:]
    for (old, new) in zip(relation.plan.columns, scan.plan.columns) { names[old.id] = new.id }
    func moved(_ column: Scope.Column) -> Scope.Column {
      Scope.Column(column.name, names[column.id] ?? column.id, column.type)
    }
    var result = relation
    result.plan = scan.plan
    result.scope.columns = relation.scope.columns.map(moved)
    for index in result.scope.tables.indices {
      result.scope.tables[index].columns = result.scope.tables[index].columns.map(moved)
    }
    return result
  }

  /// The last step of a branch that stores or writes its rows.
  private func bindTerminal(
    _ operation: PipeOperatorSyntax, _ relation: Relation,
    into steps: inout [BoundStatement.Step]
  ) throws(Diagnostic) -> BoundStatement {
    let plan = finish(relation)
    if case .export(let export) = operation.kind {
      return .export(try bindExport(export, aroundCommonTables(plan), at: operation.range))
    }
    // The rows get a name, since what stores rows takes them from a query.
    let number = makeSharedNumber()
    steps.append(.share(number: number, aroundCommonTables(plan)))
    let name = "rows \(number)"
    commonTables.append(
      CommonTable(name: name, number: number, plan: plan, columns: plan.columns))
    defer { commonTables.removeLast() }
    let range = operation.keywordRange
    let source = QuerySyntax(
      body: .table(
        NameSyntax(IdentifierSyntax(text: name, isQuoted: true, range: range))), range: range)
    switch operation.kind {
    case .createTable(let creation):
      return try bindCreateTable(creation, source: source, at: operation.range)
    case .insert(let table, let columns, let isByName):
      return try bindInsert(
        InsertSyntax(table: table, columns: columns, isByName: isByName, source: .query(source)),
        at: operation.range)
    default: throw .broken("a step that stores nothing")
    }
  }
}

extension PipeOperatorSyntax {
  /// Whether the step gives a result of its own, or ends the statement without one.
  fileprivate func hasOutputs(isLast: Bool) -> Bool {
    switch kind {
    case .tee, .fork, .finish, .log: true
    case .export, .createTable, .insert: !isLast
    case .ifElse(let branches, let otherwise):
      (branches.map(\.subpipeline) + (otherwise.map { [$0] } ?? [])).contains { branch in
        branch.pipeOperators.contains { $0.hasOutputs(isLast: false) }
      }
    default: false
    }
  }
}
