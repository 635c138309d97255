import KhoiData
import KhoiFunctions
import KhoiText

/// How many rows of a frame hold a value.
struct FrameMembers {
  /// Before each row the number of valid rows so far, and at the end all of them; nil where all
  /// are valid.
  private let totals: Buffer<UInt32>?

  init(_ argument: Vector?) {
    guard let argument = argument?.flattened(), let validity = argument.validity else {
      totals = nil
      return
    }
    totals = unsafe Buffer<UInt32>(count: argument.count + 1) { out in
      var total: UInt32 = 0
      unsafe out[0] = 0
      for row in 0..<argument.count {
        total &+= validity.isValid(row) ? 1 : 0
        unsafe out[row + 1] = total
      }
    }
  }

  /// The number of rows of each frame that count.
  func counts(_ frames: WindowFrames) -> Buffer<UInt32> {
    unsafe Buffer(count: frames.count) { out in
      unsafe out.initialize(repeating: 0, count: frames.count)
      for part in frames.parts {
        let (starts, ends) = unsafe (part.start.base, part.end.base)
        if let totals {
          for row in 0..<frames.count {
            unsafe out[row] &+= totals.base[Int(ends[row])] &- totals.base[Int(starts[row])]
          }
        } else {
          for row in 0..<frames.count { unsafe out[row] &+= ends[row] &- starts[row] }
        }
      }
    }
  }

  /// Which frames have any row that counts; nil where all do.
  func nonEmpty(_ frames: WindowFrames) -> Validity? {
    let counts = counts(frames)
    var empty = 0
    for row in 0..<frames.count { unsafe empty &+= counts.base[row] == 0 ? 1 : 0 }
    if empty == 0 { return nil }
    return Validity(count: frames.count) { unsafe counts.base[$0] > 0 }
  }
}

/// One binary tree a partition over its rows, all in one array: that of the rows from `first` on
/// has its root at `2 * first + 1`.
struct PartitionForest {
  /// For each row the first row of its partition and how many rows that has.
  private let firsts: Buffer<UInt32>
  private let counts: Buffer<UInt32>

  init(_ partitionOfRow: Buffer<UInt32>) {
    let count = partitionOfRow.count
    let numbers = unsafe partitionOfRow.base
    let firsts = unsafe Buffer<UInt32>(count: count) { out in
      for row in 0..<count {
        let goesOn = unsafe row > 0 && numbers[row] == numbers[row - 1]
        unsafe out[row] = goesOn ? out[row - 1] : UInt32(truncatingIfNeeded: row)
      }
    }
    self.firsts = firsts
    counts = unsafe Buffer<UInt32>(count: count) { out in
      for row in stride(from: count - 1, through: 0, by: -1) {
        let goesOn = unsafe row + 1 < count && numbers[row] == numbers[row + 1]
        let size = unsafe UInt32(truncatingIfNeeded: row) &- firsts.base[row] &+ 1
        unsafe out[row] = goesOn ? out[row + 1] : size
      }
    }
  }

  func forEachTree(
    _ body: (_ first: Int, _ count: Int) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    var first = 0
    while first < counts.count {
      let count = Int(counts[first])
      try body(first, count)
      first += count
    }
  }

  /// The nodes that make up a row's part of the frame, which lies in one partition.
  @inline(__always)
  func forEachNode(_ part: FramePart, _ row: Int, _ body: (Int) -> Void) {
    let (start, end) = (Int(part.start[row]), Int(part.end[row]))
    if start >= end { return }
    let (first, count) = (Int(firsts[start]), Int(counts[start]))
    Self.forEachNode(start - first + count, end - first + count) { body(2 * first + $0) }
  }

  /// The nodes over leaves of a binary tree.
  @inline(__always)
  static func forEachNode(_ start: Int, _ end: Int, _ body: (Int) -> Void) {
    var (low, high) = (start, end)
    while low < high {
      if low & 1 == 1 {
        body(low)
        low += 1
      }
      if high & 1 == 1 {
        high -= 1
        body(high)
      }
      low >>= 1
      high >>= 1
    }
  }
}
