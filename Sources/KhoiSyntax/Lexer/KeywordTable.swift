/// Finds the keyword that a word of a text is, without making a `String` of it.
///
/// An open-addressing table over a hash of the word's capitals, built once.
struct KeywordTable: Sendable {
  static let shared = KeywordTable()

  private static let size = 1024
  private let slots: [Keyword?]
  private let longest: Int

  private init() {
    var slots = [Keyword?](repeating: nil, count: Self.size)
    var longest = 0
    for keyword in Keyword.allCases {
      let bytes = keyword.rawValue.utf8
      longest = max(longest, bytes.count)
      var slot = Self.hash(bytes)
      while slots[slot] != nil { slot = (slot + 1) % Self.size }
      slots[slot] = keyword
    }
    self.slots = slots
    self.longest = longest
  }

  func keyword(in bytes: [UInt8], from lower: Int, to upper: Int) -> Keyword? {
    guard upper - lower <= longest else { return nil }
    var slot = Self.hash(bytes[lower..<upper])
    while let candidate = slots[slot] {
      if Self.matches(candidate, bytes, lower, upper) { return candidate }
      slot = (slot + 1) % Self.size
    }
    return nil
  }

  private static func capital(_ byte: UInt8) -> UInt8 {
    byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte
  }

  private static func hash(_ bytes: some Sequence<UInt8>) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in bytes { hash = (hash ^ UInt32(capital(byte))) &* 16_777_619 }
    return Int((hash ^ (hash >> 15)) % UInt32(size))
  }

  private static func matches(
    _ keyword: Keyword, _ bytes: [UInt8], _ lower: Int, _ upper: Int
  ) -> Bool {
    var index = lower
    for byte in keyword.rawValue.utf8 {
      guard index < upper, capital(bytes[index]) == byte else { return false }
      index += 1
    }
    return index == upper
  }
}
