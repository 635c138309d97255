package import KhoiFunctions
package import KhoiText

/// Turns the plan as written into an equal one that costs less.
///
/// Subqueries in expressions and lateral joins are always turned into joins first; no later phase
/// knows them. Then the rules run once each, in the order of `rules`.
package final class Optimizer {
  /// The rules in the order in which they run.
  ///
  /// Every rule is a walk over the whole plan for every statement, so a new one must earn it.
  package static let rules: [OptimizerRule] = [
    // Before all else: a rule sees through a definition only where it stands in place.
    .inlineWith,
    // What makes conditions plain: constants, then conjunctions.
    .foldConstants,
    .simplifyFilters,
    // Sort-and-limit pairs are found before filters and projections move between them.
    .pushDownLimit,
    // Needs the conditions where they were written, above the joins; makes more joins inner ones,
    // which the next rule goes through.
    .outerToInner,
    .pushDownFilter,
    // Joins lie next to each other once filters and projections between them are gone.
    .mergeProjects,
    .pushDownSemiJoin,
    .reorderJoins,
    // Which side is small is known once the joins are in order.
    .pushDownJoinKeys,
    // Derived conditions and new join sides may allow what the first pass could not.
    .pushDownFilter,
    .removeRedundant,
    // Last, since every rule before it may stop needing a column.
    .pruneColumns,
    .mergeProjects,
  ]

  private let evaluation: EvaluationContext?
  private let rules: [OptimizerRule]
  /// The rules that changed the last plan, for EXPLAIN.
  package private(set) var rulesFired: [String] = []

  package init(evaluation: EvaluationContext? = nil, rules: [OptimizerRule] = Optimizer.rules) {
    self.evaluation = evaluation
    self.rules = rules
  }

  /// The optimised plan: the same output columns, no subqueries, no references to outer columns.
  package func optimize(_ plan: LogicalPlan) throws(Diagnostic) -> LogicalPlan {
    rulesFired = []
    let context = OptimizerContext(for: plan, evaluation: evaluation)
    var current = try apply(.unnestSubqueries, to: plan, context)
    for rule in rules { current = try apply(rule, to: current, context) }
    return current
  }

  private func apply(
    _ rule: OptimizerRule, to plan: LogicalPlan, _ context: OptimizerContext
  ) throws(Diagnostic) -> LogicalPlan {
    let (result, hasChanged) = try context.run(rule, on: plan)
    if hasChanged && rulesFired.last != rule.name { rulesFired.append(rule.name) }
    #if DEBUG
      try PlanCheck.check(result, keeps: plan, after: rule.name)
    #endif
    return result
  }
}
