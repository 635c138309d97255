import KhoiData
import KhoiFunctions
import KhoiText

extension OptimizerRule {
  /// Turns every subquery in an expression and every lateral join into plain joins.
  package static let unnestSubqueries = OptimizerRule(
    "UnnestSubqueries", "Turns subqueries and lateral joins into joins, so that none runs per row."
  ) { (plan, context) throws(Diagnostic) in
    let result = try Unnester(context: context).unnested(plan)
    let outer = result.outerColumns
    if !outer.isEmpty { throw .broken("columns \(outer) are used where no input produces them") }
    return result
  }
}

/// Removes subqueries from expressions, innermost first.
///
/// After Neumann and Kemper, "Unnesting Arbitrary Queries" (BTW 2015). A subquery becomes the right
/// side of a *dependent join*: scalar subqueries of a `single` join, EXISTS and IN of a semi, anti
/// or mark join. A right side that uses columns of the left is then made independent, in one of two
/// ways:
///
/// - `CorrelationPullUp`: the conditions that use outer columns become conditions of the join. This
///   is what people nearly always write, and the result is what they would have written as a join.
/// - `DependentPushDown`: for everything else the distinct outer values (the *domain*) are joined
///   to the inputs of the right side and every operator on the way works per outer value.
struct Unnester {
  let context: OptimizerContext

  /// The plan without subqueries in it; columns of plans around it may remain.
  func unnested(_ plan: LogicalPlan) throws(Diagnostic) -> LogicalPlan {
    let node = try plan.mapInputs { (input) throws(Diagnostic) in try unnested(input) }
    switch node {
    case .limit(let limit):
      // Per outer value a limit is a row number in the order below it, so the two must meet.
      return limit.pushed ?? node
    case .join(let join): return try unnestedJoin(join)
    case .filter(let filter) where filter.predicate.containsSubquery: return try unnested(filter)
    case .values(let values): return try unnestedValues(values)
    default:
      guard node.expressions.contains(where: \.containsSubquery), var input = node.inputs.first
      else { return node }
      let replaced = try node.mapExpressions { (expression) throws(Diagnostic) in
        try replacing(expression, over: &input)
      }
      return replaced.mapInputs { _ in input }.projected(to: node.columns)
    }
  }

  /// Top-level conditions become semi and anti joins, which need no mark.
  private func unnested(_ filter: LogicalPlan.Filter) throws(Diagnostic) -> LogicalPlan {
    let terms = filter.predicate.conjuncts
    let plain = terms.filter { !$0.containsSubquery }
    var input = filter.input
    if !plain.isEmpty {
      input = .filter(LogicalPlan.Filter(input: input, predicate: .all(plain)))
    }
    for term in terms where term.containsSubquery {
      if let joined = try filtered(by: term, input) {
        input = joined
      } else {
        let predicate = try replacing(term, over: &input)
        input = .filter(LogicalPlan.Filter(input: input, predicate: predicate))
      }
    }
    return input.projected(to: filter.input.columns)
  }

  /// The input's rows for which the subquery alone, or its negation, is true.
  private func filtered(
    by term: BoundExpression, _ input: LogicalPlan
  ) throws(Diagnostic) -> LogicalPlan? {
    switch term {
    case .subquery(let subquery):
      if case .scalar = subquery.form { return nil }
      var input = input
      let comparison = try self.comparison(subquery, over: &input)
      return try joined(comparison, kind: .semi, input, range: subquery.range)
    case .not(.subquery(let subquery)):
      var input = input
      switch subquery.form {
      case .scalar, .any: return nil
      case .exists: break
      case .isIn(let operands):
        // NOT IN differs from NOT EXISTS only by what NULLs do.
        let known = input.columnsWithoutNulls
        if operands.contains(where: { $0.containsSubquery || !$0.isNeverNull(known) }) {
          return nil
        }
      }
      let comparison = try self.comparison(subquery, over: &input)
      if case .isIn = subquery.form, !hasNoNulls(comparison) { return nil }
      return try joined(comparison, kind: .anti, input, range: subquery.range)
    default: return nil
    }
  }

  private func hasNoNulls(_ comparison: RowComparison) -> Bool {
    guard case .rows(let plan) = comparison.rows else { return true }
    let known = plan.columnsWithoutNulls
    return comparison.equalities.allSatisfy { $0.right.isNeverNull(known) }
  }

  /// The expression with its subqueries replaced by columns that joins add to `input`.
  func replacing(
    _ expression: BoundExpression, over input: inout LogicalPlan
  ) throws(Diagnostic) -> BoundExpression {
    guard expression.containsSubquery else { return expression }
    guard case .subquery(let subquery) = expression else {
      return try expression.mapChildren { (child) throws(Diagnostic) in
        try replacing(child, over: &input)
      }
    }
    context.noteChange()
    if case .scalar = subquery.form { return try scalar(subquery, over: &input) }
    let comparison = try self.comparison(subquery, over: &input)
    if case .constant(let isTrue) = comparison.rows {
      return .constant(.boolean(isTrue), .boolean)
    }
    let mark = context.columnIDs.makeColumn("mark", .boolean)
    var isNullAware = true
    if case .exists = subquery.form { isNullAware = false }
    input = try joined(
      comparison, kind: .mark(mark, isNullAware: isNullAware), input, range: subquery.range)
    return BoundExpression(mark)
  }

  private func scalar(
    _ subquery: BoundSubquery, over input: inout LogicalPlan
  ) throws(Diagnostic) -> BoundExpression {
    let plan = fresh(try unnested(subquery.plan))
    guard let column = plan.columns.first else {
      throw .broken("a scalar subquery has no column")
    }
    input = try dependentJoin(
      LogicalPlan.Join(kind: .single, left: input, right: plan, range: subquery.range))
    return BoundExpression(column)
  }

  /// The plan with columns of its own, so that none passes for a column of the input.
  func fresh(_ plan: LogicalPlan) -> LogicalPlan {
    .project(
      LogicalPlan.Project(
        input: plan,
        items: plan.columns.map { column in
          .init(
            column: context.columnIDs.makeColumn(column.name, column.type),
            expression: BoundExpression(column))
        }))
  }

  private func joined(
    _ comparison: RowComparison, kind: LogicalPlan.Join.Kind, _ input: LogicalPlan,
    range: SourceRange?
  ) throws(Diagnostic) -> LogicalPlan {
    context.noteChange()
    switch comparison.rows {
    case .constant(let isTrue):
      var isWanted = isTrue
      if case .anti = kind { isWanted = !isTrue }
      if isWanted { return input }
      return .values(LogicalPlan.Values(columns: input.columns, rows: []))
    case .rows(let plan):
      return try dependentJoin(
        LogicalPlan.Join(
          kind: kind, left: input, right: plan, equalities: comparison.equalities,
          residual: comparison.residual, range: range))
    }
  }
}
