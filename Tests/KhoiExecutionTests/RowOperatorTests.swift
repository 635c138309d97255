import KhoiData
import KhoiExecution
import KhoiFunctions
import KhoiPlan
import KhoiText
import Testing

/// Scan, filter, project, limit, assert and the like against plain loops.
@Suite struct RowOperatorTests {
  private let ids = ColumnIDGenerator()

  private func table(_ rowCount: Int = 1000, seed: UInt64 = 1) -> TestTable {
    TestTable(
      [
        RandomColumn(name: "n", type: .bigint, distinct: 50),
        RandomColumn(name: "t", type: .varchar),
        RandomColumn(name: "d", type: .double),
        RandomColumn(name: "b", type: .boolean),
      ], rowCount: rowCount, seed: seed, ids: ids)
  }

  @Test(arguments: Setting.all)
  func `a scan gives all rows in order`(setting: Setting) throws {
    let table = table()
    #expect(try setting.rows(table.scan) == table.rows)
    #expect(try setting.rows(self.table(0).scan) == [])
  }

  @Test(arguments: Setting.all)
  func `a filter keeps the rows for which it is true`(setting: Setting) throws {
    let table = table()
    let predicate = BoundExpression.and([
      Bound.call("<", table[0], Bound.integer(20)),
      .or([table[3], Bound.call("=", table[1], Bound.text("kh1"))]),
    ])
    let expected = table.rows.filter { row in
      guard case .integer(let number) = row[0], number < 20 else { return false }
      return row[3] == .boolean(true) || row[1] == .text("kh1")
    }
    #expect(expected.count > 50)
    let pushed = table.scan(where: [predicate])
    let above = LogicalPlan.filter(
      .init(input: .limit(.init(input: table.scan, limit: nil, offset: 0)), predicate: predicate))
    #expect(try setting.rows(pushed) == expected)
    #expect(try setting.rows(above) == expected)
  }

  @Test(arguments: Setting.all)
  func `a selective filter gathers rows of a whole morsel`(setting: Setting) throws {
    let table = table(5000)
    let predicate = Bound.call("=", table[0], Bound.integer(7))
    let expected = table.rows.filter { $0[0] == .integer(7) }
    #expect(try setting.rows(table.scan(where: [predicate])) == expected)
  }

