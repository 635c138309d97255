package import KhoiFunctions
package import KhoiText

/// One rewriting of plans: a pure function from plan to plan that keeps the output columns.
package struct OptimizerRule: Sendable {
  /// The name EXPLAIN shows.
  package let name: String
  /// What it is good for, in one sentence.
  package let summary: String
  let apply:
    @Sendable (_ plan: LogicalPlan, _ context: OptimizerContext) throws(Diagnostic) -> LogicalPlan

  init(
    _ name: String, _ summary: String,
    apply:
      @escaping @Sendable (_ plan: LogicalPlan, _ context: OptimizerContext)
      throws(Diagnostic) -> LogicalPlan
  ) {
    self.name = name
    self.summary = summary
    self.apply = apply
  }

  /// The plan rewritten.
  package func callAsFunction(
    _ plan: LogicalPlan, _ context: OptimizerContext
  ) throws(Diagnostic) -> LogicalPlan {
    try apply(plan, context)
  }
}

/// What rules share while one statement is optimised.
package final class OptimizerContext {
  /// Identities for new columns.
  package let columnIDs: ColumnIDGenerator
  /// The statement's context, in which constants are computed; nil where it is not known.
  package let evaluation: EvaluationContext?
  /// The largest number of a `With`.
  package var withNumber: Int
  /// Whether the rule that runs has changed something.
  package private(set) var hasChanged = false

  package init(for plan: LogicalPlan, evaluation: EvaluationContext? = nil) {
    let largest = plan.largestNumbers
    columnIDs = ColumnIDGenerator(after: largest.column)
    withNumber = largest.with
    self.evaluation = evaluation
  }

  /// Notes that the rule has changed something.
  package func noteChange() { hasChanged = true }

  /// A number for a new `With`.
  package func makeWithNumber() -> Int {
    withNumber += 1
    return withNumber
  }

  /// Runs a rule; the second result says whether it changed something.
  func run(_ rule: OptimizerRule, on plan: LogicalPlan) throws(Diagnostic) -> (LogicalPlan, Bool) {
    hasChanged = false
    let result = try rule(plan, self)
    return (result, hasChanged)
  }
}
