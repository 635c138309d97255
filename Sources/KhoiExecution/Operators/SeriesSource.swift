import KhoiData
import KhoiText

/// Counts from a start by a step.
package final class SeriesSource: Source {
  private let start: Int64
  private let step: Int64
  private let total: UInt64
  private let chunkCapacity: Int
  private let morselSize: Int

  /// `step` must not be zero.
  init(start: Int64, stop: Int64, step: Int64, chunkCapacity: Int) {
    self.start = start
    self.step = step
    self.chunkCapacity = chunkCapacity
    morselSize = chunkCapacity * 16
    let span = step > 0 ? Int128(stop) - Int128(start) : Int128(start) - Int128(stop)
    total = span < 0 ? 0 : UInt64(truncatingIfNeeded: span / Int128(step.magnitude) + 1)
  }

  package var morselCount: Int {
    let size = UInt64(morselSize)
    let count = total / size + (total % size == 0 ? 0 : 1)
    return Int(clamping: count)
  }

  package var rowEstimate: Int { Int(clamping: total) }

  package func makeLocalState() -> any SourceState { State(source: self) }

  private final class State: SourceState {
    private let source: SeriesSource

    init(source: SeriesSource) {
      self.source = source
    }

    func read(morsel: Int, emit: ChunkConsumer) throws(Diagnostic) -> Flow {
      let first = UInt64(morsel) &* UInt64(source.morselSize)
      let end = min(source.total, first &+ UInt64(source.morselSize))
      var position = first
      while position < end {
        let count = Int(min(UInt64(source.chunkCapacity), end &- position))
        let base = source.start &+ source.step &* Int64(truncatingIfNeeded: position)
        let values = Buffer<Int64>.counting(from: base, by: source.step, count: count)
        let chunk = Chunk([Vector(.bigint, .int64(values))], count: count)
        if try emit(chunk) == .enough { return .enough }
        position &+= UInt64(count)
      }
      return .more
    }
  }
}
