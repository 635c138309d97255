import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Joins by nearness and by position.
extension Binder {
  /// The parts of an ASOF join's condition.
  private struct AsOfCondition {
    var equalities: [LogicalPlan.Join.Equality] = []
    var nearest:
      (
        left: BoundExpression, right: BoundExpression,
        comparison: LogicalPlan.AsOf.Comparison
      )?
    /// What else must be true: of the right row, of the left row, of both.
    var ofRight: [BoundExpression] = []
    var ofLeft: [BoundExpression] = []
    var ofBoth: [BoundExpression] = []
    /// All of it as written.
    var terms: [BoundExpression] = []
  }

  func joinAsOf(
    _ left: Relation, _ right: Relation, _ syntax: JoinOperatorSyntax, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    guard syntax.kind != .cross, syntax.kind != .positional,
      let kind = LogicalPlan.AsOf.Kind(rawValue: syntax.kind.rawValue.lowercased())
    else { throw .asOfCondition("this join cannot be ASOF", at: syntax.keywordRange) }
    var condition = AsOfCondition()
    var pairs: [ColumnPair] = []
    if let match = syntax.matchCondition {
      try add(try joinCondition(match, left, right, frame), to: &condition, left, right, syntax)
    }
    switch syntax.condition {
    case .on(let expression)?:
      let predicate = try joinCondition(expression, left, right, frame)
      try add(predicate, to: &condition, left, right, syntax)
    case .using(let names)?:
      let (columns, equalities) = try usingPairs(names, left, right)
      pairs = columns
      condition.equalities += equalities
      if syntax.matchCondition == nil, let last = condition.equalities.popLast() {
        // The last name is what is compared, the others must be equal.
        condition.nearest = (last.left, last.right, .greaterOrEqual)
      }
    case nil: break
    }
    guard let nearest = condition.nearest else {
      throw .asOfCondition("this ASOF join compares nothing", at: syntax.keywordRange)
    }
    let plan = try asOfPlan(left, right, kind, condition, nearest, syntax)
    return try merged(plan, pairs, left, right, joinKind(syntax))
  }

  private func add(
    _ predicate: BoundExpression, to condition: inout AsOfCondition, _ left: Relation,
    _ right: Relation, _ syntax: JoinOperatorSyntax
  ) throws(Diagnostic) {
    let leftIDs = left.plan.columnIDs
    let rightIDs = right.plan.columnIDs
    for term in predicate.conjuncts {
      condition.terms.append(term)
      if !term.usesAny(of: leftIDs) && !term.usesAny(of: rightIDs) {
        condition.ofLeft.append(term)
        continue
      }
      if let (symbol, first, second) = term.comparison, symbol != "<>" {
        let isStraight = !first.usesAny(of: rightIDs) && !second.usesAny(of: leftIDs)
        let isCrossed = !first.usesAny(of: leftIDs) && !second.usesAny(of: rightIDs)
        let spansBoth = term.usesAny(of: leftIDs) && term.usesAny(of: rightIDs)
        if spansBoth, isStraight || isCrossed {
          let (here, there) = isStraight ? (first, second) : (second, first)
          if symbol == "=" {
            condition.equalities.append(.init(left: here, right: there))
            continue
          }
          guard let comparison = LogicalPlan.AsOf.Comparison(rawValue: symbol) else { continue }
          if condition.nearest != nil {
            throw .asOfCondition("this ASOF join compares twice", at: syntax.keywordRange)
          }
          condition.nearest = (here, there, isStraight ? comparison : comparison.mirrored)
          continue
        }
      }
      if !term.usesAny(of: leftIDs) {
        condition.ofRight.append(term)
      } else if !term.usesAny(of: rightIDs) {
        condition.ofLeft.append(term)
      } else {
        condition.ofBoth.append(term)
      }
    }
  }

