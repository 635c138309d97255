import KhoiData

/// Sorts groups by the position of their first row.
enum PositionOrder {
  /// The indices whose position is not `UInt64.max`, by position: a radix sort that skips
  /// digits in which all are zero.
  static func order(_ positions: UnsafePointer<UInt64>, count: Int) -> Buffer<UInt32> {
    var isSorted = true
    var used = 0
    var union: UInt64 = 0
    var last: UInt64 = 0
    for index in 0..<count where positions[index] != UInt64.max {
      used &+= 1
      if positions[index] < last { isSorted = false }
      last = positions[index]
      union |= last
    }
    let indices = Buffer<UInt32>(count: used) { out in
      var next = 0
      for index in 0..<count where positions[index] != UInt64.max {
        out[next] = UInt32(truncatingIfNeeded: index)
        next &+= 1
      }
    }
    return isSorted ? indices : sort(indices, positions, union)
  }

  private static func sort(
    _ indices: Buffer<UInt32>, _ positions: UnsafePointer<UInt64>, _ union: UInt64
  ) -> Buffer<UInt32> {
    let count = indices.count
    var source = GrowableBuffer<UInt32>(capacity: count)
    var target = GrowableBuffer<UInt32>(capacity: count)
    source.base.update(from: indices.base, count: count)
    let starts = GrowableBuffer<Int>(capacity: 2048)
    var shift: UInt64 = 0
    while shift < 64 {
      if union >> shift & 2047 != 0 {
        starts.base.initialize(repeating: 0, count: 2048)
        for index in 0..<count {
          starts.base[Int(positions[Int(source.base[index])] >> shift & 2047)] &+= 1
        }
        var total = 0
        for digit in 0..<2048 {
          let size = starts.base[digit]
          starts.base[digit] = total
          total &+= size
        }
        for index in 0..<count {
          let value = source.base[index]
          let digit = Int(positions[Int(value)] >> shift & 2047)
          target.base[starts.base[digit]] = value
          starts.base[digit] &+= 1
        }
        swap(&source, &target)
      }
      shift += 11
    }
    return Buffer(copying: source.base, count: count)
  }
}
