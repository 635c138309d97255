import Synchronization

/// What kernels may know of the statement they run in, and where they count what must be said once.
package final class EvaluationContext: Sendable {
  /// The moment the statement began, in microseconds since 1970 (local clock).
  package let now: Int64
  private let divisionsByZero = Atomic<Int>(0)

  package init(now: Int64) {
    self.now = now
  }

  /// Counts rows in which a division by zero gave NULL.
  package func countDivisionsByZero(_ count: Int) {
    if count > 0 { divisionsByZero.wrappingAdd(count, ordering: .relaxed) }
  }

  /// Rows so far in which a division by zero gave NULL.
  package var divisionByZeroCount: Int { divisionsByZero.load(ordering: .relaxed) }
}
