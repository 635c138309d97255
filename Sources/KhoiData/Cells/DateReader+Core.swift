/// The date or period itself.
extension DateReader {
  mutating func core() -> [DateReading]? {
    skipBlank()
    guard let first = peek else { return nil }
    switch first {
    case .number: return numbers(mayBePeriod: true)
    case .word: return words()
    default: return nil
    }
  }

  // MARK: Words first

  private mutating func words() -> [DateReading]? {
    if take("ngay") || take("mung") || take("mong") {
      _ = take("mung") || take("mong")
      return numbers(mayBePeriod: false)
    }
    if take("thang") { return month() }
    if take("t") || take("th") { return shortMonth() }
    if take("quy") || take("q") { return quarter() }
    if take("nam") {
      if take("hoc") { return years(isSchool: true) }
      guard let year = year() else { return nil }
      return [.year(year)]
    }
    if take("giai") { return take("doan") ? years(isSchool: false) : nil }
    if take("nhiem") { return take("ky") ? years(isSchool: false) : nil }
    return nil
  }

  /// `10/2024`, `10 năm 2024` behind `tháng`.
  private mutating func month() -> [DateReading]? {
    guard let month = monthNumber(), yearSign(), let year = year() else { return nil }
    return [.month(year: year, month: month)]
  }

  private mutating func shortMonth() -> [DateReading]? {
    guard case .number? = peek, let month = number(1...2), (1...12).contains(month),
      take(sign: 0x2F) || take(sign: 0x2D), let year = year()
    else { return nil }
    return [.month(year: year, month: month)]
  }

  private mutating func quarter() -> [DateReading]? {
    let roman: [String] = ["i", "ii", "iii", "iv"]
    var quarter = number(1...1)
    for (place, numeral) in roman.enumerated() where quarter == nil {
      if take(numeral) { quarter = place + 1 }
    }
    guard let quarter, (1...4).contains(quarter), yearSign() || peek == .blank, let year = year()
    else { return nil }
    return [.quarter(year: year, quarter: quarter)]
  }

  private mutating func years(isSchool: Bool) -> [DateReading]? {
    guard let first = year(), rangeSign(), let second = year() else { return nil }
    if isSchool { return second == first + 1 ? [.school(first)] : nil }
    return second > first ? [.range(first, second)] : nil
  }

  /// A year of four digits.
  private mutating func year() -> Int? {
    let start = place
    if let year = number(4...4), (1000...2999).contains(year) { return year }
    place = start
    return nil
  }

  /// What stands between a month or quarter and its year: `/`, `-`, `,`, `năm`.
  private mutating func yearSign() -> Bool {
    let start = place
    skipBlank()
    if take(sign: 0x2F) || take(sign: 0x2D) { return true }
    if take(sign: 0x2C) {
      _ = take("nam")
      return true
    }
    if take("nam") { return true }
    place = start
    return false
  }

  private mutating func rangeSign() -> Bool {
    skipBlank()
    return take(sign: 0x2D) || take(sign: 0x2F)
  }

  /// A month in digits or words, `giêng` and `chạp` among them.
  private mutating func monthNumber() -> Int? {
    if let month = number(1...2) { return (1...12).contains(month) ? month : nil }
    let names: [(String, Int)] = [
      ("gieng", 1), ("hai", 2), ("ba", 3), ("tu", 4), ("sau", 6), ("bay", 7), ("tam", 8),
      ("chin", 9), ("chap", 12),
    ]
    for (name, month) in names where take(name) { return month }
    guard take("muoi") else { return nil }
    return take("mot") ? 11 : take("hai") ? 12 : 10
  }

  // MARK: Numbers first

