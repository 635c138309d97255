/// Days and civil dates of the proleptic Gregorian calendar.
///
/// The way to days is Howard Hinnant's `days_from_civil`
/// (https://howardhinnant.github.io/date_algorithms.html); both ways are exact for every Int32 day,
/// without loops or tables.
public enum Calendar {
  /// Microseconds of a day of 24 hours.
  public static let microsecondsPerDay: Int64 = 86_400_000_000
  /// The day numbers of 0001-01-01 to 9999-12-31, the days the language accepts.
  public static let validDays: ClosedRange<Int32> = -719_162...2_932_896

  /// Days since 1970-01-01 of a civil date; the month and day must be valid.
  @inlinable
  public static func days(year: Int32, month: Int32, day: Int32) -> Int32 {
    let y = month <= 2 ? year &- 1 : year
    let era = (y >= 0 ? y : y &- 399) / 400
    let yearOfEra = y &- era &* 400
    let shifted = month > 2 ? month &- 3 : month &+ 9
    let dayOfYear = (153 &* shifted &+ 2) / 5 &+ day &- 1
    let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
    return era &* 146_097 &+ dayOfEra &- 719_468
  }

  /// The civil date of a day number.
  ///
  /// Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms"
  /// (Software: Practice and Experience 53, 2023): divisions by constants that become
  /// multiplications, about twice as fast as the plain form. The shift by 14,700 eras keeps every
  /// Int32 day positive.
  @inlinable
  public static func civil(_ days: Int32) -> (year: Int32, month: Int32, day: Int32) {
    let shifted = UInt64(bitPattern: Int64(days) &+ 719_468 &+ 146_097 &* 14_700)
    let quarterDays = 4 &* shifted &+ 3
    let century = quarterDays / 146_097
    let dayOfCentury = quarterDays % 146_097 / 4
    let product = (4 &* dayOfCentury &+ 3) &* 2_939_745
    let yearOfCentury = product >> 32
    let dayOfYear = (product & 0xFFFF_FFFF) / 2_939_745 / 4
    let packed = 2141 &* dayOfYear &+ 197_913
    let isAfterDecember = dayOfYear >= 306
    let year = Int64(100 &* century &+ yearOfCentury) &- 400 &* 14_700 &+ (isAfterDecember ? 1 : 0)
    let month = Int32(truncatingIfNeeded: packed >> 16) &- (isAfterDecember ? 12 : 0)
    let day = Int32(truncatingIfNeeded: (packed & 0xFFFF) / 2141) &+ 1
    return (Int32(truncatingIfNeeded: year), month, day)
  }

  /// Whether a year has a 29 February.
  @inlinable
  public static func isLeap(_ year: Int32) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The number of days of a month; `month` is 1 to 12.
  @inlinable
  public static func dayCount(year: Int32, month: Int32) -> Int32 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Whether year, month and day name a day between 0001-01-01 and 9999-12-31.
  @inlinable
  public static func isValid(year: Int32, month: Int32, day: Int32) -> Bool {
    year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1
      && day <= dayCount(year: year, month: month)
  }

  /// 0 for Monday to 6 for Sunday.
  @inlinable
  public static func weekday(_ days: Int32) -> Int32 {
    // 1970-01-01 was a Thursday.
    let shifted = (Int64(days) &+ 3) % 7
    return Int32(shifted < 0 ? shifted &+ 7 : shifted)
  }

  /// Adds months, keeping the day within the month that results: 31 January + 1 month is
  /// 28 or 29 February. Returns nil when the year leaves 1 to 9999.
  @inlinable
  public static func adding(months: Int64, to days: Int32) -> Int32? {
    let (year, month, day) = civil(days)
    let (total, overflow) = (Int64(year) * 12 + Int64(month) - 1).addingReportingOverflow(months)
    guard !overflow, total >= 12, total < 120_000 else { return nil }
    let newYear = Int32(total / 12)
    let newMonth = Int32(total % 12) + 1
    return Calendar.days(
      year: newYear, month: newMonth, day: min(day, dayCount(year: newYear, month: newMonth)))
  }

  /// The day of a moment and the microseconds since its midnight.
  @inlinable
  public static func split(timestamp: Int64) -> (days: Int32, microseconds: Int64) {
    var days = timestamp / microsecondsPerDay
    var rest = timestamp % microsecondsPerDay
    if rest < 0 {
      days -= 1
      rest += microsecondsPerDay
    }
    return (Int32(truncatingIfNeeded: days), rest)
  }
}
