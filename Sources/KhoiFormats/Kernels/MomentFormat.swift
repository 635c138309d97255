import KhoiData

/// A way to write days and moments, such as `%d/%m/%Y %H:%M`, compiled from its text.
struct MomentFormat: Sendable, Equatable {
  /// The text it was made from.
  let text: String
  private let items: [Item]
  /// Whether a time of day is part of it.
  let hasTime: Bool

  /// How sure it is which of its numbers are the day, the month and the year.
  enum Order: Equatable {
    case certain
    /// Day and month in digits, in either order, before a year of four digits.
    case dayAndMonth
    case shortYearFirst, shortYearLast
  }

  /// Certain for separators that only formats know.
  var order: Order {
    let signs: [Item] = [.literal(0x2F), .literal(0x2D), .literal(0x2E)]
    guard items.count >= 5, signs.contains(items[1]), items[1] == items[3],
      items.contains(.day), items.contains(.month)
    else { return .certain }
    if items[0] == .shortYear { return .shortYearFirst }
    if items[4] == .shortYear { return .shortYearLast }
    return items[4] == .year ? .dayAndMonth : .certain
  }

  private enum Item: Equatable {
    case literal(UInt8)
    /// Any number of blanks.
    case blanks
    case year, shortYear, month, monthName, day, dayOfYear, hour, hour12, minute, second, fraction
    case half, offset, weekdayName
  }

