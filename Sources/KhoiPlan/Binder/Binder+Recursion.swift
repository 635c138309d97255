import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// A recursion whose repeated part is being bound.
final class RecursionScope {
  let number: Int
  let columns: [PlanColumn]
  /// For `|> RECURSIVE UNION (query)`, which mentions its rows exactly once; elsewhere nil.
  let pipeRange: SourceRange?
  /// How deep in common tables and in repeated steps its query stands.
  let withDepth: Int
  let stepDepth: Int
  /// The WITH RECURSIVE it is of.
  var group: CommonTableGroup?
  var mentions = 0

  init(
    number: Int, columns: [PlanColumn], pipeRange: SourceRange?, withDepth: Int, stepDepth: Int
  ) {
    self.number = number
    self.columns = columns
    self.pipeRange = pipeRange
    self.withDepth = withDepth
    self.stepDepth = stepDepth
  }
}

/// The operands of a recursive union, before it is known which mention the recursion.
private struct UnionParts {
  var operation: SetOperatorSyntax
  var operands: [QuerySyntax]
}

/// `WITH RECURSIVE`.
extension Binder {
  /// The rows of the round before.
  func mention(
    _ table: CommonTable, _ recursion: RecursionScope, at range: SourceRange
  ) throws(Diagnostic) -> Relation {
    guard stepDepth == recursion.stepDepth,
      recursion.pipeRange == nil || withDepth == recursion.withDepth
    else { throw .recursionInsideAnother(table.name, at: range) }
    recursion.mentions += 1
    if recursion.pipeRange != nil, recursion.mentions > 1 {
      throw .severalRecursiveMentions(table.name, at: range)
    }
    return sharedScan(recursion.number, table.name, recursion.columns)
  }

  /// The plan of a query that may mention itself.
  func bindRecursiveQuery(
    _ syntax: CommonTableSyntax, _ table: CommonTable, _ frame: QueryFrame
  ) throws(Diagnostic) -> LogicalPlan {
    guard let parts = unionParts(of: syntax.query) else {
      table.isUnion = false
      if let depth = syntax.depth { throw .depthWithoutRecursion(at: depth.range) }
      return finish(try bindQuery(syntax.query, frame))
    }
    try enter(syntax.range)
    defer { leave() }
    let first = commonTables.count
    if let with = unnested(syntax.query).with { try bindWith(with, frame) }
    var relation = try bindRecursiveUnion(parts, syntax, table, frame)
    let query = unnested(syntax.query)
    if query.pipeOperators.isEmpty {
      if case .recursion = relation.plan {
        if let order = query.orderBy.first {
          throw .unorderedRecursion("ORDER BY", table.name, at: order.range)
        }
        if let limit = query.limit {
          throw .unorderedRecursion("LIMIT", table.name, at: limit.range)
        }
      }
      if !query.orderBy.isEmpty { relation = try bindOrder(query.orderBy, relation, frame) }
      if let limit = query.limit { relation.plan = try bindLimit(limit, relation.plan) }
    }
    return closeCommonTables(from: first, around: finish(relation))
  }

  /// `(query)` without anything after it is the query.
  private func unnested(_ query: QuerySyntax) -> QuerySyntax {
    var query = query
    while case .nested(let inner, nil) = query.body, query.with == nil, query.orderBy.isEmpty,
      query.limit == nil, query.pipeOperators.isEmpty
    {
      query = inner
    }
    return query
  }

  /// What a UNION at the end of the query unites.
  private func unionParts(of syntax: QuerySyntax) -> UnionParts? {
    var query = unnested(syntax)
    if let last = query.pipeOperators.last {
      guard case .setOperation(let operation, let queries) = last.kind, operation.kind == .union
      else { return nil }
      query.pipeOperators.removeLast()
      query.with = nil
      return UnionParts(operation: operation, operands: [query] + queries)
    }
    guard case .setOperation(let union) = query.body, union.operation.kind == .union else {
      return nil
    }
    var operands = [union.right]
    var left = union.left
    while case .setOperation(let inner) = left.body, inner.operation.kind == .union,
      (inner.operation.isAll ?? false) == (union.operation.isAll ?? false),
      inner.operation.isByName == union.operation.isByName, left.with == nil,
      left.orderBy.isEmpty, left.limit == nil, left.pipeOperators.isEmpty
    {
      operands.append(inner.right)
      left = inner.left
    }
    operands.append(left)
    return UnionParts(operation: union.operation, operands: operands.reversed())
  }

