import KhoiData

/// A part of a date or moment that can be asked for, truncated to or counted in.
package enum DatePart: String, CaseIterable, Sendable {
  /// 1 for years after Christ, 0 for the others.
  case era
  case millennium, century, decade, year, isoyear, quarter, month, week
  /// Year and week by ISO 8601 in one number: 202452.
  case yearweek
  case day
  /// 0 for Sunday to 6 for Saturday.
  case dayofweek
  /// 1 for Monday to 7 for Sunday.
  case isodow
  case dayofyear
  /// Days since 4713 before Christ, as astronomers count.
  case julian
  case hour, minute, second, millisecond, microsecond, nanosecond, epoch
  /// Seconds east of UTC, and their hours and minutes.
  case timezone
  case timezoneHour = "timezone_hour"
  case timezoneMinute = "timezone_minute"

  /// The part named by a word, singular or plural, in any case.
  package init?(_ word: String) {
    let lower = word.lowercased()
    if let exact = DatePart(rawValue: lower) ?? Self.names[lower] {
      self = exact
    } else {
      return nil
    }
  }

  private static let names: [String: DatePart] = {
    let words: [(DatePart, String)] = [
      (.millennium, "millennia millenniums millenium mil mils"),
      (.century, "centuries cent c"),
      (.decade, "decades dec decs"),
      (.year, "years yr y yrs yyyy yy"),
      (.quarter, "quarters qtr q"),
      (.month, "months mon mons mm"),
      (.week, "weeks w weekofyear isoweek wk"),
      (.day, "days d dayofmonth dd"),
      (.dayofweek, "dow weekday"),
      (.dayofyear, "doy"),
      (.hour, "hours hr h hrs hh"),
      (.minute, "minutes min m mins mi"),
      (.second, "seconds sec s secs ss"),
      (.millisecond, "milliseconds ms msec msecs msecond mseconds"),
      (.microsecond, "microseconds us usec usecs usecond useconds"),
      (.nanosecond, "nanoseconds ns nsec nsecs"),
    ]
    var names: [String: DatePart] = [:]
    for (part, list) in words {
      for name in list.split(separator: " ") { names[String(name)] = part }
    }
    return names
  }()

  /// Whether the part is finer than a day.
  package var isTimeOfDay: Bool {
    switch self {
    case .hour, .minute, .second, .millisecond, .microsecond, .nanosecond: true
    default: false
    }
  }

  /// Whether the part is a number with decimals: seconds and days that are counted on.
  package var isFractional: Bool { self == .epoch || self == .julian }

  /// Whether values of a type have the part.
  func exists(in type: LogicalType) -> Bool {
    switch self {
    case .timezone, .timezoneHour, .timezoneMinute: type != .date && type != .interval
    case .hour, .minute, .second, .millisecond, .microsecond, .nanosecond, .epoch: true
    case .era, .isoyear, .week, .yearweek, .dayofweek, .isodow, .dayofyear, .julian:
      type != .time && type != .interval
    case .millennium, .century, .decade, .year, .quarter, .month, .day: type != .time
    }
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
    week = (thursday &- Calendar.days(year: year, month: 1, day: 1)) / 7 &+ 1
  }

  /// The Monday of the first week of a year.
  static func firstDay(ofYear year: Int32) -> Int32 {
    let fourth = Calendar.days(year: year, month: 1, day: 4)
    return fourth &- Calendar.weekday(fourth)
  }
}
