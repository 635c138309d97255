import KhoiData
import KhoiExecution
import KhoiFunctions
import KhoiPlan
import Testing

/// What EXPLAIN ANALYZE shows of each operator.
@Suite struct ProfileTests {
  private let ids = ColumnIDGenerator()

  private func profile(_ plan: LogicalPlan) throws -> OperatorProfile {
    let context = QueryContext(
      threads: 2, evaluation: EvaluationContext(now: 0), isProfiling: true, keyFilterThreshold: 0)
    return try Executor.run(plan, context: context).profile
  }

  @Test func `rows that are read again count once`() throws {
    let rows = (0..<20_000).map { [Value.integer($0 % 50), .integer($0)] }
    let table = TestTable([("k", .bigint), ("n", .bigint)], rows: rows, ids: ids)
    let count = ids.makeColumn("c", .bigint)
    let key = ids.makeColumn("k", .bigint)
    let groups = LogicalPlan.aggregate(
      .init(
        input: table.scan, keys: [.init(column: key, expression: table[0])],
        aggregates: [.init(column: count, aggregate: Bound.aggregate("sum", [table[1]]))]))
    let order = LogicalPlan.sort(
      .init(
        input: groups,
        keys: [SortKey(BoundExpression(key), isDescending: true, nullsFirst: false)]))
    let sort = try profile(order)
    #expect(sort.name == "Sort" && sort.rows == 50 && sort.nanoseconds > 0)
    let aggregate = try #require(sort.children.first)
    #expect(aggregate.rows == 50 && !aggregate.method.isEmpty && aggregate.byteCount > 0)
    #expect(aggregate.children.first?.rows == 20_000)
  }

  @Test func `a join tells its method, its time and its memory`() throws {
    let rows = (0..<20_000).map { [Value.integer($0), .integer($0 % 7)] }
    let left = TestTable([("k", .bigint), ("n", .bigint)], rows: rows, ids: ids)
    let right = TestTable(
      [("k", .bigint), ("n", .bigint)], rows: Array(rows.prefix(300)), ids: ids)
    let join = try profile(
      .join(
        .init(
          kind: .semi, left: right.scan, right: left.scan,
          equalities: [.init(left: right[0], right: left[0])])))
    #expect(join.rows == 300 && join.nanoseconds > 0 && join.byteCount > 0)
    #expect(join.children.first?.rows == 300)
  }
}
