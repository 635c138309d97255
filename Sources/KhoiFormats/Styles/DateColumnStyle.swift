import KhoiData

/// How a column of text writes dates: all evidence of its distinct values, then a decision.
///
/// Some value that only has a day first and none that only has a month first: the day is first; the
/// other way round likewise; both: refused. Where every day is at most 12, a column sorted in one
/// reading only decides, then a Vietnamese file, where the day is first, which is said; otherwise
/// refused. Dates and periods never mix.
struct DateColumnStyle {
  typealias Example = NumberColumnStyle.Example
  typealias Tally = NumberColumnStyle.Tally

  let header: HeaderWords
  private(set) var valueCount = 0
  private(set) var nothingCount = 0
  private(set) var misfitCount = 0
  private var misfit: Example?
  private var dayFirst = Tally()
  private var monthFirst = Tally()
  private var either = Tally()
  /// Those of them with dots, which nobody writes behind a month.
  private var dotted = Tally()
  private var integers = Tally()
  private var serials = Tally()
  private(set) var shorts = Tally()
  /// Such as `1.2.24`, which may be the number of a version.
  private var versions = Tally()
  private var kinds: [DateKind: Example] = [:]
  /// Values such as `25/03/2024`, ISO dates and serials whose day is at most 12.
  private var writtenCount = 0
  private var machineCount = 0
  private var smallMachineDays = 0
  private var smallWrittenDays = 0

  init(header: String) { self.header = HeaderWords(header) }

  /// Takes one distinct value; the result says whether the column may still be dates.
  mutating func add(_ bytes: [UInt8], ordinal: Int) -> Bool {
    switch DateCell.read(bytes) {
    case .nothing: nothingCount += 1
    case .other:
      if misfitCount == 0 { misfit = Example(bytes, ordinal) }
      misfitCount += 1
    case .integer(let number): add(number, bytes, ordinal)
    case .dates(let readings): add(readings, bytes, ordinal)
    }
    return misfitCount <= max(2, valueCount / 10)
  }

  private mutating func add(_ number: Int, _ bytes: [UInt8], _ ordinal: Int) {
    valueCount += 1
    integers.add(bytes, ordinal)
    guard let day = DateCell.day(ofSerial: number) else { return }
    serials.add(bytes, ordinal)
    if Calendar.civil(day).day <= 12 { smallMachineDays += 1 }
  }

  private mutating func add(_ readings: [DateReading], _ bytes: [UInt8], _ ordinal: Int) {
    valueCount += 1
    guard let first = readings.first else { return }
    if kinds[first.kind] == nil { kinds[first.kind] = Example(bytes, ordinal) }
    switch (readings.count, first.order) {
    case (2..., _):
      either.add(bytes, ordinal)
      if bytes.contains(0x2E) && !bytes.contains(0x2F) && !bytes.contains(0x2D) {
        dotted.add(bytes, ordinal)
      }
      writtenCount += 1
      smallWrittenDays += 1
    case (_, .dayFirst):
      dayFirst.add(bytes, ordinal)
      writtenCount += 1
    case (_, .monthFirst):
      monthFirst.add(bytes, ordinal)
      writtenCount += 1
    case (_, .yearFirst):
      machineCount += 1
      if case .day(_, let days, _, _) = first, Calendar.civil(days).day <= 12 {
        smallMachineDays += 1
      }
    default: break
    }
    if case .day(_, _, _, isShort: true) = first {
      shorts.add(bytes, ordinal)
      if bytes.contains(0x2E) && bytes.count < 8 { versions.add(bytes, ordinal) }
    }
  }

  /// Whether any value is a date or period, and not digits alone.
  var isStyled: Bool { kinds.keys.contains { $0 != .year } }
}

extension DateColumnStyle {
  /// What a column became.
  enum Decision: Equatable {
    case dates(Style)
    /// Digits that stay numbers; a day number of a spreadsheet is proposed where one is given.
    case integers(why: String, proposal: String?)
    case text(NumberColumnStyle.Refusal)
  }

  /// The dates or periods of a column.
  struct Style: Equatable {
    var kind: DateKind
    /// Nil where the order makes no difference.
    var order: DateReading.Order?
    var isAssumed = false
    var why: String
    var example: Example?
  }

  /// Decides; `sortedOrders` tells in which readings the values of all rows are sorted.
  func decide(
    _ context: StyleContext, sortedOrders: () -> Set<DateReading.Order> = { [] }
  ) -> Decision {
    if let decision = digitsOnly { return decision }
    if let text = text { return .text(text) }
    if let version = versions.first, !header.namesDate, !context.hasVietnameseText {
      return .text(refusal("'\(version.text)': a date or a version?", [version, version]))
    }
    let periods = kinds.keys.filter(\.isPeriod)
    if let only = periods.first {
      let isMixed = periods.count > 1
      let names = periods.map(\.rawValue).sorted().joined(separator: ",")
      return .dates(
        Style(
          kind: isMixed ? .period : only, order: nil,
          why: isMixed ? "mixed periods \(names)" : "all \(valueCount) values are \(only.rawValue)",
          example: kinds[only]))
    }
    if let one = dayFirst.first, let other = monthFirst.first {
      return .text(
        refusal(
          "'\(one.text)' can only be day/month, '\(other.text)' only month/day", [one, other]))
    }
    if let first = dayFirst.first ?? monthFirst.first {
      return .dates(
        style(
          dayFirst.count > 0 ? .dayFirst : .monthFirst,
          "\(dayFirst.count + monthFirst.count) values decide, e.g. '\(first.text)'", first))
    }
    guard let example = either.first else { return .dates(style(nil, "one reading only", nil)) }
    return undecided(example, context, sortedOrders)
  }

