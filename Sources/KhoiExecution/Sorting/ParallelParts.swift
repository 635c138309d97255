import Synchronization

/// The parts of a result that workers compute each on its own, in order.
final class ParallelParts<Part: Sendable>: Sendable {
  private let parts: Mutex<[Part?]>

  init(count: Int) {
    parts = Mutex(Array(repeating: nil, count: count))
  }

  func set(_ index: Int, _ part: Part) {
    parts.withLock { $0[index] = part }
  }

  /// All parts, once every one of them is set.
  var all: [Part] { parts.withLock { $0.compactMap { $0 } } }
}
