import KhoiData
import KhoiText

/// Subqueries in join conditions, lateral joins, and the choice of how a dependent join is undone.
extension Unnester {
  /// A join whose inputs have no subqueries any more.
  func unnestedJoin(_ node: LogicalPlan.Join) throws(Diagnostic) -> LogicalPlan {
    let output = LogicalPlan.join(node).columns
    var join = node
    for index in join.equalities.indices where join.equalities[index].left.containsSubquery {
      join.equalities[index].left = try replacing(join.equalities[index].left, over: &join.left)
    }
    for index in join.equalities.indices where join.equalities[index].right.containsSubquery {
      join.equalities[index].right = try replacing(join.equalities[index].right, over: &join.right)
    }
    guard let residual = join.residual, residual.containsSubquery else {
      if !Self.isDependent(join) { return LogicalPlan.join(join).projected(to: output) }
      context.noteChange()
      return try dependentJoin(join).projected(to: output)
    }
    return try unnested(join, residual).projected(to: output)
  }

  private static func isDependent(_ join: LogicalPlan.Join) -> Bool {
    !join.right.outerColumns.isDisjoint(with: join.left.columnIDs)
  }

  /// A join with subqueries in its residual condition.
  private func unnested(
    _ node: LogicalPlan.Join, _ residual: BoundExpression
  ) throws(Diagnostic) -> LogicalPlan {
    var join = node
    let leftIDs = join.left.columnIDs
    let rightIDs = join.right.columnIDs
    var kept: [BoundExpression] = []
    var both: [BoundExpression] = []
    for term in residual.conjuncts {
      if !term.containsSubquery {
        kept.append(term)
      } else if !term.usesAny(of: rightIDs) && !Self.isDependent(join) {
        // Computing a value beside each row of an input changes nothing else.
        kept.append(try replacing(term, over: &join.left))
      } else if !term.usesAny(of: leftIDs) {
        kept.append(try replacing(term, over: &join.right))
      } else {
        both.append(term)
      }
    }
    join.residual = kept.isEmpty ? nil : .all(kept)
    if both.isEmpty { return Self.isDependent(join) ? try dependentJoin(join) : .join(join) }
    if case .inner = join.kind {
      let rows = Self.isDependent(join) ? try dependentJoin(join) : .join(join)
      return try unnested(.filter(LogicalPlan.Filter(input: rows, predicate: .all(both))))
    }
    return try joinedByNumber(join, .all(both))
  }

  /// An outer, semi or anti join whose condition has a subquery over both sides: the rows of the
  /// left are numbered, pairs that pass are found by an inner join, and joined back by number.
  private func joinedByNumber(
    _ join: LogicalPlan.Join, _ condition: BoundExpression
  ) throws(Diagnostic) -> LogicalPlan {
    switch join.kind {
    case .left, .semi, .anti: break
    default:
      throw .unsupported(
        "a subquery that uses both sides in the condition of this kind of join", at: join.range)
    }
    if Self.isDependent(join) || !join.left.outerColumns.isEmpty {
      throw .unsupported(
        "a subquery that uses both sides in the condition of a lateral outer join", at: join.range)
    }
    let number = context.columnIDs.makeColumn("row", .bigint)
    let numbered = try rowNumbered(join.left, number, partitionBy: [], orderBy: [])
    let shared = share(numbered)
    let original = shared.scan(numbered.columns)
    var copies: [ColumnID: BoundExpression] = [:]
    let copyColumns = numbered.columns.map { column in
      let copy = context.columnIDs.makeColumn(column.name, column.type)
      copies[column.id] = BoundExpression(copy)
      return copy
    }
    guard let copiedNumber = copies[number.id] else { throw .broken("the row number is gone") }
    var pairs = join
    pairs.kind = .inner
    pairs.left = shared.scan(copyColumns)
    let rows = LogicalPlan.join(pairs).mapExpressions { $0.substituting(copies) }
    let matches = try unnested(
      .filter(LogicalPlan.Filter(input: rows, predicate: condition.substituting(copies))))
    return shared.around(
      .join(
        LogicalPlan.Join(
          kind: join.kind, left: original, right: matches,
          equalities: [.init(left: BoundExpression(number), right: copiedNumber)],
          range: join.range)))
  }

  /// The join made independent, so that its right side uses no column of the left any more.
  ///
  /// The output has the columns of the join and perhaps others.
  func dependentJoin(_ node: LogicalPlan.Join) throws(Diagnostic) -> LogicalPlan {
    var join = node
    let leftIDs = join.left.columnIDs
    switch join.kind {
    case .semi, .anti, .mark: try strip(&join, leftIDs)
    default: break
    }
    let outer = join.right.outerColumns.intersection(leftIDs)
    if outer.isEmpty { return independent(join) }
    let pull = CorrelationPullUp(context: context, outer: leftIDs)
    if let pulled = try pull.joined(join) { return pulled }
    return try pushedDown(join, outer)
  }

  /// The join of inputs that do not depend on each other.
  private func independent(_ node: LogicalPlan.Join) -> LogicalPlan {
    var join = node
    switch join.kind {
    case .single:
      if join.right.hasExactlyOneRow {
        join.kind = .inner
      } else if join.right.uniqueKeys.contains([]) {
        join.kind = .left
      }
    case .semi, .anti, .mark:
      // One row answers whether there is any.
      if join.equalities.isEmpty && join.residual == nil && join.right.outerColumns.isEmpty {
        join.right = .limit(LogicalPlan.Limit(input: join.right, limit: 1, offset: 0))
      }
    default: break
    }
    return .join(join)
  }

  /// Takes off the right side's last projections, whose expressions go into the conditions.
  private func strip(
    _ join: inout LogicalPlan.Join, _ leftIDs: Set<ColumnID>
  ) throws(Diagnostic) {
    while true {
      let items: [LogicalPlan.Project.Item]
      let input: LogicalPlan
      switch join.right {
      case .project(let node): (items, input) = (node.items, node.input)
      case .sort(let node) where node.limit == nil && node.offset == 0:
        join.right = node.input
        continue
      default: return
      }
      guard items.allSatisfy({ $0.expression.isDeterministic }) else { return }
      let table = Dictionary(
        items.map { ($0.column.id, $0.expression) }, uniquingKeysWith: { first, _ in first })
      // An equality whose right side turns out to be no expression of the right is a residual.
      var residual = join.residual.map { [$0.substituting(table)] } ?? []
      var equalities: [LogicalPlan.Join.Equality] = []
      for equality in join.equalities {
        var moved = equality
        moved.right = equality.right.substituting(table)
        if moved.right.usesAny(of: leftIDs) || moved.right.constantValue != nil {
          residual.append(
            try context.comparison(
              moved.matchesNulls ? "is not distinct from" : "=", moved.left, moved.right))
        } else {
          equalities.append(moved)
        }
      }
      join.equalities = equalities
      join.residual = residual.isEmpty ? nil : .all(residual)
      join.right = input
    }
  }
}

extension LogicalPlan {
  /// Whether the plan gives one row whatever its inputs hold.
  var hasExactlyOneRow: Bool {
    switch self {
    case .aggregate(let node): node.keys.isEmpty
    case .project(let node): node.input.hasExactlyOneRow
    case .window(let node): node.input.hasExactlyOneRow
    case .sort(let node): node.limit == nil && node.offset == 0 && node.input.hasExactlyOneRow
    case .values(let node): node.rows.count == 1
    case .with(let node): node.body.hasExactlyOneRow
    default: false
    }
  }
}
