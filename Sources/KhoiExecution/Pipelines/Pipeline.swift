import KhoiData
package import KhoiText
import Synchronization

/// A chain from a source through operators into a sink, run on all workers.
///
/// Workers take morsels by number, each pushes the chunks of its morsel through its own states.
/// The first error stops the others; of several the one of the lowest morsel counts, so that the
/// same mistake is reported whatever the number of threads.
package struct Pipeline: Sendable {
  package let source: any Source
  package let operators: [any Operator]
  package let sink: any Sink
  /// Profiles of the source, each operator and the sink, where measured.
  let profiles: [OperatorProfile]

  /// Runs to the end, with the sink's `finalize`.
  package func run(_ context: QueryContext) throws(Diagnostic) {
    try context.checkCancelled()
    let morselCount = source.morselCount
    let workers = max(1, min(context.threads, morselCount))
    let share = max(1, source.rowEstimate / max(1, morselCount))
    let (total, isHuge) = share.multipliedReportingOverflow(by: morselCount)
    if morselCount > 1 { context.progress?.begin(total: isHuge ? 0 : total, unit: .rows) }
    let run = PipelineRun(
      pipeline: self, context: context, morselCount: morselCount, morselShare: share)
    context.scheduler.run(workers: workers) { _ in run.work() }
    let states = try run.states()
    let start = context.isProfiling ? Clock.nanoseconds : 0
    try sink.finalize(states, context)
    if context.isProfiling, let profile = profiles.last {
      profile.add(nanoseconds: Clock.nanoseconds - start, rows: 0)
    }
  }
}

/// One run of a pipeline: what its workers share.
final class PipelineRun: Sendable {
  let pipeline: Pipeline
  let context: QueryContext
  private let morselCount: Int
  /// Rows of a morsel, more or less.
  private let morselShare: Int
  private let order: [Int]?
  private let nextMorsel = Atomic<Int>(0)
  /// The lowest morsel that failed; workers in higher ones give up.
  private let failedMorsel = Atomic<Int>(Int.max)
  private let outcome = Mutex(Outcome())

  private struct Outcome {
    var states: [any SinkState] = []
    var failure: Diagnostic?
    var failureMorsel = Int.max
  }

  init(pipeline: Pipeline, context: QueryContext, morselCount: Int, morselShare: Int) {
    self.morselShare = morselShare
    order = pipeline.source.order
    self.pipeline = pipeline
    self.context = context
    self.morselCount = morselCount
  }

  /// The states of all workers, or the error that ended the run.
  func states() throws(Diagnostic) -> [any SinkState] {
    let outcome = outcome.withLock { $0 }
    if let failure = outcome.failure,
      !pipeline.sink.ignoresFailure(inMorsel: outcome.failureMorsel)
    {
      throw failure
    }
    return outcome.states
  }

  /// One worker's part: morsels until there are none.
  func work() {
    var morsel = -1
    do throws(Diagnostic) {
      let worker = try PipelineWorker(run: self)
      let state = worker.sinkState
      outcome.withLock { $0.states.append(state) }
      while pipeline.sink.needsMore {
        let next = nextMorsel.wrappingAdd(1, ordering: .relaxed).oldValue
        if next >= morselCount { break }
        morsel = order?[next] ?? next
        if failedMorsel.load(ordering: .relaxed) < morsel {
          if order == nil { break }
          continue
        }
        try worker.run(morsel: morsel)
        if morselCount > 1 { context.progress?.advance(morselShare, rows: morselShare) }
      }
      worker.flushProfiles()
    } catch {
      fail(error, morsel: morsel)
    }
  }

  private func fail(_ diagnostic: Diagnostic, morsel: Int) {
    failedMorsel.min(morsel, ordering: .relaxed)
    outcome.withLock { outcome in
      if morsel < outcome.failureMorsel || outcome.failure == nil {
        outcome.failure = diagnostic
        outcome.failureMorsel = morsel
      }
    }
  }

  /// Whether a lower morsel failed, so that work on this one is in vain.
  func isVain(_ morsel: Int) -> Bool { failedMorsel.load(ordering: .relaxed) < morsel }
}
