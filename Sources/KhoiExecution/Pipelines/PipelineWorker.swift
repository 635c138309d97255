import KhoiData
import KhoiText

/// One worker in one run of a pipeline: its states and the way of a chunk through them.
final class PipelineWorker {
  private let run: PipelineRun
  private let context: QueryContext
  private let sourceState: any SourceState
  private let operatorStates: [any OperatorState]
  let sinkState: any SinkState
  private var morsel = 0
  private var rowsInMorsel = 0
  private let isProfiling: Bool
  /// Per stage (source, operators, sink): rows that came out of it, and its own time.
  private var rows: [Int]
  private var elapsed: [UInt64]
  /// Time spent in stages below the one that is running.
  private var nested: UInt64 = 0

  init(run: PipelineRun) throws(Diagnostic) {
    self.run = run
    context = run.context
    sourceState = try run.pipeline.source.makeLocalState()
    var states: [any OperatorState] = []
    for step in run.pipeline.operators { states.append(try step.makeLocalState()) }
    operatorStates = states
    sinkState = try run.pipeline.sink.makeLocalState()
    isProfiling = context.isProfiling
    rows = Array(repeating: 0, count: states.count + 2)
    elapsed = Array(repeating: 0, count: states.count + 2)
  }

  func run(morsel: Int) throws(Diagnostic) {
    self.morsel = morsel
    rowsInMorsel = 0
    try context.checkCancelled()
    let start = isProfiling ? Clock.nanoseconds : 0
    nested = 0
    _ = try sourceState.read(morsel: morsel) { chunk throws(Diagnostic) in
      try self.push(chunk, 0)
    }
    if isProfiling { elapsed[0] &+= Clock.nanoseconds &- start &- nested }
    for stage in operatorStates.indices {
      _ = try operatorStates[stage].finishMorsel { chunk throws(Diagnostic) in
        try self.push(chunk, stage + 1)
      }
    }
    try sinkState.finishMorsel(morsel)
  }

  /// Hands a chunk that came out of stage `stage` to the next one.
  private func push(_ chunk: Chunk, _ stage: Int) throws(Diagnostic) -> Flow {
    if chunk.count == 0 { return .more }
    if context.cancellation.isCancelled { throw .cancelled }
    if isProfiling { return try pushMeasured(chunk, stage) }
    return try handOn(chunk, stage)
  }

  @inline(__always)
  private func handOn(_ chunk: Chunk, _ stage: Int) throws(Diagnostic) -> Flow {
    if stage == operatorStates.count {
      if run.isVain(morsel) { return .enough }
      let position = RowPosition(morsel: morsel, row: rowsInMorsel)
      rowsInMorsel += chunk.count
      return try sinkState.update(chunk, at: position)
    }
    return try operatorStates[stage].process(chunk) { output throws(Diagnostic) in
      try self.push(output, stage + 1)
    }
  }

  private func pushMeasured(_ chunk: Chunk, _ stage: Int) throws(Diagnostic) -> Flow {
    rows[stage] += chunk.count
    let outerNested = nested
    nested = 0
    let start = Clock.nanoseconds
    let flow = try handOn(chunk, stage)
    let total = Clock.nanoseconds &- start
    elapsed[stage + 1] &+= total &- nested
    nested = outerNested &+ total
    return flow
  }

  /// Adds what was measured to the profiles that all workers share.
  func flushProfiles() {
    guard isProfiling else { return }
    for (stage, profile) in run.pipeline.profiles.enumerated() where stage < rows.count {
      profile.add(nanoseconds: elapsed[stage], rows: rows[stage])
    }
  }
}
