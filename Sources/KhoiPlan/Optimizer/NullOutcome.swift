import KhoiData
import KhoiFunctions

/// What is known of an expression's value when some columns are all NULL.
enum NullOutcome {
  case isNull, isTrue, isFalse
  /// False or NULL.
  case isNotTrue
  case unknown

  /// The outcome for NULL in the columns.
  init(of expression: BoundExpression, whereNull columns: Set<ColumnID>) {
    switch expression {
    case .column(let id, _): self = columns.contains(id) ? .isNull : .unknown
    case .constant(.null, _): self = .isNull
    case .constant(.boolean(let flag), _): self = flag ? .isTrue : .isFalse
    case .constant: self = .unknown
    case .call(let call):
      let isNull =
        call.overload.nullHandling == .propagates
        && call.arguments.contains { NullOutcome(of: $0, whereNull: columns) == .isNull }
      self = isNull ? .isNull : .unknown
    case .cast(let cast):
      self = NullOutcome(of: cast.operand, whereNull: columns) == .isNull ? .isNull : .unknown
    case .and(let terms): self = Self.all(terms, columns)
    case .or(let terms): self = Self.any(terms, columns)
    case .not(let operand):
      switch NullOutcome(of: operand, whereNull: columns) {
      case .isNull: self = .isNull
      case .isTrue: self = .isFalse
      case .isFalse: self = .isTrue
      case .isNotTrue, .unknown: self = .unknown
      }
    case .isNull(let operand):
      self = NullOutcome(of: operand, whereNull: columns) == .isNull ? .isTrue : .unknown
    case .inList(let list):
      let isNull = NullOutcome(of: list.operand, whereNull: columns) == .isNull
      self = isNull ? .isNotTrue : .unknown
    case .caseWhen(let choice): self = Self.choice(choice, columns)
    case .subquery, .lambda: self = .unknown
    }
  }

  /// Whether a row with this outcome does not pass a filter.
  var isRejected: Bool {
    switch self {
    case .isNull, .isFalse, .isNotTrue: true
    case .isTrue, .unknown: false
    }
  }

  private static func all(_ terms: [BoundExpression], _ columns: Set<ColumnID>) -> NullOutcome {
    let outcomes = terms.map { NullOutcome(of: $0, whereNull: columns) }
    if outcomes.contains(.isFalse) { return .isFalse }
    if outcomes.allSatisfy({ $0 == .isNull }) { return .isNull }
    return outcomes.contains(where: \.isRejected) ? .isNotTrue : .unknown
  }

  private static func any(_ terms: [BoundExpression], _ columns: Set<ColumnID>) -> NullOutcome {
    let outcomes = terms.map { NullOutcome(of: $0, whereNull: columns) }
    if outcomes.contains(.isTrue) { return .isTrue }
    if outcomes.allSatisfy({ $0 == .isNull }) { return .isNull }
    if outcomes.allSatisfy({ $0 == .isFalse }) { return .isFalse }
    return outcomes.allSatisfy(\.isRejected) ? .isNotTrue : .unknown
  }

  private static func choice(_ choice: BoundCase, _ columns: Set<ColumnID>) -> NullOutcome {
    for branch in choice.branches {
      let condition = NullOutcome(of: branch.condition, whereNull: columns)
      if condition == .isTrue { return NullOutcome(of: branch.value, whereNull: columns) }
      if !condition.isRejected { return .unknown }
    }
    return NullOutcome(of: choice.otherwise, whereNull: columns)
  }
}
