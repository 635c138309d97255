import KhoiData
import KhoiText
import Synchronization

/// Collects rows until the first `wanted` in order are there; then no more morsels are read.
///
/// Workers are a few morsels apart, so what counts is the unbroken run of finished morsels from the
/// first: once it holds enough rows, whatever later morsels hold is not needed.
final class LimitSink: Sink {
  let name = "LIMIT"
  private let wanted: Int
  private let types: [LogicalType]
  private let context: QueryContext
  private let progress = Mutex(Progress())
  private let isSatisfied: Atomic<Bool>
  private let collected: Mutex<ChunkCollection>

  private struct Progress {
    /// Rows of finished morsels that are not yet part of the run.
    var finished: [Int: Int] = [:]
    var runLength = 0
    var runRows = 0
  }

  init(wanted: Int, types: [LogicalType], context: QueryContext) {
    self.wanted = wanted
    self.types = types
    self.context = context
    isSatisfied = Atomic(wanted == 0)
    collected = Mutex(ChunkCollection(types: types, chunks: []))
  }

  var needsMore: Bool { !isSatisfied.load(ordering: .relaxed) }

  /// The rows in order; more than wanted may be there.
  var collection: ChunkCollection { collected.withLock { $0 } }

  func ignoresFailure(inMorsel morsel: Int) -> Bool {
    !needsMore && progress.withLock { morsel >= $0.runLength }
  }

  func makeLocalState() -> any SinkState { State(sink: self) }

  private func finish(morsel: Int, rows: Int) {
    progress.withLock { progress in
      progress.finished[morsel] = rows
      while let rows = progress.finished.removeValue(forKey: progress.runLength) {
        progress.runLength += 1
        progress.runRows += rows
        if progress.runRows >= wanted { isSatisfied.store(true, ordering: .relaxed) }
      }
    }
  }

  func finalize(_ states: [any SinkState], _ context: QueryContext) {
    var parts: [(morsel: Int, chunks: [Chunk])] = []
    for state in states {
      if let state = state as? State { parts.append(contentsOf: state.parts) }
    }
    let runLength = progress.withLock { $0.runLength }
    parts.removeAll { $0.morsel >= runLength }
    parts.sort { $0.morsel < $1.morsel }
    let all = ChunkCollection(types: types, chunks: parts.flatMap(\.chunks))
    collected.withLock { $0 = all }
  }

  private final class State: SinkState, @unchecked Sendable {
    // Safe because one worker owns it until it is finalised.
    var parts: [(morsel: Int, chunks: [Chunk])] = []
    private var current: [Chunk] = []
    private var rows = 0
    private let sink: LimitSink
    private let reservation: MemoryReservation

    init(sink: LimitSink) {
      self.sink = sink
      reservation = MemoryReservation(sink.context.memory, for: sink.name)
    }

    func update(_ chunk: Chunk, at position: RowPosition) throws(Diagnostic) -> Flow {
      if !sink.needsMore { return .enough }
      try reservation.add(chunk.ownedByteCount)
      current.append(chunk)
      rows += chunk.count
      return rows >= sink.wanted ? .enough : .more
    }

    func finishMorsel(_ morsel: Int) {
      parts.append((morsel, current))
      sink.finish(morsel: morsel, rows: rows)
      current = []
      rows = 0
    }
  }
}
