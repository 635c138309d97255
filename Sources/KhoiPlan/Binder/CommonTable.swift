import KhoiSyntax
import KhoiText

/// A query that was named by `WITH`, while its name is in scope.
final class CommonTable {
  let name: String
  let key: IdentifierKey
  /// The number of its `With` node, should it need one.
  let number: Int
  let plan: LogicalPlan
  /// Its output, with the names that `WITH name (columns)` gives.
  let columns: [PlanColumn]
  /// Set where every mention binds the query anew: it depends on outer rows, or says NOT
  /// MATERIALIZED.
  let definition: Definition?
  /// Whether it is computed once even if mentioned once.
  let isMaterialized: Bool
  /// Whether the name is that of the query being defined, which may not mention itself.
  var isOpen = false
  var mentions = 0

  /// What binding it anew takes.
  struct Definition {
    let syntax: CommonTableSyntax
    let frame: QueryFrame
    /// How many common tables are in scope there.
    let visibleCount: Int
  }

  init(
    name: String, number: Int, plan: LogicalPlan, columns: [PlanColumn],
    definition: Definition? = nil, isMaterialized: Bool = false
  ) {
    self.name = name
    key = IdentifierKey(name)
    self.number = number
    self.plan = plan
    self.columns = columns
    self.definition = definition
    self.isMaterialized = isMaterialized
  }
}

/// `WITH`: naming queries, mentioning them, and putting them into the plan.
extension Binder {
  func bindWith(_ with: WithSyntax, _ frame: QueryFrame) throws(Diagnostic) {
    let first = commonTables.count
    for syntax in with.tables {
      let key = IdentifierKey(syntax.name.text)
      if commonTables[first...].contains(where: { $0.key == key }) {
        throw .duplicateName("WITH", syntax.name.text, at: syntax.name.range)
      }
      let visibleCount = commonTables.count
      if with.isRecursive {
        let marker = CommonTable(
          name: syntax.name.text, number: 0, plan: singleRow, columns: [])
        marker.isOpen = true
        commonTables.append(marker)
      }
      let inner = QueryFrame(outer: frame.outer, parent: frame)
      let relation = try bindQuery(syntax.query, inner)
      if with.isRecursive { commonTables.removeLast() }
      let plan = finish(relation)
      let columns = try rename(
        plan.columns, to: syntax.columns, table: syntax.name.text, at: syntax.range)
      let isInline = inner.isCorrelated || syntax.isMaterialized == false
      commonTables.append(
        CommonTable(
          name: syntax.name.text, number: nextSharedNumber, plan: plan, columns: columns,
          definition: isInline
            ? CommonTable.Definition(
              syntax: syntax, frame: frame, visibleCount: visibleCount) : nil,
          isMaterialized: syntax.isMaterialized == true))
      nextSharedNumber += 1
    }
  }

  /// Gives a name to a plan that is there already, as for the input of a table function.
  func openCommonTable(_ name: String, _ plan: LogicalPlan) {
    commonTables.append(
      CommonTable(name: name, number: nextSharedNumber, plan: plan, columns: plan.columns))
    nextSharedNumber += 1
  }

  /// The rows of a common table, with identities of their own.
  func mention(
    _ table: CommonTable, at range: SourceRange
  ) throws(Diagnostic) -> Relation {
    if table.isOpen { throw .unsupported("recursive queries", at: range) }
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
    let columns = table.columns.map { identities.makeColumn($0.name, $0.type) }
    let scan = LogicalPlan.SharedScan(
      number: table.number, name: table.name, columns: columns,
      sourceIndices: Array(columns.indices))
    return Relation(plan: .sharedScan(scan), scope: Scope(columns, table: table.name))
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

  /// The plan with everything around it that it needs to run on its own, while planning goes on.
  func withOpenCommonTables(_ plan: LogicalPlan) -> LogicalPlan {
    var plan = plan
    for table in commonTables.reversed() where table.definition == nil && table.mentions > 0 {
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
      throw .tooManyColumnNames(table, names.count, columns.count, at: names.last?.range ?? range)
    }
    var renamed = columns
    for (index, name) in names.enumerated() { renamed[index].name = name.text }
    return renamed
  }
}
