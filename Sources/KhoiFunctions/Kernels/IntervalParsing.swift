package import KhoiData

extension TextParsing {
  /// An interval: numbers with units, and maybe hours, minutes and seconds; or by ISO 8601.
  package static func interval(_ text: UnsafeBufferPointer<UInt8>) -> Interval? {
    var reader = unsafe IntervalReader(trimmed(text))
    return reader.interval()
  }
}

/// Reads an interval from a text: `2 years 3 mons`, `@ 1 hour ago`, `04:05:06`, `42.5` (seconds),
/// `P1Y2M10DT2H30M`.
@safe struct IntervalReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0
  private var total = Interval()

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe self.bytes = unsafe bytes
  }

  private var isAtEnd: Bool { unsafe place >= bytes.count }
  private var next: UInt8 { unsafe place < bytes.count ? bytes[place] : 0 }

  private mutating func skipSpaces() {
    while !isAtEnd, TextParsing.isSpace(next) { place += 1 }
  }

  mutating func interval() -> Interval? {
    if isAtEnd { return nil }
    if next | 0x20 == 0x70 {
      place += 1
      return isoInterval(isNegative: false)
    }
    if next == 0x2D, unsafe bytes.count > 1 && bytes[1] | 0x20 == 0x70 {
      place += 2
      return isoInterval(isNegative: true)
    }
    if next == 0x40 { place += 1 }
    var hasPart = false
    while true {
      skipSpaces()
      if isAtEnd { return hasPart ? total : nil }
      if next | 0x20 == 0x61 {
        guard hasPart, word().lowercased() == "ago" else { return nil }
        skipSpaces()
        return isAtEnd ? Interval().subtracting(total) : nil
      }
      guard let part = part(), let sum = total.adding(part) else { return nil }
      total = sum
      hasPart = true
    }
  }

  private mutating func word() -> String {
    let start = place
    while !isAtEnd, (next | 0x20) &- 0x61 < 26 { place += 1 }
    return unsafe String(decoding: bytes[start..<place], as: UTF8.self)
  }

  /// A number and its unit, or a time of day.
  private mutating func part() -> Interval? {
    let start = place
    if next == 0x2D || next == 0x2B { place += 1 }
    while !isAtEnd, next &- 48 < 10 || next == 0x2E || next == 0x3A { place += 1 }
    let number = unsafe UnsafeBufferPointer(rebasing: bytes[start..<place])
    if unsafe number.contains(0x3A) { return unsafe Self.clock(number) }
    skipSpaces()
    if isAtEnd { return unsafe Self.amount(number, .second) }
    let unit = word()
    guard !unit.isEmpty, let part = DatePart(unit) else { return nil }
    return unsafe Self.amount(number, part)
  }

  /// So many of a unit; a fraction goes on to finer ones.
  private static func amount(_ number: UnsafeBufferPointer<UInt8>, _ part: DatePart) -> Interval? {
    if let whole = unsafe TextParsing.integer(number) { return Interval(whole, part) }
    guard let value = unsafe TextParsing.double(number), value.magnitude < 1e15 else { return nil }
    let whole = value.rounded(.towardZero)
    let fraction =
      part == .second
      ? Interval(microseconds: Int64(((value - whole) * 1_000_000).rounded(.towardZero)))
      : Interval(fraction: value - whole, part)
    guard let base = Interval(Int64(whole), part), let fraction else { return nil }
    if part == .second { return unsafe seconds(number, base) }
    return base.adding(fraction)
  }

  /// Seconds with decimals, of which six are kept as they are written.
  private static func seconds(
    _ number: UnsafeBufferPointer<UInt8>, _ whole: Interval
  ) -> Interval? {
    guard let point = unsafe number.firstIndex(of: 0x2E) else { return whole }
    if point + 1 == number.count { return whole }
    var reader = unsafe TextReader(UnsafeBufferPointer(rebasing: number[(point + 1)...]))
    guard let fraction = reader.fraction(), reader.isAtEnd else { return nil }
    let isNegative = unsafe number[0] == 0x2D
    return whole.adding(Interval(microseconds: isNegative ? -fraction : fraction))
  }

  /// `04:05:06.5` with an optional sign; hours may be any number.
  private static func clock(_ text: UnsafeBufferPointer<UInt8>) -> Interval? {
    var place = 0
    var isNegative = false
    if unsafe text[0] == 0x2D || text[0] == 0x2B {
      isNegative = unsafe text[0] == 0x2D
      place = 1
    }
    var parts: [Int64] = []
    var value: Int64 = 0
    var digitCount = 0
    var fraction: Int64 = 0
    while place < text.count {
      let byte = unsafe text[place]
      if byte &- 48 < 10 {
        guard digitCount < 10 else { return nil }
        value = value * 10 + Int64(byte &- 48)
        digitCount += 1
      } else if byte == 0x3A, digitCount > 0, parts.count < 2 {
        parts.append(value)
        (value, digitCount) = (0, 0)
      } else if byte == 0x2E, digitCount > 0, parts.count == 2 {
        var reader = unsafe TextReader(UnsafeBufferPointer(rebasing: text[(place + 1)...]))
        guard let digits = reader.fraction(), reader.isAtEnd else { return nil }
        fraction = digits
        break
      } else {
        return nil
      }
      place += 1
    }
    parts.append(value)
    while parts.count < 3 { parts.append(0) }
    guard parts[0] < 2_562_047_789, parts[1] < 60, parts[2] < 60 else { return nil }
    let magnitude =
      Int128(parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1_000_000 + Int128(fraction)
    guard let microseconds = Int64(exactly: isNegative ? -magnitude : magnitude) else { return nil }
    return Interval(microseconds: microseconds)
  }

  // MARK: ISO 8601

  /// What follows the P: years, months, weeks and days, then T and hours, minutes and seconds.
  private mutating func isoInterval(isNegative: Bool) -> Interval? {
    var isTime = false
    var hasPart = false
    while !isAtEnd {
      if next | 0x20 == 0x74, !isTime {
        isTime = true
        place += 1
        continue
      }
      let start = place
      if next == 0x2D || next == 0x2B { place += 1 }
      while !isAtEnd, next &- 48 < 10 || next == 0x2E || next == 0x2C { place += 1 }
      let number = unsafe UnsafeBufferPointer(rebasing: bytes[start..<place])
      guard !isAtEnd, let unit = Self.isoUnit(next | 0x20, isTime: isTime),
        let part = unsafe Self.amount(number, unit), let sum = total.adding(part)
      else { return nil }
      place += 1
      total = sum
      hasPart = true
    }
    guard hasPart else { return nil }
    return isNegative ? Interval().subtracting(total) : total
  }

  private static func isoUnit(_ letter: UInt8, isTime: Bool) -> DatePart? {
    switch letter {
    case UInt8(ascii: "y") where !isTime: .year
    case UInt8(ascii: "m"): isTime ? .minute : .month
    case UInt8(ascii: "w") where !isTime: .week
    case UInt8(ascii: "d") where !isTime: .day
    case UInt8(ascii: "h") where isTime: .hour
    case UInt8(ascii: "s") where isTime: .second
    default: nil
    }
  }
}
