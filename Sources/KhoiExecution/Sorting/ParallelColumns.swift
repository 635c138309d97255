import KhoiData
import Synchronization

/// The columns of a chunk that workers compute each on its own.
final class ParallelColumns: Sendable {
  private let columns: Mutex<[Vector?]>

  init(count: Int) {
    columns = Mutex(Array(repeating: nil, count: count))
  }

  func set(_ column: Int, _ vector: Vector) {
    columns.withLock { $0[column] = vector }
  }

  /// All columns, once every one of them is set.
  var vectors: [Vector] { columns.withLock { $0.compactMap { $0 } } }
}
