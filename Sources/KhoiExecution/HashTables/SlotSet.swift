import KhoiData
import KhoiText

/// Which keys of a small domain occurred: one byte for each that is possible.
///
/// Nothing is looked up, and a set that holds every key has nothing left to learn.
@safe final class SlotSet {
  private let encoder: KeyEncoder
  private let slotCount: Int
  private let flags: UnsafeMutablePointer<UInt8>
  private var rowsSinceCount = 0
  /// Whether every key of the domain occurred.
  private(set) var isFull = false

  /// `layout` must have slots.
  init(_ layout: KeyLayout, slotCount: Int) {
    encoder = KeyEncoder(layout)
    self.slotCount = slotCount
    unsafe flags = .allocate(capacity: max(slotCount, 1))
    unsafe flags.initialize(repeating: 0, count: slotCount)
  }

  deinit { unsafe flags.deallocate() }

  var byteCount: Int { slotCount }

  /// Adds the keys of the rows.
  func insert(_ keys: [Vector], count: Int) throws(Diagnostic) {
    if isFull { return }
    let slots = try encoder.encodeSlots(keys, count: count)
    for row in 0..<slots.count { unsafe flags[Int(slots.base[row])] = 1 }
    rowsSinceCount += count
    // Counting takes less time than the rows that came since the last time.
    if rowsSinceCount >= slotCount { noteCount() }
  }

  /// Adds what another set of the same layout holds.
  func formUnion(_ other: SlotSet) {
    for slot in 0..<min(slotCount, other.slotCount) {
      unsafe flags[slot] |= other.flags[slot]
    }
    noteCount()
  }

  private func noteCount() {
    rowsSinceCount = 0
    isFull = setCount == slotCount
  }

  private var setCount: Int {
    var total = 0
    for slot in 0..<slotCount { unsafe total &+= Int(flags[slot]) }
    return total
  }

  /// The slots of the keys that occurred, in ascending order.
  var slots: Buffer<UInt32> {
    let total = setCount
    return unsafe Buffer<UInt32>(count: total) { out in
      var written = 0
      for slot in 0..<slotCount where unsafe flags[slot] != 0 {
        unsafe out[written] = UInt32(truncatingIfNeeded: slot)
        written &+= 1
      }
    }
  }

  /// The columns of the keys in slots.
  func vectors(of slots: Buffer<UInt32>) -> [Vector] {
    encoder.layout.parts.indices.map { encoder.vector(ofPart: $0, slots: slots) }
  }
}
