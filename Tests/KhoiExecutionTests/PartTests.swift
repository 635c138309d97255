import KhoiData
import KhoiExecution
import KhoiFunctions
import KhoiPlan
import Testing

/// Windows and sorts in parts against the same over all rows at once, and against plain loops.
@Suite struct PartTests {
  private let ids = ColumnIDGenerator()
  private static let types: [LogicalType] = [
    .bigint, .varchar, .double, .date, .boolean, .timestamp, .interval, .hugeint,
    .decimal(precision: 10, scale: 2), .list(.varchar),
    .structure([Field("a", .bigint), Field("b", .varchar)]),
  ]

  private func table(_ types: [LogicalType], distinct: Int, rowCount: Int = 300) -> TestTable {
    TestTable(
      types.enumerated().map { place, type in
        RandomColumn(name: "c\(place)", type: type, distinct: distinct)
      }, rowCount: rowCount, seed: UInt64(distinct), ids: ids)
  }

  private func item(_ call: BoundWindowCall) -> LogicalPlan.Window.Item {
    LogicalPlan.Window.Item(column: ids.makeColumn("w", call.type), call: call)
  }

  private func function(
    _ name: String, _ arguments: [BoundExpression] = [], frame: WindowFrame = .upToCurrent
  ) throws -> LogicalPlan.Window.Item {
    let function = try #require(FunctionLibrary.window(named: name))
    let type = arguments.first?.type ?? .bigint
    return item(
      BoundWindowCall(
        function: .window(
          function, function.overloads[0], arguments: arguments, ignoresNulls: false),
        frame: frame, type: type))
  }

  private func aggregate(
    _ name: String, _ arguments: [BoundExpression], frame: WindowFrame = .upToCurrent,
    filter: BoundExpression? = nil
  ) -> LogicalPlan.Window.Item {
    let aggregate = Bound.aggregate(name, arguments, filter: filter)
    return item(
      BoundWindowCall(function: .aggregate(aggregate), frame: frame, type: aggregate.type))
  }

  private func window(
    _ input: LogicalPlan, _ partition: [BoundExpression], _ order: [SortKey],
    _ items: [LogicalPlan.Window.Item]
  ) -> LogicalPlan {
    .window(.init(input: input, partitionBy: partition, orderBy: order, items: items))
  }

