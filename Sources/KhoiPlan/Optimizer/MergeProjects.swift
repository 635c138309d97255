extension OptimizerRule {
  /// Makes one projection of two.
  package static let mergeProjects = OptimizerRule(
    "MergeProjects", "Joins projections that follow each other and drops those that change nothing."
  ) { plan, context in
    plan.rewritten { node in
      guard case .project(let project) = node else { return node }
      if let merged = project.merged {
        context.noteChange()
        return merged.isIdentity ? merged.input : .project(merged)
      }
      if project.isIdentity {
        context.noteChange()
        return project.input
      }
      return node
    }
  }
}

extension LogicalPlan.Project {
  /// Whether the output is the input: the same columns in the same order under the same names.
  var isIdentity: Bool {
    let columns = input.columns
    return columns.count == items.count
      && zip(columns, items).allSatisfy { column, item in
        item.expression.plainColumn == column.id && item.column == column
      }
  }

  /// Over the input of the projection below, where nothing would be computed twice.
  var merged: LogicalPlan.Project? {
    guard case .project(let inner) = input else { return nil }
    var uses: [ColumnID: Int] = [:]
    for item in items {
      item.expression.visit { part in
        if case .column(let id, _) = part { uses[id, default: 0] += 1 }
      }
    }
    var replacements: [ColumnID: BoundExpression] = [:]
    for item in inner.items {
      let isCheap = item.expression.plainColumn != nil || item.expression.constantValue != nil
      if !isCheap && (uses[item.column.id, default: 0] > 1 || !item.expression.isDeterministic) {
        return nil
      }
      // A risky expression must not slip into a branch that hides its error; unused ones may go.
      replacements[item.column.id] = item.expression
    }
    return LogicalPlan.Project(
      input: inner.input,
      items: items.map { item in
        .init(column: item.column, expression: item.expression.substituting(replacements))
      })
  }
}
