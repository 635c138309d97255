import KhoiData
import KhoiFunctions

extension OptimizerRule {
  /// Drops work whose result is known.
  package static let removeRedundant = OptimizerRule(
    "RemoveRedundant",
    "Drops sorts nobody sees, DISTINCT of distinct rows, marks that only filter, and empty inputs."
  ) { plan, context in
    let remover = RedundancyRemover(context: context)
    return plan.rewritten { node in
      guard let simpler = remover.simpler(node) else { return node }
      context.noteChange()
      return simpler
    }
  }
}

/// Finds operators that change nothing, or less than they seem to.
struct RedundancyRemover {
  let context: OptimizerContext

  /// A simpler node for one whose inputs are done; nil where there is none.
  func simpler(_ plan: LogicalPlan) -> LogicalPlan? {
    if let empty = emptied(plan) { return empty }
    switch plan {
    case .aggregate(let node): return simpler(node)
    case .filter(let node): return markless(node)
    case .sort(let node): return simpler(node)
    case .join(let node): return simpler(node)
    case .setOperation(var node):
      guard !node.isAll else { return nil }
      guard node.left.endsInSort || node.right.endsInSort else { return nil }
      node.left = node.left.withoutSort
      node.right = node.right.withoutSort
      return .setOperation(node)
    default: return nil
    }
  }

  private func simpler(_ node: LogicalPlan.Aggregate) -> LogicalPlan? {
    let keys = node.keys.map(\.expression)
    if node.aggregates.isEmpty && !keys.isEmpty && node.input.isUnique(on: keys) {
      return .project(LogicalPlan.Project(input: node.input, items: node.keys))
    }
    var node = node
    var hasChanged = false
    for index in node.aggregates.indices {
      let aggregate = node.aggregates[index].aggregate
      if aggregate.isDistinct && aggregate.overload.ignoresDuplicates {
        node.aggregates[index].aggregate.isDistinct = false
        hasChanged = true
      }
    }
    let needsOrder = node.aggregates.contains { $0.aggregate.overload.isOrderSensitive }
    if !needsOrder && node.input.endsInSort {
      node.input = node.input.withoutSort
      hasChanged = true
    }
    return hasChanged ? .aggregate(node) : nil
  }

  /// A stable sort of sorted rows is one sort by both keys.
  private func simpler(_ node: LogicalPlan.Sort) -> LogicalPlan? {
    if node.limit == nil && node.offset == 0 && node.input.uniqueKeys.contains([]) {
      return node.input
    }
    guard case .sort(let inner) = node.input, inner.limit == nil, inner.offset == 0 else {
      return nil
    }
    var sort = node
    sort.input = inner.input
    sort.keys += inner.keys.filter { key in
      !node.keys.contains { $0.expression.isSame(as: key.expression) }
    }
    return .sort(sort)
  }

  private func simpler(_ node: LogicalPlan.Join) -> LogicalPlan? {
    var join = node
    switch node.kind {
    case .semi, .anti, .mark:
      guard node.right.endsInSort else { return nil }
      join.right = node.right.withoutSort
    case .single:
      guard node.right.isUnique(on: node.equalities.map(\.right)) else { return nil }
      join.kind = .left
    case .inner, .left, .right, .full: return nil
    }
    return .join(join)
  }

  /// A mark that is only tested is a semi or anti join.
  private func markless(_ node: LogicalPlan.Filter) -> LogicalPlan? {
    guard case .join(var join) = node.input, case .mark(let mark, let isNullAware) = join.kind
    else { return nil }
    var terms = node.predicate.conjuncts
    var value: Bool?
    for (index, term) in terms.enumerated() {
      if term.plainColumn == mark.id {
        (value, join.kind) = (true, .semi)
      } else if case .not(let inner) = term, inner.plainColumn == mark.id,
        !isNullAware || join.comparesNoNulls
      {
        (value, join.kind) = (false, .anti)
      }
      if value != nil {
        terms.remove(at: index)
        break
      }
    }
    guard let value else { return nil }
    let columns = node.input.columns
    let rows = LogicalPlan.project(
      LogicalPlan.Project(
        input: .join(join),
        items: columns.map { column in
          let isMark = column.id == mark.id
          return .init(
            column: column,
            expression: isMark ? .constant(.boolean(value), .boolean) : BoundExpression(column))
        }))
    if terms.isEmpty { return rows }
    return .filter(LogicalPlan.Filter(input: rows, predicate: .all(terms)))
  }