  private func check(_ plan: LogicalPlan, _ comment: String) throws {
    let expected = try Setting.all[0].rows(plan, rowsPerPart: 1_000_000)
    for setting in [Setting.all[0], Setting.all[3]] {
      for rowsPerPart in [4, 40] {
        let rows = try setting.rows(plan, rowsPerPart: rowsPerPart)
        let difference = zip(rows, expected).enumerated().first { $1.0 != $1.1 }
        #expect(
          rows.count == expected.count && difference == nil,
          "\(comment), \(setting), parts of \(rowsPerPart): \(String(describing: difference))")
      }
    }
  }

  /// Calls with every kind of frame.
  private func items(_ table: TestTable) throws -> [LogicalPlan.Window.Item] {
    let two = WindowFrame.Offset(Bound.integer(2))
    let sliding = WindowFrame(unit: .rows, start: .preceding(two), end: .following(two))
    let others = WindowFrame(
      unit: .groups, start: .unboundedPreceding, end: .following(two), exclusion: .currentRow)
    let (number, text) = (table[0], table[1])
    let isSmall = Bound.call("<", number, Bound.integer(4))
    return [
      try function("row_number"), try function("rank"), try function("dense_rank"),
      try function("lag", [text]), try function("first_value", [text], frame: sliding),
      aggregate("sum", [number]), aggregate("sum", [number], frame: sliding),
      aggregate("sum", [table[2]]), aggregate("sum", [table[2]], frame: others),
      aggregate("avg", [table[2]], frame: sliding),
      aggregate("count", [], frame: .wholePartition),
      aggregate("max", [text]), aggregate("min", [text], frame: sliding),
      aggregate("sum", [table[2]], filter: isSmall),
      aggregate("count", [number], frame: others, filter: isSmall),
      try function("last_value", [table[3]], frame: others),
    ]
  }

  @Test func `windows over partitions of each type`() throws {
    for distinct in [2, 60] {
      let table = table([.bigint, .varchar, .double] + Self.types, distinct: distinct)
      for place in Self.types.indices {
        let keys = [SortKey(table[0], isDescending: place % 2 == 0, nullsFirst: place % 3 == 0)]
        try check(
          window(table.scan, [table[3 + place]], keys, try items(table)),
          "by \(Self.types[place]) of \(distinct)")
      }
    }
  }

  @Test func `windows in one order of each type`() throws {
    let table = table([.bigint, .varchar, .double] + Self.types, distinct: 300)
    for place in Self.types.indices {
      let keys = [
        SortKey(table[3 + place], isDescending: place % 2 == 0, nullsFirst: place % 3 == 0),
        SortKey(table[1], isDescending: true, nullsFirst: false),
      ]
      try check(window(table.scan, [], keys, try items(table)), "in order of \(Self.types[place])")
    }
  }

  @Test func `windows with one partition are computed together, whatever their order`() throws {
    let table = table([.bigint, .varchar, .double, .bigint], distinct: 70)
    let up = [SortKey(table[2], isDescending: false, nullsFirst: false)]
    let first = aggregate("sum", [table[0]])
    let second = try function("row_number")
    let below = window(
      table.scan, [table[3]], up, [first, try function("lag", [table[1]])])
    try check(window(below, [table[3]], [], [second]), "two orders")
    let third = aggregate("max", [BoundExpression(first.column)])
    try check(window(below, [table[3]], up, [third]), "one reads the other")
  }

  @Test func `a running sum is that of a plain loop`() throws {
    let table = table([.bigint, .double, .bigint], distinct: 50)
    let plan = window(
      table.scan, [table[2]], [SortKey(table[0], isDescending: false, nullsFirst: false)],
      [aggregate("sum", [table[1]])])
    func number(_ value: Value) -> Int64 {
      if case .integer(let number) = value { number } else { .max }
    }
    let expected = table.rows.map { row -> [Value] in
      let before = table.rows.filter { $0[2] == row[2] && number($0[0]) <= number(row[0]) }
      let numbers = before.compactMap { other -> Double? in
        if case .double(let number) = other[1] { number } else { nil }
      }
      return row + [numbers.isEmpty ? .null : .double(numbers.reduce(0, +))]
    }
    for setting in Setting.all {
      #expect(try setting.rows(plan, rowsPerPart: 30) == expected, "\(setting)")
    }
  }

  @Test func `rows sort in parts as they do at once`() throws {
    let table = table(Self.types, distinct: 400)
    for place in Self.types.indices {
      for isDescending in [false, true] {
        let keys = [
          SortKey(table[4], isDescending: isDescending, nullsFirst: !isDescending),
          SortKey(table[place], isDescending: isDescending, nullsFirst: place % 2 == 0),
          SortKey(table[(place + 1) % 4], isDescending: false, nullsFirst: isDescending),
        ]
        for first in [0, 1] {
          try check(
            .sort(.init(input: table.scan, keys: Array(keys[first...]))),
            "by \(Self.types[place]) from \(first)")
        }
      }
    }
  }

  @Test func `texts that begin alike sort in parts`() throws {
    var generator = SeededGenerator(state: 4)
    let rows = (0..<500).map { row -> [Value] in
      let number = Int.random(in: 0..<200, using: &generator)
      let isOther = row % 90 == 7
      return [
        .text(isOther ? "\(row)" : "they all begin with this \(number)"), .integer(Int64(row)),
      ]
    }
    let table = TestTable([("s", .varchar), ("n", .bigint)], rows: rows, ids: ids)
    for isDescending in [false, true] {
      let keys = [SortKey(table[0], isDescending: isDescending, nullsFirst: false)]
      try check(.sort(.init(input: table.scan, keys: keys)), "descending \(isDescending)")
      let upper = [
        SortKey(Bound.call("upper", table[0]), isDescending: isDescending, nullsFirst: false)
      ]
      try check(.sort(.init(input: table.scan, keys: upper)), "upper, descending \(isDescending)")
    }
  }

  @Test func `a profile tells the parts`() throws {
    let table = table([.bigint, .double], distinct: 200)
    let keys = [SortKey(table[1], isDescending: false, nullsFirst: false)]
    func method(_ plan: LogicalPlan) throws -> String {
      try Executor.run(plan, context: Setting.all[2].context(rowsPerPart: 10)).profile.method
    }
    let sum = aggregate("sum", [table[1]])
    #expect(try method(window(table.scan, [table[0]], keys, [sum])) == "32 parts by hash")
    #expect(try method(window(table.scan, [], keys, [sum])).hasSuffix("parts by order"))
    #expect(try method(.sort(.init(input: table.scan, keys: keys))).hasSuffix("parts"))
  }

  @Test func `parts stay within the memory limit`() throws {
    let table = table([.bigint, .varchar, .double], distinct: 400, rowCount: 5000)
    let keys = [SortKey(table[0], isDescending: false, nullsFirst: false)]
    let plans = [
      LogicalPlan.sort(.init(input: table.scan, keys: keys)),
      window(table.scan, [table[1]], keys, [aggregate("sum", [table[2]])]),
    ]
    for plan in plans {
      let context = Setting.all[2].context(memoryLimit: 20_000, rowsPerPart: 100)
      #expect(throws: (any Error).self) { try Executor.run(plan, context: context) }
      #expect(context.memory.usedBytes == 0)
    }
  }
}
