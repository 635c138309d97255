import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// The items of SELECT and EXTEND: stars, names, aliases of earlier items.
extension Binder {
  func bindItems(
    _ items: [SelectItemSyntax], _ context: ExpressionContext, allowsBareStar: Bool = true
  ) throws(Diagnostic) -> [OutputItem] {
    var result: [OutputItem] = []
    for item in items {
      if case .star(let star) = item.expression.kind, item.expression.unpackedColumns == nil {
        if star.qualifier == nil && star.operand == nil && !allowsBareStar {
          throw .misplacedStar(at: item.range)
        }
        var columns = try expandStar(star, context, at: item.expression.range)
        if let alias = item.alias {
          for place in columns.indices {
            columns[place].name = try expandedAlias(
              alias.text, for: columns[place].name, pattern: item.expression.columnPattern,
              at: alias.range)
          }
        }
        result += columns
        continue
      }
      if let unnested = try bindUnnestItem(item, context) {
        result += unnested
        continue
      }
      for (bound, columnName) in try bindExpanded(item.expression, context) {
        var expression = bound
        if item.alias != nil { expression = computedOnce(expression, context) }
        var name = columnName ?? outputName(item.expression, expression, context.scope)
        if let alias = item.alias {
          name = try expandedAlias(
            alias.text, for: name, pattern: item.expression.columnPattern, at: alias.range)
        }
        result.append(
          OutputItem(name: name, expression: expression, range: item.expression.range))
        if item.alias != nil {
          context.aliases.append((IdentifierKey(name), name, expression))
        }
      }
    }
    if result.isEmpty, !context.addsNothing, let range = items.first?.range {
      throw .noColumnsLeft(at: range)
    }
    return result
  }

  /// `random() AS r`: every mention of `r` must give the same value.
  private func computedOnce(
    _ expression: BoundExpression, _ context: ExpressionContext
  ) -> BoundExpression {
    guard !expression.isDeterministic, !expression.containsSubquery,
      context.windows?.computes(expression) != true,
      context.aggregates?.items.contains(where: {
        expression.columnsUsed.contains($0.column.id)
      }) != true
    else { return expression }
    let column = identities.makeColumn("value", expression.type)
    context.onceComputed.append(
      LogicalPlan.Project.Item(column: column, expression: expression))
    return BoundExpression(column)
  }

  /// The plan with the columns that are computed once; each may use the ones before it.
  func computingOnce(
    _ items: [LogicalPlan.Project.Item], _ plan: LogicalPlan
  ) -> LogicalPlan {
    var plan = plan
    for item in items {
      let kept = plan.columns.map { column in
        LogicalPlan.Project.Item(column: column, expression: BoundExpression(column))
      }
      plan = .project(LogicalPlan.Project(input: plan, items: kept + [item]))
    }
    return plan
  }
}
