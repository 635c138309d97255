import KhoiData
import KhoiPlan
import Testing

/// The usual subqueries become the joins that one would write by hand.
@Suite struct UnnestingTests {
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

  private var correlated: (outer: LogicalPlan, inner: LogicalPlan) {
    let outer = build.scan("r")
    let scan = build.scan("s")
    return (
      outer, build.filter(scan, build.call("=", build.column(scan, "c"), build.column(outer, "a")))
    )
  }

  @Test func `exists is a semi join`() throws {
    let (outer, inner) = correlated
    try check(
      build.filter(outer, build.subquery(.exists, inner)),
      """
      semi join on a = c
      ├ scan r [2 of 2 columns]
      └ scan s [1 of 2 columns]
      """)
  }

  @Test func `not exists is an anti join`() throws {
    let (outer, inner) = correlated
    try check(
      build.filter(outer, .not(build.subquery(.exists, inner))),
      """
      anti join on a = c
      ├ scan r [2 of 2 columns]
      └ scan s [1 of 2 columns]
      """)
  }

  @Test func `a correlated aggregate is grouped by its key`() throws {
    let (outer, inner) = correlated
    let least = build.aggregate(inner, "min", build.column(inner, "d"), by: [])
    let plan = build.filter(
      outer, build.call("<", build.column(outer, "b"), build.subquery(.scalar, least)))
    try check(
      plan,
      """
      project a, b
      └ join on a = c and b < min
        ├ scan r [2 of 2 columns]
        └ aggregate min(d) by c
          └ scan s [2 of 2 columns]
      """)
  }

  @Test func `a count of no rows is zero`() throws {
    let (outer, inner) = correlated
    let count = build.aggregate(inner, "count", build.column(inner, "d"), by: [])
    let plan = build.project(outer, ("n", build.subquery(.scalar, count)))
    try check(
      plan,
      """
      project case when count is null then 0 else count end as n
      └ left join on a = c
        ├ scan r [1 of 2 columns]
        └ aggregate count(d) by c
          └ scan s [2 of 2 columns]
      """)
  }

  @Test func `in is a semi join and not in keeps its NULLs`() throws {
    let outer = build.scan("r")
    let inner = build.project(build.scan("s"), ("c", build.number(1)))
    let scan = build.scan("s")
    let isIn = build.subquery(
      .isIn(operands: [build.column(outer, "a")]),
      build.project(scan, ("x", build.column(scan, "c"))))
    #expect(inner.columns.count == 1)
    try check(
      build.filter(outer, isIn),
      """
      semi join on a = c
      ├ scan r [2 of 2 columns]
      └ scan s [1 of 2 columns]
      """)
    try check(
      build.filter(outer, .not(isIn)),
      """
      project a, b
      └ filter not mark
        └ mark join (mark) on a = c
          ├ scan r [2 of 2 columns]
          └ scan s [1 of 2 columns]
      """)
  }

  @Test func `not in without NULLs is an anti join`() throws {
    let outer = build.scan("t")
    let scan = build.scan("t")
    let isIn = build.subquery(
      .isIn(operands: [build.column(outer, "e")]),
      build.project(scan, ("x", build.column(scan, "f"))))
    try check(
      build.filter(outer, .not(isIn)),
      """
      anti join on e = f
      ├ scan t [2 of 2 columns]
      └ scan t [1 of 2 columns]
      """)
  }

  @Test func `a limit per outer row is a row number`() throws {
    let (outer, inner) = correlated
    let first = LogicalPlan.limit(
      LogicalPlan.Limit(
        input: .sort(
          LogicalPlan.Sort(
            input: inner,
            keys: [SortKey(build.column(inner, "d"), isDescending: true, nullsFirst: false)])),
        limit: 2, offset: 0))
    let plan = build.join(.inner, outer, first)
    try check(
      plan,
      """
      join on a = c
      ├ scan r [2 of 2 columns]
      └ project c, d
        └ filter row <= 2
          └ window row_number() over (partition by c order by d desc)
            └ scan s [2 of 2 columns]
      """)
  }

  @Test func `other conditions join the distinct outer values first`() throws {
    let outer = build.scan("r")
    let scan = build.scan("s")
    let inner = build.filter(
      scan, build.call("<", build.column(scan, "c"), build.column(outer, "a")))
    let count = build.aggregate(inner, "count", build.column(inner, "d"), by: [])
    let plan = build.project(outer, ("n", build.subquery(.scalar, count)))
    let text = try outline(plan)
    #expect(text.contains("distinct a"))
    #expect(text.contains("left join on a is not distinct from a"))
  }
}