  private func bindRecursiveUnion(
    _ parts: UnionParts, _ syntax: CommonTableSyntax, _ table: CommonTable, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    var start = try bindOperand(parts.operands[0], frame)
    var steps: [Relation] = []
    var types = start.scope.columns.map(\.type)
    // A type that follows from a later operand may give the repeated part another meaning.
    for _ in 0..<4 {
      steps = []
      let columns = zip(
        try rename(
          start.scope.columns.map(\.planColumn), to: syntax.columns, table: table.name,
          at: syntax.range), types
      ).map { PlanColumn($0.id, $0.name, $1) }
      let recursion = RecursionScope(
        number: makeSharedNumber(), columns: columns, pipeRange: nil, withDepth: withDepth,
        stepDepth: stepDepth)
      if case .open(let group) = table.state { recursion.group = group }
      table.state = .repeating(recursion)
      openRecursions[recursion.number] = table.name
      defer { openRecursions[recursion.number] = nil }
      var united = start
      for operand in parts.operands.dropFirst() {
        let before = recursion.mentions
        let relation = try bindOperand(operand, frame)
        if recursion.mentions > before {
          steps.append(relation)
        } else {
          united = try combine(united, relation, parts.operation)
        }
      }
      table.state = .open(recursion.group)
      guard !steps.isEmpty else {
        if let depth = syntax.depth { throw .depthWithoutRecursion(at: depth.range) }
        return united
      }
      let widened = self.widened(united.scope.columns.map(\.type), by: steps)
      if widened == types {
        start = united
        return try recursive(
          recursion, table.name, start, steps, parts.operation, depth: syntax.depth,
          at: syntax.name.range)
      }
      types = widened
    }
    throw .recursiveTypes(table.name, at: syntax.name.range)
  }

  /// The types of the start; where it has only NULLs, those of the repeated parts.
  private func widened(_ types: [LogicalType], by steps: [Relation]) -> [LogicalType] {
    var types = types
    for step in steps {
      for (place, column) in step.scope.columns.enumerated()
      where place < types.count && types[place] == .null {
        types[place] = column.type
      }
    }
    return types
  }

  /// The recursion over start and steps, which have the types of the recursion's columns or are
  /// cast to them.
  private func recursive(
    _ recursion: RecursionScope, _ name: String, _ start: Relation, _ steps: [Relation],
    _ operation: SetOperatorSyntax, depth: RecursionDepthSyntax?, isStrict: Bool = false,
    at range: SourceRange
  ) throws(Diagnostic) -> Relation {
    let types = recursion.columns.map(\.type)
    var combined: LogicalPlan?
    for step in steps {
      var step = step
      if operation.isByName { (_, step) = try alignByName(start, step, operation) }
      guard step.scope.columns.count == types.count else {
        throw .setOperationWidth("UNION", types.count, step.scope.columns.count, at: range)
      }
      for (column, type) in zip(step.scope.columns, types) {
        let isFitting =
          isStrict
          ? TypeCoercion.commonType(type, column.type) == type
          : TypeCoercion.commonType(type, column.type) != nil
        guard isFitting else {
          throw .setOperationTypes("UNION", column.name, type, column.type, at: range)
        }
      }
      let plan = cast(step, to: types)
      guard let left = combined else {
        combined = plan
        continue
      }
      let columns = recursion.columns.map { identities.makeColumn($0.name, $0.type) }
      combined = .setOperation(
        LogicalPlan.SetOperation(
          kind: .union, isAll: true, left: left, right: plan, columns: columns))
    }
    guard let combined else { throw .broken("a recursion without a repeated part") }
    let columns = recursion.columns.map { identities.makeColumn($0.name, $0.type) }
    let node = LogicalPlan.Recursion(
      number: recursion.number, name: name, start: cast(start, to: types), step: combined,
      keepsDuplicates: operation.isAll ?? false, columns: columns,
      depth: try depth.map { (syntax) throws(Diagnostic) in
        try bindDepth(syntax, among: columns)
      },
      bounds: LogicalPlan.Recursion.Bounds(
        rounds: environment.settings.maximumRounds,
        rows: environment.settings.maximumRecursionRows,
        bytes: environment.settings.maximumRecursionBytes),
      range: range)
    let plan = LogicalPlan.recursion(node)
    return Relation(plan: plan, scope: Scope(plan.columns, table: nil))
  }

