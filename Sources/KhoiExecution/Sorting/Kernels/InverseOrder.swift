import KhoiData

extension Buffer where Element == UInt32 {
  /// For a permutation the place of each number.
  var inverted: Buffer {
    unsafe Buffer(count: count) { places in
      for place in 0..<count {
        let number = unsafe Int(base[place])
        precondition(number < count, "not a permutation")
        unsafe places[number] = UInt32(truncatingIfNeeded: place)
      }
    }
  }
}
