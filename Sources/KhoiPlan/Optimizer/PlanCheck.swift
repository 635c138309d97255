import KhoiData
package import KhoiText

/// Checks what must hold of every plan: after each rule in debug builds, and in tests.
package enum PlanCheck {
  /// Fails where the output changed or some node uses a column that its inputs do not produce.
  package static func check(
    _ plan: LogicalPlan, keeps original: LogicalPlan, after rule: String
  ) throws(Diagnostic) {
    let before = original.columns
    let now = plan.columns
    if before.map(\.id) != now.map(\.id) || before.map(\.type) != now.map(\.type) {
      throw .broken("\(rule) changed the output columns from \(before) to \(now)")
    }
    if before.map(\.name) != now.map(\.name) {
      throw .broken("\(rule) changed the names of the output from \(before) to \(now)")
    }
    try checkNodes(plan, after: rule)
  }

  /// Fails where a node uses what its inputs do not produce.
  package static func checkNodes(_ plan: LogicalPlan, after rule: String) throws(Diagnostic) {
    var available: Set<ColumnID> = []
    if case .scan(let node) = plan { available = Set(node.columns.map(\.id)) }
    for input in plan.inputs { available.formUnion(input.columnIDs) }
    let missing = plan.columnsUsed.subtracting(available)
    if !missing.isEmpty {
      throw .broken("\(rule) left \(missing) without a source in \(PlanPrinter.outline(plan))")
    }
    if plan.expressions.contains(where: \.containsSubquery) {
      throw .broken("\(rule) left a subquery in \(PlanPrinter.outline(plan))")
    }
    if case .setOperation(let node) = plan,
      node.left.columns.count != node.columns.count
        || node.right.columns.count != node.columns.count
    {
      throw .broken("\(rule) gave a set operation inputs of another width")
    }
    for input in plan.inputs { try checkNodes(input, after: rule) }
  }
}
