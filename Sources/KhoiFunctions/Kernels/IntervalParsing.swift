package import KhoiData

extension TextParsing {
  /// An interval: numbers with units, and at the end maybe hours, minutes and seconds.
  package static func interval(_ text: UnsafeBufferPointer<UInt8>) -> Interval? {
    let bytes = unsafe trimmed(text)
    if bytes.isEmpty { return nil }
    var total = Interval()
    var place = 0
    while place < bytes.count {
      while place < bytes.count, unsafe isSpace(bytes[place]) { place += 1 }
      let start = place
      while place < bytes.count, unsafe !isSpace(bytes[place]), unsafe !isLetter(bytes[place]) {
        place += 1
      }
      let number = unsafe UnsafeBufferPointer(rebasing: bytes[start..<place])
      if unsafe number.contains(0x3A) {
        guard let clock = unsafe clock(number), let sum = total.adding(clock) else { return nil }
        total = sum
        continue
      }
      while place < bytes.count, unsafe isSpace(bytes[place]) { place += 1 }
      let unitStart = place
      while place < bytes.count, unsafe isLetter(bytes[place]) { place += 1 }
      let unit = unsafe String(decoding: bytes[unitStart..<place], as: UTF8.self)
      if unit.lowercased() == "ago" && number.isEmpty && place == bytes.count {
        return Interval().subtracting(total)
      }
      guard let part = unsafe Interval(number, unit: unit), let sum = total.adding(part) else {
        return nil
      }
      total = sum
    }
    return total
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
        guard digitCount < 9 else { return nil }
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
    guard digitCount > 0 else { return nil }
    parts.append(value)
    if parts.count == 2 { parts.append(0) }
    guard parts.count == 3, parts[1] < 60, parts[2] < 60 else { return nil }
    let microseconds = (parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1_000_000 + fraction
    return Interval(microseconds: isNegative ? -microseconds : microseconds)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= 0x61 && lower <= 0x7A
  }
}

extension Interval {
  /// So many of a unit; a fraction goes on to days and microseconds.
  init?(_ number: UnsafeBufferPointer<UInt8>, unit: String) {
    guard let part = DatePart(unit) else { return nil }
    if let whole = unsafe TextParsing.integer(number) {
      self.init(whole, part)
      return
    }
    guard let value = unsafe TextParsing.double(number), value.magnitude < 1e12 else { return nil }
    let whole = value.rounded(.towardZero)
    guard let base = Interval(Int64(whole), part),
      let rest = Interval(fraction: value - whole, part), let sum = base.adding(rest)
    else { return nil }
    self = sum
  }

  /// So many of a part of a date; nil where it does not fit or no span has such a part.
  package init?(_ count: Int64, unit: String) {
    guard let part = DatePart(unit) else { return nil }
    self.init(count, part)
  }

  init?(_ count: Int64, _ part: DatePart) {
    func times(_ unit: Int64) -> Int64? {
      let (product, overflow) = count.multipliedReportingOverflow(by: unit)
      return overflow ? nil : product
    }
    switch part {
    case .millennium, .century, .decade, .year, .quarter, .month:
      guard let months = times(part.months).flatMap({ Int32(exactly: $0) }) else { return nil }
      self.init(months: months)
    case .week, .day:
      guard let days = times(part == .week ? 7 : 1).flatMap({ Int32(exactly: $0) }) else {
        return nil
      }
      self.init(days: days)
    case .hour, .minute, .second, .millisecond, .microsecond:
      guard let microseconds = times(part.microseconds) else { return nil }
      self.init(microseconds: microseconds)
    case .isoyear, .dayofweek, .isodow, .dayofyear, .epoch: return nil
    }
  }

  private init?(fraction: Double, _ part: DatePart) {
    switch part {
    case .millennium, .century, .decade, .year, .quarter:
      self.init(months: Int32((fraction * Double(part.months)).rounded()))
    case .month:
      self.init(days: Int32((fraction * 30).rounded()))
    case .week, .day:
      let days = fraction * (part == .week ? 7 : 1)
      let whole = days.rounded(.towardZero)
      self.init(
        days: Int32(whole), microseconds: Int64(((days - whole) * 86_400_000_000).rounded()))
    case .hour, .minute, .second, .millisecond, .microsecond:
      self.init(microseconds: Int64((fraction * Double(part.microseconds)).rounded()))
    case .isoyear, .dayofweek, .isodow, .dayofyear, .epoch: return nil
    }
  }

  /// The sum, or nil where a part overflows.
  package func adding(_ other: Interval) -> Interval? {
    let (months, first) = months.addingReportingOverflow(other.months)
    let (days, second) = days.addingReportingOverflow(other.days)
    let (microseconds, third) = microseconds.addingReportingOverflow(other.microseconds)
    if first || second || third { return nil }
    return Interval(months: months, days: days, microseconds: microseconds)
  }

  /// The difference, or nil where a part overflows.
  package func subtracting(_ other: Interval) -> Interval? {
    let (months, first) = months.subtractingReportingOverflow(other.months)
    let (days, second) = days.subtractingReportingOverflow(other.days)
    let (microseconds, third) = microseconds.subtractingReportingOverflow(other.microseconds)
    if first || second || third { return nil }
    return Interval(months: months, days: days, microseconds: microseconds)
  }

  /// The multiple, or nil where a part overflows.
  package func multiplied(by factor: Int64) -> Interval? {
    guard let months = Int32(exactly: Int128(months) * Int128(factor)),
      let days = Int32(exactly: Int128(days) * Int128(factor)),
      let microseconds = Int64(exactly: Int128(microseconds) * Int128(factor))
    else { return nil }
    return Interval(months: months, days: days, microseconds: microseconds)
  }
}

extension DatePart {
  /// Months in a part that is a whole number of them.
  var months: Int64 {
    switch self {
    case .millennium: 12_000
    case .century: 1200
    case .decade: 120
    case .year: 12
    case .quarter: 3
    default: 1
    }
  }

  /// Microseconds in a part of a day.
  var microseconds: Int64 {
    switch self {
    case .hour: 3_600_000_000
    case .minute: 60_000_000
    case .second: 1_000_000
    case .millisecond: 1000
    default: 1
    }
  }
}
