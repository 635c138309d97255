/// Says of bytes whether they are UTF-8 and whether they are certainly in normalisation form C.
struct UTF8Check {
  /// The offset of the first byte that is not part of a character.
  var firstInvalid: Int?
  /// False only where the text is in form C for sure.
  var mayNeedNormalising = false

  /// Looks at `bytes[start ..< end]`.
  ///
  /// Certainly composed are the blocks whose characters never change or combine: Latin up to
  /// U+02FF, Greek is not among them, Cyrillic to U+047F, U+1E00 to 1EFF, punctuation U+2002 to
  /// 20BF, CJK U+4000 to 9FFF, Hangul syllables and the pictographs of plane 1.
  init(_ bytes: UnsafePointer<UInt8>, start: Int, end: Int) {
    var position = start
    while position < end {
      if position + 8 <= end {
        let word = unsafe UnsafeRawPointer(bytes + position).loadUnaligned(as: UInt64.self)
        if word & 0x8080_8080_8080_8080 == 0 {
          position &+= 8
          continue
        }
      }
      let lead = unsafe bytes[position]
      if lead < 0x80 {
        position &+= 1
        continue
      }
      let length = unsafe check(bytes + position, left: end - position)
      if length == 0 {
        firstInvalid = position
        return
      }
      position &+= length
    }
  }

  /// The length of the character, 0 where there is none.
  @inline(__always)
  private mutating func check(_ bytes: UnsafePointer<UInt8>, left: Int) -> Int {
    let lead = unsafe bytes[0]
    if lead < 0xE0 {
      guard lead >= 0xC2, left >= 2, unsafe bytes[1] & 0xC0 == 0x80 else { return 0 }
      let isSafe = lead <= 0xCB || lead == 0xD0 || lead == 0xD1
      mayNeedNormalising = mayNeedNormalising || !isSafe
      return 2
    }
    if lead < 0xF0 {
      guard left >= 3, unsafe bytes[1] & 0xC0 == 0x80, unsafe bytes[2] & 0xC0 == 0x80 else {
        return 0
      }
      let second = unsafe bytes[1]
      if lead == 0xE0 && second < 0xA0 { return 0 }
      if lead == 0xED && second > 0x9F { return 0 }
      let isSafe =
        unsafe (lead == 0xE1 && second >= 0xB8 && second <= 0xBB)
        || (lead == 0xE2
          && (second == 0x81 || second == 0x82 || (second == 0x80 && bytes[2] >= 0x82)))
        || (lead >= 0xE4 && lead <= 0xE9) || (lead == 0xEB || lead == 0xEC)
      mayNeedNormalising = mayNeedNormalising || !isSafe
      return 3
    }
    guard lead <= 0xF4, left >= 4, unsafe bytes[1] & 0xC0 == 0x80, unsafe bytes[2] & 0xC0 == 0x80,
      unsafe bytes[3] & 0xC0 == 0x80
    else { return 0 }
    if unsafe lead == 0xF0 && bytes[1] < 0x90 { return 0 }
    if unsafe lead == 0xF4 && bytes[1] > 0x8F { return 0 }
    mayNeedNormalising = unsafe mayNeedNormalising || !(lead == 0xF0 && bytes[1] == 0x9F)
    return 4
  }
}
