import KhoiData
import KhoiText

/// The calls of UNNEST among the items of one operator: their lists are walked side by side, after
/// everything else is computed.
final class UnnestCollector {
  private(set) var lists: [BoundExpression] = []
  private(set) var elements: [PlanColumn] = []
  private let identities: ColumnIDGenerator
  /// Whether rows are grouped by elements, so that the lists are walked before.
  var areKeys = false

  init(identities: ColumnIDGenerator) {
    self.identities = identities
  }

  var isEmpty: Bool { lists.isEmpty }

  /// The column that holds the elements of a list.
  func add(_ list: BoundExpression, element: LogicalType, name: String) -> BoundExpression {
    if let place = lists.firstIndex(where: { $0.isDeterministic && $0.isSame(as: list) }) {
      return BoundExpression(elements[place])
    }
    let column = identities.makeColumn(name, element)
    lists.append(list)
    elements.append(column)
    return BoundExpression(column)
  }

  /// Changes the lists.
  func mapLists(
    _ transform: (BoundExpression) throws(Diagnostic) -> BoundExpression
  ) throws(Diagnostic) {
    if areKeys { return }
    for index in lists.indices { lists[index] = try transform(lists[index]) }
  }

  /// The plan with a row for each element.
  func apply(to plan: LogicalPlan) -> LogicalPlan {
    if lists.isEmpty { return plan }
    return .unnest(LogicalPlan.Unnest(input: plan, lists: lists, elements: elements))
  }
}