  /// Every value has a day of at most 12 and a month.
  private func undecided(
    _ example: Example, _ context: StyleContext, _ sortedOrders: () -> Set<DateReading.Order>
  ) -> Decision {
    if let locale = context.dateLocale {
      let isDayFirst = locale == .vietnamese
      return .dates(style(isDayFirst ? .dayFirst : .monthFirst, "as asked for", example))
    }
    if valueCount >= 5 {
      let orders = sortedOrders()
      if orders.count == 1, let order = orders.first {
        var style = style(
          order, "sorted as \(order == .dayFirst ? "day/month" : "month/day")", example)
        style.isAssumed = true
        return .dates(style)
      }
    }
    if dotted.count == either.count {
      var style = style(.dayFirst, "dots between the parts: day/month assumed", example)
      style.isAssumed = true
      return .dates(style)
    }
    guard context.hasVietnameseText else {
      return .text(
        refusal("'\(example.text)': day/month or month/day? nothing decides", [example]))
    }
    var style = style(.dayFirst, "every day <= 12; Vietnamese file: day/month assumed", example)
    style.isAssumed = true
    return .dates(style)
  }

  private func style(
    _ order: DateReading.Order?, _ why: String, _ example: Example?
  ) -> Style {
    let kind: DateKind =
      kinds[.dayMonth] != nil ? .dayMonth : kinds[.timestamp] != nil ? .timestamp : .date
    return Style(kind: kind, order: order, why: why, example: example)
  }

  private func refusal(_ why: String, _ examples: [Example]) -> NumberColumnStyle.Refusal {
    NumberColumnStyle.Refusal(why: why, isRefused: true, examples: examples)
  }

  /// A column of nothing but digits.
  private var digitsOnly: Decision? {
    guard misfitCount == 0, valueCount > 0 else { return nil }
    if kinds.isEmpty, integers.count == valueCount {
      guard header.namesDate, serials.count == valueCount, let first = serials.first,
        let serial = Int(first.text), let day = DateCell.day(ofSerial: serial)
      else { return .text(NumberColumnStyle.Refusal(why: "integers")) }
      return .integers(
        why: "numbers in 20000..60000 and the header speaks of a date",
        proposal: "Excel serial dates? \(first.text) = \(Value.date(day).text)")
    }
    let areYears = kinds.count == 1 && kinds[.year] != nil
    if areYears && integers.count == 0 && !isStyled {
      return .integers(why: "all \(valueCount) values are year", proposal: nil)
    }
    return nil
  }

  /// Why the column is text in any case; nil where it is dates or periods.
  private var text: NumberColumnStyle.Refusal? {
    if let misfit {
      return NumberColumnStyle.Refusal(
        why: "'\(misfit.text)' is not a date or period", examples: [misfit])
    }
    if valueCount == 0 { return NumberColumnStyle.Refusal(why: "no values") }
    let isSwapped = writtenCount > 0 && smallWrittenDays == 0
    let example = [dayFirst.first ?? monthFirst.first ?? either.first].compactMap { $0 }
    if let serial = serials.first, integers.count == serials.count {
      var why =
        "\(serials.count) Excel serial numbers among \(valueCount - integers.count) written dates"
      if isSwapped && monthFirst.count == 0 && smallMachineDays == serials.count + machineCount {
        why += Self.swapped("serial")
      }
      return refusal(why, [serial] + example)
    }
    if let integer = integers.first {
      return refusal("'\(integer.text)' among dates", [integer] + example)
    }
    if isSwapped && monthFirst.count == 0 && machineCount > 0 && smallMachineDays == machineCount {
      return refusal(
        "\(machineCount) ISO dates among \(writtenCount) written dates" + Self.swapped("ISO date"),
        example)
    }
    let hasPeriods = kinds.keys.contains(where: \.isPeriod)
    let dated = kinds[.date] ?? kinds[.timestamp]
    if hasPeriods, let other = dated ?? kinds[.dayMonth] {
      let period = kinds.first { $0.key.isPeriod }?.value
      return refusal("dates and periods", [other] + [period].compactMap { $0 })
    }
    if let partial = kinds[.dayMonth], let dated {
      return refusal("some dates lack a year", [partial, dated])
    }
    return nil
  }

  private static func swapped(_ what: String) -> String {
    ": every written date has day > 12 and every \(what) a day <= 12: "
      + "Excel has probably swapped day and month in the \(what)s"
  }
}
