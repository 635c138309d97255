package import KhoiData
import KhoiText
import Synchronization

/// What a load tells while it runs, and what makes it stop: the person, or the memory limit.
package final class LoadMonitor: Sendable {
  /// Bytes that the load may add to the process.
  package let memoryLimit: Int
  private let progress: ProgressMeter?
  private let isCancelled: @Sendable () -> Bool
  private let stopped = Atomic(false)
  private let state = Mutex(State())

  private struct State {
    /// What the load is expected to take, once that is more than it may.
    var needed: Int?
    /// The first measurement, from which the growth is reckoned.
    var firstDone = 0
    var firstGrowth = 0
    var done = 0
    var total = 0
    /// What the process held before the load; nil where so little is read that nobody asks.
    var residentAtStart: Int?
  }

  /// - Parameter isCancelled: asked often, from any thread.
  package init(
    memoryLimit: Int = .max, progress: ProgressMeter? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.memoryLimit = memoryLimit
    self.progress = progress
    self.isCancelled = isCancelled
  }

  /// Whether the load must end now; asked once a piece.
  var shouldStop: Bool { stopped.load(ordering: .relaxed) || isCancelled() }

  /// Bytes that the load needs, if that made it stop.
  var neededBytes: Int? { state.withLock { $0.needed } }

  /// Says how many bytes there are to be read.
  func begin(bytes: Int) {
    let resident = bytes < LoadMonitor.measuredSize ? nil : ProcessMemory.residentBytes
    state.withLock {
      $0.total = bytes
      $0.residentAtStart = resident
    }
    progress?.begin(total: bytes, unit: .bytes)
  }

  /// Says that so many bytes are gone through once more.
  func extend(bytes: Int) {
    state.withLock { $0.total += bytes }
    progress?.extend(by: bytes)
  }

  /// Says that some bytes were read and how many rows they gave; looks at the memory.
  func advance(bytes: Int, rows: Int) {
    progress?.advance(bytes, rows: rows)
    guard memoryLimit < Int.max, let before = state.withLock({ $0.residentAtStart }) else {
      return
    }
    let growth = ProcessMemory.residentBytes - before
    state.withLock { state in
      state.done += bytes
      if growth > memoryLimit { state.needed = max(growth, state.needed ?? 0) }
      // Buffers and dictionaries cost most at first, so what counts is how memory grows later.
      if state.firstDone == 0 && state.done >= LoadMonitor.warmUp {
        state.firstDone = state.done
        state.firstGrowth = growth
      }
      if state.firstDone > 0, state.done >= state.firstDone * 3, state.done < state.total {
        let rate = Double(growth - state.firstGrowth) / Double(state.done - state.firstDone)
        let expected = Double(growth) + rate * Double(state.total - state.done)
        if expected > Double(memoryLimit) * 1.25 { state.needed = Int(expected) }
      }
      if state.needed != nil { stopped.store(true, ordering: .relaxed) }
    }
  }

  private static let warmUp = 1 << 25
  /// Smaller files are read in one go, before anything could be stopped.
  private static let measuredSize = 1 << 16

  /// Throws where so many bytes in one piece are more than the load may take.
  func checkRoom(for bytes: Int, of path: String) throws(Diagnostic) {
    if bytes > memoryLimit {
      throw Diagnostic.loadTooLarge(path, needed: bytes, limit: memoryLimit)
    }
  }
}
