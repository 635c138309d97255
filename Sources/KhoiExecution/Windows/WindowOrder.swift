import KhoiData
import KhoiText

/// Rows in the order of a window: by partition, and in each by the window's order.
struct WindowOrder: Sendable {
  /// For each place the row; nil where the rows already are in order.
  private let rows: Buffer<UInt32>?
  /// For each place whether a partition or a group of peers begins there.
  let marks: Buffer<UInt8>

  init(
    rowCount: Int, partitionKeys: [Vector], orderKeys: [Vector],
    specifications: [SortSpecification], isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) {
    let partition = partitionKeys.flatMap {
      SortLevel.make($0, .grouping, isCancelled: isCancelled)
    }
    let peers = zip(orderKeys, specifications).flatMap {
      SortLevel.make($0, $1, isCancelled: isCancelled)
    }
    let order = try SortPermutation.sort(
      partition + peers, count: rowCount, isCancelled: isCancelled)
    marks = try OrderMarks.marks(
      order, partition: partition, peers: peers,
      interruption: Interruption(isCancelled: isCancelled))
    rows = partition.isEmpty && peers.isEmpty ? nil : order
  }

  /// A column in this order.
  func sorted(_ vector: Vector) -> Vector {
    rows.map { vector.gather($0) } ?? vector
  }

  /// The first and the last row of a column in this order, which must have rows.
  func ends(_ vector: Vector) -> Vector {
    let last = UInt32(marks.count - 1)
    return vector.gather(rows.map { Buffer([$0[0], $0[marks.count - 1]]) } ?? Buffer([0, last]))
  }

  /// For columns in this order the way back.
  func inverse(_ isCancelled: @escaping () -> Bool) throws(Diagnostic) -> (Vector) -> Vector {
    guard let rows else { return { $0 } }
    let places = try rows.inverted(Interruption(isCancelled: isCancelled))
    return { $0.gather(places) }
  }
}
