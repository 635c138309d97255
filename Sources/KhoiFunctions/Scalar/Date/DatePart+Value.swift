import KhoiData

extension DatePart {
  /// The part of a day.
  func value(day: Int32) -> Int64 {
    let (year, month, dayOfMonth) = Calendar.civil(day)
    switch self {
    case .era: return year > 0 ? 1 : 0
    case .millennium: return Int64(year > 0 ? (year - 1) / 1000 + 1 : year / 1000 - 1)
    case .century: return Int64(year > 0 ? (year - 1) / 100 + 1 : year / 100 - 1)
    case .decade: return Int64(year / 10)
    case .year: return Int64(year)
    case .isoyear: return Int64(WeekDate(day).year)
    case .quarter: return Int64((month + 2) / 3)
    case .month: return Int64(month)
    case .week: return Int64(WeekDate(day).week)
    case .yearweek:
      let date = WeekDate(day)
      return Int64(date.year) * 100 + Int64(date.year > 0 ? date.week : -date.week)
    case .day: return Int64(dayOfMonth)
    case .dayofweek: return Int64((Calendar.weekday(day) + 1) % 7)
    case .isodow: return Int64(Calendar.weekday(day) + 1)
    case .dayofyear:
      return Int64(day &- Calendar.days(year: year, month: 1, day: 1)) + 1
    case .julian: return Int64(day) + 2_440_588
    case .epoch: return Int64(day) * 86_400
    case .hour, .minute, .second, .millisecond, .microsecond, .nanosecond, .timezone,
      .timezoneHour, .timezoneMinute:
      return 0
    }
  }

  /// The part of a moment.
  func value(timestamp: Int64) -> Int64 {
    let (day, microseconds) = Calendar.split(timestamp: timestamp)
    switch self {
    case .hour, .minute, .second, .millisecond, .microsecond, .nanosecond:
      return value(time: microseconds)
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
    case .nanosecond: microseconds % 60_000_000 * 1000
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
    case .day: Int64(interval.days)
    case .hour: interval.microseconds / 3_600_000_000
    case .minute, .second, .millisecond, .microsecond, .nanosecond:
      value(time: interval.microseconds)
    case .epoch: Int64(interval.seconds)
    default: 0
    }
  }

  /// The first day of the part that a day lies in; the day itself for parts of days and for
  /// `infinity`.
  func truncated(day: Int32) -> Int32 {
    if Calendar.isInfinite(day: day) { return day }
    let (year, month, _) = Calendar.civil(day)
    func start(_ year: Int32, _ month: Int32 = 1) -> Int32 {
      Calendar.days(year: year, month: month, day: 1)
    }
    switch self {
    case .era: return start(year > 0 ? 1 : -5_877_640)
    case .millennium: return start(year / 1000 * 1000)
    case .century: return start(year / 100 * 100)
    case .decade: return start(year / 10 * 10)
    case .year: return start(year)
    case .isoyear: return WeekDate.firstDay(ofYear: WeekDate(day).year)
    case .quarter: return start(year, (month - 1) / 3 * 3 + 1)
    case .month: return start(year, month)
    case .week, .yearweek: return day &- Calendar.weekday(day)
    case .day, .dayofweek, .isodow, .dayofyear, .julian, .hour, .minute, .second, .millisecond,
      .microsecond, .nanosecond, .epoch, .timezone, .timezoneHour, .timezoneMinute:
      return day
    }
  }

  /// The first moment of the part that a moment lies in.
  func truncated(timestamp: Int64) -> Int64 {
    if Calendar.isInfinite(timestamp: timestamp) { return timestamp }
    let (day, microseconds) = Calendar.split(timestamp: timestamp)
    let midnight = Int64(day) &* Calendar.microsecondsPerDay
    switch self {
    case .hour: return midnight &+ microseconds / 3_600_000_000 * 3_600_000_000
    case .minute: return midnight &+ microseconds / 60_000_000 * 60_000_000
    case .second, .epoch: return midnight &+ microseconds / 1_000_000 * 1_000_000
    case .millisecond: return midnight &+ microseconds / 1000 * 1000
    case .microsecond, .nanosecond: return timestamp
    default: return Int64(truncated(day: day)) &* Calendar.microsecondsPerDay
    }
  }

  /// A time of day without what is finer than the part.
  func truncated(time: Int64) -> Int64 {
    switch self {
    case .hour: time / 3_600_000_000 * 3_600_000_000
    case .minute: time / 60_000_000 * 60_000_000
    case .second, .epoch: time / 1_000_000 * 1_000_000
    case .millisecond: time / 1000 * 1000
    case .microsecond, .nanosecond: time
    default: 0
    }
  }

  /// A span without what is finer than the part.
  func truncated(interval: Interval) -> Interval {
    switch self {
    case .millennium, .century, .decade, .year, .quarter, .month:
      let unit = Int32(months)
      return Interval(months: interval.months / unit * unit)
    case .week: return Interval(months: interval.months, days: interval.days / 7 * 7)
    case .hour, .minute, .second, .millisecond, .microsecond:
      return Interval(
        months: interval.months, days: interval.days,
        microseconds: interval.microseconds / microseconds * microseconds)
    default: return Interval(months: interval.months, days: interval.days)
    }
  }
}

extension Interval {
  /// The span in seconds as `epoch` counts it: years of 365.25 days, months of 30.
  var seconds: Double {
    let days = Double(months / 12) * 365.25 + Double(months % 12 * 30) + Double(days)
    return days * 86_400 + Double(microseconds) / 1_000_000
  }
}
