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
    (partitionStart, partitionNumber, partitionCount) = try Self.starts(
      marks, WindowMarks.partition, interruption)
    (peerStart, _, _) = try Self.starts(marks, WindowMarks.peers, interruption)
    partitionEnd = try Self.ends(marks, WindowMarks.partition, interruption)
    peerEnd = try Self.ends(marks, WindowMarks.peers, interruption)
  }

  private static func starts(
    _ marks: Buffer<UInt8>, _ mark: UInt8, _ interruption: Interruption
  ) throws(Diagnostic) -> (starts: Buffer<UInt32>, numbers: Buffer<UInt32>, count: Int) {
    let (starts, numbers) = (WritableRows(marks.count), WritableRows(marks.count))
    var start: UInt32 = 0
    var number = UInt32.max
    try interruption.forEachBlock(of: marks.count) { block in
      for row in block {
        let begins = unsafe marks.base[row] & mark != 0
        start = begins ? UInt32(truncatingIfNeeded: row) : start
        number &+= begins ? 1 : 0
        unsafe starts.base[row] = start
        unsafe numbers.base[row] = number
      }
    }
    return (starts.buffer, numbers.buffer, Int(number &+ 1))
  }

  private static func ends(
    _ marks: Buffer<UInt8>, _ mark: UInt8, _ interruption: Interruption
  ) throws(Diagnostic) -> Buffer<UInt32> {
    let count = marks.count
    let ends = WritableRows(count)
    var end = UInt32(truncatingIfNeeded: count)
    try interruption.forEachBlock(of: count) { block in
      for step in block {
        let row = count &- 1 &- step
        unsafe ends.base[row] = end
        end = unsafe marks.base[row] & mark != 0 ? UInt32(truncatingIfNeeded: row) : end
      }
    }
    return ends.buffer
  }
}

/// For each sorted row whether a partition or a group of peers begins with it.
enum WindowMarks {
  static let peers: UInt8 = 1
  static let partition: UInt8 = 2

  /// Compares each row with the one before; `order` gives the rows in their order.
  ///
  /// A partition begins a group of peers, too.
  static func marks(
    _ order: Buffer<UInt32>, partition: [SortLevel], peers: [SortLevel],
    interruption: Interruption
  ) throws(Diagnostic) -> Buffer<UInt8> {
    let count = order.count
    let owner = BufferOwner(byteCount: count)
    let marks = unsafe owner.base.assumingMemoryBound(to: UInt8.self)
    unsafe marks.initialize(repeating: 0, count: count)
    let both = Self.partition | Self.peers
    if count > 0 { unsafe marks[0] = both }
    for (levels, mark) in [(partition, both), (peers, Self.peers)] {
      for level in levels {
        try interruption.forEachBlock(of: count) { block in
          unsafe Self.add(mark, level, order, block, marks)
        }
      }
    }
    return unsafe Buffer(owner: owner, base: UnsafePointer(marks), count: count)
  }

  private static func add(
    _ mark: UInt8, _ level: SortLevel, _ order: Buffer<UInt32>, _ block: Range<Int>,
    _ marks: UnsafeMutablePointer<UInt8>
  ) {
    let rows = unsafe order.base
    let first = max(block.lowerBound, 1)
    switch level {
    case .codes(let codes):
      let codes = unsafe codes.codes.base
      var last = unsafe codes[Int(rows[first - 1])]
      for place in first..<max(first, block.upperBound) {
        let code = unsafe codes[Int(rows[place])]
        unsafe marks[place] |= code == last ? 0 : mark
        last = code
      }
    case .text(let texts, _):
      let views = unsafe texts.views.base
      for place in first..<max(first, block.upperBound) {
        let (row, before) = unsafe (Int(rows[place]), Int(rows[place - 1]))
        unsafe marks[place] |= views[row] == views[before] ? 0 : mark
      }
    }
  }
}

/// Row numbers that are written in blocks, each once, before they are read.
@safe struct WritableRows {
  private let owner: BufferOwner
  let base: UnsafeMutablePointer<UInt32>
  private let count: Int

  init(_ count: Int) {
    self.count = count
    owner = BufferOwner(byteCount: count * 4)
    unsafe base = owner.base.assumingMemoryBound(to: UInt32.self)
  }

  /// The rows, once all are written.
  var buffer: Buffer<UInt32> {
    unsafe Buffer(owner: owner, base: UnsafePointer(base), count: count)
  }
}
