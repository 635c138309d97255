import KhoiData

/// A part of a date or moment that can be asked for, truncated to or counted in.
enum DatePart: String, CaseIterable, Sendable {
  case millennium, century, decade, year, isoyear, quarter, month, week, day
  /// 0 for Sunday to 6 for Saturday.
  case dayofweek
  /// 1 for Monday to 7 for Sunday.
  case isodow
  case dayofyear
  case hour, minute, second, millisecond, microsecond, epoch

  /// The part named by a word, singular or plural, in any case.
  init?(_ word: String) {
    let lower = word.lowercased()
    if let exact = DatePart(rawValue: lower) {
      self = exact
      return
    }
    switch lower {
    case "years", "yr", "y", "yrs", "yyyy", "yy": self = .year
    case "quarters", "qtr", "q": self = .quarter
    case "months", "mon", "mons", "mm": self = .month
    case "weeks", "w", "weekofyear", "isoweek", "wk": self = .week
    case "days", "d", "dayofmonth", "dd": self = .day
    case "dow", "weekday": self = .dayofweek
    case "doy": self = .dayofyear
    case "hours", "hr", "h", "hrs", "hh": self = .hour
    case "minutes", "min", "m", "mins", "mi": self = .minute
    case "seconds", "sec", "s", "secs", "ss": self = .second
    case "milliseconds", "ms", "msec", "msecs": self = .millisecond
    case "microseconds", "us", "usec", "usecs": self = .microsecond
    case "decades": self = .decade
    case "centuries": self = .century
    case "millennia", "millenniums": self = .millennium
    default: return nil
    }
  }

  /// Whether the part is finer than a day.
  var isTimeOfDay: Bool {
    switch self {
    case .hour, .minute, .second, .millisecond, .microsecond: true
    default: false
    }
  }
}

extension DatePart {
  /// The part of a day.
  func value(day: Int32) -> Int64 {
    let (year, month, dayOfMonth) = Calendar.civil(day)
    switch self {
    case .millennium: return Int64((year + 999) / 1000)
    case .century: return Int64((year + 99) / 100)
    case .decade: return Int64(year / 10)
    case .year: return Int64(year)
    case .isoyear: return Int64(WeekDate(day).year)
    case .quarter: return Int64((month + 2) / 3)
    case .month: return Int64(month)
    case .week: return Int64(WeekDate(day).week)
    case .day: return Int64(dayOfMonth)
    case .dayofweek: return Int64((Calendar.weekday(day) + 1) % 7)
    case .isodow: return Int64(Calendar.weekday(day) + 1)
    case .dayofyear:
      return Int64(day &- Calendar.days(year: year, month: 1, day: 1)) + 1
    case .hour, .minute, .second, .millisecond, .microsecond: return 0
    case .epoch: return Int64(day) * 86_400
    }
  }

  /// The part of a moment.
  func value(timestamp: Int64) -> Int64 {
    let (day, microseconds) = Calendar.split(timestamp: timestamp)
    switch self {
    case .hour, .minute, .second, .millisecond, .microsecond: return value(time: microseconds)
    case .epoch: return Int64(day) * 86_400 + microseconds / 1_000_000
    default: return value(day: day)
    }
  }

  /// The part of a time of day; zero for parts of dates.
  func value(time microseconds: Int64) -> Int64 {
    switch self {
    case .hour: microseconds / 3_600_000_000
    case .minute: microseconds / 60_000_000 % 60
    case .second: microseconds / 1_000_000 % 60
    case .millisecond: microseconds / 1000 % 60_000
    case .microsecond: microseconds % 60_000_000
    case .epoch: microseconds / 1_000_000
    default: 0
    }
  }

  /// The part of a span; zero for parts that a span has not.
  func value(interval: Interval) -> Int64 {
    switch self {
    case .millennium: Int64(interval.months) / 12_000
    case .century: Int64(interval.months) / 1200
    case .decade: Int64(interval.months) / 120
    case .year: Int64(interval.months) / 12
    case .quarter: Int64(interval.months) % 12 / 3 + 1
    case .month: Int64(interval.months) % 12
    case .week: Int64(interval.days) / 7
    case .day: Int64(interval.days)
    case .hour: interval.microseconds / 3_600_000_000
    case .minute, .second, .millisecond, .microsecond: value(time: interval.microseconds)
    case .epoch: Int64(clamping: interval.comparableMicroseconds / 1_000_000)
    case .isoyear, .dayofweek, .isodow, .dayofyear: 0
    }
  }

