package import KhoiData

/// A call that computes an expression for each element of a list: `list_transform(l, x -> x + 1)`.
///
/// The body uses columns of the row it stands in as well as the lambda's own parameters.
package struct BoundLambdaCall: Sendable {
  /// What becomes of the values of the body.
  package enum Form: String, Sendable {
    /// The list of the body's values.
    case transform = "list_transform"
    /// The elements for which the body is true.
    case filter = "list_filter"
    /// The last value of the body, which gets the one before as its first parameter.
    case reduce = "list_reduce"
  }

  package let form: Form
  package var list: BoundExpression
  /// What `reduce` begins with; without it, the first element.
  package var initial: BoundExpression?
  package let accumulator: PlanColumn?
  package let element: PlanColumn
  /// The place of the element, from 1.
  package let index: PlanColumn?
  package var body: BoundExpression
  package let type: LogicalType

  package init(
    form: Form, list: BoundExpression, initial: BoundExpression? = nil,
    accumulator: PlanColumn? = nil, element: PlanColumn, index: PlanColumn?,
    body: BoundExpression, type: LogicalType
  ) {
    self.form = form
    self.list = list
    self.initial = initial
    self.accumulator = accumulator
    self.element = element
    self.index = index
    self.body = body
    self.type = type
  }

  /// The columns that only the body knows.
  package var parameters: [PlanColumn] { [accumulator, element, index].compactMap(\.self) }

  /// The parts: the list, what it begins with, the body.
  var children: [BoundExpression] { [list] + (initial.map { [$0] } ?? []) + [body] }

  func mapChildren<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> BoundLambdaCall {
    var copy = self
    copy.list = try transform(list)
    if let initial { copy.initial = try transform(initial) }
    copy.body = try transform(body)
    return copy
  }

  func insertColumns(into used: inout Set<ColumnID>) {
    list.insertColumns(into: &used)
    initial?.insertColumns(into: &used)
    used.formUnion(body.columnsUsed.subtracting(parameters.map(\.id)))
  }

  func isSame(as other: BoundLambdaCall) -> Bool {
    guard form == other.form, type == other.type, parameters.count == other.parameters.count,
      list.isSame(as: other.list), initial == nil, other.initial == nil
    else { return false }
    var names: [ColumnID: BoundExpression] = [:]
    for (mine, theirs) in zip(parameters, other.parameters) {
      names[theirs.id] = BoundExpression(mine)
    }
    return body.isSame(as: other.body.substituting(names))
  }
}
