import KhoiData
import KhoiText

extension Unnester {
  /// Rows with subqueries in them: each row is a projection of one row without columns.
  func unnestedValues(_ node: LogicalPlan.Values) throws(Diagnostic) -> LogicalPlan {
    guard node.rows.contains(where: { $0.contains(where: \.containsSubquery) }) else {
      return .values(node)
    }
    var result: LogicalPlan?
    for (index, row) in node.rows.enumerated() {
      var input = LogicalPlan.values(LogicalPlan.Values(columns: [], rows: [[]]))
      var items: [LogicalPlan.Project.Item] = []
      for (column, expression) in zip(node.columns, row) {
        items.append(
          .init(
            column: node.rows.count == 1
              ? column : context.columnIDs.makeColumn(column.name, column.type),
            expression: try replacing(expression, over: &input)))
      }
      let plan = LogicalPlan.project(LogicalPlan.Project(input: input, items: items))
      guard let above = result else {
        result = plan
        continue
      }
      let isLast = index == node.rows.count - 1
      result = .setOperation(
        LogicalPlan.SetOperation(
          kind: .union, isAll: true, left: above, right: plan,
          columns: node.columns.map { column in
            isLast ? column : context.columnIDs.makeColumn(column.name, column.type)
          }))
    }
    return result ?? .values(node)
  }
}
