import KhoiData
import KhoiText

/// For each sorted row whether a group of equal rows begins with it: a partition, or peers in it.
enum OrderMarks {
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

  /// For each row the last one up to it that begins with the mark and how many did before; and
  /// how many there are.
  static func starts(
    _ marks: Buffer<UInt8>, _ mark: UInt8, _ interruption: Interruption
  ) throws(Diagnostic) -> (starts: Buffer<UInt32>, numbers: Buffer<UInt32>, count: Int) {
    let (starts, numbers) = (
      WritableBuffer<UInt32>(marks.count), WritableBuffer<UInt32>(marks.count)
    )
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

  /// For each row the next one that begins with the mark, or the end.
  static func ends(
    _ marks: Buffer<UInt8>, _ mark: UInt8, _ interruption: Interruption
  ) throws(Diagnostic) -> Buffer<UInt32> {
    let count = marks.count
    let ends = WritableBuffer<UInt32>(count)
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
