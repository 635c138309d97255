import KhoiData
import KhoiPlan
import Testing

/// Each rule does what it is for.
@Suite struct OptimizerRuleTests {
  private let build = PlanBuilding()

  private func outline(_ plan: LogicalPlan) throws -> String {
    PlanPrinter.outline(try Optimizer().optimize(plan))
  }

  private func check(
    _ plan: LogicalPlan, _ expected: String, at location: SourceLocation = #_sourceLocation
  ) throws {
    let found = try outline(plan)
    #expect(found == expected, "\n\(found)", sourceLocation: location)
  }

  @Test func `conditions go to the scans and equalities into joins`() throws {
    let left = build.scan("r")
    let right = build.scan("s")
    let plan = build.filter(
      build.join(.inner, left, right),
      build.call("=", build.column(left, "a"), build.column(right, "c")),
      build.call("<", build.column(left, "b"), build.number(3)),
      build.call("=", build.column(right, "c"), build.number(2)))
    try check(
      plan,
      """
      project a, b, c, d
      └ join on c = a
        ├ scan s [2 of 2 columns] where c = 2
        └ scan r [2 of 2 columns] where b < 3 and a = 2
      """)
  }

  @Test func `a condition on the far side makes a left join inner`() throws {
    let left = build.scan("r")
    let right = build.scan("s")
    let join = build.join(
      .left, left, right, build.call("=", build.column(left, "a"), build.column(right, "c")))
    let plan = build.filter(join, build.call(">", build.column(right, "d"), build.number(1)))
    try check(
      plan,
      """
      join on a = c
      ├ scan r [2 of 2 columns]
      └ scan s [2 of 2 columns] where d > 1
      """)
    let kept = build.filter(join, .isNull(build.column(right, "d")))
    try check(
      kept,
      """
      filter d is null
      └ left join on a = c
        ├ scan r [2 of 2 columns]
        └ scan s [2 of 2 columns]
      """)
  }

  @Test func `common conditions leave an OR`() throws {
    let left = build.scan("r")
    let right = build.scan("s")
    let equal = build.call("=", build.column(left, "a"), build.column(right, "c"))
    func branch(_ number: Int64) -> BoundExpression {
      .and([
        equal, build.call("=", build.column(left, "b"), build.number(number)),
        build.call("<", build.column(right, "d"), build.number(number)),
      ])
    }
    let plan = build.filter(build.join(.inner, left, right), .or([branch(1), branch(2)]))
    try check(
      plan,
      """
      project a, b, c, d
      └ join on c = a and (b = 1 and d < 1 or b = 2 and d < 2)
        ├ scan s [2 of 2 columns]
        └ scan r [2 of 2 columns] where b in (1, 2)
      """)
  }

  @Test func `constants are computed once`() throws {
    let scan = build.scan("r")
    let sum = build.call("+", build.number(1), build.number(2))
    let plan = build.filter(
      scan, .or([build.call(">", build.column(scan, "a"), sum), .alwaysFalse]), .alwaysTrue)
    try check(plan, "scan r [2 of 2 columns] where a > 3")
    let never = build.call("<", build.number(2), build.number(1))
    try check(build.filter(scan, never), "values, 0 rows")
  }

  @Test func `sort and limit are a top-N below the projection`() throws {
    let scan = build.scan("r")
    let sorted = LogicalPlan.sort(
      LogicalPlan.Sort(
        input: scan, keys: [SortKey(build.column(scan, "a"), isDescending: true, nullsFirst: false)]
      ))
    let plan = LogicalPlan.limit(
      LogicalPlan.Limit(
        input: build.project(sorted, ("x", build.column(scan, "b"))), limit: 2, offset: 1))
    try check(
      plan,
      """
      project b as x
      └ top 2 offset 1 by a desc
        └ scan r [2 of 2 columns]
      """)
  }

  @Test func `the small table is joined first and built from`() throws {
    let large = build.scan("large", names: ["k", "m"], rows: 5000)
    let middle = build.scan("middle", names: ["k2", "n"], rows: 500)
    let small = build.scan("small", names: ["n2"], rows: 5)
    let plan = build.filter(
      build.join(.inner, build.join(.inner, small, large), middle),
      build.call("=", build.column(large, "k"), build.column(middle, "k2")),
      build.call("=", build.column(middle, "n"), build.column(small, "n2")))
    try check(
      plan,
      """
      project n2, k, m, k2, n
      └ join on k = k2
        ├ scan large [2 of 2 columns]
        └ join on n = n2
          ├ scan middle [2 of 2 columns]
          └ scan small [1 of 1 columns]
      """)
  }

  @Test func `distinct of groups, sorts below aggregates and unused columns go`() throws {
    let scan = build.scan("r")
    let sorted = LogicalPlan.sort(
      LogicalPlan.Sort(
        input: scan, keys: [SortKey(build.column(scan, "b"), isDescending: true, nullsFirst: false)]
      ))
    let groups = build.aggregate(
      sorted, "sum", build.column(scan, "b"), by: [build.column(scan, "a")])
    let keys = groups.columns.prefix(1).map { column in
      LogicalPlan.Project.Item(
        column: build.columnIDs.makeColumn("a", column.type), expression: BoundExpression(column))
    }
    let plan = LogicalPlan.aggregate(
      LogicalPlan.Aggregate(input: groups, keys: keys, aggregates: []))
    try check(
      plan,
      """
      project key0 as a
      └ distinct a
        └ scan r [1 of 2 columns]
      """)
  }

  @Test func `thousands of alternatives and deep unions are no trouble`() throws {
    let scan = build.scan("r")
    let terms = (0..<5000).map { number in
      build.call(
        number % 2 == 0 ? "=" : "<", build.column(scan, "a"), build.number(Int64(number)))
    }
    _ = try Optimizer().optimize(build.filter(scan, .or(terms)))
    let equal = (0..<5000).map { build.call("=", build.column(scan, "a"), build.number(Int64($0))) }
    let text = try outline(build.filter(scan, .or(equal)))
    #expect(text.contains("a in (0, 1, 2"))
    var union = build.scan("r")
    for _ in 0..<500 {
      union = .setOperation(
        LogicalPlan.SetOperation(
          kind: .union, isAll: true, left: union, right: build.scan("r"),
          columns: union.columns.map { build.columnIDs.makeColumn($0.name, $0.type) }))
    }
    #expect(try Optimizer().optimize(union).columns.count == 2)
  }
}
