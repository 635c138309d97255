import Synchronization

/// Numbers handed out one after the other: `CREATE SEQUENCE`.
///
/// Handing out is never undone, so that two statements never get one number.
package final class NumberSequence: Sendable {
  package let name: String
  package let start: Int64
  package let increment: Int64
  package let least: Int64
  package let greatest: Int64
  /// Whether it begins anew after the last number.
  package let cycles: Bool
  private let state: Mutex<State>

  private struct State {
    var next: Int64?
    var last: Int64?
  }

  package init(
    name: String, start: Int64, increment: Int64, least: Int64, greatest: Int64, cycles: Bool
  ) {
    self.name = name
    self.start = start
    self.increment = increment
    self.least = least
    self.greatest = greatest
    self.cycles = cycles
    state = Mutex(State(next: start, last: nil))
  }

  /// The next numbers; nil where there are no more.
  package func take(_ count: Int) -> [Int64]? {
    state.withLock { state in
      var numbers: [Int64] = []
      numbers.reserveCapacity(count)
      var copy = state
      for _ in 0..<count {
        guard let number = copy.next else { return nil }
        numbers.append(number)
        copy.last = number
        let (following, overflow) = number.addingReportingOverflow(increment)
        if !overflow && following >= least && following <= greatest {
          copy.next = following
        } else {
          copy.next = cycles ? (increment > 0 ? least : greatest) : nil
        }
      }
      state = copy
      return numbers
    }
  }

  /// The number handed out last.
  package var last: Int64? { state.withLock { $0.last } }
}
