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
    for index in 0..<count where unsafe positions[index] != UInt64.max {
      used &+= 1
      if unsafe positions[index] < last { isSorted = false }
      last = unsafe positions[index]
      union |= last
    }
    let indices = unsafe Buffer<UInt32>(count: used) { out in
      var next = 0
      for index in 0..<count where unsafe positions[index] != UInt64.max {
        unsafe out[next] = UInt32(truncatingIfNeeded: index)
        next &+= 1
      }
    }
    return unsafe isSorted ? indices : sort(indices, positions, union)
  }

  private static func sort(
    _ indices: Buffer<UInt32>, _ positions: UnsafePointer<UInt64>, _ union: UInt64
  ) -> Buffer<UInt32> {
    let count = indices.count
    var source = GrowableBuffer<UInt32>(capacity: count)
    var target = GrowableBuffer<UInt32>(capacity: count)
    unsafe source.base.update(from: indices.base, count: count)
    let starts = GrowableBuffer<Int>(capacity: 2048)
    var shift: UInt64 = 0
    while shift < 64 {
      if union >> shift & 2047 != 0 {
        unsafe starts.base.initialize(repeating: 0, count: 2048)
        for index in 0..<count {
          unsafe starts.base[Int(positions[Int(source.base[index])] >> shift & 2047)] &+= 1
        }
        var total = 0
        for digit in 0..<2048 {
          let size = unsafe starts.base[digit]
          unsafe starts.base[digit] = total
          total &+= size
        }
        for index in 0..<count {
          let value = unsafe source.base[index]
          let digit = unsafe Int(positions[Int(value)] >> shift & 2047)
          unsafe target.base[starts.base[digit]] = value
          unsafe starts.base[digit] &+= 1
        }
        swap(&source, &target)
      }
      shift += 11
    }
    return unsafe Buffer(copying: source.base, count: count)
  }
}
