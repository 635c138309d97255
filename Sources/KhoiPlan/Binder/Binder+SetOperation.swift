import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// UNION, INTERSECT and EXCEPT.
extension Binder {
  /// A chain of set operations leans to the left, so its left side is walked in a loop.
  func bindSetOperation(
    _ syntax: SetOperationSyntax, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    var pending: [(operation: SetOperatorSyntax, right: QuerySyntax)] = []
    pending.append((syntax.operation, syntax.right))
    var leftmost = syntax.left
    while case .setOperation(let inner) = leftmost.body, leftmost.with == nil,
      leftmost.orderBy.isEmpty, leftmost.limit == nil, leftmost.pipeOperators.isEmpty
    {
      pending.append((inner.operation, inner.right))
      leftmost = inner.left
    }
    var result = try bindOperand(leftmost, frame)
    for step in pending.reversed() {
      result = try combine(result, try bindOperand(step.right, frame), step.operation)
    }
    return result
  }

  func bindOperand(
    _ query: QuerySyntax, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let relation = try bindQuery(query, QueryFrame(outer: frame.outer, parent: frame))
    let plan = finish(relation)
    var scope = Scope(plan.columns, table: nil)
    let inner = relation.scope.spellings
    scope.spellings = plan.columns.indices.map { place in
      var spellings = place < inner.count ? inner[place] : []
      spellings.insert(Self.spelling(plan.columns[place].name))
      return spellings
    }
    if case .select(let select) = query.body, select.items.count == plan.columns.count {
      for (place, item) in select.items.enumerated() {
        scope.spellings[place].insert(Self.spelling(source(item.expression.range)))
      }
    }
    return Relation(plan: plan, scope: scope)
  }

  /// A text as it compares with others: without spaces and case.
  private static func spelling(_ text: String) -> String {
    String(text.lowercased().filter { $0 != " " })
  }

  /// The column of a set operation that an operand calls, or computes by, what a key says.
  func operandColumn(_ key: ExpressionSyntax, _ scope: Scope) -> Scope.Column? {
    var wanted = [Self.spelling(source(key.range))]
    if case .name(let name) = key.kind, let last = name.parts.last {
      wanted.append(Self.spelling(last.text))
    }
    guard scope.spellings.count == scope.columns.count else { return nil }
    for text in wanted {
      if let place = scope.columns.indices.first(where: { scope.spellings[$0].contains(text) }) {
        return scope.columns[place]
      }
    }
    return nil
  }

  /// The pipe operator: the input with each of the queries, from left to right.
  func bindPipeSetOperation(
    _ operation: SetOperatorSyntax, _ queries: [QuerySyntax], _ input: Relation,
    _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let plan = finish(input)
    var result = Relation(plan: plan, scope: Scope(plan.columns, table: nil))
    for query in queries {
      result = try combine(result, try bindOperand(query, frame), operation)
    }
    return result
  }

  // MARK: Combining

  func combine(
    _ left: Relation, _ right: Relation, _ syntax: SetOperatorSyntax
  ) throws(Diagnostic) -> Relation {
    var left = left
    var right = right
    if syntax.isByName { (left, right) = try alignByName(left, right, syntax) }
    let leftColumns = left.scope.columns
    let rightColumns = right.scope.columns
    guard leftColumns.count == rightColumns.count else {
      throw .setOperationWidth(
        syntax.kind.rawValue, leftColumns.count, rightColumns.count, at: syntax.range)
    }
    var types: [LogicalType] = []
    for (leftColumn, rightColumn) in zip(leftColumns, rightColumns) {
      guard let type = Self.unionType(leftColumn.type, rightColumn.type) else {
        throw .setOperationTypes(
          syntax.kind.rawValue, leftColumn.name, leftColumn.type, rightColumn.type,
          at: syntax.range)
      }
      types.append(type)
    }
    let columns = zip(leftColumns, types).map { identities.makeColumn($0.name, $1) }
    let kind: LogicalPlan.SetOperation.Kind
    switch syntax.kind {
    case .union: kind = .union
    case .intersect: kind = .intersect
    case .except: kind = .except
    }
    let plan = LogicalPlan.setOperation(
      LogicalPlan.SetOperation(
        kind: kind, isAll: syntax.isAll ?? false, left: cast(left, to: types),
        right: cast(right, to: types), columns: columns))
    var scope = Scope(columns, table: nil)
    if left.scope.spellings.count == columns.count, right.scope.spellings.count == columns.count {
      scope.spellings = zip(left.scope.spellings, right.scope.spellings).map { $0.union($1) }
    }
    return Relation(plan: plan, scope: scope)
  }

