extension OptimizerRule {
  static let reorderJoins = OptimizerRule("ReorderJoins", "x") { plan, _ in plan }
  static let removeRedundant = OptimizerRule("RemoveRedundant", "x") { plan, _ in plan }
}
