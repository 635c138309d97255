import KhoiData

/// Values read from text, strictly: spaces around are ignored, anything else left over is nil.
///
/// | type | accepted |
/// |---|---|
/// | BIGINT | digits with a sign |
/// | DOUBLE | decimal with point and exponent; `nan`, `inf`, `infinity` |
/// | BOOLEAN | true/false, t/f, yes/no, y/n, on/off, 1/0, in any case |
/// | DATE | `2024-01-31`, also with `/`; a moment, whose time is dropped |
/// | TIME | `13:05`, `13:05:00.25` |
/// | TIMESTAMP | a date, maybe a blank or `T` and a time; `Z`, `+07:00` are brought to UTC |
/// | INTERVAL | `1 year 2 months -3 days 04:05:06` |
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

  /// The day of a date or moment.
  package static func date(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
    var reader = unsafe TextReader(trimmed(text))
    guard let day = reader.date() else { return nil }
    if reader.isAtEnd { return day }
    guard reader.skip(0x20) || reader.skip(0x54), reader.time() != nil else { return nil }
    guard reader.zoneOffset() != nil, reader.isAtEnd else { return nil }
    return day
  }

  /// A time of day in microseconds.
  package static func time(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var reader = unsafe TextReader(trimmed(text))
    guard let time = reader.time(), reader.isAtEnd else { return nil }
    return time
  }

  /// A moment in microseconds since 1970.
  package static func timestamp(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var reader = unsafe TextReader(trimmed(text))
    guard let day = reader.date() else { return nil }
    let midnight = Int64(day) * Calendar.microsecondsPerDay
    if reader.isAtEnd { return midnight }
    guard reader.skip(0x20) || reader.skip(0x54), let time = reader.time(),
      let offset = reader.zoneOffset(), reader.isAtEnd
    else { return nil }
    return midnight + time - offset
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

/// Reads dates and times from the front of a text.
@safe struct TextReader {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var place = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe self.bytes = unsafe bytes
  }

  var isAtEnd: Bool { unsafe place >= bytes.count }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard unsafe place < bytes.count, unsafe bytes[place] == byte else { return false }
    place += 1
    return true
  }

  /// Moves on over bytes that were looked at.
  mutating func advance(_ count: Int) { place = unsafe min(place + count, bytes.count) }

  mutating func skipSpaces() {
    while unsafe place < bytes.count, unsafe TextParsing.isSpace(bytes[place]) { place += 1 }
  }

  /// A number of `least` to `most` digits.
  mutating func number(_ least: Int, _ most: Int) -> Int32? {
    var value: Int32 = 0
    var count = 0
    while count < most, unsafe place < bytes.count, unsafe bytes[place] &- 48 < 10 {
      value = unsafe value &* 10 &+ Int32(bytes[place] &- 48)
      place += 1
      count += 1
    }
    return count >= least ? value : nil
  }

  /// `2024-01-31` or `2024/1/31`.
  mutating func date() -> Int32? {
    guard let year = number(4, 4) else { return nil }
    let separator: UInt8 = unsafe place < bytes.count && bytes[place] == 0x2F ? 0x2F : 0x2D
    guard skip(separator), let month = number(1, 2), skip(separator), let day = number(1, 2),
      Calendar.isValid(year: year, month: month, day: day)
    else { return nil }
    return Calendar.days(year: year, month: month, day: day)
  }

  /// `13:05`, `13:05:00` or `13:05:00.123456`, in microseconds; digits beyond are dropped.
  mutating func time() -> Int64? {
    guard let hour = number(1, 2), skip(0x3A), let minute = number(2, 2), hour < 24, minute < 60
    else { return nil }
    var microseconds = (Int64(hour) * 60 + Int64(minute)) * 60_000_000
    guard skip(0x3A) else { return microseconds }
    guard let second = number(2, 2), second < 60 else { return nil }
    microseconds += Int64(second) * 1_000_000
    guard skip(0x2E) else { return microseconds }
    guard let fraction = fraction() else { return nil }
    return microseconds + fraction
  }

  /// The digits after a point as microseconds.
  mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while unsafe place < bytes.count, unsafe bytes[place] &- 48 < 10 {
      if count < 6 { value = unsafe value * 10 + Int64(bytes[place] &- 48) }
      count += 1
      place += 1
    }
    if count == 0 { return nil }
    while count < 6 {
      value *= 10
      count += 1
    }
    return value
  }

  /// `Z`, `+07`, `+07:00` or `+0700` in microseconds east of UTC; zero where there is no zone.
  mutating func zoneOffset() -> Int64? {
    if isAtEnd { return 0 }
    let before = place
    skipSpaces()
    if skip(0x5A) || skip(0x7A) { return 0 }
    let isWest = skip(0x2D)
    guard isWest || skip(0x2B), let hour = number(2, 2), hour <= 15 else {
      place = before
      return nil
    }
    var minutes = Int64(hour) * 60
    if skip(0x3A) || !isAtEnd {
      guard let minute = number(2, 2), minute < 60 else { return nil }
      minutes += Int64(minute)
    }
    return (isWest ? -minutes : minutes) * 60_000_000
  }
}
