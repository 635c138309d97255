import KhoiData
import KhoiText

/// Makes a right side independent by moving the conditions that use outer columns up into the join.
///
/// A filter `inner.x = outer.y` below an aggregate, limit or window is the same as grouping or
/// partitioning by `inner.x` and joining on `inner.x = outer.y`; that covers equality. Conditions
/// of other kinds can pass only operators that look at one row at a time.
struct CorrelationPullUp {
  let context: OptimizerContext
  /// The columns of the left side.
  let outer: Set<ColumnID>

  /// A plan that uses no outer column, with more columns where the conditions need them, and the
  /// conditions that pairs of its rows and outer rows must pass.
  struct Pulled {
    var plan: LogicalPlan
    var equalities: [Equality] = []
    var residual: [BoundExpression] = []

    struct Equality {
      var outer: BoundExpression
      var inner: BoundExpression
      var matchesNulls: Bool
    }

    /// The columns of the plan that the conditions use.
    func columnsNeeded() -> [PlanColumn] {
      var used: Set<ColumnID> = []
      for equality in equalities { equality.inner.insertColumns(into: &used) }
      for term in residual { term.insertColumns(into: &used) }
      return plan.columns.filter { used.contains($0.id) }
    }

    var joinEqualities: [LogicalPlan.Join.Equality] {
      equalities.map { .init(left: $0.outer, right: $0.inner, matchesNulls: $0.matchesNulls) }
    }

    /// Whether no condition but equalities looks at the plan's rows.
    var isGroupable: Bool {
      let columns = plan.columnIDs
      return residual.allSatisfy { !$0.usesAny(of: columns) }
    }
  }

  private func isOuter(_ expression: BoundExpression) -> Bool { expression.usesAny(of: outer) }

  /// The plan without outer columns; nil where their conditions cannot get out.
  func pulled(_ plan: LogicalPlan) throws(Diagnostic) -> Pulled? {
    if plan.outerColumns.isDisjoint(with: outer) { return Pulled(plan: plan) }
    switch plan {
    case .filter(let node): return try pulled(node)
    case .project(let node): return try pulled(node)
    case .aggregate(let node): return node.keys.isEmpty ? nil : try pulled(node)
    case .window(let node): return try pulled(node)
    case .sort(let node): return try pulled(node)
    case .limit(let node):
      guard let pulled = try pulled(node.input), pulled.isGroupable else { return nil }
      return try limited(pulled, keys: [], node.limit, node.offset)
    case .join(let node): return try pulled(node)
    case .unpivot(let node): return try pulled(node)
    case .with(let node):
      guard node.definition.outerColumns.isDisjoint(with: outer),
        var pulled = try pulled(node.body)
      else { return nil }
      pulled.plan = .with(
        LogicalPlan.With(
          number: node.number, name: node.name, definition: node.definition, body: pulled.plan))
      return pulled
    case .scan, .values, .series, .setOperation, .unnest, .assert, .atMostOneRow,
      .sharedScan, .recursion, .sample, .asOf:
      return nil
    }
  }

  private func pulled(_ node: LogicalPlan.Filter) throws(Diagnostic) -> Pulled? {
    guard var pulled = try pulled(node.input) else { return nil }
    let terms = node.predicate.conjuncts
    let inside = terms.filter { !isOuter($0) }
    if !inside.isEmpty {
      pulled.plan = .filter(LogicalPlan.Filter(input: pulled.plan, predicate: .all(inside)))
    }
    for term in terms where isOuter(term) {
      guard term.isDeterministic else { return nil }
      add(term, to: &pulled)
    }
    return pulled
  }

  private func add(_ term: BoundExpression, to pulled: inout Pulled) {
    if let (left, right, matchesNulls) = term.equality {
      let inner = pulled.plan.columnIDs
      func isInner(_ side: BoundExpression) -> Bool {
        let used = side.columnsUsed
        return !used.isEmpty && used.isSubset(of: inner)
      }
      func isOnlyOuter(_ side: BoundExpression) -> Bool { side.columnsUsed.isSubset(of: outer) }
      if isInner(left) && isOnlyOuter(right) {
        pulled.equalities.append(.init(outer: right, inner: left, matchesNulls: matchesNulls))
        return
      }
      if isInner(right) && isOnlyOuter(left) {
        pulled.equalities.append(.init(outer: left, inner: right, matchesNulls: matchesNulls))
        return
      }
    }
    pulled.residual.append(term)
  }

  private func pulled(_ node: LogicalPlan.Project) throws(Diagnostic) -> Pulled? {
    guard !node.items.contains(where: { isOuter($0.expression) }),
      var pulled = try pulled(node.input)
    else { return nil }
    let present = Set(node.items.map(\.column.id))
    let more = pulled.columnsNeeded().filter { !present.contains($0.id) }
    pulled.plan = .project(
      LogicalPlan.Project(
        input: pulled.plan,
        items: node.items + more.map { .init(column: $0, expression: BoundExpression($0)) }))
    return pulled
  }

