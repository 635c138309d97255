import KhoiData
import KhoiExecution
import KhoiFunctions
import KhoiPlan
import KhoiText
import Testing

/// Joins against two loops over values.
@Suite struct JoinTests {
  private let ids = ColumnIDGenerator()

  /// What a join node says, over rows of values.
  struct Condition {
    var keys: [(left: Int, right: Int, matchesNulls: Bool)]
    /// Three-valued; nil for unknown.
    var residual: (@Sendable ([Value], [Value]) -> Bool?)?

    func truth(_ left: [Value], _ right: [Value]) -> Bool? {
      var isUnknown = false
      for key in keys {
        let (one, two) = (left[key.left], right[key.right])
        if key.matchesNulls {
          if !same(one, two) { return false }
        } else if one.isNull || two.isNull {
          isUnknown = true
        } else if !same(one, two) {
          return false
        }
      }
      if let residual {
        switch residual(left, right) {
        case .some(false): return false
        case nil: isUnknown = true
        case .some(true): break
        }
      }
      return isUnknown ? nil : true
    }

    private func same(_ left: Value, _ right: Value) -> Bool {
      if case .double(let one) = left, case .double(let two) = right { return one == two }
      return left == right
    }
  }

  private func expected(
    _ kind: LogicalPlan.Join.Kind, _ left: [[Value]], _ right: [[Value]], _ condition: Condition,
    widths: (Int, Int)
  ) -> [[Value]] {
    let leftNulls = Array(repeating: Value.null, count: widths.0)
    let rightNulls = Array(repeating: Value.null, count: widths.1)
    var rows: [[Value]] = []
    var matchedRight = Set<Int>()
    for row in left {
      let truths = right.map { condition.truth(row, $0) }
      let matches = right.indices.filter { truths[$0] == true }
      matchedRight.formUnion(matches)
      switch kind {
      case .inner, .right: rows += matches.map { row + right[$0] }
      case .left, .full, .single:
        rows += matches.isEmpty ? [row + rightNulls] : matches.map { row + right[$0] }
      case .semi: if !matches.isEmpty { rows.append(row) }
      case .anti: if matches.isEmpty { rows.append(row) }
      case .mark(_, let isNullAware):
        let isUnknown = isNullAware && truths.contains { $0 == nil }
        rows.append(row + [!matches.isEmpty ? .boolean(true) : isUnknown ? .null : .boolean(false)])
      }
    }
    var keepsRight = false
    if case .full = kind { keepsRight = true }
    if case .right = kind { keepsRight = true }
    if keepsRight {
      rows += right.indices.filter { !matchedRight.contains($0) }.map { leftNulls + right[$0] }
    }
    return rows
  }

  private var kinds: [LogicalPlan.Join.Kind] {
    [
      .inner, .left, .right, .full, .semi, .anti,
      .mark(ids.makeColumn("m", .boolean), isNullAware: true),
      .mark(ids.makeColumn("m", .boolean), isNullAware: false),
    ]
  }