  @Test(arguments: Setting.all)
  func `expressions that can fail run only on rows that need them`(setting: Setting) throws {
    let rows: [[Value]] = [[.text("1")], [.text("x")], [.null], [.text("12")]]
    let table = TestTable([("t", .varchar)], rows: rows, ids: ids)
    let number = BoundExpression.cast(.init(operand: table[0], type: .bigint))
    let isNumber = BoundExpression.not(Bound.call("=", table[0], Bound.text("x")))
    let guarded = BoundExpression.and([isNumber, Bound.call(">", number, Bound.integer(5))])
    #expect(try setting.rows(table.scan(where: [guarded])) == [[.text("12")]])
    let column = ids.makeColumn("v", .bigint)
    let chosen = BoundExpression.caseWhen(
      .init(
        branches: [.init(condition: isNumber, value: number)],
        otherwise: Bound.integer(-1), type: .bigint))
    let project = LogicalPlan.project(
      .init(input: table.scan, items: [.init(column: column, expression: chosen)]))
    #expect(
      try setting.rows(project) == [[.integer(1)], [.integer(-1)], [.integer(-1)], [.integer(12)]])
    let failing = LogicalPlan.project(
      .init(input: table.scan, items: [.init(column: column, expression: number)]))
    #expect(throws: Diagnostic.self) { try setting.rows(failing) }
  }

  @Test(arguments: Setting.all)
  func `limit and offset keep the first rows in order`(setting: Setting) throws {
    let table = table(3000)
    for (limit, offset) in [(0, 0), (1, 0), (10, 5), (2999, 1), (5000, 0), (10, 2995), (10, 4000)] {
      let plan = LogicalPlan.limit(.init(input: table.scan, limit: limit, offset: offset))
      #expect(try setting.rows(plan) == Array(table.rows.dropFirst(offset).prefix(limit)))
    }
    let rest = LogicalPlan.limit(.init(input: table.scan, limit: nil, offset: 2990))
    #expect(try setting.rows(rest) == Array(table.rows.dropFirst(2990)))
  }

  @Test(arguments: Setting.all)
  func `a series counts up, down and not at all`(setting: Setting) throws {
    func series(_ start: Int64, _ stop: Int64, _ step: Int64) throws -> [Int64] {
      let column = ids.makeColumn("n", .bigint)
      let plan = LogicalPlan.series(
        .init(column: column, start: start, stop: stop, step: step))
      return try setting.rows(plan).map { row in
        if case .integer(let number) = row[0] { number } else { 0 }
      }
    }
    #expect(try series(1, 200, 1) == Array(1...200))
    #expect(try series(5, -7, -3) == [5, 2, -1, -4, -7])
    #expect(try series(5, 1, 1) == [])
    #expect(try series(.max - 1, .max, 1) == [.max - 1, .max])
    #expect(try series(.min, .max, .max) == [.min, -1, .max - 1])
  }

  @Test func `an endless series stops at a limit`() throws {
    let column = ids.makeColumn("n", .bigint)
    let series = LogicalPlan.series(.init(column: column, start: 0, stop: .max, step: 1))
    for setting in Setting.all {
      let rows = try setting.rows(.limit(.init(input: series, limit: 3, offset: 4)))
      #expect(rows == [[.integer(4)], [.integer(5)], [.integer(6)]])
    }
  }

  @Test(arguments: Setting.all)
  func `the first failing row makes an assertion fail`(setting: Setting) throws {
    let rows = (0..<500).map { [Value.integer($0)] }
    let table = TestTable([("n", .bigint)], rows: rows, ids: ids)
    func plan(_ limit: Int64, _ payload: [BoundExpression]) -> LogicalPlan {
      .assert(
        .init(
          input: table.scan, condition: Bound.call("<", table[0], Bound.integer(limit)),
          payload: payload, text: "n < \(limit)", range: SourceRange(3, 5)))
    }
    #expect(try setting.rows(plan(500, [])).count == 500)
    func message(_ plan: LogicalPlan) -> String? {
      do {
        _ = try setting.rows(plan)
        return nil
      } catch {
        return (error as? Diagnostic)?.message
      }
    }
    #expect(message(plan(100, [])) == "assertion failed: n < 100")
    #expect(message(plan(100, [Bound.text("row"), table[0]])) == "assertion failed: row 100")
  }

  @Test(arguments: Setting.all)
  func `a shared definition is read by several scans`(setting: Setting) throws {
    let table = table(200)
    let first = table.columns.map { ids.makeColumn($0.name, $0.type) }
    let second = [ids.makeColumn("t", .varchar)]
    let join = LogicalPlan.join(
      .init(
        kind: .semi,
        left: .sharedScan(
          .init(number: 1, name: "w", columns: first, sourceIndices: [0, 1, 2, 3])),
        right: .sharedScan(.init(number: 1, name: "w", columns: second, sourceIndices: [1])),
        equalities: [
          .init(left: BoundExpression(first[1]), right: BoundExpression(second[0]))
        ]))
    let plan = LogicalPlan.with(.init(number: 1, name: "w", definition: table.scan, body: join))
    #expect(try setting.rows(plan) == table.rows.filter { !$0[1].isNull })
  }

  @Test func `at most one row`() throws {
    for (count, fails) in [(0, false), (1, false), (2, true)] {
      let table = TestTable(
        [("n", .bigint)], rows: (0..<count).map { [.integer(Int64($0))] }, ids: ids)
      let plan = LogicalPlan.atMostOneRow(.init(input: table.scan, range: nil))
      for setting in Setting.all {
        if fails {
          #expect(throws: Diagnostic.self) { try setting.rows(plan) }
        } else {
          #expect(try setting.rows(plan) == table.rows)
        }
      }
    }
  }

  @Test func `zone maps skip segments`() throws {
    let count = 3 * Segment.capacity
    let rows = (0..<count).map { [Value.integer(Int64($0))] }
    let table = TestTable([("n", .bigint)], rows: rows, ids: ids)
    let predicate = BoundExpression.inList(
      .init(operand: table[0], values: [.integer(5), .integer(Int64(count) - 1), .null]))
    let context = Setting.all[2].context()
    let result = try Executor.run(table.scan(where: [predicate]), context: context)
    #expect(result.rows == [[.integer(5)], [.integer(Int64(count) - 1)]])
    #expect(result.profile.method == "filters \(2 * Segment.capacity) of \(count) rows")
  }
}
