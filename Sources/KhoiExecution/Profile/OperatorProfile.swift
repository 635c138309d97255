import Synchronization

/// What one operator did in one run: for EXPLAIN ANALYZE.
package final class OperatorProfile: Sendable {
  /// The operator, such as `HashJoin`.
  package let name: String
  package let children: [OperatorProfile]
  private let facts = Mutex(Facts())

  private struct Facts {
    var detail = ""
    var method = ""
    var rows = 0
    /// Whether the rows are known, so that those who read them again do not count.
    var isCounted = false
    var nanoseconds: UInt64 = 0
    var byteCount = 0
  }

  package init(_ name: String, detail: String = "", children: [OperatorProfile] = []) {
    self.name = name
    self.children = children
    facts.withLock { $0.detail = detail }
  }

  /// What it works on, such as the table's name.
  package var detail: String { facts.withLock { $0.detail } }
  /// The method it chose, such as `direct array of 100 slots`.
  package var method: String { facts.withLock { $0.method } }
  /// Rows it passed on.
  package var rows: Int { facts.withLock { $0.rows } }
  /// Its own time over all workers.
  package var nanoseconds: UInt64 { facts.withLock { $0.nanoseconds } }
  /// Bytes it held at most.
  package var byteCount: Int { facts.withLock { $0.byteCount } }

  /// Notes how the operator does its work.
  package func set(method: String) { facts.withLock { $0.method = method } }

  /// Notes how many rows came out in all.
  package func set(rows: Int) {
    facts.withLock {
      $0.rows = rows
      $0.isCounted = true
    }
  }

  /// Adds to the memory that the operator took.
  package func add(byteCount: Int) { facts.withLock { $0.byteCount += byteCount } }

  /// Adds to the time and rows of the operator.
  package func add(nanoseconds: UInt64, rows: Int) {
    facts.withLock {
      $0.nanoseconds &+= nanoseconds
      if !$0.isCounted { $0.rows += rows }
    }
  }
}
