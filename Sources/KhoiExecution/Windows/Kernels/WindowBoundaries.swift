import KhoiData

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
  init(order: Buffer<UInt32>, partition: [SortLevel], peers: [SortLevel]) {
    let count = order.count
    rowCount = count
    var partitionBegins: [UInt32] = []
    var peerBegins: [UInt32] = []
    for place in 0..<count {
      let row = Int(order[place])
      let before = place == 0 ? -1 : Int(order[place - 1])
      let startsPartition = place == 0 || !partition.allSatisfy { $0.isEqual(row, before) }
      if startsPartition { partitionBegins.append(UInt32(place)) }
      if startsPartition || !peers.allSatisfy({ $0.isEqual(row, before) }) {
        peerBegins.append(UInt32(place))
      }
    }
    partitionCount = partitionBegins.count
    (partitionStart, partitionEnd, partitionNumber) = Self.spread(partitionBegins, count)
    (peerStart, peerEnd, _) = Self.spread(peerBegins, count)
  }

  /// For each row the beginning and end of its stretch, and the stretch's number.
  private static func spread(
    _ begins: [UInt32], _ count: Int
  ) -> (Buffer<UInt32>, Buffer<UInt32>, Buffer<UInt32>) {
    let owner = (
      starts: [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
        fill(buffer, begins, count) { start, _, _ in start }
        filled = count
      },
      ends: [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
        fill(buffer, begins, count) { _, end, _ in end }
        filled = count
      },
      numbers: [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
        fill(buffer, begins, count) { _, _, number in number }
        filled = count
      }
    )
    return (Buffer(owner.starts), Buffer(owner.ends), Buffer(owner.numbers))
  }

  private static func fill(
    _ buffer: UnsafeMutableBufferPointer<UInt32>, _ begins: [UInt32], _ count: Int,
    _ value: (_ start: UInt32, _ end: UInt32, _ number: UInt32) -> UInt32
  ) {
    for (number, start) in begins.enumerated() {
      let end = number + 1 < begins.count ? begins[number + 1] : UInt32(count)
      let filler = value(start, end, UInt32(number))
      for place in Int(start)..<Int(end) { buffer[place] = filler }
    }
  }
}
