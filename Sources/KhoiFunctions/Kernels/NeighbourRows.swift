import KhoiData

/// Rows that stand at a fixed place from each row, or at an edge of its frame.
enum NeighbourRows {
  /// For each row the one so many steps further in its partition, `UInt32.max` where there is none.
  static func rows(_ input: WindowInput, steps: Int) -> Buffer<UInt32> {
    let count = input.rowCount
    // Beyond all rows there is none, however far.
    let steps = max(-count, min(count, steps))
    return unsafe Buffer(count: count) { out in
      let (starts, ends) = unsafe (input.partitionStart.base, input.partitionEnd.base)
      for row in 0..<count {
        let target = row &+ steps
        let isInside = unsafe target >= Int(starts[row]) && target < Int(ends[row])
        unsafe out[row] = isInside ? UInt32(truncatingIfNeeded: target) : UInt32.max
      }
    }
  }

  /// For each row the first row of its frame, `UInt32.max` where the frame is empty; nil where
  /// frames have several parts or rows that do not count.
  @Sendable
  static func firsts(_ input: WindowInput) -> Buffer<UInt32>? { edges(input, last: false) }

  /// The same with the last row.
  @Sendable
  static func lasts(_ input: WindowInput) -> Buffer<UInt32>? { edges(input, last: true) }

  private static func edges(_ input: WindowInput, last: Bool) -> Buffer<UInt32>? {
    guard input.frames.count == 1, !input.ignoresNulls else { return nil }
    let frame = input.frames[0]
    precondition(frame.start.count == input.rowCount && frame.end.count == input.rowCount)
    return unsafe Buffer(count: input.rowCount) { out in
      let (starts, ends) = unsafe (frame.start.base, frame.end.base)
      for row in 0..<input.rowCount {
        let edge = unsafe last ? ends[row] &- 1 : starts[row]
        unsafe out[row] = starts[row] < ends[row] ? edge : UInt32.max
      }
    }
  }
}
