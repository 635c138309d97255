/// Text in units of two bytes.
package enum UTF16Scan {
  /// The bytes as UTF-8, a byte order mark left out; half a character becomes U+FFFD.
  package static func decoded(_ bytes: [UInt8], isBigEndian: Bool) -> [UInt8] {
    var text = [UInt8](repeating: 0, count: bytes.count / 2 * 3 + 3)
    var end = 0
    let high = isBigEndian ? 0 : 1
    var place = 0
    func unit(_ place: Int) -> UInt32 {
      UInt32(bytes[place + high]) << 8 | UInt32(bytes[place + 1 - high])
    }
    if bytes.count >= 2 && unit(0) == 0xFEFF { place = 2 }
    while place + 1 < bytes.count {
      var code = unit(place)
      place += 2
      if code < 0x80 {
        text[end] = UInt8(truncatingIfNeeded: code)
        end &+= 1
        continue
      }
      if code < 0x800 {
        text[end] = UInt8(truncatingIfNeeded: 0xC0 | code >> 6)
        text[end &+ 1] = UInt8(truncatingIfNeeded: 0x80 | code & 0x3F)
        end &+= 2
        continue
      }
      if code & 0xF800 == 0xD800 {
        let next = place + 1 < bytes.count ? unit(place) : 0
        if code < 0xDC00 && next & 0xFC00 == 0xDC00 {
          code = 0x10000 + (code & 0x3FF) << 10 + next & 0x3FF
          place += 2
          text[end] = UInt8(truncatingIfNeeded: 0xF0 | code >> 18)
          text[end &+ 1] = UInt8(truncatingIfNeeded: 0x80 | code >> 12 & 0x3F)
          text[end &+ 2] = UInt8(truncatingIfNeeded: 0x80 | code >> 6 & 0x3F)
          text[end &+ 3] = UInt8(truncatingIfNeeded: 0x80 | code & 0x3F)
          end &+= 4
          continue
        }
        code = 0xFFFD
      }
      text[end] = UInt8(truncatingIfNeeded: 0xE0 | code >> 12)
      text[end &+ 1] = UInt8(truncatingIfNeeded: 0x80 | code >> 6 & 0x3F)
      text[end &+ 2] = UInt8(truncatingIfNeeded: 0x80 | code & 0x3F)
      end &+= 3
    }
    if place < bytes.count {
      text[end] = 0xEF
      text[end + 1] = 0xBF
      text[end + 2] = 0xBD
      end += 3
    }
    text.removeLast(text.count - end)
    return text
  }

  /// Whether bytes without a byte order mark are UTF-16, and of which order: nearly all upper
  /// halves are those of Latin and Vietnamese letters and punctuation, many are zero, no lower half
  /// is.
  package static func order(_ bytes: [UInt8]) -> TextEncoding? {
    guard bytes.count >= 4 else { return nil }
    if fits(bytes, high: 1) { return .utf16LittleEndian }
    if fits(bytes, high: 0) { return .utf16BigEndian }
    return nil
  }

  private static func fits(_ bytes: [UInt8], high: Int) -> Bool {
    let units = bytes.count / 2
    var usual = 0
    var zeros = 0
    for unit in 0..<units {
      if bytes[unit * 2 + 1 - high] == 0 { return false }
      switch bytes[unit * 2 + high] {
      case 0:
        zeros += 1
        usual += 1
      case 1, 3, 0x1E, 0x20: usual += 1
      default: break
      }
    }
    return usual * 100 >= units * 97 && zeros * 5 >= units
  }
}