  /// Nil for a text with a specifier that is not known.
  init?(_ text: String) {
    self.text = text
    var items: [Item] = []
    let bytes = Array(text.utf8)
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == 0x20 {
        if items.last != .blanks { items.append(.blanks) }
        continue
      }
      guard byte == UInt8(ascii: "%") else {
        items.append(.literal(byte))
        continue
      }
      guard place < bytes.count else { return nil }
      var code = bytes[place]
      place += 1
      if code == UInt8(ascii: "-") {
        guard place < bytes.count else { return nil }
        code = bytes[place]
        place += 1
      }
      guard let more = Self.items(of: code) else { return nil }
      items.append(contentsOf: more)
    }
    guard !items.isEmpty else { return nil }
    self.items = items
    hasTime = items.contains { [.hour, .hour12, .minute, .second].contains($0) }
  }

  private static func items(of code: UInt8) -> [Item]? {
    let day: [Item] = [.year, .literal(0x2D), .month, .literal(0x2D), .day]
    let time: [Item] = [.hour, .literal(0x3A), .minute, .literal(0x3A), .second]
    switch code {
    case UInt8(ascii: "Y"): return [.year]
    case UInt8(ascii: "y"): return [.shortYear]
    case UInt8(ascii: "m"): return [.month]
    case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "h"): return [.monthName]
    case UInt8(ascii: "d"), UInt8(ascii: "e"): return [.day]
    case UInt8(ascii: "j"): return [.dayOfYear]
    case UInt8(ascii: "H"): return [.hour]
    case UInt8(ascii: "I"): return [.hour12]
    case UInt8(ascii: "M"): return [.minute]
    case UInt8(ascii: "S"): return [.second]
    case UInt8(ascii: "f"), UInt8(ascii: "g"), UInt8(ascii: "n"): return [.fraction]
    case UInt8(ascii: "p"): return [.half]
    case UInt8(ascii: "z"), UInt8(ascii: "Z"): return [.offset]
    case UInt8(ascii: "a"), UInt8(ascii: "A"): return [.weekdayName]
    case UInt8(ascii: "F"), UInt8(ascii: "x"): return day
    case UInt8(ascii: "T"), UInt8(ascii: "X"): return time
    case UInt8(ascii: "c"): return day + [.blanks] + time
    case UInt8(ascii: "%"): return [.literal(code)]
    default: return nil
    }
  }

  /// What was read so far of one text.
  private struct Parts {
    var year = 1970
    var month = 1
    var day = 1
    var dayOfYear: Int?
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0
    var isAfternoon: Bool?
    var isTwelveHours = false
    var offsetMinutes = 0
  }

  /// Reads microseconds since 1970; false where the text is written in another way.
  func parse(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ value: inout Int64) -> Bool {
    var parts = Parts()
    var position = 0
    for item in items {
      guard unsafe read(item, bytes, count, &position, &parts) else { return false }
    }
    while unsafe position < count && bytes[position] == 0x20 { position += 1 }
    guard position == count else { return false }
    return Self.assemble(parts, &value)
  }

  private static func assemble(_ parts: Parts, _ value: inout Int64) -> Bool {
    var hour = parts.hour
    if parts.isTwelveHours {
      guard (1...12).contains(hour) else { return false }
      hour %= 12
      if parts.isAfternoon == true { hour += 12 }
    }
    guard hour < 24, parts.minute < 60, parts.second < 60 else { return false }
    var days: Int32
    let year = Int32(truncatingIfNeeded: parts.year)
    if let dayOfYear = parts.dayOfYear {
      guard Calendar.isValid(year: year, month: 1, day: 1), (1...366).contains(dayOfYear) else {
        return false
      }
      days = Calendar.days(year: year, month: 1, day: 1) + Int32(dayOfYear) - 1
    } else {
      let month = Int32(truncatingIfNeeded: parts.month)
      let day = Int32(truncatingIfNeeded: parts.day)
      guard Calendar.isValid(year: year, month: month, day: day) else { return false }
      days = Calendar.days(year: year, month: month, day: day)
    }
    let seconds = Int64((hour * 60 + parts.minute - parts.offsetMinutes) * 60 + parts.second)
    value = Int64(days) * Calendar.microsecondsPerDay + seconds * 1_000_000
    value += Int64(parts.microsecond)
    return true
  }

  private func read(
    _ item: Item, _ bytes: UnsafePointer<UInt8>, _ count: Int, _ position: inout Int,
    _ parts: inout Parts
  ) -> Bool {
    switch item {
    case .literal(let byte):
      guard unsafe position < count && bytes[position] == byte else { return false }
      position += 1
      return true
    case .blanks:
      let start = position
      while unsafe position < count && bytes[position] == 0x20 { position += 1 }
      return position > start
    case .year: return unsafe Self.number(bytes, count, &position, 4...4, &parts.year)
    case .shortYear:
      guard unsafe Self.number(bytes, count, &position, 2...2, &parts.year) else { return false }
      parts.year += parts.year < 69 ? 2000 : 1900
      return true
    case .month: return unsafe Self.number(bytes, count, &position, 1...2, &parts.month)
    case .day: return unsafe Self.number(bytes, count, &position, 1...2, &parts.day)
    case .dayOfYear:
      var day = 0
      guard unsafe Self.number(bytes, count, &position, 1...3, &day) else { return false }
      parts.dayOfYear = day
      return true
    case .hour: return unsafe Self.number(bytes, count, &position, 1...2, &parts.hour)
    case .hour12:
      parts.isTwelveHours = true
      return unsafe Self.number(bytes, count, &position, 1...2, &parts.hour)
    case .minute: return unsafe Self.number(bytes, count, &position, 1...2, &parts.minute)
    case .second: return unsafe Self.number(bytes, count, &position, 1...2, &parts.second)
    case .fraction:
      let start = position
      guard unsafe Self.number(bytes, count, &position, 1...9, &parts.microsecond) else {
        return false
      }
      for _ in 0..<max(0, 6 - (position - start)) { parts.microsecond *= 10 }
      for _ in 0..<max(0, position - start - 6) { parts.microsecond /= 10 }
      return true
    case .half: return unsafe Self.half(bytes, count, &position, &parts)
    case .offset: return unsafe Self.offset(bytes, count, &position, &parts)
    case .monthName:
      guard let month = unsafe Self.word(Self.months, bytes, count, &position) else { return false }
      parts.month = month + 1
      return true
    case .weekdayName: return unsafe Self.word(Self.weekdays, bytes, count, &position) != nil
    }
  }

  private static func number(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ position: inout Int, _ digits: ClosedRange<Int>,
    _ value: inout Int
  ) -> Bool {
    let start = position
    var result = 0
    while unsafe position < count && position - start < digits.upperBound
      && bytes[position] >= 48 && bytes[position] < 58
    {
      result = unsafe result * 10 + Int(bytes[position] - 48)
      position += 1
    }
    value = result
    return position - start >= digits.lowerBound
  }

  private static func half(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ position: inout Int, _ parts: inout Parts
  ) -> Bool {
    guard unsafe position + 2 <= count && bytes[position + 1] | 0x20 == UInt8(ascii: "m") else {
      return false
    }
    switch unsafe bytes[position] | 0x20 {
    case UInt8(ascii: "a"): parts.isAfternoon = false
    case UInt8(ascii: "p"): parts.isAfternoon = true
    default: return false
    }
    position += 2
    return true
  }

  private static func offset(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ position: inout Int, _ parts: inout Parts
  ) -> Bool {
    guard position < count else { return false }
    let sign = unsafe bytes[position]
    if sign == UInt8(ascii: "Z") {
      position += 1
      return true
    }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
    position += 1
    var hours = 0
    var minutes = 0
    guard unsafe number(bytes, count, &position, 2...2, &hours) else { return false }
    if unsafe position < count && bytes[position] == 0x3A { position += 1 }
    if unsafe position < count && !number(bytes, count, &position, 2...2, &minutes) { return false }
    parts.offsetMinutes = (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
    return true
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ].map { Array($0.utf8) }

  private static let weekdays = [
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
  ].map { Array($0.utf8) }

  /// The place of the word that stands here, whole or its first three letters.
  private static func word(
    _ words: [[UInt8]], _ bytes: UnsafePointer<UInt8>, _ count: Int, _ position: inout Int
  ) -> Int? {
    for (place, word) in words.enumerated() {
      for length in [word.count, 3] where position + length <= count {
        let matches = (0..<length).allSatisfy {
          unsafe bytes[position + $0] | 0x20 == word[$0]
        }
        if matches {
          position += length
          return place
        }
      }
    }
    return nil
  }
}
