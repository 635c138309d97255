import Synchronization

/// The wish to stop a query: set by Ctrl-C or another thread, read once per chunk by every worker.
package final class CancellationFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  package init() {}

  /// Asks the query to stop; may be called from a signal handler.
  package func cancel() { flag.store(true, ordering: .relaxed) }

  /// Makes the flag ready for the next statement.
  package func reset() { flag.store(false, ordering: .relaxed) }

  package var isCancelled: Bool { flag.load(ordering: .relaxed) }
}
