package import KhoiData
import KhoiFunctions

/// Building and taking apart conditions, and comparing expressions by meaning.
extension BoundExpression {
  /// The conditions that must all hold, nested ANDs opened.
  package var conjuncts: [BoundExpression] {
    guard case .and(let terms) = self else { return [self] }
    var found: [BoundExpression] = []
    for term in terms {
      if case .and = term { found += term.conjuncts } else { found.append(term) }
    }
    return found
  }

  /// The alternatives, nested ORs opened.
  package var disjuncts: [BoundExpression] {
    guard case .or(let terms) = self else { return [self] }
    var found: [BoundExpression] = []
    for term in terms {
      if case .or = term { found += term.disjuncts } else { found.append(term) }
    }
    return found
  }

  /// All of the terms; TRUE for none.
  package static func all(_ terms: [BoundExpression]) -> BoundExpression {
    terms.count > 1 ? .and(terms) : terms.first ?? .alwaysTrue
  }

  /// Any of the terms; FALSE for none.
  package static func any(_ terms: [BoundExpression]) -> BoundExpression {
    terms.count > 1 ? .or(terms) : terms.first ?? .alwaysFalse
  }

  /// Whether the condition holds for sure, fails for sure (false or NULL), or neither.
  package var knownTruth: Bool? {
    guard case .constant(let value, _) = self else { return nil }
    return value == .boolean(true)
  }

  /// The value of a constant.
  package var constantValue: Value? {
    if case .constant(let value, _) = self { value } else { nil }
  }

  /// The identity of a plain column.
  package var plainColumn: ColumnID? {
    if case .column(let id, _) = self { id } else { nil }
  }

  /// A comparison by `=`, `<>`, `<`, `<=`, `>` or `>=`: its symbol and sides.
  package var comparison: (symbol: String, left: BoundExpression, right: BoundExpression)? {
    guard case .call(let call) = self, call.arguments.count == 2,
      Self.comparisonSymbols.contains(call.function.name)
    else { return nil }
    return (call.function.name, call.arguments[0], call.arguments[1])
  }

  private static let comparisonSymbols: Set<String> = ["=", "<>", "<", "<=", ">", ">="]

  /// The sides of an equality; `matchesNulls` where NULL equals NULL.
  package var equality: (left: BoundExpression, right: BoundExpression, matchesNulls: Bool)? {
    if let (symbol, left, right) = comparison {
      return symbol == "=" ? (left, right, false) : nil
    }
    if case .not(let inner) = self, case .call(let call) = inner, call.arguments.count == 2,
      call.function.name == Self.distinctName
    {
      return (call.arguments[0], call.arguments[1], true)
    }
    if case .call(let call) = self, call.arguments.count == 2,
      call.function.name == Self.notDistinctName
    {
      return (call.arguments[0], call.arguments[1], true)
    }
    return nil
  }

  private static let distinctName = "is distinct from"
  private static let notDistinctName = "is not distinct from"

  /// Whether equal rows always give equal values within a statement.
  package var isDeterministic: Bool {
    !contains { part in
      if case .call(let call) = part { !call.function.isDeterministic } else { false }
    }
  }

  /// Whether the expression may fail on a row for reasons other than an overflow in an operator, so
  /// that it must not be computed for rows that an earlier condition would have removed.
  package var isRisky: Bool {
    contains { part in
      switch part {
      case .call(let call):
        call.overload.canFail && call.function.documentation.category != .operator
      case .cast(let cast): !cast.isTry && cast.operand.type == .varchar && cast.type != .varchar
      case .subquery: true
      default: false
      }
    }
  }

  /// Whether the expression may be computed elsewhere, earlier, or for more rows.
  package var isMovable: Bool { isDeterministic && !isRisky }

  /// Whether both mean the same, part by part.
  package func isSame(as other: BoundExpression) -> Bool {
    switch (self, other) {
    case (.column(let left, _), .column(let right, _)): left == right
    case (.constant(let left, let leftType), .constant(let right, let rightType)):
      left == right && leftType == rightType
    case (.call(let left), .call(let right)):
      left.function.name == right.function.name && left.type == right.type
        && left.function.isDeterministic
        && left.overload.parameters == right.overload.parameters
        && Self.areSame(left.arguments, right.arguments)
    case (.cast(let left), .cast(let right)):
      left.type == right.type && left.isTry == right.isTry
        && left.operand.isSame(as: right.operand)
    case (.and(let left), .and(let right)), (.or(let left), .or(let right)):
      Self.areSame(left, right)
    case (.not(let left), .not(let right)), (.isNull(let left), .isNull(let right)):
      left.isSame(as: right)
    case (.caseWhen(let left), .caseWhen(let right)):
      left.type == right.type && left.branches.count == right.branches.count
        && Self.areSame(self.children, other.children)
    case (.inList(let left), .inList(let right)):
      left.values == right.values && left.operand.isSame(as: right.operand)
    case (.lambda(let left), .lambda(let right)): left.isSame(as: right)
    default: false
    }
  }

  /// Whether the lists mean the same, one by one.
  package static func areSame(_ left: [BoundExpression], _ right: [BoundExpression]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
  }
}