  private mutating func numbers(mayBePeriod: Bool) -> [DateReading]? {
    skipBlank()
    guard case .number(let first, let digits)? = peek else { return nil }
    place += 1
    let behindFirst = place
    if take("thang") { return inWords(first, digits, mayBePeriod: mayBePeriod) }
    place = behindFirst
    if digits == 4 {
      let start = place
      if mayBePeriod, (1000...2999).contains(first), rangeSign(), let second = year(),
        place == tokens.count
      {
        return second == first + 1
          ? [.school(first)] : second > first ? [.range(first, second)] : nil
      }
      place = start
    }
    guard case .sign(let sign)? = peek, [0x2F, 0x2D, 0x2E].contains(sign) else { return nil }
    place += 1
    guard case .number(let second, let secondDigits)? = peek else { return nil }
    place += 1
    let behindSecond = place
    if take(sign: sign), case .number(let third, let thirdDigits)? = peek {
      place += 1
      return day((first, digits), (second, secondDigits), (third, thirdDigits))
    }
    place = behindSecond
    guard digits <= 2 else { return nil }
    if secondDigits == 4, sign != 0x2E, (1...12).contains(first), (1000...2999).contains(second) {
      return mayBePeriod ? [.month(year: second, month: first)] : nil
    }
    guard sign == 0x2F || !mayBePeriod, secondDigits <= 2 else { return nil }
    return dayMonths(first, second)
  }

  /// `tháng 2 năm 2025` behind the day; `tháng đầu năm 2024` behind a number of months.
  private mutating func inWords(
    _ first: Int, _ digits: Int, mayBePeriod: Bool
  ) -> [DateReading]? {
    guard digits <= 2 else { return nil }
    if mayBePeriod {
      let start = place
      let isLast = take("cuoi")
      _ = isLast || take("dau")
      if take("nam"), let year = year() {
        guard (1...12).contains(first) else { return nil }
        return [.months(count: first, areFirst: !isLast, year: year)]
      }
      place = start
    }
    guard let month = monthNumber() else { return nil }
    let behind = place
    guard yearSign() || peek == .blank, let year = year() else {
      place = behind
      guard Calendar.isValid(year: 2024, month: Int32(month), day: Int32(first)) else { return nil }
      return [.dayMonth(.words, day: first, month: month)]
    }
    return day(.words, year, month, first, isShort: false).map { [$0] }
  }

  private func dayMonths(_ first: Int, _ second: Int) -> [DateReading]? {
    func reading(_ order: DateReading.Order, _ day: Int, _ month: Int) -> DateReading? {
      guard Calendar.isValid(year: 2024, month: Int32(month), day: Int32(day)) else { return nil }
      return .dayMonth(order, day: day, month: month)
    }
    return [reading(.dayFirst, first, second), reading(.monthFirst, second, first)]
      .compactMap { $0 }
  }

  private typealias Part = (value: Int, digits: Int)

  private func day(
    _ first: Part, _ second: Part, _ third: Part
  ) -> [DateReading]? {
    if first.digits == 4 {
      guard second.digits <= 2, third.digits <= 2 else { return nil }
      return day(.yearFirst, first.value, second.value, third.value, isShort: false).map { [$0] }
    }
    guard first.digits <= 2, second.digits <= 2 else { return nil }
    var year = third.value
    let isShort = third.digits == 2
    if isShort {
      year += year < 50 ? 2000 : 1900
    } else if third.digits != 4 {
      return nil
    }
    return [
      day(.dayFirst, year, second.value, first.value, isShort: isShort),
      day(.monthFirst, year, first.value, second.value, isShort: isShort),
    ].compactMap { $0 }
  }

  private func day(
    _ order: DateReading.Order, _ year: Int, _ month: Int, _ day: Int, isShort: Bool
  ) -> DateReading? {
    guard year >= 1, year <= 9999,
      Calendar.isValid(year: Int32(year), month: Int32(month), day: Int32(day))
    else { return nil }
    let days = Calendar.days(year: Int32(year), month: Int32(month), day: Int32(day))
    return .day(order, days: days, time: nil, isShort: isShort)
  }
}
