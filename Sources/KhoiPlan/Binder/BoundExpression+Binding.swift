import KhoiFunctions
import KhoiText

/// What binding asks of expressions and plans beyond the walks that rules use.
extension BoundExpression {
  /// The number of nodes, counted up to a limit.
  func size(limit: Int) -> Int {
    var count = 1
    for child in children where count < limit { count += child.size(limit: limit - count) }
    return count
  }

  /// The expression with every part that is a grouping key replaced by the key's column.
  func replacingKeys(_ keys: [LogicalPlan.Project.Item]) -> BoundExpression {
    for key in keys where key.expression.isSame(as: self) { return BoundExpression(key.column) }
    return mapChildren { $0.replacingKeys(keys) }
  }

  /// The expression with every plan node of its subqueries changed.
  func rewritingPlans(_ transform: (LogicalPlan) -> LogicalPlan) -> BoundExpression {
    rewritten { part in
      guard case .subquery(var subquery) = part else { return part }
      subquery.plan = subquery.plan.rewritingEverywhere(transform)
      return .subquery(subquery)
    }
  }
}

extension LogicalPlan {
  /// The plan with every node changed, those of subqueries included.
  func rewritingEverywhere(_ transform: (LogicalPlan) -> LogicalPlan) -> LogicalPlan {
    rewritten { node in
      transform(node.mapExpressions { $0.rewritingPlans(transform) })
    }
  }
}

extension LogicalPlan {
  /// The plan with every place in the text replaced: for queries whose text is not that of the
  /// statement.
  func relocated(to range: SourceRange?) -> LogicalPlan {
    rewritingEverywhere { node in
      let moved = node.mapExpressions { $0.relocated(to: range) }
      switch moved {
      case .assert(let node):
        return .assert(
          Assert(
            input: node.input, condition: node.condition, payload: node.payload, text: node.text,
            range: range))
      case .join(var node):
        node.range = range
        return .join(node)
      case .atMostOneRow(let node):
        return .atMostOneRow(AtMostOneRow(input: node.input, range: range))
      default: return moved
      }
    }
  }
}

extension BoundExpression {
  /// The expression with every place in the text replaced.
  func relocated(to range: SourceRange?) -> BoundExpression {
    rewritten { part in
      switch part {
      case .call(let call):
        return .call(
          BoundCall(
            function: call.function, overload: call.overload, arguments: call.arguments,
            type: call.type, range: range))
      case .cast(let cast):
        return .cast(
          BoundCast(operand: cast.operand, type: cast.type, isTry: cast.isTry, range: range))
      case .subquery(let subquery):
        return .subquery(
          BoundSubquery(
            form: subquery.form, plan: subquery.plan, type: subquery.type, range: range))
      default: return part
      }
    }
  }
}

extension [SortKey] {
  func isSame(as other: [SortKey]) -> Bool {
    count == other.count
      && zip(self, other).allSatisfy {
        $0.isDescending == $1.isDescending && $0.nullsFirst == $1.nullsFirst
          && $0.expression.isSame(as: $1.expression)
      }
  }
}

extension BoundAggregate {
  func isSame(as other: BoundAggregate) -> Bool {
    guard function.name == other.function.name, isDistinct == other.isDistinct,
      type == other.type, BoundExpression.areSame(arguments, other.arguments),
      orderBy.isSame(as: other.orderBy), limit == other.limit
    else { return false }
    switch (having, other.having) {
    case (nil, nil): break
    case (let left?, let right?):
      if left.isMaximum != right.isMaximum || !left.expression.isSame(as: right.expression) {
        return false
      }
    default: return false
    }
    switch (filter, other.filter) {
    case (nil, nil): return true
    case (let left?, let right?): return left.isSame(as: right)
    default: return false
    }
  }
}
