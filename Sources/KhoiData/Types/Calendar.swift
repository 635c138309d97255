/// Days and civil dates of the proleptic Gregorian calendar.
///
/// The way to days is Howard Hinnant's `days_from_civil`
/// (https://howardhinnant.github.io/date_algorithms.html); both ways are exact for every Int32 day,
/// without loops or tables.
public enum Calendar {
  /// Microseconds of a day of 24 hours.
  public static let microsecondsPerDay: Int64 = 86_400_000_000
  /// The day that is after every other one: `infinity`.
  public static let infiniteDay = Int32.max
  /// The moment that is after every other one: `infinity`.
  public static let infiniteTimestamp = Int64.max
  /// The day numbers of 5877642-06-25 (BC) to 5881580-07-10, the days the language accepts.
  public static let validDays: ClosedRange<Int32> = -Int32.max + 1...Int32.max - 1
  /// The moments of 290309-12-22 (BC) to 294247-01-10, which fit 64 bits of microseconds.
  public static let validTimestamps: ClosedRange<Int64> =
    -106_751_991 * microsecondsPerDay...Int64.max - 1

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

  /// Whether year, month and day name a day. Year 0 is the one before year 1.
  @inlinable
  public static func isValid(year: Int32, month: Int32, day: Int32) -> Bool {
    if month < 1 || month > 12 || day < 1 || day > dayCount(year: year, month: month) {
      return false
    }
    if year > -5_877_641 && year < 5_881_580 { return true }
    if year < -5_877_641 || year > 5_881_580 { return false }
    // In the first and last year not every day has a number.
    return year < 0 ? (month, day) >= (6, 25) : (month, day) <= (7, 10)
  }

  /// Whether the day is `infinity` or `-infinity`.
  @inlinable
  public static func isInfinite(day: Int32) -> Bool { day == Int32.max || day == -Int32.max }

  /// Whether the moment is `infinity` or `-infinity`.
  @inlinable
  public static func isInfinite(timestamp: Int64) -> Bool {
    timestamp == Int64.max || timestamp == -Int64.max
  }

  /// The midnight a day begins with; nil where it does not fit.
  @inlinable
  public static func midnight(_ day: Int32) -> Int64? {
    if isInfinite(day: day) { return day > 0 ? Int64.max : -Int64.max }
    let moment = Int64(day) &* microsecondsPerDay
    return day >= -106_751_991 && day <= 106_751_991 ? moment : nil
  }

  /// The day of a moment, infinite ones included.
  @inlinable
  public static func day(timestamp: Int64) -> Int32 {
    if isInfinite(timestamp: timestamp) { return timestamp > 0 ? Int32.max : -Int32.max }
    return split(timestamp: timestamp).days
  }

  /// 0 for Monday to 6 for Sunday.
  @inlinable
  public static func weekday(_ days: Int32) -> Int32 {
    // 1970-01-01 was a Thursday.
    let shifted = (Int64(days) &+ 3) % 7
    return Int32(shifted < 0 ? shifted &+ 7 : shifted)
  }

  /// Adds months, keeping the day within the month that results: 31 January + 1 month is
  /// 28 or 29 February. Returns nil when the day has no number; `infinity` stays.
  @inlinable
  public static func adding(months: Int64, to days: Int32) -> Int32? {
    if isInfinite(day: days) { return days }
    let (year, month, day) = civil(days)
    let (total, overflow) = (Int64(year) * 12 + Int64(month) - 1).addingReportingOverflow(months)
    guard !overflow, total > -80_000_000, total < 80_000_000 else { return nil }
    let floor = total >= 0 ? total / 12 : (total - 11) / 12
    let newYear = Int32(floor)
    let newMonth = Int32(total - floor * 12) + 1
    let newDay = min(day, dayCount(year: newYear, month: newMonth))
    guard isValid(year: newYear, month: newMonth, day: newDay) else { return nil }
    return Calendar.days(year: newYear, month: newMonth, day: newDay)
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
