import KhoiData

extension DateFormat {
  /// The moment a text stands for, or nil where it does not fit the format.
  func parse(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var reader = unsafe TextReader(TextParsing.trimmed(text))
    if let special = reader.specialMoment() { return reader.isAtEnd ? special : nil }
    var fields = DateFields()
    for piece in pieces {
      switch piece {
      case .literal(let bytes):
        for byte in bytes {
          if TextParsing.isSpace(byte) {
            reader.skipSpaces()
          } else if !reader.skip(byte) {
            return nil
          }
        }
      case .part(let letter, _):
        if !fields.read(letter, &reader) { return nil }
      }
    }
    return reader.isAtEnd ? fields.timestamp : nil
  }
}

/// What a text says about a moment, part by part.
private struct DateFields {
  /// What the day of the year is told by.
  private enum Place {
    case unknown, calendar, dayOfYear, sundayWeek, mondayWeek, isoWeek
  }

  private var year: Int32 = 1900
  private var month: Int32 = 1
  private var day: Int32 = 1
  private var dayOfYear: Int32 = 1
  private var week: Int32 = 1
  private var isoYear: Int32?
  /// 0 for Sunday to 6 for Saturday.
  private var weekday: Int32?
  private var hasYear = false
  private var place = Place.unknown
  private var hour: Int32 = 0
  private var minute: Int32 = 0
  private var second: Int32 = 0
  private var microseconds: Int64 = 0
  private var isAfternoon: Bool?
  private var offset: Int64 = 0
  private var epoch: Int64?

  mutating func read(_ letter: UInt8, _ reader: inout TextReader) -> Bool {
    switch letter {
    case UInt8(ascii: "Y"), UInt8(ascii: "y"), UInt8(ascii: "G"), UInt8(ascii: "C"):
      return readYear(letter, &reader)
    case UInt8(ascii: "m"), UInt8(ascii: "b"), UInt8(ascii: "B"):
      return readMonth(letter, &reader)
    case UInt8(ascii: "d"), UInt8(ascii: "e"):
      reader.skipSpaces()
      place = .calendar
      return number(&reader, 2, 1...31, &day)
    case UInt8(ascii: "j"):
      guard claim(.dayOfYear) else { return false }
      return number(&reader, 3, 1...366, &dayOfYear)
    case UInt8(ascii: "U"): return claim(.sundayWeek) && number(&reader, 2, 0...53, &week)
    case UInt8(ascii: "W"): return claim(.mondayWeek) && number(&reader, 2, 0...53, &week)
    case UInt8(ascii: "V"):
      if hasYear, place != .calendar { return false }
      return claim(.isoWeek) && number(&reader, 2, 1...53, &week)
    case UInt8(ascii: "u"), UInt8(ascii: "w"):
      var value: Int32 = 0
      let isIso = letter == UInt8(ascii: "u")
      guard number(&reader, 1, isIso ? 1...7 : 0...6, &value) else { return false }
      weekday = value % 7
      return true
    case UInt8(ascii: "a"):
      return reader.word(DateFormat.days.map { String($0.prefix(3)) }) != nil
    case UInt8(ascii: "A"): return reader.word(DateFormat.days) != nil
    case UInt8(ascii: "Q"):
      var quarter: Int32 = 1
      guard number(&reader, 1, 1...4, &quarter) else { return false }
      month = quarter * 3 - 2
      return true
    default: return readTime(letter, &reader)
    }
  }

  private func number(
    _ reader: inout TextReader, _ most: Int, _ range: ClosedRange<Int32>, _ target: inout Int32
  ) -> Bool {
    guard let value = reader.number(1, most), range.contains(value) else { return false }
    target = value
    return true
  }

  /// Whether the day may be told this way: the calendar's day and month go before every other, and
  /// two others contradict each other.
  private mutating func claim(_ wanted: Place) -> Bool {
    switch place {
    case .calendar: return true
    case .unknown:
      place = wanted
      return true
    default: return place == wanted && wanted == .isoWeek
    }
  }

  private mutating func readYear(_ letter: UInt8, _ reader: inout TextReader) -> Bool {
    if letter == UInt8(ascii: "G") {
      guard let value = reader.number(1, 4) else { return false }
      // The calendar's year goes before the one of weeks.
      if hasYear { return true }
      guard claim(.isoWeek) else { return false }
      isoYear = value
      return true
    }
    let isNegative = letter == UInt8(ascii: "Y") && reader.skip(0x2D)
    guard var value = reader.number(1, letter == UInt8(ascii: "Y") ? 4 : 2) else { return false }
    if letter == UInt8(ascii: "y") {
      // POSIX: 69 to 99 are of the last century.
      value += value < 69 ? 2000 : 1900
    } else if letter == UInt8(ascii: "C") {
      value *= 100
    }
    year = isNegative ? -value : value
    hasYear = true
    // A year makes weeks by ISO, which have their own years, mean nothing.
    if place == .isoWeek { place = .calendar }
    return true
  }