  /// No rows, where an input that is needed has none.
  private func emptied(_ plan: LogicalPlan) -> LogicalPlan? {
    let isEmpty: Bool
    switch plan {
    case .filter(let node): isEmpty = node.input.isEmpty
    case .project(let node): isEmpty = node.input.isEmpty
    case .aggregate(let node): isEmpty = node.input.isEmpty && !node.keys.isEmpty
    case .window(let node): isEmpty = node.input.isEmpty
    case .sort(let node): isEmpty = node.input.isEmpty
    case .limit(let node): isEmpty = node.input.isEmpty
    case .unpivot(let node): isEmpty = node.input.isEmpty
    case .unnest(let node): isEmpty = node.input.isEmpty
    case .with(let node): isEmpty = node.body.isEmpty
    case .join(let node): return emptied(node)
    case .setOperation(let node): return emptied(node)
    case .recursion(let node): isEmpty = node.start.isEmpty
    case .sample(let node): isEmpty = node.input.isEmpty
    case .asOf(let node):
      isEmpty = node.left.isEmpty && node.kind != .right && node.kind != .full
    case .scan, .values, .series, .assert, .atMostOneRow, .sharedScan: return nil
    }
    return isEmpty ? Self.nothing(plan.columns) : nil
  }

  private static func nothing(_ columns: [PlanColumn]) -> LogicalPlan {
    .values(LogicalPlan.Values(columns: columns, rows: []))
  }

  private func emptied(_ node: LogicalPlan.Join) -> LogicalPlan? {
    let isLeftEmpty = node.left.isEmpty
    let isRightEmpty = node.right.isEmpty
    if !isLeftEmpty && !isRightEmpty { return nil }
    let isEmpty: Bool
    switch node.kind {
    case .inner, .semi: isEmpty = true
    case .left, .single, .mark: isEmpty = isLeftEmpty
    case .right: isEmpty = isRightEmpty
    case .full: isEmpty = isLeftEmpty && isRightEmpty
    case .anti:
      if isLeftEmpty { return Self.nothing(node.left.columns) }
      return node.left
    }
    return isEmpty ? Self.nothing(LogicalPlan.join(node).columns) : nil
  }

  private func emptied(_ node: LogicalPlan.SetOperation) -> LogicalPlan? {
    func renamed(_ side: LogicalPlan) -> LogicalPlan {
      .project(
        LogicalPlan.Project(
          input: side,
          items: zip(node.columns, side.columns).map { column, source in
            .init(column: column, expression: BoundExpression(source))
          }))
    }
    switch node.kind {
    case .union:
      if node.left.isEmpty && node.right.isEmpty { return Self.nothing(node.columns) }
      guard node.isAll else { return nil }
      if node.left.isEmpty { return renamed(node.right) }
      return node.right.isEmpty ? renamed(node.left) : nil
    case .intersect:
      return node.left.isEmpty || node.right.isEmpty ? Self.nothing(node.columns) : nil
    case .except:
      if node.left.isEmpty { return Self.nothing(node.columns) }
      return node.isAll && node.right.isEmpty ? renamed(node.left) : nil
    }
  }
}

extension LogicalPlan {
  /// Whether the plan is written out without rows.
  fileprivate var isEmpty: Bool {
    if case .values(let node) = self { node.rows.isEmpty } else { false }
  }

  /// Whether the last thing that happens to the order is a sort that keeps all rows.
  fileprivate var endsInSort: Bool {
    switch self {
    case .sort(let node): node.limit == nil && node.offset == 0
    case .project(let node): node.input.endsInSort
    case .filter(let node): node.input.endsInSort
    default: false
    }
  }

  /// The plan without that sort.
  fileprivate var withoutSort: LogicalPlan {
    switch self {
    case .sort(let node) where node.limit == nil && node.offset == 0: node.input.withoutSort
    case .project, .filter: mapInputs { $0.withoutSort }
    default: self
    }
  }
}

extension LogicalPlan.Join {
  /// Whether no side of an equality is ever NULL, so that the mark is never unknown.
  fileprivate var comparesNoNulls: Bool {
    guard residual == nil else { return false }
    let leftKnown = left.columnsWithoutNulls
    let rightKnown = right.columnsWithoutNulls
    return equalities.allSatisfy { equality in
      equality.matchesNulls
        || equality.left.isNeverNull(leftKnown) && equality.right.isNeverNull(rightKnown)
    }
  }
}
