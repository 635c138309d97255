import KhoiData
import KhoiExecution
import KhoiFunctions
import KhoiPlan
import KhoiText
import Testing

/// Grouping and aggregates against dictionaries of values.
@Suite struct AggregateTests {
  private let ids = ColumnIDGenerator()

  /// A key as grouping sees it: one zero.
  private func key(_ value: Value) -> Value { value == .double(-0.0) ? .double(0) : value }

  private func group(_ rows: [[Value]], by keys: [Int]) -> [(key: [Value], rows: [[Value]])] {
    var places: [[Value]: Int] = [:]
    var groups: [(key: [Value], rows: [[Value]])] = []
    for row in rows {
      let key = keys.map { self.key(row[$0]) }
      if let place = places[key] {
        groups[place].rows.append(row)
      } else {
        places[key] = groups.count
        groups.append((key, [row]))
      }
    }
    return groups
  }

  private func sum(_ values: [Value]) -> Value {
    var total: Int64?
    for case .integer(let number) in values { total = (total ?? 0) + number }
    return total.map { .integer($0) } ?? .null
  }

  private func plan(
    _ table: TestTable, keys: [Int], input: LogicalPlan? = nil, _ aggregates: [BoundAggregate]
  ) -> LogicalPlan {
    .aggregate(
      .init(
        input: input ?? table.scan,
        keys: keys.map {
          .init(
            column: ids.makeColumn("k", table.columns[$0].type), expression: table[$0])
        },
        aggregates: aggregates.map { .init(column: ids.makeColumn("a", $0.type), aggregate: $0) }))
  }

  private func table(
    _ types: [LogicalType], rowCount: Int = 2000, distinct: Int = 7, nulls: Double = 0.15,
    seed: UInt64
  ) -> TestTable {
    TestTable(
      types.map {
        RandomColumn(name: "\($0)", type: $0, distinct: distinct, nullShare: nulls)
      } + [RandomColumn(name: "v", type: .bigint, distinct: 1000)],
      rowCount: rowCount, seed: seed, ids: ids)
  }

  /// Sums and counts by the keys, as the aggregation and as a loop give them.
  private func check(_ table: TestTable, keys: [Int], hidesDomains: Bool = false) throws {
    let value = table.columns.count - 1
    // An expression has no known domain, so the general methods are taken.
    var input = table.scan
    var source = table
    if hidesDomains {
      let columns = table.columns.map { ids.makeColumn($0.name, $0.type) }
      let items = zip(columns, table.columns).map { new, old in
        LogicalPlan.Project.Item(
          column: new,
          expression: .caseWhen(
            .init(
              branches: [.init(condition: .alwaysFalse, value: .constant(.null, old.type))],
              otherwise: BoundExpression(old), type: old.type)))
      }
      input = .project(.init(input: table.scan, items: items))
      source = TestTable(copying: table, columns: columns)
    }
    let plan = plan(
      source, keys: keys, input: input,
      [Bound.aggregate("sum", [source[value]]), Bound.aggregate("count", [])])
    let expected = group(table.rows, by: keys).map { group in
      group.key + [sum(group.rows.map { $0[value] }), .integer(Int64(group.rows.count))]
    }
    for setting in Setting.all {
      #expect(try setting.rows(plan) == expected, "\(keys) \(setting) hidden \(hidesDomains)")
      let partitioned = try setting.rows(plan, partitioningThreshold: 0)
      #expect(sortedText(partitioned) == sortedText(expected), "\(keys) \(setting) partitioned")
    }
  }

  @Test func `one key of each type`() throws {
    let types: [LogicalType] = [
      .bigint, .varchar, .double, .date, .boolean, .timestamp, .time, .interval,
      .hugeint, .decimal(precision: 10, scale: 2), .list(.varchar),
      .structure([Field("a", .bigint), Field("b", .varchar)]),
    ]
    let table = table(types, rowCount: 700, seed: 1)
    for key in types.indices {
      try check(table, keys: [key])
      try check(table, keys: [key], hidesDomains: true)
    }
  }

  @Test func `several keys in slots, words and rows`() throws {
    let types: [LogicalType] = [.bigint, .varchar, .double, .date]
    let table = table(types, rowCount: 700, seed: 2)
    for keys in [[0, 1], [1, 3], [0, 2], [0, 1, 2, 3], [2, 0, 2]] {
      try check(table, keys: keys)
      try check(table, keys: keys, hidesDomains: true)
    }
  }

