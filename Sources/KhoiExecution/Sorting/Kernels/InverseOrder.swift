import KhoiData
import KhoiText

extension Buffer where Element == UInt32 {
  /// For a permutation the place of each number.
  func inverted(_ interruption: Interruption) throws(Diagnostic) -> Buffer {
    let places = WritableBuffer<UInt32>(count)
    try interruption.forEachBlock(of: count) { block in
      for place in block {
        let number = unsafe Int(base[place])
        precondition(number < count, "not a permutation")
        unsafe places.base[number] = UInt32(truncatingIfNeeded: place)
      }
    }
    return places.buffer
  }
}
