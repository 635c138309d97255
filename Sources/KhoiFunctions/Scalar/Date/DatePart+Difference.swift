import KhoiData

extension DatePart {
  /// How many boundaries of the part lie between two days; nil where they are too many.
  func boundaries(from start: Int32, to end: Int32) -> Int64? {
    switch self {
    case .week, .yearweek:
      func monday(_ day: Int32) -> Int64 { Int64(day) - Int64(Calendar.weekday(day)) }
      return (monday(end) - monday(start)) / 7
    case .day, .dayofweek, .isodow, .dayofyear, .julian: return Int64(end) - Int64(start)
    case .month, .quarter:
      let (from, to) = (Calendar.civil(start), Calendar.civil(end))
      let perYear: Int64 = self == .month ? 12 : 4
      return (Int64(to.year) - Int64(from.year)) * perYear
        + Int64((to.month - 1) / (self == .month ? 1 : 3))
        - Int64((from.month - 1) / (self == .month ? 1 : 3))
    case .millennium, .century, .decade:
      let years = months / 12
      return Int64(Calendar.civil(end).year) / years - Int64(Calendar.civil(start).year) / years
    case .era, .year, .isoyear: return value(day: end) - value(day: start)
    case .hour, .minute, .second, .millisecond, .microsecond, .nanosecond, .epoch, .timezone,
      .timezoneHour, .timezoneMinute:
      let perDay = self == .nanosecond ? 86_400_000_000_000 : 86_400_000_000 / microseconds
      let (product, overflow) = (Int64(end) - Int64(start)).multipliedReportingOverflow(by: perDay)
      return overflow ? nil : product
    }
  }

  /// How many boundaries of the part lie between two moments; nil where they are too many.
  func boundaries(from start: Int64, to end: Int64) -> Int64? {
    switch self {
    case .hour, .minute, .second, .millisecond, .epoch:
      let unit = microseconds
      func floor(_ moment: Int64) -> Int64 { moment / unit - (moment % unit < 0 ? 1 : 0) }
      return floor(end) - floor(start)
    case .microsecond, .nanosecond: return complete(from: start, to: end)
    default:
      return boundaries(
        from: Calendar.split(timestamp: start).days, to: Calendar.split(timestamp: end).days)
    }
  }

  /// How many whole parts lie between two moments; nil where they are too many.
  func complete(from start: Int64, to end: Int64) -> Int64? {
    switch self {
    case .era, .millennium, .century, .decade, .year, .isoyear, .quarter, .month:
      return Int64(Age.months(from: start, to: end)) / months
    default:
      let (difference, overflow) = end.subtractingReportingOverflow(start)
      if overflow { return nil }
      if self == .nanosecond {
        let (product, overflow) = difference.multipliedReportingOverflow(by: 1000)
        return overflow ? nil : product
      }
      let days: Int64 = self == .week || self == .yearweek ? 7 : 1
      return difference / (hasClockUnit ? microseconds : days * Calendar.microsecondsPerDay)
    }
  }

  private var hasClockUnit: Bool { isTimeOfDay || self == .epoch }
}

/// Calendar differences as people count them.
enum Age {
  /// Whole months from one moment to another. The last day of a month completes it, also where the
  /// month before was longer.
  static func months(from start: Int64, to end: Int64) -> Int32 {
    if end < start { return -months(from: end, to: start) }
    let to = Calendar.civil(Calendar.split(timestamp: end).days)
    let (startDay, startTime) = Calendar.split(timestamp: start)
    let from = Calendar.civil(startDay)
    if to.day == Calendar.dayCount(year: to.year, month: to.month), from.day > to.day {
      let moved = Calendar.days(year: from.year, month: from.month, day: to.day)
      return between(Int64(moved) * Calendar.microsecondsPerDay + startTime, end).months
    }
    return between(start, end).months
  }

  /// Whole months first, then days, then time, all of one sign.
  static func between(_ start: Int64, _ end: Int64) -> Interval {
    if end < start {
      let opposite = between(end, start)
      return Interval().subtracting(opposite) ?? opposite
    }
    let (startDay, startTime) = Calendar.split(timestamp: start)
    var (endDay, endTime) = Calendar.split(timestamp: end)
    if endTime < startTime {
      endTime += Calendar.microsecondsPerDay
      endDay &-= 1
    }
    let from = Calendar.civil(startDay)
    let to = Calendar.civil(endDay)
    var months = (to.year &- from.year) &* 12 &+ to.month &- from.month
    var days = to.day &- from.day
    if days < 0 {
      months &-= 1
      // Borrowed is the month the span started in, as in PostgreSQL.
      days &+= Calendar.dayCount(year: from.year, month: from.month)
    }
    return Interval(months: months, days: days, microseconds: endTime - startTime)
  }
}