  private func asOfPlan(
    _ left: Relation, _ right: Relation, _ kind: LogicalPlan.AsOf.Kind,
    _ condition: AsOfCondition,
    _ nearest: (
      left: BoundExpression, right: BoundExpression, comparison: LogicalPlan.AsOf.Comparison
    ), _ syntax: JoinOperatorSyntax
  ) throws(Diagnostic) -> LogicalPlan {
    let extra = condition.ofLeft + condition.ofRight + condition.ofBoth
    if kind == .right || kind == .full, extra.contains(where: { $0.constantValue == nil }) {
      throw .unsupported(
        "further conditions in \(source(syntax.keywordRange).uppercased())",
        at: syntax.keywordRange)
    }
    let hasSubquery = condition.terms.contains { $0.containsSubquery }
    let isLateral = !right.plan.outerColumns.isDisjoint(with: left.plan.columnIDs)
    if !condition.ofBoth.isEmpty || hasSubquery || isLateral {
      return try lateralAsOf(left, right, kind, condition, nearest, syntax)
    }
    var rows = right.plan
    if !condition.ofRight.isEmpty {
      rows = .filter(LogicalPlan.Filter(input: rows, predicate: .all(condition.ofRight)))
    }
    var equalities = condition.equalities
    for term in condition.ofLeft where term.knownTruth != true {
      // A left row for which it is not true has no nearest row.
      equalities.append(.init(left: term, right: .alwaysTrue))
    }
    return .asOf(
      LogicalPlan.AsOf(
        kind: kind, left: left.plan, right: rows, equalities: equalities, leftKey: nearest.left,
        rightKey: nearest.right, comparison: nearest.comparison, range: syntax.keywordRange))
  }

  /// Conditions on both rows: the first row, in order of nearness, of those that satisfy all.
  private func lateralAsOf(
    _ left: Relation, _ right: Relation, _ kind: LogicalPlan.AsOf.Kind,
    _ condition: AsOfCondition,
    _ nearest: (
      left: BoundExpression, right: BoundExpression, comparison: LogicalPlan.AsOf.Comparison
    ), _ syntax: JoinOperatorSyntax
  ) throws(Diagnostic) -> LogicalPlan {
    let joinKind: LogicalPlan.Join.Kind
    switch kind {
    case .inner: joinKind = .inner
    case .left: joinKind = .left
    case .semi: joinKind = .semi
    case .anti: joinKind = .anti
    case .right, .full:
      throw .unsupported(
        "this condition in \(source(syntax.keywordRange).uppercased())", at: syntax.keywordRange)
    }
    if kind == .semi || kind == .anti {
      return .join(
        LogicalPlan.Join(
          kind: joinKind, left: left.plan, right: right.plan, residual: .all(condition.terms),
          range: syntax.keywordRange))
    }
    let takesLast =
      nearest.comparison == .greaterOrEqual || nearest.comparison == .greater
    let matching = LogicalPlan.filter(
      LogicalPlan.Filter(input: right.plan, predicate: .all(condition.terms)))
    let first = LogicalPlan.sort(
      LogicalPlan.Sort(
        input: matching,
        keys: [SortKey(nearest.right, isDescending: takesLast, nullsFirst: false)], limit: 1))
    return .join(
      LogicalPlan.Join(
        kind: joinKind, left: left.plan, right: first, range: syntax.keywordRange))
  }

  /// The first row beside the first, and so on; the shorter side is filled with NULLs.
  func joinByPosition(
    _ left: Relation, _ right: Relation, _ syntax: JoinOperatorSyntax
  ) throws(Diagnostic) -> Relation {
    guard syntax.condition == nil else {
      throw .crossJoinWithCondition(at: syntax.keywordRange)
    }
    let (leftRows, leftNumber) = try numbered(left.plan)
    let (rightRows, rightNumber) = try numbered(right.plan)
    let joined = LogicalPlan.join(
      LogicalPlan.Join(
        kind: .full, left: leftRows, right: rightRows,
        equalities: [.init(left: leftNumber, right: rightNumber)], range: syntax.keywordRange))
    return Relation(plan: joined, scope: combinedScope(left, right, .full))
  }

  /// The rows with a column that counts them.
  func numbered(
    _ plan: LogicalPlan
  ) throws(Diagnostic) -> (plan: LogicalPlan, number: BoundExpression) {
    guard let function = FunctionLibrary.window(named: "row_number"),
      let overload = function.overloads.first
    else { throw .broken("there is no row_number") }
    let column = identities.makeColumn("row", .bigint)
    let call = BoundWindowCall(
      function: .window(function, overload, arguments: [], ignoresNulls: false),
      frame: .wholePartition, type: .bigint)
    return (
      .window(
        LogicalPlan.Window(
          input: plan, partitionBy: [], orderBy: [], items: [.init(column: column, call: call)])),
      BoundExpression(column)
    )
  }
}
