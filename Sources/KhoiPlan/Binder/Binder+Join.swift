import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Joins, in FROM and as pipe operators.
extension Binder {
  func bindJoinReference(
    _ join: JoinSyntax, _ frame: QueryFrame, outer: Scope?
  ) throws(Diagnostic) -> Relation {
    let left = try bindReference(join.left, frame, left: outer)
    var visible = left.scope
    if let outer {
      visible.columns = outer.columns + visible.columns
      visible.tables = outer.tables + visible.tables
    }
    let right = try bindReference(join.right, frame, left: visible)
    return try self.join(
      left, right, join.join, frame, isLateral: join.right.isLateral)
  }

  /// Combines two relations as a join operator says.
  func join(
    _ left: Relation, _ right: Relation, _ syntax: JoinOperatorSyntax, _ frame: QueryFrame,
    isLateral: Bool
  ) throws(Diagnostic) -> Relation {
    let kind = joinKind(syntax)
    switch kind {
    case .right, .full:
      // Rows of the right side come out without a left row, too.
      if !right.plan.outerColumns.isDisjoint(with: left.plan.columnIDs) {
        throw .lateralOuterJoin(source(syntax.keywordRange), at: syntax.keywordRange)
      }
    default: break
    }
    if syntax.isAsOf { return try joinAsOf(left, right, syntax, frame) }
    if syntax.kind == .positional { return try joinByPosition(left, right, syntax) }
    switch syntax.condition {
    case .using(let names)?:
      if syntax.kind == .cross {
        throw .crossJoinWithCondition(at: names.first?.range ?? syntax.keywordRange)
      }
      return try joinUsing(names, left, right, syntax, kind)
    case .on(let condition)?:
      if syntax.kind == .cross { throw .crossJoinWithCondition(at: condition.range) }
      return try joinOn(condition, left, right, syntax, kind, frame)
    case nil:
      if syntax.isNatural {
        let common = left.scope.columns.filter { column in
          right.scope.columns.contains { $0.key == column.key }
        }
        if common.isEmpty { throw .naturalWithoutCommon(at: syntax.keywordRange) }
        let names = common.map { IdentifierSyntax(text: $0.name, range: syntax.keywordRange) }
        return try joinUsing(names, left, right, syntax, kind)
      }
      // The condition of a lateral subquery stands inside it.
      if syntax.kind != .cross, !isLateral, !right.plan.isUnnest {
        let words = source(syntax.keywordRange)
        switch kind {
        case .semi, .anti: throw .joinWithoutCondition(words, at: syntax.keywordRange)
        default: notice(.joinOfEveryRow(words, at: syntax.keywordRange))
        }
      }
      return combined(left, right, syntax, kind)
    }
  }

  func joinKind(_ syntax: JoinOperatorSyntax) -> LogicalPlan.Join.Kind {
    switch syntax.kind {
    case .inner, .cross: .inner
    case .left: .left
    case .right: .right
    case .full, .positional: .full
    case .semi: .semi
    case .anti: .anti
    }
  }

  /// Both sides without any condition yet.
  private func combined(
    _ left: Relation, _ right: Relation, _ syntax: JoinOperatorSyntax, _ kind: LogicalPlan.Join.Kind
  ) -> Relation {
    let scope = combinedScope(left, right, kind)
    if kind.isInnerOrLeft,
      let plan = unnested(left.plan, right.plan, keepsEmpty: kind.keepsLeft)
    {
      return Relation(plan: plan, scope: scope)
    }
    let plan = LogicalPlan.join(
      LogicalPlan.Join(
        kind: kind, left: left.plan, right: right.plan, range: syntax.keywordRange))
    return Relation(plan: plan, scope: scope)
  }

  func combinedScope(
    _ left: Relation, _ right: Relation, _ kind: LogicalPlan.Join.Kind
  ) -> Scope {
    var scope = left.scope
    switch kind {
    case .semi, .anti: return scope
    default:
      scope.columns += right.scope.columns
      scope.tables += right.scope.tables
      return scope
    }
  }

  // MARK: ON

  private func joinOn(
    _ condition: ExpressionSyntax, _ left: Relation, _ right: Relation,
    _ syntax: JoinOperatorSyntax, _ kind: LogicalPlan.Join.Kind, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let predicate = try joinCondition(condition, left, right, frame)
    if kind.isInnerOrLeft, !kind.keepsLeft || predicate.knownTruth == true,
      let plan = unnested(left.plan, right.plan, keepsEmpty: kind.keepsLeft)
    {
      let filtered = LogicalPlan.filter(LogicalPlan.Filter(input: plan, predicate: predicate))
      return Relation(
        plan: kind.keepsLeft ? plan : filtered, scope: combinedScope(left, right, kind))
    }
    let plan = LogicalPlan.join(
      LogicalPlan.Join(
        kind: kind, left: left.plan, right: right.plan, residual: predicate,
        range: syntax.keywordRange))
    return Relation(plan: plan, scope: combinedScope(left, right, kind))
  }