  @Test func `keys without nulls and with many values`() throws {
    try check(table([.bigint, .varchar], distinct: 900, nulls: 0, seed: 3), keys: [0, 1])
    try check(table([.bigint, .varchar], distinct: 90_000, nulls: 0, seed: 4), keys: [1])
    try check(table([.bigint, .varchar], distinct: 90_000, nulls: 0.1, seed: 5), keys: [0])
    // More ranges of slots than rows of a chunk, some of them without rows.
    try check(table([.bigint, .date], distinct: 3000, nulls: 0.1, seed: 15), keys: [0])
    try check(table([.bigint, .date], distinct: 60, nulls: 0.1, seed: 16), keys: [0, 1])
  }

  @Test func `distinct rows are groups without aggregates`() throws {
    let table = table([.varchar, .bigint], rowCount: 500, seed: 6)
    let plan = plan(table, keys: [0, 1], [])
    let expected = group(table.rows, by: [0, 1]).map(\.key)
    for setting in Setting.all { #expect(try setting.rows(plan) == expected) }
  }

  @Test(arguments: Setting.all)
  func `without keys there is one row`(setting: Setting) throws {
    for rowCount in [0, 1, 1000] {
      let table = table([.varchar], rowCount: rowCount, seed: 7)
      let plan = plan(
        table, keys: [], [Bound.aggregate("count", []), Bound.aggregate("sum", [table[1]])])
      #expect(
        try setting.rows(plan) == [[.integer(Int64(rowCount)), sum(table.rows.map { $0[1] })]])
      let grouped = self.plan(table, keys: [0], [Bound.aggregate("count", [])])
      #expect(try setting.rows(grouped).isEmpty == (rowCount == 0))
    }
  }

  @Test func `FILTER and DISTINCT`() throws {
    let table = table([.varchar, .bigint], rowCount: 1500, distinct: 9, seed: 8)
    let isSmall = Bound.call("<", table[2], Bound.integer(300))
    let plan = plan(
      table, keys: [0],
      [
        Bound.aggregate("count", [], filter: isSmall),
        Bound.aggregate("sum", [table[1]], isDistinct: true),
        Bound.aggregate("count", [table[1]], isDistinct: true, filter: isSmall),
        Bound.aggregate("max", [table[1]], isDistinct: true),
      ])
    let expected = group(table.rows, by: [0]).map { group -> [Value] in
      let small = group.rows.filter { row in
        if case .integer(let number) = row[2] { number < 300 } else { false }
      }
      let distinct = Set(group.rows.map { $0[1] }.filter { !$0.isNull })
      let smallDistinct = Set(small.map { $0[1] }.filter { !$0.isNull })
      let greatest = distinct.max { $0.sortsBefore($1) } ?? .null
      return group.key + [
        .integer(Int64(small.count)), sum(Array(distinct)), .integer(Int64(smallDistinct.count)),
        greatest,
      ]
    }
    for setting in Setting.all {
      #expect(try setting.rows(plan) == expected, "\(setting)")
      let partitioned = try setting.rows(plan, partitioningThreshold: 0)
      #expect(sortedText(partitioned) == sortedText(expected), "\(setting) partitioned")
    }
  }

  @Test func `order-sensitive aggregates take rows in order`() throws {
    let table = table([.varchar, .bigint], rowCount: 900, distinct: 5, nulls: 0.1, seed: 9)
    func text(_ isDistinct: Bool, _ orderBy: [SortKey]) -> BoundAggregate {
      let value = BoundExpression.cast(.init(operand: table[1], type: .varchar))
      return Bound.aggregate(
        "string_agg", [value, Bound.text(",")], isDistinct: isDistinct, orderBy: orderBy)
    }
    let byValue = SortKey(table[2], isDescending: true, nullsFirst: false)
    let plan = plan(
      table, keys: [0], [text(false, []), text(true, []), text(false, [byValue])])
    let expected = group(table.rows, by: [0]).map { group -> [Value] in
      func joined(_ values: [Value]) -> Value {
        let texts = values.filter { !$0.isNull }.map(\.text)
        return texts.isEmpty ? .null : .text(texts.joined(separator: ","))
      }
      var seen = Set<Value>()
      let distinct = group.rows.map { $0[1] }.filter { seen.insert($0).inserted }
      let sorted = group.rows.enumerated().sorted { left, right in
        let (one, two) = (left.element[2], right.element[2])
        if one == two { return left.offset < right.offset }
        if one.isNull || two.isNull { return two.isNull }
        return two.sortsBefore(one)
      }
      return group.key + [
        joined(group.rows.map { $0[1] }), joined(distinct), joined(sorted.map { $0.element[1] }),
      ]
    }
    for setting in Setting.all { #expect(try setting.rows(plan) == expected, "\(setting)") }
  }
}

extension TestTable {
  /// The same rows under other columns.
  init(copying other: TestTable, columns: [PlanColumn]) {
    self.init(table: other.table, columns: columns, rows: other.rows)
  }

  private init(table: Table, columns: [PlanColumn], rows: [[Value]]) {
    self.table = table
    self.columns = columns
    self.rows = rows
  }
}
