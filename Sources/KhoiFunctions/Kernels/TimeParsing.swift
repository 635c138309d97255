import KhoiData

/// Dates, times of day and moments read from text.
extension TextParsing {
  /// The day of a date or moment.
  package static func date(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
    var reader = unsafe TextReader(trimmed(text))
    if let special = reader.specialMoment() {
      return reader.isAtEnd ? Calendar.day(timestamp: special) : nil
    }
    guard let day = reader.date() else { return nil }
    if reader.isAtEnd { return day }
    guard reader.skipDateEnd(), reader.time() != nil else { return nil }
    guard reader.zoneOffset() != nil, reader.isAtEnd else { return nil }
    return day
  }

  /// A time of day in microseconds.
  package static func time(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var reader = unsafe TextReader(trimmed(text))
    if let time = reader.time(), reader.isAtEnd { return time }
    guard let moment = unsafe timestamp(text), !Calendar.isInfinite(timestamp: moment) else {
      return nil
    }
    return Calendar.split(timestamp: moment).microseconds
  }

  /// The microseconds east of UTC that a text such as `+07:00` names.
  static func fixedOffset(_ text: String) -> Int64? {
    var text = text
    return text.withUTF8 { bytes in
      var reader = unsafe TextReader(bytes)
      guard let offset = reader.fixedOffset(), reader.isAtEnd else { return nil }
      return offset
    }
  }

  /// A moment in microseconds since 1970.
  package static func timestamp(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var reader = unsafe TextReader(trimmed(text))
    if let special = reader.specialMoment() { return reader.isAtEnd ? special : nil }
    guard let day = reader.date() else { return nil }
    var time: Int64 = 0
    var zone: TimeZone?
    if !reader.isAtEnd {
      guard reader.skipDateEnd(), let clock = reader.time() else { return nil }
      if let offset = reader.zoneOffset(), reader.isAtEnd {
        time = clock - offset
      } else {
        reader.skipSpaces()
        zone = TimeZone(reader.rest)
        if zone == nil { return nil }
        time = clock
      }
    }
    let moment = Int128(day) * Int128(Calendar.microsecondsPerDay) + Int128(time)
    guard let microseconds = Int64(exactly: moment),
      Calendar.validTimestamps.contains(microseconds)
    else { return nil }
    return zone == nil ? microseconds : zone?.moment(microseconds)
  }
}

/// Reads dates and times from the front of a text.
@safe struct TextReader {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var place = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe self.bytes = unsafe bytes
  }

  var isAtEnd: Bool { unsafe place >= bytes.count }

  /// The next byte, or zero at the end.
  var next: UInt8 { unsafe place < bytes.count ? bytes[place] : 0 }

  /// What is left of the text.
  var rest: String { unsafe String(decoding: bytes[place...], as: UTF8.self) }

  var isAtDigit: Bool { next &- 48 < 10 }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard unsafe place < bytes.count, unsafe bytes[place] == byte else { return false }
    place += 1
    return true
  }

  /// Moves on over bytes that were looked at.
  mutating func advance(_ count: Int) { place = unsafe min(place + count, bytes.count) }

  mutating func back(to place: Int) { self.place = place }

  mutating func skipSpaces() {
    while unsafe place < bytes.count, unsafe TextParsing.isSpace(bytes[place]) { place += 1 }
  }

  /// Moves over a word in small letters, in any case.
  mutating func skipWord(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard unsafe place + count <= bytes.count else { return false }
    for index in 0..<count where unsafe bytes[place + index] | 0x20 != word.utf8Start[index] {
      return false
    }
    place += count
    return true
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

  /// `infinity`, `-infinity` or `epoch`.
  mutating func specialMoment() -> Int64? {
    if skipWord("infinity") { return Calendar.infiniteTimestamp }
    if skipWord("epoch") { return 0 }
    if next == 0x2D {
      let before = place
      place += 1
      if skipWord("infinity") { return -Calendar.infiniteTimestamp }
      place = before
    }
    return nil
  }

  /// `2024-01-31`, `2024/1/31`, `-0043-03-15` or `0044-03-15 (BC)`.
  mutating func date() -> Int32? {
    let isNegative = skip(0x2D)
    let start = place
    guard var year = number(1, 8) else { return nil }
    let digitCount = place - start
    let separator = next
    guard separator == 0x2D || separator == 0x2F || separator == 0x5C || separator == 0x20,
      skip(separator), let month = number(1, 2), skip(separator), let day = number(1, 2),
      !isAtDigit
    else { return nil }
    if isNegative { year = -year }
    if unsafe place + 5 <= bytes.count, TextParsing.isSpace(next) {
      let before = place
      skipSpaces()
      if skip(0x28), skipWord("bc"), skip(0x29) {
        if isNegative || year == 0 { return nil }
        year = 1 - year
      } else {
        place = before
      }
    }
    // Two digits may be a year, a month or a day of any century: that is for a format to say.
    if year > 0, digitCount < 3 { return nil }
    guard Calendar.isValid(year: year, month: month, day: day) else { return nil }
    return Calendar.days(year: year, month: month, day: day)
  }

  /// What stands between a date and a time: blanks or a `T`.
  mutating func skipDateEnd() -> Bool {
    if skip(0x54) || skip(0x74) { return true }
    guard TextParsing.isSpace(next) else { return false }
    skipSpaces()
    return true
  }

  /// `13:05`, `13:05:00` or `13:05:00.123456`, in microseconds; digits beyond are dropped. The end
  /// of the day may be called `24:00:00`.
  mutating func time() -> Int64? {
    guard let hour = number(1, 2), skip(0x3A), hour <= 24 else { return nil }
    guard !isAtEnd else { return hour < 24 ? Int64(hour) * 3_600_000_000 : nil }
    guard let minute = number(1, 2), minute < 60 else { return nil }
    var microseconds = (Int64(hour) * 60 + Int64(minute)) * 60_000_000
    if skip(0x3A), !isAtEnd {
      guard let second = number(1, 2), second < 60 else { return nil }
      microseconds += Int64(second) * 1_000_000
      if skip(0x2E) {
        guard let fraction = fraction() else { return nil }
        microseconds += fraction
      }
    }
    return microseconds <= Calendar.microsecondsPerDay ? microseconds : nil
  }

  /// The digits after a point as microseconds.
  mutating func fraction(most: Int = Int.max) -> Int64? {
    var value: Int64 = 0
    var count = 0
    while count < most, unsafe place < bytes.count, unsafe bytes[place] &- 48 < 10 {
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

  /// `Z`, `UTC`, `+07`, `+07:00`, `+0700` or a zone's name in microseconds east of UTC; zero where
  /// there is no zone.
  mutating func zoneOffset() -> Int64? {
    if isAtEnd { return 0 }
    let before = place
    skipSpaces()
    if skipWord("utc") || skipWord("z") { return 0 }
    guard let offset = fixedOffset() else {
      place = before
      return nil
    }
    return offset
  }

  /// `+07`, `-03:30`, `+0700` or `+07:00:30`.
  mutating func fixedOffset() -> Int64? {
    let isWest = skip(0x2D)
    guard isWest || skip(0x2B), let hour = number(2, 2), hour <= 15 else { return nil }
    var seconds = Int64(hour) * 3600
    if skip(0x3A) || isAtDigit {
      guard let minute = number(2, 2), minute < 60 else { return nil }
      seconds += Int64(minute) * 60
      if skip(0x3A) {
        guard let second = number(2, 2), second < 60 else { return nil }
        seconds += Int64(second)
      }
    }
    return (isWest ? -seconds : seconds) * 1_000_000
  }
}