  private func pulled(_ node: LogicalPlan.Aggregate) throws(Diagnostic) -> Pulled? {
    let expressions = LogicalPlan.aggregate(node).expressions
    guard !expressions.contains(where: isOuter), let below = try pulled(node.input),
      below.isGroupable
    else { return nil }
    return grouped(node, over: below)
  }

  /// The aggregate per inner key; its conditions compare the keys.
  func grouped(_ node: LogicalPlan.Aggregate, over below: Pulled) -> Pulled {
    var result = below
    var aggregate = node
    aggregate.input = below.plan
    for (index, equality) in below.equalities.enumerated() {
      if let key = aggregate.keys.first(where: { $0.expression.isSame(as: equality.inner) }) {
        result.equalities[index].inner = BoundExpression(key.column)
        continue
      }
      let source = below.plan.columns.first { $0.id == equality.inner.plainColumn }
      let name = source?.name ?? "key\(index + 1)"
      let column = context.columnIDs.makeColumn(name, equality.inner.type)
      aggregate.keys.append(.init(column: column, expression: equality.inner))
      result.equalities[index].inner = BoundExpression(column)
    }
    result.plan = .aggregate(aggregate)
    return result
  }

  private func pulled(_ node: LogicalPlan.Window) throws(Diagnostic) -> Pulled? {
    let expressions = LogicalPlan.window(node).expressions
    guard !expressions.contains(where: isOuter), var pulled = try pulled(node.input),
      pulled.isGroupable
    else { return nil }
    var window = node
    window.input = pulled.plan
    window.partitionBy += pulled.equalities.map(\.inner)
    pulled.plan = .window(window)
    return pulled
  }

  private func pulled(_ node: LogicalPlan.Sort) throws(Diagnostic) -> Pulled? {
    guard var pulled = try pulled(node.input) else { return nil }
    // For one outer row an outer column is constant, so it orders nothing.
    let keys = node.keys.filter { !$0.expression.columnsUsed.isSubset(of: outer) }
    guard !keys.contains(where: { isOuter($0.expression) }) else { return nil }
    if node.limit != nil || node.offset > 0 {
      guard pulled.isGroupable else { return nil }
      return try limited(pulled, keys: keys, node.limit, node.offset)
    }
    if !keys.isEmpty { pulled.plan = .sort(LogicalPlan.Sort(input: pulled.plan, keys: keys)) }
    return pulled
  }

  private func limited(
    _ pulled: Pulled, keys: [SortKey], _ limit: Int?, _ offset: Int
  ) throws(Diagnostic) -> Pulled {
    var result = pulled
    if pulled.equalities.isEmpty {
      result.plan =
        keys.isEmpty
        ? .limit(LogicalPlan.Limit(input: pulled.plan, limit: limit, offset: offset))
        : .sort(LogicalPlan.Sort(input: pulled.plan, keys: keys, limit: limit, offset: offset))
      return result
    }
    result.plan = try context.limited(
      pulled.plan, partitionBy: pulled.equalities.map(\.inner), orderBy: keys, limit: limit,
      offset: offset)
    return result
  }

  private func pulled(_ node: LogicalPlan.Unpivot) throws(Diagnostic) -> Pulled? {
    guard var pulled = try pulled(node.input) else { return nil }
    var unpivot = node
    let present = Set(node.kept.map(\.id))
    unpivot.input = pulled.plan
    unpivot.kept += pulled.columnsNeeded().filter { !present.contains($0.id) }
    pulled.plan = .unpivot(unpivot)
    return pulled
  }

  private func pulled(_ node: LogicalPlan.Join) throws(Diagnostic) -> Pulled? {
    var join = node
    var result = Pulled(plan: .join(node))
    var goesLeft = true
    var goesRight = true
    switch node.kind {
    case .inner: break
    case .left, .single, .semi, .anti, .mark: goesRight = false
    case .right: goesLeft = false
    case .full: return nil
    }
    for (isLeft, isAllowed) in [(true, goesLeft), (false, goesRight)] {
      let side = isLeft ? node.left : node.right
      if side.outerColumns.isDisjoint(with: outer) { continue }
      guard isAllowed, let pulled = try pulled(side) else { return nil }
      if isLeft { join.left = pulled.plan } else { join.right = pulled.plan }
      result.equalities += pulled.equalities
      result.residual += pulled.residual
    }
    if case .inner = node.kind {
      let terms = node.residual?.conjuncts ?? []
      let inside = terms.filter { !isOuter($0) }
      join.residual = inside.isEmpty ? nil : .all(inside)
      join.equalities = node.equalities.filter { !isOuter($0.left) && !isOuter($0.right) }
      result.plan = .join(join)
      for term in terms where isOuter(term) {
        guard term.isDeterministic else { return nil }
        add(term, to: &result)
      }
      for equality in node.equalities where isOuter(equality.left) || isOuter(equality.right) {
        let symbol = equality.matchesNulls ? "is not distinct from" : "="
        add(try context.comparison(symbol, equality.left, equality.right), to: &result)
      }
      return result
    }
    if node.equalities.contains(where: { isOuter($0.left) || isOuter($0.right) })
      || node.residual.map(isOuter) ?? false
    {
      return nil
    }
    result.plan = .join(join)
    return result
  }
}