  private mutating func readMonth(_ letter: UInt8, _ reader: inout TextReader) -> Bool {
    place = .calendar
    if letter == UInt8(ascii: "m") { return number(&reader, 2, 1...12, &month) }
    let names =
      letter == UInt8(ascii: "B")
      ? DateFormat.months : DateFormat.months.map { String($0.prefix(3)) }
    guard let found = reader.word(names) else { return false }
    month = Int32(found) + 1
    return true
  }

  private mutating func readTime(_ letter: UInt8, _ reader: inout TextReader) -> Bool {
    switch letter {
    case UInt8(ascii: "H"), UInt8(ascii: "k"):
      reader.skipSpaces()
      return number(&reader, 2, 0...23, &hour)
    case UInt8(ascii: "I"), UInt8(ascii: "l"):
      reader.skipSpaces()
      return number(&reader, 2, 1...12, &hour)
    case UInt8(ascii: "M"): return number(&reader, 2, 0...59, &minute)
    case UInt8(ascii: "S"): return number(&reader, 2, 0...59, &second)
    case UInt8(ascii: "f"), UInt8(ascii: "g"), UInt8(ascii: "n"):
      let most = letter == UInt8(ascii: "f") ? 6 : letter == UInt8(ascii: "g") ? 3 : 9
      guard let value = reader.fraction(most: most) else { return false }
      microseconds = value
      return true
    case UInt8(ascii: "p"):
      guard let found = reader.word(["AM", "PM"]) else { return false }
      isAfternoon = found == 1
      return true
    case UInt8(ascii: "z"):
      if reader.skipWord("z") { return true }
      guard let found = reader.fixedOffset() else { return false }
      offset = found
      return true
    case UInt8(ascii: "Z"):
      reader.skipZoneName()
      return true
    case UInt8(ascii: "s"):
      let isNegative = reader.skip(0x2D)
      guard let high = reader.number(1, 9) else { return false }
      var value = Int64(high)
      while reader.isAtDigit, value < 1_000_000_000_000 {
        value = value * 10 + Int64(reader.next &- 48)
        reader.advance(1)
      }
      epoch = isNegative ? -value : value
      return true
    default: return false
    }
  }

  var timestamp: Int64? {
    if let epoch { return EpochUnit.second.moment(epoch) }
    guard let date, let midnight = Calendar.midnight(date) else { return nil }
    var clock = Int64(hour)
    if let isAfternoon {
      guard (1...12).contains(hour) else { return nil }
      clock = Int64(hour % 12) + (isAfternoon ? 12 : 0)
    }
    let time = ((clock * 60 + Int64(minute)) * 60 + Int64(second)) * 1_000_000 + microseconds
    let (moment, overflow) = midnight.addingReportingOverflow(time - offset)
    return overflow || !Calendar.validTimestamps.contains(moment) ? nil : moment
  }

  private var date: Int32? {
    let newYear = Calendar.days(year: year, month: 1, day: 1)
    switch place {
    case .unknown, .calendar:
      guard Calendar.isValid(year: year, month: month, day: day) else { return nil }
      return Calendar.days(year: year, month: month, day: day)
    case .dayOfYear:
      guard dayOfYear < 366 || Calendar.isLeap(year) else { return nil }
      return newYear + dayOfYear - 1
    case .sundayWeek:
      let firstSunday = newYear + (6 - Calendar.weekday(newYear))
      return firstSunday + (week - 1) * 7 + (weekday ?? 0)
    case .mondayWeek:
      let firstMonday = newYear + (7 - Calendar.weekday(newYear)) % 7
      return firstMonday + (week - 1) * 7 + ((weekday ?? 1) + 6) % 7
    case .isoWeek:
      let start = WeekDate.firstDay(ofYear: isoYear ?? 1900)
      return start + (week - 1) * 7 + ((weekday ?? 1) + 6) % 7
    }
  }
}

extension TextReader {
  /// Which of the words comes next, without regard to case.
  fileprivate mutating func word(_ words: [String]) -> Int? {
    for (index, word) in words.enumerated() {
      let letters = Array(word.utf8)
      guard unsafe place + letters.count <= bytes.count else { continue }
      let fits = letters.indices.allSatisfy {
        unsafe bytes[place + $0] | 0x20 == letters[$0] | 0x20
      }
      if fits {
        advance(letters.count)
        return index
      }
    }
    return nil
  }

  /// Moves over the name of a zone, such as `UTC` or `Asia/Ho_Chi_Minh`.
  fileprivate mutating func skipZoneName() {
    while !isAtEnd {
      let byte = next
      let isName =
        (byte | 0x20) &- 0x61 < 26 || byte &- 48 < 10 || byte == 0x2F || byte == 0x5F
        || byte == 0x2B || byte == 0x2D
      if !isName { return }
      advance(1)
    }
  }
}
