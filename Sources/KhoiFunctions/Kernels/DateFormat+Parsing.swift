import KhoiData

extension DateFormat {
  /// The moment a text stands for, or nil where it does not fit the format.
  func parse(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var reader = unsafe TextReader(TextParsing.trimmed(text))
    var fields = Fields()
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

  private struct Fields {
    var year: Int32 = 1900
    var month: Int32 = 1
    var day: Int32 = 1
    var dayOfYear: Int32?
    var hour: Int32 = 0
    var minute: Int32 = 0
    var second: Int32 = 0
    var microseconds: Int64 = 0
    var isAfternoon: Bool?
    var epoch: Int64?

    mutating func read(_ letter: UInt8, _ reader: inout TextReader) -> Bool {
      func number(_ most: Int, _ target: inout Int32) -> Bool {
        guard let value = reader.number(1, most) else { return false }
        target = value
        return true
      }
      switch letter {
      case UInt8(ascii: "Y"), UInt8(ascii: "G"): return number(4, &year)
      case UInt8(ascii: "y"):
        guard number(2, &year) else { return false }
        // POSIX: 69 to 99 are of the last century.
        year += year < 69 ? 2000 : 1900
        return true
      case UInt8(ascii: "m"): return number(2, &month)
      case UInt8(ascii: "d"): return number(2, &day)
      case UInt8(ascii: "e"):
        reader.skipSpaces()
        return number(2, &day)
      case UInt8(ascii: "j"):
        var value: Int32 = 0
        guard number(3, &value) else { return false }
        dayOfYear = value
        return true
      case UInt8(ascii: "H"), UInt8(ascii: "I"): return number(2, &hour)
      case UInt8(ascii: "M"): return number(2, &minute)
      case UInt8(ascii: "S"): return number(2, &second)
      case UInt8(ascii: "f"), UInt8(ascii: "g"):
        guard let value = reader.fraction() else { return false }
        microseconds = value
        return true
      case UInt8(ascii: "p"):
        guard let found = reader.word(["AM", "PM"]) else { return false }
        isAfternoon = found == 1
        return true
      case UInt8(ascii: "a"):
        return reader.word(DateFormat.days.map { String($0.prefix(3)) }) != nil
      case UInt8(ascii: "A"): return reader.word(DateFormat.days) != nil
      case UInt8(ascii: "b"):
        guard let found = reader.word(DateFormat.months.map { String($0.prefix(3)) }) else {
          return false
        }
        month = Int32(found) + 1
        return true
      case UInt8(ascii: "B"):
        guard let found = reader.word(DateFormat.months) else { return false }
        month = Int32(found) + 1
        return true
      case UInt8(ascii: "s"):
        guard let value = reader.number(1, 9) else { return false }
        epoch = Int64(value)
        return true
      default: return false
      }
    }

    var timestamp: Int64? {
      if let epoch { return epoch * 1_000_000 }
      guard Calendar.isValid(year: year, month: month, day: day), hour < 24, minute < 60,
        second < 60
      else { return nil }
      var date = Calendar.days(year: year, month: month, day: day)
      if let dayOfYear {
        guard dayOfYear >= 1, dayOfYear <= (Calendar.isLeap(year) ? 366 : 365) else { return nil }
        date = Calendar.days(year: year, month: 1, day: 1) + dayOfYear - 1
      }
      var clock = Int64(hour)
      if let isAfternoon {
        guard (1...12).contains(hour) else { return nil }
        clock = Int64(hour % 12) + (isAfternoon ? 12 : 0)
      }
      return Int64(date) * Calendar.microsecondsPerDay
        + ((clock * 60 + Int64(minute)) * 60 + Int64(second)) * 1_000_000 + microseconds
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
}
