import KhoiData
import KhoiText

/// Builds the plan of a join tree: every condition is tested at the first join where it can be.
struct JoinAssembly {
  let graph: JoinGraph
  let context: OptimizerContext

  /// The joins in the order of the tree, with the output as it was.
  func plan(_ tree: JoinTree, output: [PlanColumn]) throws(Diagnostic) -> LogicalPlan {
    var (plan, _) = try assemble(tree)
    let constant = graph.conditions.filter { $0.set == 0 }.map(\.term)
    if !constant.isEmpty {
      plan = .filter(LogicalPlan.Filter(input: plan, predicate: .all(constant)))
    }
    if plan.columns.map(\.id) == output.map(\.id) { return plan }
    return .project(
      LogicalPlan.Project(
        input: plan,
        items: output.map { column in
          .init(
            column: column, expression: graph.renamed[column.id] ?? BoundExpression(column))
        }))
  }

  private func assemble(_ tree: JoinTree) throws(Diagnostic) -> (LogicalPlan, RelationSet) {
    switch tree {
    case .relation(let number):
      let set = RelationSet(1) << RelationSet(number)
      let terms = graph.conditions.filter { $0.set == set }.map(\.term)
      let relation = graph.relations[number]
      if terms.isEmpty { return (relation, set) }
      return (.filter(LogicalPlan.Filter(input: relation, predicate: .all(terms))), set)
    case .join(let leftTree, let rightTree):
      let (left, leftSet) = try assemble(leftTree)
      let (right, rightSet) = try assemble(rightTree)
      let both = leftSet | rightSet
      var join = LogicalPlan.Join(kind: .inner, left: left, right: right)
      var residual: [BoundExpression] = []
      var classesSeen: Set<Int> = []
      for edge in graph.edges {
        let needed = edge.leftSet | edge.rightSet
        // What one side has tested by itself is done.
        if needed & ~both != 0 || needed & ~leftSet == 0 || needed & ~rightSet == 0 { continue }
        if let known = edge.equalityClass, !classesSeen.insert(known).inserted { continue }
        if let equality = edge.equality(leftSet, rightSet) {
          join.equalities.append(equality)
        } else {
          residual.append(try edge.term(context))
        }
      }
      for (term, set) in graph.conditions where set != 0 {
        if set & ~both != 0 || set & ~leftSet == 0 || set & ~rightSet == 0 { continue }
        residual.append(term)
      }
      join.residual = residual.isEmpty ? nil : .all(residual)
      return (.join(join), both)
    }
  }
}
