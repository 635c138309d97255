import KhoiData

extension TextView {
  /// Seven bytes from `offset` on and how many there are, as a number that orders as they do: texts
  /// with equal numbers go on to differ only where there are more than seven.
  @inline(__always)
  func sortWord(from offset: Int) -> UInt64 {
    let left = count &- offset
    if left <= 0 { return 0 }
    return unsafe withBytes { bytes -> UInt64 in
      guard let start = bytes.baseAddress else { return 0 }
      if left >= 8 {
        let raw = unsafe UnsafeRawPointer(start + offset)
        return unsafe raw.loadUnaligned(as: UInt64.self).bigEndian & ~0xFF | 8
      }
      var word: UInt64 = 0
      for index in 0..<7 {
        word = unsafe word << 8 | (index < left ? UInt64(start[offset &+ index]) : 0)
      }
      return word << 8 | UInt64(left)
    }
  }

  /// Whether texts with this word go on behind it.
  static func goesOn(behind word: UInt64) -> Bool { word & 0xFF == 8 }

  /// How many bytes two texts have in common, from the first on; they do have `known`.
  func sharedCount(with other: TextView, known: Int) -> Int {
    let shared = min(count, other.count)
    if known >= shared { return shared }
    return unsafe withBytes { left in
      unsafe other.withBytes { right in
        guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else {
          return known
        }
        var place = known
        while place &+ 8 <= shared {
          let difference =
            unsafe UnsafeRawPointer(leftStart + place).loadUnaligned(
              as: UInt64.self) ^ UnsafeRawPointer(rightStart + place).loadUnaligned(as: UInt64.self)
          if difference != 0 {
            return place &+ UInt64(littleEndian: difference).trailingZeroBitCount / 8
          }
          place &+= 8
        }
        while unsafe place < shared && left[place] == right[place] { place &+= 1 }
        return place
      }
    }
  }
}
