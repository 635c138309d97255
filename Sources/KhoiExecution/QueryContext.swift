package import KhoiData
package import KhoiFunctions
package import KhoiText
import Synchronization

/// What every part of one running query shares: how many threads and rows at a time, whether it
/// should stop, how much memory it holds, and what kernels may know of the statement.
package final class QueryContext: Sendable {
  /// Workers of a parallel pipeline, the caller's thread included.
  package let threads: Int
  /// Rows of a chunk at most; tests use tiny ones to cross every boundary.
  package let chunkCapacity: Int
  package let cancellation: CancellationFlag
  package let memory: MemoryAccount
  /// Where is told how far the query is.
  package let progress: ProgressMeter?
  package let evaluation: EvaluationContext
  package let scheduler: Scheduler
  /// Whether rows and time per operator are measured, for EXPLAIN ANALYZE.
  package let isProfiling: Bool
  /// Groups that a worker's own table holds well; where more are expected, rows are partitioned
  /// first.
  package let partitioningThreshold: Int
  /// Rows of a part that windows and sorts work on in the processor's caches; twice as many are cut
  /// into parts.
  package let rowsPerPart: Int
  /// Scans of fewer rows are read faster than joins could say which of them matter.
  package let keyFilterThreshold: Int

  package init(
    threads: Int = Scheduler.processorCount, chunkCapacity: Int = Chunk.defaultCapacity,
    cancellation: CancellationFlag = CancellationFlag(), memory: MemoryAccount = MemoryAccount(),
    progress: ProgressMeter? = nil, evaluation: EvaluationContext, scheduler: Scheduler = .shared,
    isProfiling: Bool = false, partitioningThreshold: Int = 400_000,
    rowsPerPart: Int? = nil, keyFilterThreshold: Int = 50_000
  ) {
    self.threads = max(1, threads)
    self.chunkCapacity = max(1, chunkCapacity)
    self.cancellation = cancellation
    self.memory = memory
    self.progress = progress
    self.evaluation = evaluation
    self.scheduler = scheduler
    self.isProfiling = isProfiling
    self.partitioningThreshold = partitioningThreshold
    // Tests use tiny chunks to cross every boundary; this is one of them.
    self.rowsPerPart =
      rowsPerPart ?? (chunkCapacity < 64 ? max(1, chunkCapacity) : 32_768)
    self.keyFilterThreshold = keyFilterThreshold
  }

  /// Spreads work that cannot fail over the threads of the query.
  package func loop(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let next = Atomic<Int>(0)
    scheduler.run(workers: min(threads, count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        body(index)
      }
    }
  }

  /// Throws where the query was cancelled: called once per chunk.
  package func checkCancelled() throws(Diagnostic) {
    if cancellation.isCancelled { throw .cancelled }
  }
}
