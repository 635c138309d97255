import KhoiData
import KhoiExecution

/// What memory allows, measured in the same run: no loop that touches as many bytes in the same
/// pattern can be faster.
enum MachineLimit: String, CaseIterable {
  /// Reading from the first byte to the last.
  case read
  /// Reading and writing as many bytes, both counted.
  case copy
  /// Reading eight bytes at random places among a million, and the four bytes that name the place.
  case gather

  private static let wordCount = 32 << 20

  /// Bytes a nanosecond with so many threads; the best of several runs.
  func rate(threads: Int) -> Double {
    switch self {
    case .read:
      let source = Buffer<Int64>(repeating: 1, count: Self.wordCount)
      return Self.best(threads, bytes: 8 * source.count, count: source.count) { range in
        MemoryLoops.sum(source, range)
      }
    case .copy:
      let source = Buffer<Int64>(repeating: 1, count: Self.wordCount)
      let target = CopyTarget(count: source.count)
      return Self.best(threads, bytes: 16 * source.count, count: source.count) { range in
        target.copy(source, range)
      }
    case .gather:
      var random = RandomNumbers(seed: 1)
      let table = Buffer<Int64>(repeating: 1, count: 1 << 20)
      let places = random.numbers(8 << 20, below: table.count, as: UInt32.self)
      return Self.best(threads, bytes: 12 * places.count, count: places.count) { range in
        MemoryLoops.gather(table, places, range)
      }
    }
  }

  /// Gives each thread its share of `count` items, several times.
  private static func best(
    _ threads: Int, bytes: Int, count: Int, _ work: @escaping @Sendable (Range<Int>) -> Int64
  ) -> Double {
    var least = UInt64.max
    for _ in 0..<7 {
      let start = Clock.nanoseconds
      Scheduler.shared.run(workers: threads) { worker in
        let share = count / threads
        _ = work(worker * share..<(worker + 1) * share)
      }
      least = min(least, Clock.nanoseconds - start)
    }
    return Double(bytes) / Double(least)
  }
}
