package import KhoiData

extension Interval {
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
    case .nanosecond: self.init(microseconds: count / 1000)
    default: return nil
    }
  }

  /// A fraction of a part, which goes on to the next finer one: half a year is six months, half a
  /// day twelve hours.
  init?(fraction: Double, _ part: DatePart) {
    switch part {
    case .millennium, .century, .decade, .year:
      self.init(months: Int32((fraction * Double(part.months)).rounded()))
    case .quarter, .month:
      let months = fraction * Double(part.months)
      let whole = months.rounded(.towardZero)
      self.init(months: Int32(whole), days: Int32(((months - whole) * 30).rounded()))
    case .week, .day:
      let days = fraction * (part == .week ? 7 : 1)
      let whole = days.rounded(.towardZero)
      self.init(
        days: Int32(whole), microseconds: Int64(((days - whole) * 86_400_000_000).rounded()))
    case .hour, .minute, .second, .millisecond, .microsecond:
      self.init(microseconds: Int64((fraction * Double(part.microseconds)).rounded()))
    case .nanosecond: self.init()
    default: return nil
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

  /// The span stretched by a factor: what a month does not come out at whole goes on to days of
  /// which it has thirty, and from there to hours, as in PostgreSQL. Nil where a part overflows.
  func scaled(by factor: Double) -> Interval? { scaled { $0 * factor } }

  /// The part of the span that the divisor leaves; nil where a part overflows.
  func divided(by divisor: Double) -> Interval? { scaled { $0 / divisor } }

  @inline(__always)
  private func scaled(_ change: (Double) -> Double) -> Interval? {
    func rounded(_ value: Double) -> Double { (value * 1_000_000).rounded(.toNearestOrEven) / 1e6 }
    let exactMonths = change(Double(months))
    let exactDays = change(Double(days))
    guard let wholeMonths = Int32(exactly: exactMonths.rounded(.towardZero)),
      let wholeDays = Int32(exactly: exactDays.rounded(.towardZero))
    else { return nil }
    let monthRest = rounded((exactMonths - Double(wholeMonths)) * 30)
    let restDays = monthRest.rounded(.towardZero)
    var seconds = rounded((exactDays - Double(wholeDays) + monthRest - restDays) * 86_400)
    let carriedDays = (seconds / 86_400).rounded(.towardZero)
    seconds -= carriedDays * 86_400
    let time = (change(Double(microseconds)) + seconds * 1_000_000).rounded(.toNearestOrEven)
    guard let days = Int32(exactly: Double(wholeDays) + restDays + carriedDays),
      time.magnitude < 0x1p63
    else { return nil }
    return Interval(months: wholeMonths, days: days, microseconds: Int64(time))
  }

  /// Whole days taken out of the time, thirty of them made a month: the spelling of intervals that
  /// compare equal. Nil where the months overflow.
  func normalized(daysFromTime: Bool, monthsFromDays: Bool) -> Interval? {
    var (months, days, time) = (Int64(months), Int64(days), microseconds)
    if daysFromTime {
      days += time / Calendar.microsecondsPerDay
      time %= Calendar.microsecondsPerDay
    }
    if monthsFromDays {
      months += days / 30
      days %= 30
    }
    // The parts get one sign where they can lend to each other.
    if monthsFromDays {
      let rest = days != 0 ? days : daysFromTime ? time : 0
      if months > 0, rest < 0 { (months, days) = (months - 1, days + 30) }
      if months < 0, rest > 0 { (months, days) = (months + 1, days - 30) }
    }
    if daysFromTime {
      if days > 0, time < 0 { (days, time) = (days - 1, time + Calendar.microsecondsPerDay) }
      if days < 0, time > 0 { (days, time) = (days + 1, time - Calendar.microsecondsPerDay) }
    }
    guard let months = Int32(exactly: months), let days = Int32(exactly: days) else { return nil }
    return Interval(months: months, days: days, microseconds: time)
  }
}

extension DatePart {
  /// Months in a part that is a whole number of them.
  var months: Int64 {
    switch self {
    case .millennium: 12_000
    case .century: 1200
    case .decade: 120
    case .year, .isoyear, .era: 12
    case .quarter: 3
    default: 1
    }
  }

  /// Microseconds in a part of a day.
  var microseconds: Int64 {
    switch self {
    case .hour: 3_600_000_000
    case .minute: 60_000_000
    case .second, .epoch: 1_000_000
    case .millisecond: 1000
    default: 1
    }
  }
}
