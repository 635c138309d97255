import KhoiData
import KhoiSyntax
import KhoiText

/// A query that was named by `WITH`, while its name is in scope.
final class CommonTable {
  /// How far its query is understood.
  enum State {
    /// It is bound when it is first mentioned, or when its turn comes.
    case waiting(CommonTableGroup, CommonTableSyntax)
    /// What is being bound may not mention it: there is nothing yet that it could mean.
    case open(CommonTableGroup?)
    /// The part that runs again and again is being bound; mentions read the round before.
    case repeating(RecursionScope)
    case bound
  }

  let name: String
  let key: IdentifierKey
  /// The number of its `With` node, should it need one.
  let number: Int
  var plan: LogicalPlan
  /// Its output, with the names that `WITH name (columns)` gives.
  var columns: [PlanColumn]
  /// Set where every mention binds the query anew: it depends on outer rows, or says NOT
  /// MATERIALIZED.
  var definition: Definition?
  /// Whether it is computed once even if mentioned once.
  let isMaterialized: Bool
  var state: State
  var mentions = 0
  /// Whether its query is a union, which may be recursive.
  var isUnion = true
  /// Where the name is given.
  var nameRange: SourceRange?

  /// What binding it anew takes.
  struct Definition {
    let syntax: CommonTableSyntax
    let frame: QueryFrame
    /// How many common tables are in scope there.
    let visibleCount: Int
  }

  init(
    name: String, number: Int, plan: LogicalPlan, columns: [PlanColumn],
    definition: Definition? = nil, isMaterialized: Bool = false, state: State = .bound
  ) {
    self.name = name
    key = IdentifierKey(name)
    self.number = number
    self.plan = plan
    self.columns = columns
    self.definition = definition
    self.isMaterialized = isMaterialized
    self.state = state
  }
}

/// The tables of one `WITH RECURSIVE`, which may mention each other in any order.
final class CommonTableGroup {
  let frame: QueryFrame
  /// How many common tables are in scope in it, its own included.
  let visibleCount: Int
  /// From WITH to the first name.
  let range: SourceRange
  /// In the order in which they were understood: each uses only ones before it.
  var settled: [CommonTable] = []
  /// Those being bound, outermost first.
  var open: [CommonTable] = []

  init(frame: QueryFrame, visibleCount: Int, range: SourceRange) {
    self.frame = frame
    self.range = range
    self.visibleCount = visibleCount
  }
}

/// `WITH`: naming queries, mentioning them, and putting them into the plan.
extension Binder {
  func bindWith(_ with: WithSyntax, _ frame: QueryFrame) throws(Diagnostic) {
    let first = commonTables.count
    var keys: Set<IdentifierKey> = []
    for syntax in with.tables where !keys.insert(IdentifierKey(syntax.name.text)).inserted {
      throw .duplicateName("WITH", syntax.name.text, at: syntax.name.range)
    }
    withDepth += 1
    defer { withDepth -= 1 }
    guard with.isRecursive else {
      for syntax in with.tables { commonTables.append(try bindCommonTable(syntax, frame)) }
      return
    }
    let firstName = with.tables.first?.name.range ?? with.range
    let group = CommonTableGroup(
      frame: frame, visibleCount: first + with.tables.count,
      range: SourceRange(with.range.lower, firstName.upper))
    for syntax in with.tables {
      commonTables.append(
        CommonTable(
          name: syntax.name.text, number: makeSharedNumber(), plan: singleRow, columns: [],
          isMaterialized: syntax.isMaterialized == true, state: .waiting(group, syntax)))
    }
    for (table, syntax) in zip(commonTables[first...], with.tables) {
      table.nameRange = syntax.name.range
    }
    for table in commonTables[first...] { try settle(table) }
    commonTables.replaceSubrange(first..., with: group.settled)
  }

  private func bindCommonTable(
    _ syntax: CommonTableSyntax, _ frame: QueryFrame
  ) throws(Diagnostic) -> CommonTable {
    if let depth = syntax.depth { throw .depthWithoutRecursion(at: depth.range) }
    let inner = QueryFrame(outer: frame.outer, parent: frame)
    let plan = finish(try bindQuery(syntax.query, inner))
    let columns = try rename(
      plan.columns, to: syntax.columns, table: syntax.name.text, at: syntax.range)
    let isInline = inner.isCorrelated || syntax.isMaterialized == false
    return CommonTable(
      name: syntax.name.text, number: makeSharedNumber(), plan: plan, columns: columns,
      definition: isInline
        ? CommonTable.Definition(
          syntax: syntax, frame: frame, visibleCount: commonTables.count) : nil,
      isMaterialized: syntax.isMaterialized == true)
  }

  /// Binds a table of `WITH RECURSIVE` that has not been yet.
  private func settle(_ table: CommonTable) throws(Diagnostic) {
    guard case .waiting(let group, let syntax) = table.state else { return }
    let saved = commonTables
    commonTables = Array(commonTables.prefix(group.visibleCount))
    defer { commonTables = saved }
    table.state = .open(group)
    group.open.append(table)
    let inner = QueryFrame(outer: group.frame.outer, parent: group.frame)
    let plan = try bindRecursiveQuery(syntax, table, inner)
    table.columns = try rename(
      plan.columns, to: syntax.columns, table: table.name, at: syntax.range)
    table.plan = plan
    table.state = .bound
    group.open.removeLast()
    group.settled.append(table)
  }

