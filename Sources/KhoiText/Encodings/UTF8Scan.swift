/// Characters and bytes of UTF-8, one at a time.
package enum UTF8Scan {
  /// The length of the character at a place; 0 where there is none, `left` bytes or not.
  @inline(__always)
  package static func length(_ bytes: [UInt8], at place: Int) -> Int {
    let lead = bytes[place]
    if lead < 0x80 { return 1 }
    let left = bytes.count - place
    if lead < 0xE0 {
      return lead >= 0xC2 && left >= 2 && bytes[place + 1] & 0xC0 == 0x80 ? 2 : 0
    }
    guard left >= 3, bytes[place + 1] & 0xC0 == 0x80, bytes[place + 2] & 0xC0 == 0x80 else {
      return 0
    }
    let second = bytes[place + 1]
    if lead < 0xF0 {
      return (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ? 0 : 3
    }
    guard lead <= 0xF4, left >= 4, bytes[place + 3] & 0xC0 == 0x80 else { return 0 }
    return (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F) ? 0 : 4
  }

  /// The code point of a valid character of that length.
  @inline(__always)
  package static func scalar(_ bytes: [UInt8], at place: Int, length: Int) -> UInt32 {
    let lead = UInt32(bytes[place])
    switch length {
    case 1: return lead
    case 2: return (lead & 0x1F) << 6 | UInt32(bytes[place + 1] & 0x3F)
    case 3:
      return (lead & 0x0F) << 12 | UInt32(bytes[place + 1] & 0x3F) << 6
        | UInt32(bytes[place + 2] & 0x3F)
    default:
      return (lead & 0x07) << 18 | UInt32(bytes[place + 1] & 0x3F) << 12
        | UInt32(bytes[place + 2] & 0x3F) << 6 | UInt32(bytes[place + 3] & 0x3F)
    }
  }

  /// All code points; what is no character gives U+FFFD, a byte each.
  package static func scalars(of bytes: [UInt8]) -> [UInt32] {
    var scalars: [UInt32] = []
    scalars.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      let length = length(bytes, at: place)
      scalars.append(length == 0 ? 0xFFFD : scalar(bytes, at: place, length: length))
      place += max(length, 1)
    }
    return scalars
  }

  /// Appends the bytes of a code point.
  @inline(__always)
  package static func append(_ code: UInt32, to bytes: inout [UInt8]) {
    if code < 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: code))
    } else if code < 0x800 {
      bytes.append(UInt8(truncatingIfNeeded: 0xC0 | code >> 6))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | code & 0x3F))
    } else if code < 0x10000 {
      bytes.append(UInt8(truncatingIfNeeded: 0xE0 | code >> 12))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | code >> 6 & 0x3F))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | code & 0x3F))
    } else {
      bytes.append(UInt8(truncatingIfNeeded: 0xF0 | code >> 18))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | code >> 12 & 0x3F))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | code >> 6 & 0x3F))
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | code & 0x3F))
    }
  }

  /// Characters of several bytes, and bytes that are none.
  package struct Census: Sendable {
    package var wide = 0
    package var damaged = 0
    /// The offset of the first byte that is no character.
    package var firstDamaged: Int?

    package init() {}

    /// Whether so little is damaged that the text is UTF-8 all the same.
    package var isTolerable: Bool { damaged * 50 <= wide + damaged }
  }

  /// Counts; a character cut off at the end is none, and no damage.
  package static func census(_ bytes: [UInt8], mayBeCut: Bool = true) -> Census {
    var census = Census()
    var place = 0
    // Behind a cut there may be up to three bytes of the character that was cut.
    if mayBeCut { while place < min(3, bytes.count) && bytes[place] & 0xC0 == 0x80 { place += 1 } }
    while place < bytes.count {
      let length = length(bytes, at: place)
      if length == 1 {
        place += 1
      } else if length > 1 {
        census.wide += 1
        place += length
      } else {
        if mayBeCut && bytes.count - place < 4 && bytes[place] >= 0xC2
          && bytes[(place + 1)...].allSatisfy({ $0 & 0xC0 == 0x80 })
        {
          break
        }
        census.damaged += 1
        if census.firstDamaged == nil { census.firstDamaged = place }
        place += 1
        while place < bytes.count && bytes[place] & 0xC0 == 0x80 { place += 1 }
      }
    }
    return census
  }

  /// The text with U+FFFD in place of what is no character.
  package static func mended(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + 16)
    var place = 0
    while place < bytes.count {
      let length = length(bytes, at: place)
      if length > 0 {
        for offset in 0..<length { text.append(bytes[place + offset]) }
        place += length
      } else {
        append(0xFFFD, to: &text)
        place += 1
        while place < bytes.count && bytes[place] & 0xC0 == 0x80 { place += 1 }
      }
    }
    return text
  }
}