  private func check(
    _ left: TestTable, _ right: TestTable, _ condition: Condition, residual: BoundExpression? = nil,
    _ what: Comment
  ) throws {
    let equalities = condition.keys.map {
      LogicalPlan.Join.Equality(
        left: left[$0.left], right: right[$0.right], matchesNulls: $0.matchesNulls)
    }
    for kind in kinds {
      let plan = LogicalPlan.join(
        .init(
          kind: kind, left: left.scan, right: right.scan, equalities: equalities,
          residual: residual))
      let wanted = expected(
        kind, left.rows, right.rows, condition, widths: (left.columns.count, right.columns.count))
      var first: [[Value]]?
      for setting in Setting.all {
        let rows = try setting.rows(plan)
        #expect(sortedText(rows) == sortedText(wanted), "\(what) \(kind) \(setting)")
        switch kind {
        case .left, .full, .semi, .anti, .mark:
          #expect(
            rows.map { $0.map(\.text) } == wanted.map { $0.map(\.text) }, "\(what) \(kind) order")
        case .inner, .right, .single: break
        }
        if let first {
          #expect(rows.map { $0.map(\.text) } == first.map { $0.map(\.text) }, "\(what) same order")
        }
        first = first ?? rows
      }
    }
  }

  private func table(
    _ type: LogicalType, _ rowCount: Int, distinct: Int, nulls: Double = 0.2, seed: UInt64
  ) -> TestTable {
    TestTable(
      [
        RandomColumn(name: "k", type: type, distinct: distinct, nullShare: nulls),
        RandomColumn(name: "k2", type: .bigint, distinct: 3),
        RandomColumn(name: "v", type: .double, distinct: 50),
      ], rowCount: rowCount, seed: seed, ids: ids)
  }

  private static let types: [LogicalType] = [
    .bigint, .varchar, .double, .date, .boolean, .timestamp, .interval,
    .hugeint, .decimal(precision: 10, scale: 2), .list(.varchar),
    .structure([Field("a", .bigint), Field("b", .varchar)]),
  ]

  @Test(arguments: types)
  func `one key of each type`(type: LogicalType) throws {
    let left = table(type, 120, distinct: 12, seed: 1)
    let right = table(type, 40, distinct: 15, seed: 2)
    try check(left, right, Condition(keys: [(0, 0, false)]), "one key")
    try check(left, right, Condition(keys: [(0, 0, true)]), "nulls match")
  }

  @Test(arguments: [LogicalType.bigint, .date, .timestamp])
  func `few rows tell the scan of many which to read`(type: LogicalType) throws {
    let many = table(type, 400, distinct: 90, seed: 15)
    let few = table(type, 12, distinct: 90, seed: 16)
    let none = table(type, 0, distinct: 90, seed: 17)
    for (left, right) in [(many, few), (few, many), (many, none), (none, many)] {
      try check(left, right, Condition(keys: [(0, 0, false)]), "one key")
      try check(left, right, Condition(keys: [(0, 0, false), (1, 1, false)]), "two keys")
      try check(left, right, Condition(keys: [(0, 0, true)]), "nulls match")
    }
  }

  @Test func `keys without nulls, few and unique`() throws {
    let left = table(.bigint, 100, distinct: 40, nulls: 0, seed: 3)
    let right = TestTable(
      [("k", .bigint), ("k2", .bigint), ("v", .double)],
      rows: (0..<20).map { [.integer($0 * 2), .integer(1), .double(Double($0))] }, ids: ids)
    try check(left, right, Condition(keys: [(0, 0, false)]), "unique")
  }

  @Test func `sides without rows`() throws {
    let some = table(.bigint, 20, distinct: 5, seed: 4)
    let none = table(.bigint, 0, distinct: 5, seed: 5)
    let other = table(.bigint, 0, distinct: 5, seed: 6)
    for (left, right) in [(some, none), (none, some), (none, other)] {
      try check(left, right, Condition(keys: [(0, 0, false)]), "empty")
      try check(left, right, Condition(keys: []), "empty cross")
    }
  }

  @Test func `several keys`() throws {
    for type in [LogicalType.varchar, .bigint, .double] {
      let left = table(type, 80, distinct: 6, seed: 7)
      let right = table(type, 60, distinct: 6, seed: 8)
      try check(left, right, Condition(keys: [(0, 0, false), (1, 1, false)]), "two keys")
      try check(left, right, Condition(keys: [(0, 0, false), (1, 1, true)]), "one matches nulls")
      try check(
        left, right, Condition(keys: [(0, 0, false), (1, 1, true), (2, 2, false)]), "three keys")
    }
  }

  @Test func `wide integers are not packed`() throws {
    let numbers: [Int64] = [.min, -1, 0, 1, .max, 1 << 40]
    let rows = numbers.map { [Value.integer($0), .integer(~$0)] } + [[.null, .null]]
    let left = TestTable([("a", .bigint), ("b", .bigint)], rows: rows, ids: ids)
    let right = TestTable([("a", .bigint), ("b", .bigint)], rows: rows.reversed(), ids: ids)
    try check(left, right, Condition(keys: [(0, 0, false)]), "wide")
    try check(left, right, Condition(keys: [(0, 0, true), (1, 1, true)]), "two wide")
  }

  @Test func `residual conditions`() throws {
    let left = table(.bigint, 60, distinct: 6, seed: 9)
    let right = table(.bigint, 50, distinct: 6, seed: 10)
    let residual = Bound.call("<", left[2], right[2])
    let compare: @Sendable ([Value], [Value]) -> Bool? = { left, right in
      guard case .double(let one) = left[2], case .double(let two) = right[2] else { return nil }
      return one < two
    }
    try check(
      left, right, Condition(keys: [(0, 0, false)], residual: compare), residual: residual,
      "key and residual")
    try check(
      left, right, Condition(keys: [], residual: compare), residual: residual, "only residual")
    try check(left, right, Condition(keys: []), "cross")
  }

  @Test(arguments: Setting.all)
  func `a single join fails at the second match`(setting: Setting) throws {
    let left = TestTable([("k", .bigint)], rows: [[.integer(1)], [.integer(2)]], ids: ids)
    func plan(_ keys: [Int64], residual: Bool) -> LogicalPlan {
      let right = TestTable([("k", .bigint)], rows: keys.map { [.integer($0)] }, ids: ids)
      return .join(
        .init(
          kind: .single, left: left.scan, right: right.scan,
          equalities: [.init(left: left[0], right: right[0])],
          residual: residual ? Bound.call("<", right[0], Bound.integer(9)) : nil))
    }
    for residual in [false, true] {
      #expect(
        try setting.rows(plan([1, 3, 3], residual: residual)) == [
          [.integer(1), .integer(1)], [.integer(2), .null],
        ])
      #expect(throws: Diagnostic.self) { try setting.rows(plan([1, 2, 2], residual: residual)) }
    }
  }

  @Test func `text that an outer join made NULL finds NULL`() throws {
    let left = table(.varchar, 60, distinct: 12, seed: 12)
    let right = table(.varchar, 40, distinct: 12, seed: 13)
    let other = table(.varchar, 9, distinct: 12, nulls: 0.5, seed: 14)
    let full = LogicalPlan.join(
      .init(
        kind: .full, left: left.scan, right: right.scan,
        equalities: [.init(left: left[0], right: right[0])]))
    let plan = LogicalPlan.join(
      .init(
        kind: .semi, left: full, right: other.scan,
        equalities: [.init(left: left[0], right: other[0], matchesNulls: true)]))
    let rows = expected(
      .full, left.rows, right.rows, Condition(keys: [(0, 0, false)]), widths: (3, 3))
    let wanted = rows.filter { row in other.rows.contains { $0[0] == row[0] } }
    #expect(wanted.contains { $0[0].isNull })
    for setting in Setting.all {
      #expect(sortedText(try setting.rows(plan)) == sortedText(wanted))
    }
  }

  @Test func `a profile says rows, time and method`() throws {
    let left = table(.bigint, 5000, distinct: 12, seed: 15)
    let right = table(.bigint, 40, distinct: 12, seed: 16)
    let plan = LogicalPlan.join(
      .init(
        kind: .inner, left: left.scan, right: right.scan,
        equalities: [.init(left: left[0], right: right[0])]))
    let context = QueryContext(
      threads: 2, evaluation: EvaluationContext(now: 0), isProfiling: true)
    let result = try Executor.run(plan, context: context)
    let profile = result.profile
    #expect(profile.name == "Join")
    #expect(profile.rows == result.rowCount)
    #expect(profile.nanoseconds > 0)
    #expect(profile.method.contains("direct array") && profile.method.contains("40 rows"))
    #expect(profile.children.map(\.name) == ["Scan", "Scan"])
    #expect(profile.children.map(\.rows) == [5000, 40])
  }

  @Test func `an inner join after ORDER BY keeps the order`() throws {
    let small = TestTable(
      [("k", .bigint)], rows: (0..<10).reversed().map { [.integer($0)] }, ids: ids)
    let large = table(.bigint, 300, distinct: 10, nulls: 0, seed: 11)
    let sorted = LogicalPlan.sort(
      .init(
        input: small.scan, keys: [SortKey(small[0], isDescending: false, nullsFirst: false)]))
    let plan = LogicalPlan.join(
      .init(
        kind: .inner, left: sorted, right: large.scan,
        equalities: [.init(left: small[0], right: large[0])]))
    for setting in Setting.all {
      let keys = try setting.rows(plan).map { $0[0].text }
      #expect(!keys.isEmpty)
      #expect(keys == keys.sorted())
    }
  }
}