  /// A table that is bound because another one of the group mentions it may not mention that one.
  private func checkCircle(
    _ table: CommonTable, _ group: CommonTableGroup?
  ) throws(Diagnostic) {
    guard let group, let place = group.open.firstIndex(where: { $0 === table }),
      place < group.open.count - 1
    else { return }
    throw .recursionInCircle(group.open[place...].map(\.name), at: group.range)
  }

  func makeSharedNumber() -> Int {
    defer { nextSharedNumber += 1 }
    return nextSharedNumber
  }

  /// Gives a name to a plan that is there already, as for the input of a table function.
  func openCommonTable(_ name: String, _ plan: LogicalPlan) {
    commonTables.append(
      CommonTable(name: name, number: makeSharedNumber(), plan: plan, columns: plan.columns))
  }

  /// The rows of a common table, with identities of their own.
  func mention(
    _ table: CommonTable, at range: SourceRange
  ) throws(Diagnostic) -> Relation {
    switch table.state {
    case .waiting(let group, _):
      guard commonTables.count >= group.visibleCount else { break }
      try settle(table)
    case .open(let group):
      try checkCircle(table, group)
      throw .recursionBeforeStart(table.name, at: table.isUnion ? range : table.nameRange ?? range)
    case .repeating(let recursion):
      try checkCircle(table, recursion.group)
      return try mention(table, recursion, at: range)
    case .bound: break
    }
    if let definition = table.definition {
      let saved = commonTables
      commonTables = Array(commonTables.prefix(definition.visibleCount))
      defer { commonTables = saved }
      let inner = QueryFrame(outer: definition.frame.outer, parent: definition.frame)
      let plan = finish(try bindQuery(definition.syntax.query, inner))
      let columns = try rename(
        plan.columns, to: definition.syntax.columns, table: table.name,
        at: definition.syntax.range)
      return Relation(plan: plan, scope: Scope(columns, table: table.name))
    }
    table.mentions += 1
    return sharedScan(table.number, table.name, table.columns)
  }

  /// A scan of shared rows under new identities.
  func sharedScan(_ number: Int, _ name: String, _ source: [PlanColumn]) -> Relation {
    let columns = source.map { identities.makeColumn($0.name, $0.type) }
    let scan = LogicalPlan.SharedScan(
      number: number, name: name, columns: columns, sourceIndices: Array(columns.indices))
    return Relation(plan: .sharedScan(scan), scope: Scope(columns, table: name))
  }

  /// Ends the scope of the common tables from `first` on: those mentioned once take the place of
  /// the mention, those mentioned more often are computed once around the plan.
  func closeCommonTables(from first: Int, around plan: LogicalPlan) -> LogicalPlan {
    var plan = plan
    for table in commonTables[first...].reversed() {
      if table.definition != nil || table.mentions == 0 { continue }
      if table.mentions == 1 && !table.isMaterialized {
        plan = plan.rewritingEverywhere { node in
          guard case .sharedScan(let scan) = node, scan.number == table.number else { return node }
          return inlined(table, scan)
        }
      } else {
        plan = .with(
          LogicalPlan.With(
            number: table.number, name: table.name, definition: table.plan, body: plan))
      }
    }
    commonTables.removeSubrange(first...)
    return plan
  }

  private func inlined(_ table: CommonTable, _ scan: LogicalPlan.SharedScan) -> LogicalPlan {
    let items = scan.columns.indices.map { index in
      LogicalPlan.Project.Item(
        column: scan.columns[index],
        expression: BoundExpression(table.plan.columns[scan.sourceIndices[index]]))
    }
    return .project(LogicalPlan.Project(input: table.plan, items: items))
  }

  /// The rows of a plan that planning itself needs, with everything around it that it takes to run.
  func rowsNow(_ plan: LogicalPlan) throws(Diagnostic) -> [[Value]] {
    var whole = aroundCommonTables(plan)
    for kept in keptRows.reversed() where whole.readsShared([kept.number]) {
      whole = .with(
        LogicalPlan.With(
          number: kept.number, name: "the rows so far", definition: kept.plan, body: whole))
    }
    for (number, name) in openRecursions where whole.readsShared([number]) {
      throw .notKnownYet(name)
    }
    return try environment.rows(of: whole)
  }

  /// The plan within the common tables in scope, which stay there.
  func aroundCommonTables(_ plan: LogicalPlan) -> LogicalPlan {
    var plan = plan
    for table in commonTables.reversed() where table.definition == nil && table.mentions > 0 {
      guard case .bound = table.state else { continue }
      plan = .with(
        LogicalPlan.With(
          number: table.number, name: table.name, definition: table.plan, body: plan))
    }
    return plan
  }

  /// The columns with the names of `name (a, b)`.
  func rename(
    _ columns: [PlanColumn], to names: [IdentifierSyntax], table: String, at range: SourceRange
  ) throws(Diagnostic) -> [PlanColumn] {
    guard names.count <= columns.count else {
      throw .tooManyColumnNames(
        table, names.count, columns.count, at: names.last?.range ?? range)
    }
    var renamed = columns
    for (index, name) in names.enumerated() { renamed[index].name = name.text }
    return renamed
  }
}
