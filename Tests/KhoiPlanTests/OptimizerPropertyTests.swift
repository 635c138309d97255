import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText
import Testing

/// Random plans give the same rows before and after the optimizer, and after each rule alone.
@Suite struct OptimizerPropertyTests {
  /// Rows of more than this are left out: the oracle is slow.
  private static let rowLimit = 400

  private func expected(_ plan: LogicalPlan) -> [String]? {
    guard let rows = try? ReferenceInterpreter.sortedRows(of: plan), rows.count <= Self.rowLimit
    else { return nil }
    return rows
  }

  @Test(arguments: 0..<16) func `optimised plans give the same rows`(block: Int) throws {
    var compared = 0
    for seed in block * 50..<(block + 1) * 50 {
      var random = RandomPlans(seed: UInt64(seed + 1))
      let plan = random.plan(3, [])
      guard let expected = expected(plan) else { continue }
      compared += 1
      let eager = OptimizerRule.pushDownJoinKeys(leastRows: 0, advantage: 0)
      for rules in [[], Optimizer.rules, [.inlineWith, .pushDownFilter, eager, .pruneColumns]] {
        do {
          let optimized = try Optimizer(rules: rules).optimize(plan)
          try PlanCheck.check(optimized, keeps: plan, after: "all rules")
          let found = try ReferenceInterpreter.sortedRows(of: optimized)
          #expect(
            found == expected,
            """
            seed \(seed) with \(rules.count) rules
            \(PlanPrinter.outline(plan))
            becomes
            \(PlanPrinter.outline(optimized))
            """)
        } catch let error as Diagnostic where error.kind == .unsupported {
          continue
        } catch {
          Issue.record("seed \(seed): \(error)\n\(PlanPrinter.outline(plan))")
        }
      }
    }
    #expect(compared > 10)
  }

  @Test(arguments: Optimizer.rules.map(\.name)) func `a rule alone keeps the rows`(name: String)
    throws
  {
    guard let rule = Optimizer.rules.first(where: { $0.name == name }) else { return }
    for seed in 5000..<5100 {
      var random = RandomPlans(seed: UInt64(seed))
      let plan = random.plan(3, [])
      guard let expected = expected(plan),
        let optimized = try? Optimizer(rules: [rule]).optimize(plan)
      else { continue }
      let found = try ReferenceInterpreter.sortedRows(of: optimized)
      #expect(
        found == expected,
        """
        seed \(seed) with \(name)
        \(PlanPrinter.outline(plan))
        becomes
        \(PlanPrinter.outline(optimized))
        """)
    }
  }
}
