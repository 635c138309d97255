package import KhoiData
package import KhoiFunctions
package import KhoiText

/// An expression whose names, types and functions are settled: what it means is all here.
///
/// Special forms are the ones whose evaluation differs from "compute the arguments, call the
/// kernel": AND, OR and CASE compute their later parts only for rows that need them.
package indirect enum BoundExpression: Sendable {
  /// A column of the input row, or of an outer query until subqueries are unnested.
  case column(ColumnID, LogicalType)
  case constant(Value, LogicalType)
  /// A scalar function or operator.
  case call(BoundCall)
  case cast(BoundCast)
  /// All of them (at least one), with three-valued logic.
  case and([BoundExpression])
  /// Any of them (at least one), with three-valued logic.
  case or([BoundExpression])
  case not(BoundExpression)
  case isNull(BoundExpression)
  case caseWhen(BoundCase)
  /// Whether the operand equals one of many constants.
  case inList(BoundInList)
  /// A function of a list and a lambda.
  case lambda(BoundLambdaCall)
  /// A subquery in an expression; `UnnestSubqueries` replaces every one of them by a join.
  case subquery(BoundSubquery)
}

/// A call of a scalar function; the arguments have the parameter types.
package struct BoundCall: Sendable {
  package let function: ScalarFunction
  package let overload: ScalarOverload
  package var arguments: [BoundExpression]
  package let type: LogicalType
  package let range: SourceRange?

  package init(
    function: ScalarFunction, overload: ScalarOverload, arguments: [BoundExpression],
    type: LogicalType, range: SourceRange?
  ) {
    self.function = function
    self.overload = overload
    self.arguments = arguments
    self.type = type
    self.range = range
  }
}

/// A change of type, written or implied.
package struct BoundCast: Sendable {
  package var operand: BoundExpression
  package let type: LogicalType
  /// Whether a value that cannot be cast gives NULL instead of an error.
  package let isTry: Bool
  package let range: SourceRange?

  package init(
    operand: BoundExpression, type: LogicalType, isTry: Bool = false, range: SourceRange? = nil
  ) {
    self.operand = operand
    self.type = type
    self.isTry = isTry
    self.range = range
  }
}

/// The first branch whose condition is true gives the value; COALESCE, IF and NULLIF are made of
/// it.
package struct BoundCase: Sendable {
  /// A condition and the value it leads to.
  package struct Branch: Sendable {
    package var condition: BoundExpression
    package var value: BoundExpression

    package init(condition: BoundExpression, value: BoundExpression) {
      self.condition = condition
      self.value = value
    }
  }

  package var branches: [Branch]
  package var otherwise: BoundExpression
  package let type: LogicalType

  package init(branches: [Branch], otherwise: BoundExpression, type: LogicalType) {
    self.branches = branches
    self.otherwise = otherwise
    self.type = type
  }
}

/// `operand IN (constants)`; NULL among the constants makes a miss unknown.
///
/// NOT IN is `not` of it.
package struct BoundInList: Sendable {
  package var operand: BoundExpression
  /// Of the operand's type, or NULL.
  package let values: [Value]

  package init(operand: BoundExpression, values: [Value]) {
    self.operand = operand
    self.values = values
  }
}

/// A query inside an expression.
///
/// It may refer to columns of the plans around it.
package struct BoundSubquery: Sendable {
  /// What the query stands for in the expression.
  package enum Form: Sendable {
    /// The single value of the single column; NULL for no row, an error for several.
    case scalar
    case exists
    /// Whether `operands` (one per column) equal some row. NOT IN is `not` of it.
    case isIn(operands: [BoundExpression])
    /// `operand op ANY (query)`: true for some row; ALL is `not` of ANY with the opposite operator.
    case any(operand: BoundExpression, comparison: ScalarFunction, overload: ScalarOverload)
  }

  package let form: Form
  package var plan: LogicalPlan
  package let type: LogicalType
  package let range: SourceRange?

  package init(form: Form, plan: LogicalPlan, type: LogicalType, range: SourceRange?) {
    self.form = form
    self.plan = plan
    self.type = type
    self.range = range
  }
}

extension BoundExpression {
  package var type: LogicalType {
    switch self {
    case .column(_, let type), .constant(_, let type): type
    case .call(let call): call.type
    case .cast(let cast): cast.type
    case .and, .or, .not, .isNull, .inList: .boolean
    case .caseWhen(let branches): branches.type
    case .lambda(let call): call.type
    case .subquery(let subquery): subquery.type
    }
  }

  /// The column's own expression.
  package init(_ column: PlanColumn) {
    self = .column(column.id, column.type)
  }

  package static let alwaysTrue = BoundExpression.constant(.boolean(true), .boolean)
  package static let alwaysFalse = BoundExpression.constant(.boolean(false), .boolean)
}