  /// The first day of the part that a day lies in; the day itself for parts of days.
  func truncated(day: Int32) -> Int32 {
    let (year, month, _) = Calendar.civil(day)
    func start(_ year: Int32, _ month: Int32 = 1) -> Int32 {
      Calendar.days(year: year, month: month, day: 1)
    }
    switch self {
    case .millennium: return start((year - 1) / 1000 * 1000 + 1)
    case .century: return start((year - 1) / 100 * 100 + 1)
    case .decade: return start(year / 10 * 10)
    case .year: return start(year)
    case .isoyear: return WeekDate.firstDay(ofYear: WeekDate(day).year)
    case .quarter: return start(year, (month - 1) / 3 * 3 + 1)
    case .month: return start(year, month)
    case .week: return day &- Calendar.weekday(day)
    case .day, .dayofweek, .isodow, .dayofyear, .hour, .minute, .second, .millisecond,
      .microsecond, .epoch:
      return day
    }
  }

  /// The first moment of the part that a moment lies in.
  func truncated(timestamp: Int64) -> Int64 {
    let (day, microseconds) = Calendar.split(timestamp: timestamp)
    let midnight = Int64(day) &* Calendar.microsecondsPerDay
    switch self {
    case .hour: return midnight &+ microseconds / 3_600_000_000 * 3_600_000_000
    case .minute: return midnight &+ microseconds / 60_000_000 * 60_000_000
    case .second, .epoch: return midnight &+ microseconds / 1_000_000 * 1_000_000
    case .millisecond: return midnight &+ microseconds / 1000 * 1000
    case .microsecond: return timestamp
    default: return Int64(truncated(day: day)) &* Calendar.microsecondsPerDay
    }
  }

  /// How many boundaries of the part lie between two days.
  func boundaries(from start: Int32, to end: Int32) -> Int64 {
    switch self {
    case .week:
      return (Int64(truncated(day: end)) - Int64(truncated(day: start))) / 7
    case .day, .dayofweek, .isodow, .dayofyear: return Int64(end) - Int64(start)
    case .month, .quarter:
      let (from, to) = (Calendar.civil(start), Calendar.civil(end))
      let perYear: Int64 = self == .month ? 12 : 4
      return (Int64(to.year) - Int64(from.year)) * perYear
        + Int64((to.month - 1) / (self == .month ? 1 : 3))
        - Int64((from.month - 1) / (self == .month ? 1 : 3))
    case .millennium, .century, .decade, .year, .isoyear:
      return value(day: end) - value(day: start)
    case .hour, .minute, .second, .millisecond, .microsecond, .epoch:
      return boundaries(
        from: Int64(start) &* Calendar.microsecondsPerDay,
        to: Int64(end) &* Calendar.microsecondsPerDay)
    }
  }

  /// How many boundaries of the part lie between two moments.
  func boundaries(from start: Int64, to end: Int64) -> Int64 {
    let unit: Int64
    switch self {
    case .hour: unit = 3_600_000_000
    case .minute: unit = 60_000_000
    case .second, .epoch: unit = 1_000_000
    case .millisecond: unit = 1000
    case .microsecond: return end.subtractingReportingOverflow(start).partialValue
    default:
      return boundaries(
        from: Calendar.split(timestamp: start).days, to: Calendar.split(timestamp: end).days)
    }
    func floor(_ moment: Int64) -> Int64 { moment / unit - (moment % unit < 0 ? 1 : 0) }
    return floor(end) - floor(start)
  }
}

/// Year and week of a day by ISO 8601: weeks start on Monday, and the first of a year is the one
/// that holds 4 January.
struct WeekDate {
  let year: Int32
  let week: Int32

  init(_ day: Int32) {
    // The Thursday of the week decides which year it belongs to.
    let thursday = day &- Calendar.weekday(day) &+ 3
    year = Calendar.civil(thursday).year
    week = (thursday &- Calendar.days(year: year, month: 1, day: 1)) / 7 + 1
  }

  /// The Monday of the first week of a year.
  static func firstDay(ofYear year: Int32) -> Int32 {
    let fourth = Calendar.days(year: year, month: 1, day: 4)
    return fourth &- Calendar.weekday(fourth)
  }
}
