package import KhoiData
package import KhoiPlan
package import KhoiText

/// Runs plans: the way in for the engine.
package enum Executor {
  /// All rows of the plan, in order; `forTable` gives them in chunks that make segments.
  package static func run(
    _ plan: LogicalPlan, context: QueryContext, forTable: Bool = false
  ) throws(Diagnostic) -> QueryResult {
    let planner = PhysicalPlanner(context)
    let draft = try planner.open(plan)
    let collection = try planner.collect(draft, for: "the result", joinsMorsels: forTable)
    return QueryResult(
      schema: plan.schema, chunks: collection.chunks, rowCount: collection.count,
      profile: draft.profile)
  }
}

/// What a query gave.
package struct QueryResult: Sendable {
  package let schema: Schema
  /// The rows, in order.
  package let chunks: [Chunk]
  package let rowCount: Int
  /// The operator that gave the rows, with those below it as children.
  package let profile: OperatorProfile

  package init(schema: Schema, chunks: [Chunk], rowCount: Int, profile: OperatorProfile) {
    self.schema = schema
    self.chunks = chunks
    self.rowCount = rowCount
    self.profile = profile
  }

  /// The values of all rows: for tests and small results.
  package var rows: [[Value]] {
    chunks.flatMap { chunk in (0..<chunk.count).map { chunk.row($0) } }
  }
}
