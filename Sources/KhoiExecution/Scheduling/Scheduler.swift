package import KhoiText
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs loops on all cores with threads that live on between queries.
///
/// The caller's thread is worker like the others and never waits while there is work it could do,
/// so loops may run inside loops, and many queries at a time.
package final class Scheduler: Sendable {
  /// The one that queries use unless told otherwise.
  package static let shared = Scheduler()

  /// Processors that are online.
  package static let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  private let pool = WorkerPool()

  package init() {}

  /// Calls `work` once for each worker number, at the same time where threads are free, and returns
  /// when all are done.
  package func run(workers: Int, _ work: @escaping @Sendable (_ worker: Int) -> Void) {
    if workers <= 1 {
      work(0)
      return
    }
    pool.run(ParallelJob(workers: workers, work: work))
  }

  /// Calls `body` for every index, spread over the workers; the error of the lowest index that
  /// failed is thrown.
  package func forEach(
    _ count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    let loop = ParallelLoop(count: count)
    run(workers: min(threads, count)) { _ in
      while let index = loop.next() {
        do throws(Diagnostic) { try body(index) } catch { loop.fail(error, at: index) }
      }
    }
    if let failure = loop.failure { throw failure }
  }
}

/// The indices of a loop that workers share.
private final class ParallelLoop: Sendable {
  private let count: Int
  private let nextIndex = Atomic<Int>(0)
  private let firstFailure = Mutex<(index: Int, diagnostic: Diagnostic)?>(nil)

  init(count: Int) {
    self.count = count
  }

  func next() -> Int? {
    let index = nextIndex.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < count ? index : nil
  }

  func fail(_ diagnostic: Diagnostic, at index: Int) {
    nextIndex.store(count, ordering: .relaxed)
    firstFailure.withLock { failure in
      if failure == nil || index < failure?.index ?? 0 { failure = (index, diagnostic) }
    }
  }

  var failure: Diagnostic? { firstFailure.withLock { $0?.diagnostic } }
}
