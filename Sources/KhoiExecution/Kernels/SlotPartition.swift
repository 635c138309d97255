import KhoiData

/// Ranges of the slots of a direct array, each small enough for the caches nearest the processor.
struct SlotRanges: Sendable {
  let slotCount: Int
  /// A range holds `1 << shift` slots.
  let shift: Int

  /// Some sixty ranges of up to 16384 slots, more and then larger ones where there are millions.
  ///
  /// Fewer would not fit the caches; with more, each would have too few rows of a morsel.
  init(slotCount: Int) {
    var shift = 0
    while shift < 14 && slotCount > 64 << shift { shift += 1 }
    while slotCount > 512 << shift { shift += 1 }
    self.slotCount = slotCount
    self.shift = shift
  }

  var count: Int { (slotCount - 1) >> shift + 1 }

  /// The slots of one range.
  subscript(range: Int) -> Range<Int> {
    range << shift..<min((range + 1) << shift, slotCount)
  }
}

/// Rows of one morsel brought together by the range that their slot lies in.
struct SlotPartition: Sendable {
  /// The rows of the morsel, range by range, in each in their old order.
  let order: Buffer<UInt32>
  /// The slots in that order, counted from the first of their range.
  let places: Buffer<UInt32>
  /// Where each range starts in `order`; one more entry than ranges.
  let starts: Buffer<UInt32>

  init(_ slots: Buffer<UInt32>, ranges: SlotRanges) {
    let shift = UInt32(ranges.shift)
    let mask = UInt32(truncatingIfNeeded: 1 << ranges.shift - 1)
    let count = slots.count
    var next = [UInt32](repeating: 0, count: ranges.count + 1)
    let order = BufferOwner(byteCount: count * 4)
    let places = BufferOwner(byteCount: count * 4)
    let orderBase = unsafe order.base.assumingMemoryBound(to: UInt32.self)
    let placeBase = unsafe places.base.assumingMemoryBound(to: UInt32.self)
    let source = unsafe slots.base
    let starts = unsafe next.withUnsafeMutableBufferPointer { next in
      for row in 0..<count { unsafe next[Int(source[row] &>> shift) &+ 1] &+= 1 }
      for range in 1..<next.count { unsafe next[range] &+= next[range - 1] }
      let starts = unsafe Buffer(Array(next))
      for row in 0..<count {
        let slot = unsafe source[row]
        let range = Int(slot &>> shift)
        let place = unsafe Int(next[range])
        unsafe next[range] &+= 1
        unsafe orderBase[place] = UInt32(truncatingIfNeeded: row)
        unsafe placeBase[place] = slot & mask
      }
      return starts
    }
    self.starts = starts
    self.order = unsafe Buffer(owner: order, base: UnsafePointer(orderBase), count: count)
    self.places = unsafe Buffer(owner: places, base: UnsafePointer(placeBase), count: count)
  }
}

/// Which slots of a range have rows.
@safe struct SeenSlots: ~Copyable {
  private let flags: UnsafeMutablePointer<UInt8>
  private let count: Int

  init(count: Int) {
    self.count = count
    unsafe flags = .allocate(capacity: max(count, 1))
    unsafe flags.initialize(repeating: 0, count: count)
  }

  deinit { unsafe flags.deallocate() }

  /// Notes slots, which must lie in the range.
  func note(_ places: Buffer<UInt32>) {
    for index in 0..<places.count { unsafe flags[Int(places.base[index])] = 1 }
  }

  /// The slots that have rows, in order.
  var places: Buffer<UInt32> {
    var total = 0
    for slot in 0..<count { unsafe total &+= Int(flags[slot]) }
    return unsafe Buffer(count: total) { out in
      var written = 0
      for slot in 0..<count where unsafe flags[slot] != 0 {
        unsafe out[written] = UInt32(truncatingIfNeeded: slot)
        written &+= 1
      }
    }
  }
}
