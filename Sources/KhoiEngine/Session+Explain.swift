import KhoiData
import KhoiExecution
import KhoiPlan
import KhoiText

/// EXPLAIN: the optimised plan as a tree, and with ANALYZE what each operator really did.
extension Session {
  func explain(
    _ plan: LogicalPlan, isAnalyze: Bool, _ context: QueryContext
  ) throws(Diagnostic) -> Rows {
    let optimizer = Optimizer(evaluation: context.evaluation)
    let optimized = try optimizer.optimize(plan)
    guard isAnalyze else {
      var lines = PlanPrinter.text(optimized).split(separator: "\n").map(String.init)
      if !optimizer.rulesFired.isEmpty {
        lines.append("rules: \(optimizer.rulesFired.joined(separator: ", "))")
      }
      return Rows(
        schema: Schema([Field("plan", .varchar)]), values: lines.map { [.text($0)] })
    }
    let measured = makeContext(isProfiling: true)
    let start = Clock.nanoseconds
    let result = try Executor.run(optimized, context: measured)
    let total = Clock.nanoseconds - start
    return analysis(of: result, total: total, peak: measured.memory.peakBytes)
  }

  private func analysis(of result: QueryResult, total: UInt64, peak: Int) -> Rows {
    var values: [[Value]] = []
    func add(_ profile: OperatorProfile, depth: Int) {
      let indent = depth == 0 ? "" : String(repeating: "  ", count: depth - 1) + "└ "
      let name = profile.detail.isEmpty ? profile.name : "\(profile.name) \(profile.detail)"
      let milliseconds = Double(profile.nanoseconds) / 1e6
      values.append([
        .text(indent + name), .text(profile.method), .integer(Int64(profile.rows)),
        .double((milliseconds * 1000).rounded() / 1000), .integer(Int64(profile.byteCount)),
      ])
      for child in profile.children { add(child, depth: depth + 1) }
    }
    add(result.profile, depth: 0)
    values.append([
      .text("total"), .text(""), .integer(Int64(result.rowCount)),
      .double((Double(total) / 1e3).rounded() / 1000), .integer(Int64(peak)),
    ])
    return Rows(
      schema: Schema([
        Field("operator", .varchar), Field("method", .varchar), Field("rows", .bigint),
        Field("milliseconds", .double), Field("bytes", .bigint),
      ]), values: values)
  }
}
