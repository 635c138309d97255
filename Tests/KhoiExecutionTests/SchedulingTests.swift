import KhoiData
import KhoiExecution
import KhoiFunctions
import KhoiPlan
import KhoiText
import Synchronization
import Testing

/// Threads, cancellation and memory.
@Suite struct SchedulingTests {
  private let ids = ColumnIDGenerator()

  @Test func `every worker and every index runs once, loops in loops too`() throws {
    let scheduler = Scheduler()
    let total = Atomic<Int>(0)
    let counter = Counter(total: 0)
    for _ in 0..<50 {
      scheduler.run(workers: 4) { worker in counter.add(worker + 1) }
    }
    #expect(counter.value == 50 * 10)
    let inner = Counter(total: 0)
    try scheduler.forEach(20, threads: 3) { index throws(Diagnostic) in
      try scheduler.forEach(10, threads: 2) { other throws(Diagnostic) in
        inner.add(index * other)
      }
    }
    #expect(inner.value == 190 * 45)
    #expect(total.load(ordering: .relaxed) == 0)
  }

  @Test func `the error of the lowest index is thrown`() {
    for _ in 0..<20 {
      do {
        try Scheduler.shared.forEach(8, threads: 3) { index throws(Diagnostic) in
          if index >= 0 { throw Diagnostic(.runtime, "test", "index \(index)") }
        }
        Issue.record("no error")
      } catch {
        #expect(error.message == "index 0")
      }
    }
  }

  /// Numbers that take long: a cross join of series.
  private func endless() -> LogicalPlan {
    let left = ids.makeColumn("a", .bigint)
    let right = ids.makeColumn("b", .bigint)
    let join = LogicalPlan.join(
      .init(
        kind: .inner,
        left: .series(.init(column: left, start: 0, stop: 10_000_000_000, step: 1)),
        right: .series(.init(column: right, start: 0, stop: 10_000, step: 1)),
        residual: Bound.call("<", BoundExpression(left), Bound.integer(-1))))
    return .aggregate(
      .init(
        input: join, keys: [],
        aggregates: [
          .init(column: ids.makeColumn("n", .bigint), aggregate: Bound.aggregate("count", []))
        ]))
  }

  @Test(arguments: Setting.all)
  func `a cancelled query stops within a tenth of a second`(setting: Setting) throws {
    let cancellation = CancellationFlag()
    let context = setting.context(cancellation: cancellation)
    let asked = Mutex<UInt64>(0)
    let plan = endless()
    let result = Mutex<(code: String, waited: UInt64)?>(nil)
    Scheduler().run(workers: 2) { worker in
      if worker == 0 {
        do throws(Diagnostic) {
          _ = try Executor.run(plan, context: context)
        } catch {
          let moment = Clock.nanoseconds
          let waited = moment - asked.withLock { $0 }
          result.withLock { $0 = (error.code, waited) }
        }
      } else {
        let start = Clock.nanoseconds
        while Clock.nanoseconds - start < 30_000_000 {}
        asked.withLock { $0 = Clock.nanoseconds }
        cancellation.cancel()
      }
    }
    let (code, waited) = result.withLock { $0 } ?? ("nothing", .max)
    #expect(code == "runtime.cancelled")
    #expect(waited < 100_000_000)
  }

  @Test(arguments: Setting.all)
  func `the memory limit names the operator`(setting: Setting) throws {
    let table = TestTable(
      [RandomColumn(name: "t", type: .varchar, distinct: 1_000_000)], rowCount: 20_000, seed: 1,
      ids: ids)
    let grouped = LogicalPlan.aggregate(
      .init(
        input: table.scan,
        keys: [.init(column: ids.makeColumn("k", .varchar), expression: table[0])],
        aggregates: []))
    let context = setting.context(memoryLimit: 100_000)
    do {
      _ = try Executor.run(grouped, context: context)
      Issue.record("no error")
    } catch {
      #expect(error.code == "runtime.out-of-memory")
      #expect(error.message.contains("aggregation"))
    }
    #expect(context.memory.usedBytes == 0)
  }
}

/// A number that threads add to.
private final class Counter: Sendable {
  private let total: Mutex<Int>

  init(total: Int) {
    self.total = Mutex(total)
  }

  func add(_ amount: Int) { total.withLock { $0 += amount } }

  var value: Int { total.withLock { $0 } }
}
