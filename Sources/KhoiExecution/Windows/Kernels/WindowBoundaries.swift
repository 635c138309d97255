import KhoiData
import KhoiText

/// Where partitions and peers begin and end, for rows already sorted by partition and order.
struct WindowBoundaries {
  let rowCount: Int
  /// For each row the first row of its partition and one past its last.
  let partitionStart: Buffer<UInt32>
  let partitionEnd: Buffer<UInt32>
  /// For each row the number of its partition.
  let partitionNumber: Buffer<UInt32>
  let partitionCount: Int
  /// For each row the first of its peers and one past their last.
  let peerStart: Buffer<UInt32>
  let peerEnd: Buffer<UInt32>

  /// `marks` says for each row whether a partition or a group of peers begins with it.
  init(_ marks: Buffer<UInt8>, interruption: Interruption) throws(Diagnostic) {
    let count = marks.count
    rowCount = count
    (partitionStart, partitionNumber, partitionCount) = try OrderMarks.starts(
      marks, OrderMarks.partition, interruption)
    (peerStart, _, _) = try OrderMarks.starts(marks, OrderMarks.peers, interruption)
    partitionEnd = try OrderMarks.ends(marks, OrderMarks.partition, interruption)
    peerEnd = try OrderMarks.ends(marks, OrderMarks.peers, interruption)
  }
}
