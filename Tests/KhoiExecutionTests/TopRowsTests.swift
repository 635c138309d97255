import KhoiData
import KhoiExecution
import KhoiFunctions
import KhoiPlan
import Testing

/// What ORDER BY with LIMIT and COUNT(DISTINCT) leave unread changes no answer.
@Suite struct TopRowsTests {
  private let ids = ColumnIDGenerator()

  /// Several segments, in some of them NULLs and NaN.
  private func table(_ type: LogicalType, seed: UInt64) -> TestTable {
    var generator = SeededGenerator(state: seed)
    let rows = (0..<150_000).map { row -> [Value] in
      let number = Int64.random(in: 0..<1_000_000, using: &generator)
      let isOdd = row > 120_000 && number % 5000 == 1
      let key: Value =
        switch type {
        case .double: isOdd ? .double(.nan) : .double(Double(number) / 8)
        case .date: .date(Int32(number % 20_000))
        default: .integer(number)
        }
      return [number % 20_000 == 3 && row > 100_000 ? .null : key, .integer(Int64(row))]
    }
    return TestTable([("k", type), ("n", .bigint)], rows: rows, ids: ids)
  }

  @Test(arguments: [LogicalType.bigint, .double, .date])
  func `the first rows are those of the whole order`(type: LogicalType) throws {
    let table = table(type, seed: 5)
    for isDescending in [false, true] {
      for nullsFirst in [false, true] {
        let keys = [
          SortKey(table[0], isDescending: isDescending, nullsFirst: nullsFirst)
        ]
        let whole = LogicalPlan.sort(
          .init(input: table.scan, keys: keys, limit: nil, offset: 0))
        for setting in Setting.all where setting.chunkCapacity > 3 {
          let all = try setting.rows(whole)
          for limit in [1, 7, 64, 500] {
            let top = LogicalPlan.sort(
              .init(input: table.scan, keys: keys, limit: limit, offset: 2))
            #expect(
              sortedText(try setting.rows(top))
                == sortedText(Array(all.dropFirst(2).prefix(limit))))
          }
          let filtered = table.scan(where: [Bound.call(">", table[1], Bound.integer(70_000))])
          let best = LogicalPlan.sort(.init(input: filtered, keys: keys, limit: 9, offset: 0))
          let expected = all.filter { row in
            if case .integer(let number) = row[1] { number > 70_000 } else { false }
          }
          #expect(sortedText(try setting.rows(best)) == sortedText(Array(expected.prefix(9))))
        }
      }
    }
  }

  @Test func `distinct values are counted although reading ends early`() throws {
    var generator = SeededGenerator(state: 9)
    for values in [2, 100, 5000] {
      for hasGap in [false, true] {
        let rows = (0..<40_000).map { _ -> [Value] in
          let number = Int64.random(in: 0..<Int64(values), using: &generator)
          return [.integer(hasGap && number == 1 ? 0 : number), .integer(number % 3)]
        }
        let table = TestTable([("v", .bigint), ("f", .bigint)], rows: rows, ids: ids)
        let filtered = table.scan(where: [Bound.call("<>", table[1], Bound.integer(2))])
        let kept = rows.filter { $0[1] != .integer(2) }
        let count = ids.makeColumn("c", .bigint)
        let plan = LogicalPlan.aggregate(
          .init(
            input: filtered, keys: [],
            aggregates: [
              .init(
                column: count, aggregate: Bound.aggregate("count", [table[0]], isDistinct: true))
            ]))
        for setting in Setting.all {
          #expect(
            try setting.rows(plan) == [[.integer(Int64(Set(kept.map { $0[0].text }).count))]])
        }
      }
    }
  }
}
