import KhoiData

/// The plainest loops over memory, which nothing that reads as much can beat.
enum MemoryLoops {
  @inline(never)
  static func sum(_ source: Buffer<Int64>, _ range: Range<Int>) -> Int64 {
    var total: Int64 = 0
    let base = unsafe source.base
    for place in range { unsafe total &+= base[place] }
    return total
  }

  @inline(never)
  static func gather(
    _ table: Buffer<Int64>, _ places: Buffer<UInt32>, _ range: Range<Int>
  ) -> Int64 {
    var total: Int64 = 0
    let base = unsafe table.base
    let places = unsafe places.base
    for place in range { unsafe total &+= base[Int(places[place])] }
    return total
  }
}

/// Memory to copy to.
@safe final class CopyTarget: @unchecked Sendable {
  // Safe because each thread writes a range of its own.
  private let base: UnsafeMutablePointer<Int64>

  init(count: Int) {
    unsafe base = .allocate(capacity: count)
    unsafe base.initialize(repeating: 0, count: count)
  }

  deinit { unsafe base.deallocate() }

  @inline(never)
  func copy(_ source: Buffer<Int64>, _ range: Range<Int>) -> Int64 {
    unsafe (base + range.lowerBound).update(
      from: source.base + range.lowerBound, count: range.count)
    return unsafe base[range.lowerBound]
  }
}
