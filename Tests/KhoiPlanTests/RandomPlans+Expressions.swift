import KhoiData
import KhoiFunctions
import KhoiPlan

extension RandomPlans {
  static func call(_ name: String, _ arguments: [BoundExpression]) -> BoundExpression {
    guard let function = FunctionLibrary.scalar(named: name),
      let resolved = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: arguments.map(\.type),
        isLiteralText: arguments.map { _ in false })
    else { preconditionFailure("the library has \(name)") }
    return .call(
      BoundCall(
        function: function, overload: resolved.overload, arguments: arguments,
        type: resolved.resultType, range: nil))
  }

  /// A whole-number expression over the scope.
  mutating func number(_ depth: Int, _ scope: [PlanColumn]) -> BoundExpression {
    switch Int.random(in: 0..<12, using: &numbers) {
    case 0: return .constant(pick([.integer(1), .integer(2), .null]), .bigint)
    case 1: return Self.call("+", [number(0, scope), .constant(.integer(1), .bigint)])
    case 2:
      return .caseWhen(
        BoundCase(
          branches: [.init(condition: .isNull(number(0, scope)), value: number(0, scope))],
          otherwise: number(0, scope), type: .bigint))
    case 3...5 where depth > 0: return scalarSubquery(depth, scope)
    default: return BoundExpression(pick(scope))
    }
  }

  mutating func predicate(_ depth: Int, _ scope: [PlanColumn]) -> BoundExpression {
    switch Int.random(in: 0..<(depth > 0 ? 16 : 8), using: &numbers) {
    case 0: return .isNull(number(0, scope))
    case 1: return .not(predicate(depth > 0 ? depth - 1 : 0, scope))
    case 2:
      return .and([
        predicate(depth > 0 ? depth - 1 : 0, scope), predicate(0, scope),
      ])
    case 3:
      return .or([predicate(depth > 0 ? depth - 1 : 0, scope), predicate(0, scope)])
    case 4:
      return .inList(
        BoundInList(
          operand: number(0, scope), values: pick([[.integer(1)], [.integer(2), .null]])))
    case 5, 6, 7: return comparison(number(0, scope), number(0, scope))
    case 8, 9, 10: return subquery(.exists, depth, scope)
    case 11, 12: return subquery(.isIn(operands: [number(0, scope)]), depth, scope)
    case 13: return .not(subquery(.isIn(operands: [number(0, scope)]), depth, scope))
    case 14: return anySubquery(depth, scope)
    default: return comparison(number(0, scope), scalarSubquery(depth, scope))
    }
  }

  mutating func comparison(_ left: BoundExpression, _ right: BoundExpression) -> BoundExpression {
    Self.call(pick(["=", "=", "=", "<>", "<", ">="]), [left, right])
  }

  private mutating func firstColumn(_ plan: LogicalPlan) -> LogicalPlan {
    .project(
      LogicalPlan.Project(
        input: plan,
        items: [
          .init(
            column: columnIDs.makeColumn("x", .bigint),
            expression: BoundExpression(pick(plan.columns)))
        ]))
  }

  /// A plan that most often is what people write: a filter that compares with an outer column.
  private mutating func inner(_ depth: Int, _ scope: [PlanColumn]) -> LogicalPlan {
    if chance(40) { return plan(depth - 1, scope) }
    let input = chance(60) ? scan() : plan(depth - 1, scope)
    let correlation = comparison(
      BoundExpression(pick(input.columns)), BoundExpression(pick(scope)))
    let rest = predicate(depth - 1, input.columns + scope)
    return .filter(
      LogicalPlan.Filter(
        input: input, predicate: chance(50) ? correlation : .and([correlation, rest])))
  }

  private mutating func subquery(
    _ form: BoundSubquery.Form, _ depth: Int, _ scope: [PlanColumn]
  ) -> BoundExpression {
    var plan = inner(depth, scope)
    if chance(20) { plan = limited(plan, scope) }
    if case .isIn = form { plan = firstColumn(plan) }
    return .subquery(BoundSubquery(form: form, plan: plan, type: .boolean, range: nil))
  }

  private mutating func anySubquery(_ depth: Int, _ scope: [PlanColumn]) -> BoundExpression {
    guard case .call(let call) = comparison(number(0, scope), number(0, scope)) else {
      preconditionFailure("a comparison is a call")
    }
    return subquery(
      .any(operand: call.arguments[0], comparison: call.function, overload: call.overload), depth,
      scope)
  }

  /// A subquery of one row: an aggregate, or the first row of an order.
  private mutating func scalarSubquery(_ depth: Int, _ scope: [PlanColumn]) -> BoundExpression {
    let rows = inner(depth, scope)
    let plan: LogicalPlan
    if chance(60) {
      let whole = aggregate(rows, depth, scope, keyed: false)
      plan = chance(50) ? firstColumn(whole) : project(whole, 1, scope)
    } else {
      let keys = rows.columns.map { column in
        SortKey(BoundExpression(column), isDescending: false, nullsFirst: false)
      }
      plan = .limit(
        LogicalPlan.Limit(
          input: firstColumn(.sort(LogicalPlan.Sort(input: rows, keys: keys))), limit: 1, offset: 0)
      )
    }
    return .subquery(BoundSubquery(form: .scalar, plan: plan, type: .bigint, range: nil))
  }
}
