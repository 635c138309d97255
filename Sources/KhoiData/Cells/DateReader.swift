/// Reads the tokens of a date from left to right.
struct DateReader {
  let tokens: [DateToken]
  var place = 0
  /// Whether afternoon or evening was said before the time.
  private var isLater = false
  private var time: Int64?

  init(tokens: [DateToken]) { self.tokens = tokens }

  /// Every way to understand the tokens; nil where there is none.
  mutating func read() -> [DateReading]? {
    skipDayNames()
    readTimeBefore()
    skipDayNames()
    guard var readings = core() else { return nil }
    if time == nil, !readTimeBehind() { return nil }
    skipBlank()
    guard place == tokens.count else { return nil }
    if let time {
      readings = readings.compactMap { reading in
        guard case .day(let order, let days, _, let isShort) = reading else { return nil }
        return .day(order, days: days, time: time, isShort: isShort)
      }
    }
    return readings.isEmpty ? nil : readings
  }

  // MARK: Tokens

  var peek: DateToken? { place < tokens.count ? tokens[place] : nil }

  mutating func skipBlank() { if peek == .blank { place += 1 } }

  /// Passes a word, and a blank before it.
  mutating func take(_ word: String) -> Bool {
    let start = place
    skipBlank()
    if case .word(let found)? = peek, found.elementsEqual(word.utf8) {
      place += 1
      return true
    }
    place = start
    return false
  }

  mutating func take(sign: UInt8) -> Bool {
    guard peek == .sign(sign) else { return false }
    place += 1
    return true
  }

  /// Passes a number of so many digits, and a blank before it.
  mutating func number(_ digits: ClosedRange<Int>) -> Int? {
    let start = place
    skipBlank()
    if case .number(let value, let count)? = peek, digits.contains(count) {
      place += 1
      return value
    }
    place = start
    return nil
  }

  // MARK: Names of days and times

  private mutating func skipDayNames() {
    while true {
      let start = place
      if take("sang") || take("trua") {
      } else if take("chieu") || take("toi") {
        isLater = true
      } else if take("thu") {
        let names: [String] = ["hai", "ba", "tu", "nam", "sau", "bay"]
        guard names.contains(where: { take($0) }) || number(1...1) != nil else {
          place = start
          return
        }
      } else if take("chu") {
        guard take("nhat") else {
          place = start
          return
        }
      } else if take("cn") || take("luc") || take("vao") {
      } else {
        return
      }
      skipBlank()
      _ = take(sign: 0x2C)
      skipBlank()
    }
  }

  private mutating func readTimeBefore() {
    let start = place
    guard let found = clock() else {
      place = start
      return
    }
    time = found
    skipBlank()
    _ = take(sign: 0x2C)
    skipBlank()
  }

  /// False where something stands behind the date that is no time.
  private mutating func readTimeBehind() -> Bool {
    skipBlank()
    if place == tokens.count { return true }
    let hadComma = take(sign: 0x2C) || take(sign: 0x2D)
    skipBlank()
    if !hadComma, case .word([UInt8(ascii: "t")])? = peek { place += 1 }
    _ = take("luc")
    skipBlank()
    time = clock()
    return time != nil
  }

  /// `15:18`, `15:18:00.5`, `15h18`, `7h`, `8:30 SA`, `15 giờ 18 phút`.
  private mutating func clock() -> Int64? {
    guard var hour = number(1...2) else { return nil }
    var (minute, second, fraction) = (0, 0, Int64(0))
    if take(sign: 0x3A) {
      guard let found = number(2...2) else { return nil }
      minute = found
      if take(sign: 0x3A) {
        guard let found = number(2...2) else { return nil }
        second = found
        if take(sign: 0x2E) {
          guard case .number(let value, let digits)? = peek, digits <= 6 else { return nil }
          place += 1
          fraction = Int64(value)
          for _ in digits..<6 { fraction *= 10 }
        }
      }
    } else if take("h") || take("g") || take("gio") {
      let start = place
      if let found = number(1...2), peek != .sign(0x2F), peek != .sign(0x2D), peek != .sign(0x2E) {
        minute = found
        _ = take("phut") || take("p") || take("ph") || take(sign: 0x27)
      } else {
        place = start
      }
    } else {
      return nil
    }
    if take("sa") || take("am") {
      guard (1...12).contains(hour) else { return nil }
      hour %= 12
    } else if take("ch") || take("pm") {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + 12
    } else if isLater && hour < 12 {
      hour += 12
    }
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return Int64((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
  }
}