  /// `WITH DEPTH [AS name] [BETWEEN lower AND upper]`.
  private func bindDepth(
    _ syntax: RecursionDepthSyntax, among columns: [PlanColumn]
  ) throws(Diagnostic) -> LogicalPlan.Recursion.Depth {
    let name = syntax.name?.text ?? "depth"
    if columns.contains(where: { IdentifierKey($0.name) == IdentifierKey(name) }) {
      throw .duplicateName("WITH DEPTH", name, at: syntax.name?.range ?? syntax.range)
    }
    func bound(_ expression: ExpressionSyntax?) throws(Diagnostic) -> Int? {
      guard let expression else { return nil }
      let value = try constantValue(expression, what: "WITH DEPTH")
      guard case .integer(let number) = value, number >= 0 else {
        throw .badRowCount("WITH DEPTH", value.text, at: expression.range)
      }
      return Int(clamping: number)
    }
    let lower = try bound(syntax.lower) ?? 0
    let upper = try bound(syntax.upper)
    if let upper, upper < lower { throw .emptyDepthRange(at: syntax.range) }
    return LogicalPlan.Recursion.Depth(
      column: identities.makeColumn(name, .bigint), lower: lower, upper: upper)
  }

  // MARK: |> RECURSIVE UNION

  func bindPipeRecursion(
    _ syntax: RecursiveUnionSyntax, _ input: Relation, _ frame: QueryFrame,
    at operation: PipeOperatorSyntax
  ) throws(Diagnostic) -> Relation {
    guard syntax.operation.kind == .union else {
      throw .recursionWithoutUnion(syntax.operation.kind.rawValue, at: operation.keywordRange)
    }
    let start = finish(input)
    let name = syntax.alias?.text
    let stepRange: SourceRange
    switch syntax.step {
    case .query(let query):
      stepRange = query.range
      if name == nil {
        throw .recursionWithoutAlias(at: SourceRange(query.range.upper, query.range.upper))
      }
    case .subpipeline(let steps): stepRange = steps.range
    }
    stepDepth += 1
    defer { stepDepth -= 1 }
    let recursion = RecursionScope(
      number: makeSharedNumber(), columns: start.columns, pipeRange: operation.range,
      withDepth: withDepth, stepDepth: stepDepth)
    if let depth = syntax.depth {
      if input.rowForm != nil { throw .depthOfValues(at: depth.range) }
      _ = try bindDepth(depth, among: start.columns)
    }
    openRecursions[recursion.number] = name ?? "this step"
    defer { openRecursions[recursion.number] = nil }
    let step: Relation
    switch syntax.step {
    case .query(let query):
      let marker = CommonTable(
        name: name ?? "", number: 0, plan: start, columns: start.columns,
        state: .repeating(recursion))
      commonTables.append(marker)
      defer { commonTables.removeAll { $0 === marker } }
      step = try bindOperand(query, frame)
      if recursion.mentions == 0 { throw .recursionWithoutMention(name ?? "", at: stepRange) }
    case .subpipeline(let steps):
      let before = commonTables.count
      if let alias = syntax.alias {
        commonTables.append(
          CommonTable(
            name: alias.text, number: 0, plan: start, columns: start.columns, state: .open(nil)))
      }
      var relation = sharedScan(recursion.number, name ?? "the round before", start.columns)
      if name == nil { relation.scope.tables = [] }
      for operation in steps.pipeOperators {
        relation = try bindPipe(operation, step: relation.scope.step, relation, frame)
      }
      let plan = closeCommonTables(from: before, around: finish(relation))
      step = Relation(plan: plan, scope: Scope(plan.columns, table: nil))
    }
    let startRelation = Relation(plan: start, scope: Scope(start.columns, table: nil))
    var result = try recursive(
      recursion, name ?? "this step", startRelation, [step], syntax.operation,
      depth: syntax.depth, isStrict: true, at: stepRange)
    result.scope.tables = name.map { [Scope.Table($0, result.scope.columns)] } ?? []
    return result
  }
}