  /// What ON says of a pair of rows.
  func joinCondition(
    _ condition: ExpressionSyntax, _ left: Relation, _ right: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> BoundExpression {
    var both = left.scope
    both.columns += right.scope.columns
    both.tables += right.scope.tables
    let context = ExpressionContext(scope: both, frame: frame, clause: Clause("ON"))
    return try self.condition(condition, context, what: "ON")
  }

  // MARK: USING

  /// USING and NATURAL: keys of one name on both sides become one column.
  private func joinUsing(
    _ names: [IdentifierSyntax], _ left: Relation, _ right: Relation,
    _ syntax: JoinOperatorSyntax, _ kind: LogicalPlan.Join.Kind
  ) throws(Diagnostic) -> Relation {
    let (pairs, equalities) = try usingPairs(names, left, right)
    let plan = LogicalPlan.join(
      LogicalPlan.Join(
        kind: kind, left: left.plan, right: right.plan, equalities: equalities,
        range: syntax.keywordRange))
    return try merged(plan, pairs, left, right, kind)
  }

  /// The columns of USING on both sides, and that they are equal.
  func usingPairs(
    _ names: [IdentifierSyntax], _ left: Relation, _ right: Relation
  ) throws(Diagnostic) -> (pairs: [ColumnPair], equalities: [LogicalPlan.Join.Equality]) {
    var pairs: [ColumnPair] = []
    var equalities: [LogicalPlan.Join.Equality] = []
    for name in names {
      let leftColumn = try usingColumn(name, left.scope, side: "left")
      let rightColumn = try usingColumn(name, right.scope, side: "right")
      guard let type = TypeCoercion.commonType(leftColumn.type, rightColumn.type) else {
        throw .usingTypes(name.text, leftColumn.type, rightColumn.type, at: name.range)
      }
      pairs.append(ColumnPair(left: leftColumn, right: rightColumn))
      equalities.append(
        LogicalPlan.Join.Equality(
          left: cast(leftColumn.expression, to: type),
          right: cast(rightColumn.expression, to: type)))
    }
    return (pairs, equalities)
  }

  /// The joined rows with one column for each pair.
  func merged(
    _ joined: LogicalPlan, _ pairs: [ColumnPair], _ left: Relation, _ right: Relation,
    _ kind: LogicalPlan.Join.Kind
  ) throws(Diagnostic) -> Relation {
    var plan = joined
    var scope = combinedScope(left, right, kind)
    switch kind {
    case .semi, .anti: return Relation(plan: plan, scope: scope)
    default: break
    }
    var merged: [Scope.Column] = []
    switch kind {
    case .right:
      merged = pairs.map { Scope.Column($0.left.name, $0.right.id, $0.right.type) }
    case .full:
      var items = plan.columns.map { column in
        LogicalPlan.Project.Item(column: column, expression: BoundExpression(column))
      }
      for pair in pairs {
        let value = try coalesce(
          [pair.left.expression, pair.right.expression], [], what: "the columns of USING")
        let column = identities.makeColumn(pair.left.name, value.type)
        items.append(LogicalPlan.Project.Item(column: column, expression: value))
        merged.append(Scope.Column(column))
      }
      plan = .project(LogicalPlan.Project(input: plan, items: items))
    default: merged = pairs.map(\.left)
    }
    var columns = left.scope.columns
    for (pair, column) in zip(pairs, merged) {
      for index in columns.indices where columns[index].id == pair.left.id {
        columns[index] = column
      }
    }
    let rightKeys = Set(pairs.map(\.right.id))
    columns += right.scope.columns.filter { !rightKeys.contains($0.id) }
    scope.columns = columns
    return Relation(plan: plan, scope: scope)
  }

  private func usingColumn(
    _ name: IdentifierSyntax, _ scope: Scope, side: String
  ) throws(Diagnostic) -> Scope.Column {
    let found = scope.columns(named: IdentifierKey(name.text))
    guard let first = found.first else {
      throw .usingColumnMissing(
        name.text, side: side, suggestions: nearest(name.text, scope.columns.map(\.name)),
        columns: shortList(scope.columns.map(\.name)), at: name.range)
    }
    guard found.allSatisfy({ $0.id == first.id }) else {
      throw .ambiguousColumn(name.text, candidates: [], at: name.range)
    }
    return first
  }
}

/// A column of each side that USING makes one.
struct ColumnPair {
  let left: Scope.Column
  let right: Scope.Column
}

extension TableReferenceSyntax {
  /// Whether the reference sees the tables before it.
  var isLateral: Bool {
    switch kind {
    case .subquery(_, let isLateral), .function(_, let isLateral): isLateral
    default: false
    }
  }
}

extension LogicalPlan.Join.Kind {
  fileprivate var isInnerOrLeft: Bool {
    switch self {
    case .inner, .left: true
    default: false
    }
  }

  fileprivate var keepsLeft: Bool { if case .left = self { true } else { false } }
}

extension LogicalPlan {
  fileprivate var isUnnest: Bool { if case .unnest = self { true } else { false } }
}
