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

  /// `order` gives for each sorted place the row whose levels are to be compared.
  init(
    order: Buffer<UInt32>, partition: [SortLevel], peers: [SortLevel],
    interruption: Interruption
  ) throws(Diagnostic) {
    let count = order.count
    rowCount = count
    var partitionBegins: [UInt32] = []
    var peerBegins: [UInt32] = []
    try interruption.forEachBlock(of: count) { block in
      for place in block {
        let row = unsafe Int(order.base[place])
        let before = unsafe place == 0 ? -1 : Int(order.base[place - 1])
        let startsPartition = place == 0 || !Self.areEqual(row, before, partition)
        if startsPartition { partitionBegins.append(UInt32(place)) }
        if startsPartition || !Self.areEqual(row, before, peers) {
          peerBegins.append(UInt32(place))
        }
      }
    }
    partitionCount = partitionBegins.count
    let partitions = try Stretches(partitionBegins, count, interruption)
    let groups = try Stretches(peerBegins, count, interruption)
    (partitionStart, partitionEnd, partitionNumber) =
      (partitions.starts, partitions.ends, partitions.numbers)
    (peerStart, peerEnd) = (groups.starts, groups.ends)
  }

  private static func areEqual(_ left: Int, _ right: Int, _ levels: [SortLevel]) -> Bool {
    for level in levels where !level.isEqual(left, right) { return false }
    return true
  }
}

/// For each row the beginning, the end and the number of the stretch it lies in.
private struct Stretches {
  let starts: Buffer<UInt32>
  let ends: Buffer<UInt32>
  let numbers: Buffer<UInt32>

  init(
    _ begins: [UInt32], _ count: Int, _ interruption: Interruption
  ) throws(Diagnostic) {
    var stretch = 0
    func spread(_ value: (_ stretch: Int) -> UInt32) throws(Diagnostic) -> Buffer<UInt32> {
      stretch = 0
      var values = [UInt32](repeating: 0, count: count)
      try interruption.forEachBlock(of: count) { block in
        for row in block {
          while stretch + 1 < begins.count, begins[stretch + 1] <= row { stretch += 1 }
          values[row] = value(stretch)
        }
      }
      return Buffer(values)
    }
    starts = try spread { begins[$0] }
    ends = try spread { $0 + 1 < begins.count ? begins[$0 + 1] : UInt32(count) }
    numbers = try spread { UInt32($0) }
  }
}
