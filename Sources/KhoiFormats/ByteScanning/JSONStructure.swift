import CByteScan

/// What a range of a JSON file does to the nesting, whether it begins inside a text or not.
///
/// Ranges are looked at independently; put in order, each then knows where it begins: so an array
/// is cut in pieces for all cores without reading it twice as text.
struct JSONStructure: Sendable {
  /// Brackets opened less those closed, where the range begins outside of a text, and inside.
  private(set) var depthOutside = 0
  private(set) var depthInside = 0
  /// Whether the range ends on the other side of a quote than it began.
  private(set) var togglesText = false

  /// Looks at `count` bytes of a buffer from `start`; the byte before may be a backslash.
  init(_ buffer: ScanBuffer, start: Int, count: Int) {
    var isEscaped = JSONStructure.isEscaped(buffer, at: start)
    var inside: UInt64 = 0
    var place = start
    let end = start + count
    while place < end {
      var masks = unsafe JSONMasks(buffer.base + place)
      if end - place < 64 { masks.cut(to: end - place) }
      let quotes = masks.quotes & ~masks.escaped(&isEscaped, length: min(64, end - place))
      var text = quotes
      for shift in [1, 2, 4, 8, 16, 32] as [UInt64] { text ^= text << shift }
      // One bit a byte: whether it is in a text, if the range began outside of one.
      text ^= inside
      inside = UInt64(bitPattern: Int64(bitPattern: text) >> 63)
      if end - place < 64 { inside = quotes.nonzeroBitCount & 1 == 1 ? ~inside : inside }
      depthOutside += (masks.opens & ~text).nonzeroBitCount
      depthOutside -= (masks.closes & ~text).nonzeroBitCount
      depthInside += (masks.opens & text).nonzeroBitCount
      depthInside -= (masks.closes & text).nonzeroBitCount
      if quotes.nonzeroBitCount & 1 == 1 { togglesText.toggle() }
      place += 64
    }
  }

  /// Whether the byte at a place is escaped by the backslashes before it.
  private static func isEscaped(_ buffer: ScanBuffer, at place: Int) -> Bool {
    var backslashes = 0
    while place - backslashes > 0, buffer[place - backslashes - 1] == 0x5C { backslashes += 1 }
    return backslashes & 1 == 1
  }
}

/// Where the signs that make JSON's structure stand in 64 bytes.
private struct JSONMasks {
  private(set) var quotes: UInt64
  private(set) var backslashes: UInt64
  private(set) var opens: UInt64
  private(set) var closes: UInt64

  @unsafe init(_ bytes: UnsafePointer<UInt8>) {
    quotes = unsafe khoi_scan_byte(bytes, 0x22)
    backslashes = unsafe khoi_scan_byte(bytes, 0x5C)
    opens = unsafe khoi_scan_byte(bytes, 0x7B) | khoi_scan_byte(bytes, 0x5B)
    closes = unsafe khoi_scan_byte(bytes, 0x7D) | khoi_scan_byte(bytes, 0x5D)
  }

  mutating func cut(to count: Int) {
    let mask = (1 as UInt64) << UInt64(count) - 1
    quotes &= mask
    backslashes &= mask
    opens &= mask
    closes &= mask
  }

  /// The bytes that a backslash makes plain; `isEscaped` says so of the first byte, and then of the
  /// one behind the last.
  func escaped(_ isEscaped: inout Bool, length: Int) -> UInt64 {
    if backslashes == 0 {
      defer { isEscaped = false }
      return isEscaped ? 1 : 0
    }
    var result: UInt64 = 0
    for place in 0..<length {
      let bit = (1 as UInt64) << UInt64(place)
      if isEscaped {
        result |= bit
        isEscaped = false
      } else if backslashes & bit != 0 {
        isEscaped = true
      }
    }
    return result
  }
}
