import CByteScan

/// Texts and their escapes.
extension JSONScanner {
  /// Reads a text, leaving the range of its bytes without quotes, escapes resolved in place.
  @inline(__always)
  mutating func readText(_ text: inout Range<Int>, keepingEscapes: Bool = false) -> Bool {
    let start = position &+ 1
    var place = start
    var stops = unsafe khoi_scan_short_json(bytes + place)
    while true {
      if stops == 0 { stops = unsafe khoi_scan_json(bytes + place) }
      if stops == 0 {
        place &+= 64
        if place >= end {
          position = end
          return fail("the text has no closing quote", at: start - 1)
        }
        continue
      }
      place &+= Int(khoi_lowest_bit(stops))
      break
    }
    if unsafe place < end && bytes[place] == 0x22 {
      text = start..<place
      position = place &+ 1
      return true
    }
    return readEscapedText(start, place, &text, keepingEscapes)
  }

  @inline(never)
  private mutating func readEscapedText(
    _ start: Int, _ first: Int, _ text: inout Range<Int>, _ keepingEscapes: Bool
  ) -> Bool {
    var target = first
    position = first
    while position < end {
      let byte = unsafe bytes[position]
      if byte == 0x22 {
        text = start..<(keepingEscapes ? position : target)
        position += 1
        return true
      }
      if byte < 0x20 { return fail("a control character in a text must be escaped") }
      if byte != 0x5C {
        if !keepingEscapes { unsafe bytes[target] = byte }
        target += 1
        position += 1
        continue
      }
      guard let scalar = readEscape() else { return false }
      if keepingEscapes { continue }
      for unit in String(Character(scalar)).utf8 {
        unsafe bytes[target] = unit
        target += 1
      }
    }
    return fail("the text has no closing quote", at: start - 1)
  }

  /// The character that an escape stands for; a lone surrogate becomes the replacement character.
  private mutating func readEscape() -> Unicode.Scalar? {
    let start = position
    position += 1
    let letter = byte
    position += 1
    switch letter {
    case 0x22, 0x5C, 0x2F: return Unicode.Scalar(letter)
    case 0x62: return "\u{8}"
    case 0x66: return "\u{C}"
    case 0x6E: return "\n"
    case 0x72: return "\r"
    case 0x74: return "\t"
    case 0x75:
      sawUnicodeEscape = true
      guard let unit = readHexadecimal() else {
        _ = fail("expected four hexadecimal digits after \\u", at: start)
        return nil
      }
      if unit & 0xFC00 == 0xD800, byte == 0x5C, position + 1 < end,
        unsafe bytes[position + 1] == 0x75
      {
        let before = position
        position += 2
        guard let second = readHexadecimal() else {
          _ = fail("expected four hexadecimal digits after \\u", at: before)
          return nil
        }
        if second & 0xFC00 == 0xDC00 {
          return Unicode.Scalar(0x10000 + ((unit & 0x3FF) << 10) + (second & 0x3FF))
        }
        position = before
      }
      guard let scalar = Unicode.Scalar(unit) else {
        loneSurrogates += 1
        return "\u{FFFD}"
      }
      return scalar
    default:
      _ = fail("no such escape in a text", at: start)
      return nil
    }
  }

  private mutating func readHexadecimal() -> UInt32? {
    guard position + 4 <= end else { return nil }
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = unsafe bytes[position]
      let digit: UInt8
      switch byte {
      case 48...57: digit = byte - 48
      case 65...70: digit = byte - 55
      case 97...102: digit = byte - 87
      default: return nil
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
