/// Walking and rewriting expressions: what rules are made of.
extension BoundExpression {
  /// The expressions directly inside; of a subquery the operands it is compared with.
  package var children: [BoundExpression] {
    switch self {
    case .column, .constant: []
    case .call(let call): call.arguments
    case .cast(let cast): [cast.operand]
    case .and(let terms), .or(let terms): terms
    case .not(let operand), .isNull(let operand): [operand]
    case .caseWhen(let choice):
      choice.branches.flatMap { [$0.condition, $0.value] } + [choice.otherwise]
    case .inList(let list): [list.operand]
    case .lambda(let call): call.children
    case .subquery(let subquery): subquery.operands
    }
  }

  /// The same expression with its direct parts changed.
  package func mapChildren<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> BoundExpression {
    switch self {
    case .column, .constant: return self
    case .call(var call):
      call.arguments = try call.arguments.map(transform)
      return .call(call)
    case .cast(var cast):
      cast.operand = try transform(cast.operand)
      return .cast(cast)
    case .and(let terms): return .and(try terms.map(transform))
    case .or(let terms): return .or(try terms.map(transform))
    case .not(let operand): return .not(try transform(operand))
    case .isNull(let operand): return .isNull(try transform(operand))
    case .caseWhen(var choice):
      for index in choice.branches.indices {
        choice.branches[index].condition = try transform(choice.branches[index].condition)
        choice.branches[index].value = try transform(choice.branches[index].value)
      }
      choice.otherwise = try transform(choice.otherwise)
      return .caseWhen(choice)
    case .inList(var list):
      list.operand = try transform(list.operand)
      return .inList(list)
    case .lambda(let call): return .lambda(try call.mapChildren(transform))
    case .subquery(let subquery): return .subquery(try subquery.mapOperands(transform))
    }
  }

  /// The expression with `transform` applied to every part, inner parts first.
  package func rewritten<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> BoundExpression {
    let inner = try mapChildren { (child) throws(Failure) in try child.rewritten(transform) }
    return try transform(inner)
  }

  /// Calls `body` for the expression and every part of it, outer parts first.
  package func visit(_ body: (BoundExpression) -> Void) {
    body(self)
    switch self {
    case .column, .constant: return
    case .and(let terms), .or(let terms): for term in terms { term.visit(body) }
    default: for child in children { child.visit(body) }
    }
  }

  /// Whether the expression or a part of it satisfies the condition.
  package func contains(where condition: (BoundExpression) -> Bool) -> Bool {
    if condition(self) { return true }
    return children.contains { $0.contains(where: condition) }
  }

  package var containsSubquery: Bool {
    contains { if case .subquery = $0 { true } else { false } }
  }

  /// The columns the expression needs from its row, those that its subqueries take from outside
  /// included.
  package var columnsUsed: Set<ColumnID> {
    var used: Set<ColumnID> = []
    insertColumns(into: &used)
    return used
  }

  /// Adds the columns used to a set.
  package func insertColumns(into used: inout Set<ColumnID>) {
    switch self {
    case .column(let id, _): used.insert(id)
    case .constant: return
    case .lambda(let call): call.insertColumns(into: &used)
    case .subquery(let subquery):
      used.formUnion(subquery.plan.outerColumns)
      for operand in subquery.operands { operand.insertColumns(into: &used) }
    default: for child in children { child.insertColumns(into: &used) }
    }
  }

  /// Whether every column used is in the set.
  package func usesOnly(_ columns: Set<ColumnID>) -> Bool { columnsUsed.isSubset(of: columns) }

  /// Whether some column used is in the set.
  package func usesAny(of columns: Set<ColumnID>) -> Bool { !columnsUsed.isDisjoint(with: columns) }

  /// The expression with columns replaced by what the table says, also inside subqueries.
  package func substituting(_ replacements: [ColumnID: BoundExpression]) -> BoundExpression {
    if replacements.isEmpty { return self }
    return rewritten { part in
      switch part {
      case .column(let id, _): return replacements[id] ?? part
      case .subquery(var subquery):
        subquery.plan = subquery.plan.substituting(replacements)
        return .subquery(subquery)
      default: return part
      }
    }
  }
}

extension BoundSubquery {
  /// What the rows of the query are compared with.
  package var operands: [BoundExpression] {
    switch form {
    case .scalar, .exists: []
    case .isIn(let operands): operands
    case .any(let operand, _, _): [operand]
    }
  }

  /// The same subquery with other operands.
  package func mapOperands<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> BoundSubquery {
    let newForm: Form
    switch form {
    case .scalar, .exists: return self
    case .isIn(let operands): newForm = .isIn(operands: try operands.map(transform))
    case .any(let operand, let comparison, let overload):
      newForm = .any(
        operand: try transform(operand), comparison: comparison, overload: overload)
    }
    return BoundSubquery(form: newForm, plan: plan, type: type, range: range)
  }
}
