/// A span of calendar time: months, days and microseconds are kept apart, since neither a month
/// nor (across clock changes) a day has a fixed length.
package struct Interval: Hashable, Sendable, BitwiseCopyable {
  package var months: Int32
  package var days: Int32
  package var microseconds: Int64

  package init(months: Int32 = 0, days: Int32 = 0, microseconds: Int64 = 0) {
    self.months = months
    self.days = days
    self.microseconds = microseconds
  }

  /// The span in microseconds with months of 30 days and days of 24 hours: the order and equality
  /// of intervals, as in PostgreSQL.
  package var comparableMicroseconds: Int128 {
    (Int128(months) * 30 + Int128(days)) * 86_400_000_000 + Int128(microseconds)
  }
}

extension Interval: Comparable {
  /// By length, a month counted as thirty days.
  package static func < (left: Interval, right: Interval) -> Bool {
    left.comparableMicroseconds < right.comparableMicroseconds
  }
}
