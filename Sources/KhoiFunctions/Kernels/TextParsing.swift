import KhoiData

/// Values read from text, strictly: spaces around are ignored, anything else left over is nil.
///
/// | type | accepted |
/// |---|---|
/// | BIGINT | digits with a sign |
/// | DOUBLE | decimal with point and exponent; `nan`, `inf`, `infinity` |
/// | BOOLEAN | true/false, t/f, yes/no, y/n, on/off, 1/0, in any case |
/// | DATE | `2024-01-31`, also with `/`, `\` or blanks, `0044-03-15 (BC)`, `-0043-03-15`,
///   `infinity`, `epoch`; a moment, whose time is dropped |
/// | TIME | `13:05`, `13:05:00.25`; a moment, whose date is dropped |
/// | TIMESTAMP | a date, maybe a blank or `T` and a time; `Z`, `+07:00` are brought to UTC |
/// | INTERVAL | `1 year 2 months -3 days 04:05:06`, `@ 3 hours ago`, `P1Y2MT3.5S` |
package enum TextParsing {
  /// An integer.
  package static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    let bytes = unsafe trimmed(text)
    var place = 0
    var isNegative = false
    if place < bytes.count, unsafe bytes[place] == 0x2D || bytes[place] == 0x2B {
      isNegative = unsafe bytes[place] == 0x2D
      place += 1
    }
    guard place < bytes.count else { return nil }
    var value: Int64 = 0
    while place < bytes.count {
      let digit = unsafe bytes[place] &- 48
      guard digit < 10 else { return nil }
      let (tenfold, first) = value.multipliedReportingOverflow(by: 10)
      // Summed below zero, so that the least integer fits.
      let (next, second) = tenfold.subtractingReportingOverflow(Int64(digit))
      if first || second { return nil }
      value = next
      place += 1
    }
    if isNegative { return value }
    return value == Int64.min ? nil : -value
  }

  /// A truth value.
  package static func boolean(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
    let bytes = unsafe trimmed(text)
    guard bytes.count > 0, bytes.count <= 5 else { return nil }
    var word: UInt64 = 0
    for index in bytes.indices {
      let byte = unsafe bytes[index]
      word = word << 8 | UInt64(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
    }
    switch word {
    case 0x74, 0x79, 0x31, 0x7472_7565, 0x79_6573, 0x6F6E: return true
    case 0x66, 0x6E, 0x30, 0x66_616C_7365, 0x6E6F, 0x6F_6666: return false
    default: return nil
    }
  }

  /// The double nearest to the decimal.
  ///
  /// Where the digits are below 2^53 and the power of ten is exact too, one multiplication or
  /// division rounds once and is therefore right (Clinger 1990); the rest goes to the standard
  /// library.
  package static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    let bytes = unsafe trimmed(text)
    var place = 0
    var isNegative = false
    if place < bytes.count, unsafe bytes[place] == 0x2D || bytes[place] == 0x2B {
      isNegative = unsafe bytes[place] == 0x2D
      place += 1
    }
    let start = place
    var digits: UInt64 = 0
    var digitCount = 0
    var seenDigit = false
    var scale = 0
    var seenPoint = false
    while place < bytes.count {
      let byte = unsafe bytes[place]
      if byte &- 48 < 10 {
        seenDigit = true
        if digitCount > 0 || byte != 48 { digitCount += 1 }
        if digitCount <= 19 { digits = digits &* 10 &+ UInt64(byte &- 48) }
        if seenPoint { scale -= 1 }
      } else if byte == 0x2E && !seenPoint {
        seenPoint = true
      } else {
        break
      }
      place += 1
    }
    guard seenDigit else { return unsafe special(bytes, from: start, isNegative) }
    if place < bytes.count {
      guard unsafe bytes[place] | 0x20 == 0x65, let exponent = unsafe exponent(bytes, place + 1)
      else {
        return nil
      }
      scale += exponent
    }
    if digitCount <= 19, digits <= 1 << 53, scale >= -22, scale <= 22 {
      let whole = Double(digits)
      let value = scale < 0 ? whole / powersOfTen[-scale] : whole * powersOfTen[scale]
      return isNegative ? -value : value
    }
    return unsafe Double(String(decoding: bytes, as: UTF8.self))
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The exponent that makes up the rest of the text, held within what a double can show.
  private static func exponent(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    var place = start
    var isNegative = false
    if place < bytes.count, unsafe bytes[place] == 0x2D || bytes[place] == 0x2B {
      isNegative = unsafe bytes[place] == 0x2D
      place += 1
    }
    guard place < bytes.count else { return nil }
    var value = 0
    while place < bytes.count {
      let digit = unsafe bytes[place] &- 48
      guard digit < 10 else { return nil }
      value = min(value * 10 + Int(digit), 100_000)
      place += 1
    }
    return isNegative ? -value : value
  }

  private static func special(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ isNegative: Bool
  ) -> Double? {
    guard bytes.count - start <= 8 else { return nil }
    var word: UInt64 = 0
    for place in start..<bytes.count { word = unsafe word << 8 | UInt64(bytes[place] | 0x20) }
    switch word {
    case 0x6E_616E: return Double.nan
    case 0x69_6E66, 0x696E_6669_6E69_7479: return isNegative ? -Double.infinity : Double.infinity
    default: return nil
    }
  }

  /// The text without ASCII white space around it.
  static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var lower = 0
    var upper = text.count
    while lower < upper, unsafe isSpace(text[lower]) { lower += 1 }
    while upper > lower, unsafe isSpace(text[upper - 1]) { upper -= 1 }
    return unsafe UnsafeBufferPointer(rebasing: text[lower..<upper])
  }

  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 9 && byte <= 13) }
}