  /// The type of a column that has two types on the two sides: the common one, else text.
  private static func unionType(_ left: LogicalType, _ right: LogicalType) -> LogicalType? {
    if let common = TypeCoercion.commonType(left, right) { return common }
    switch (left, right) {
    case (.list(let first), .list(let second)): return unionType(first, second).map { .list($0) }
    case (.structure(let fields), .structure(let others)):
      guard fields.count == others.count else { return nil }
      var joined: [Field] = []
      for (field, other) in zip(fields, others) {
        guard IdentifierKey(field.name) == IdentifierKey(other.name),
          let type = unionType(field.type, other.type)
        else { return nil }
        joined.append(Field(field.name, type))
      }
      return .structure(joined)
    case (.boolean, let type) where type.isInteger: return type
    case (let type, .boolean) where type.isInteger: return type
    case (.varchar, .structure), (.structure, .varchar): return nil
    case (.varchar, let type) where Cast.isPossible(from: type, to: .varchar): return .varchar
    case (let type, .varchar) where Cast.isPossible(from: type, to: .varchar): return .varchar
    default: return nil
    }
  }

  /// The plan with its columns cast where they must be.
  func cast(_ relation: Relation, to types: [LogicalType]) -> LogicalPlan {
    let columns = relation.scope.columns
    if zip(columns, types).allSatisfy({ $0.type == $1 }) { return finish(relation) }
    let items = zip(columns, types).map { column, type in
      OutputItem(name: column.name, expression: cast(column.expression, to: type))
    }
    return projection(of: relation.plan, items: items).plan
  }

  // MARK: BY NAME

  func alignByName(
    _ left: Relation, _ right: Relation, _ syntax: SetOperatorSyntax
  ) throws(Diagnostic) -> (Relation, Relation) {
    for relation in [left, right] {
      var seen: Set<IdentifierKey> = []
      for column in relation.scope.columns where !seen.insert(column.key).inserted {
        throw .duplicateName("BY NAME", column.name, at: syntax.range)
      }
    }
    // CORRESPONDING keeps the common columns; BY NAME keeps all of them.
    let isCorresponding = mentions("CORRESPONDING", in: syntax.range)
    let mode = syntax.columnMode ?? (isCorresponding ? .inner : .full)
    if syntax.isStrict {
      let leftNames = Set(left.scope.columns.map(\.key))
      let rightNames = Set(right.scope.columns.map(\.key))
      let wanted = syntax.matchColumns.map { Set($0.map { IdentifierKey($0.text) }) } ?? leftNames
      guard leftNames == wanted, rightNames == wanted else {
        let columns = left.scope.columns + right.scope.columns
        let odd = columns.first { column in
          !leftNames.contains(column.key) || !rightNames.contains(column.key)
            || !wanted.contains(column.key)
        }
        throw .strictNames(syntax.kind.rawValue, odd?.name ?? "", at: syntax.range)
      }
    }
    var names: [(key: IdentifierKey, name: String)] = []
    if let wanted = syntax.matchColumns {
      for name in wanted {
        let key = IdentifierKey(name.text)
        let isLeft = !left.scope.columns(named: key).isEmpty
        let isRight = !right.scope.columns(named: key).isEmpty
        let isEnough: Bool
        switch syntax.columnMode {
        case .full?: isEnough = isLeft || isRight
        case .left?: isEnough = isLeft
        case .inner?, nil: isEnough = isLeft && isRight
        }
        guard isEnough else {
          throw .unknownColumn(
            name.text, in: Clause("BY NAME"),
            suggestions: nearest(name.text, left.scope.columns.map(\.name)), notes: [],
            at: name.range)
        }
        names.append((key, name.text))
      }
    } else {
      for column in left.scope.columns {
        if mode == .inner && right.scope.columns(named: column.key).isEmpty { continue }
        names.append((column.key, column.name))
      }
      if mode == .full {
        for column in right.scope.columns
        where left.scope.columns(named: column.key).isEmpty {
          names.append((column.key, column.name))
        }
      }
    }
    let hasCommon = names.contains { name in
      !left.scope.columns(named: name.key).isEmpty && !right.scope.columns(named: name.key).isEmpty
    }
    if names.isEmpty || (isCorresponding && mode == .inner && !hasCommon) {
      throw .noCommonNames(syntax.kind.rawValue, at: syntax.range)
    }
    return (pick(names, left), pick(names, right))
  }

  /// The relation with exactly these columns; the ones it lacks are NULL.
  private func pick(
    _ names: [(key: IdentifierKey, name: String)], _ relation: Relation
  ) -> Relation {
    let items = names.map { key, name in
      let found = relation.scope.columns(named: key).first
      return OutputItem(
        name: name, expression: found?.expression ?? .constant(.null, .null))
    }
    let (plan, columns) = projection(of: relation.plan, items: items)
    var scope = Scope(columns: columns)
    scope.spellings = names.map { key, _ in
      let place = relation.scope.columns.firstIndex { $0.key == key }
      return place.map { relation.scope.spellings.count > $0 ? relation.scope.spellings[$0] : [] }
        ?? []
    }
    return Relation(plan: plan, scope: scope)
  }
}
