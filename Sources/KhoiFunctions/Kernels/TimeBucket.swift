import KhoiData

/// Buckets of equal width on the line of time: so many months, or so many days and hours.
struct TimeBucket {
  enum Width {
    case months(Int64)
    case microseconds(Int64)
  }

  let width: Width

  /// Nil where the interval mixes months with days, or is not positive.
  init?(_ interval: Interval) {
    if interval.months != 0 {
      guard interval.months > 0, interval.days == 0, interval.microseconds == 0 else { return nil }
      width = .months(Int64(interval.months))
    } else {
      let length = interval.comparableMicroseconds
      guard length > 0, let microseconds = Int64(exactly: length) else { return nil }
      width = .microseconds(microseconds)
    }
  }

  private static func floor(_ value: Int64, _ width: Int64) -> Int64 {
    let quotient = value / width
    return (value % width < 0 ? quotient - 1 : quotient) * width
  }

  /// Months since 1970 of a day.
  static func months(_ day: Int32) -> Int64 {
    let (year, month, _) = Calendar.civil(day)
    return (Int64(year) - 1970) * 12 + Int64(month) - 1
  }

  /// The first day of a month counted since 1970; nil where it has no number.
  private static func firstDay(_ months: Int64) -> Int32? {
    let years = floor(months, 12) / 12
    let (year, month) = (Int32(truncatingIfNeeded: years + 1970), Int32(months - years * 12) + 1)
    guard years.magnitude < 6_000_000, Calendar.isValid(year: year, month: month, day: 1) else {
      return nil
    }
    return Calendar.days(year: year, month: month, day: 1)
  }

  /// The first day of the bucket of months that a day lies in. Buckets begin on the first of a
  /// month; `origin` counts months since 1970.
  static func start(day: Int32, width: Int64, origin: Int64) -> Int32? {
    let shift = origin % width
    return firstDay(floor(months(day) - shift, width) + shift)
  }

  /// The first moment of the bucket of a fixed length that a moment lies in.
  static func start(timestamp: Int64, width: Int64, origin: Int64) -> Int64? {
    let (shifted, overflow) = timestamp.subtractingReportingOverflow(origin % width)
    if overflow { return nil }
    let quotient = shifted / width - (shifted % width < 0 ? 1 : 0)
    let (start, second) = quotient.multipliedReportingOverflow(by: width)
    let (moment, third) = start.addingReportingOverflow(origin % width)
    return second || third || !Calendar.validTimestamps.contains(moment) ? nil : moment
  }

  /// The first day of the bucket that a day lies in.
  func start(day: Int32, origin: Origin) -> Int32? {
    if Calendar.isInfinite(day: day) { return day }
    switch width {
    case .months(let width): return Self.start(day: day, width: width, origin: origin.months)
    case .microseconds(let width):
      guard let midnight = Calendar.midnight(day),
        let moment = Self.start(timestamp: midnight, width: width, origin: origin.microseconds)
      else { return nil }
      return Calendar.day(timestamp: moment)
    }
  }

  /// The first moment of the bucket that a moment lies in.
  func start(timestamp: Int64, origin: Origin) -> Int64? {
    if Calendar.isInfinite(timestamp: timestamp) { return timestamp }
    switch width {
    case .months(let width):
      let day = Calendar.split(timestamp: timestamp).days
      return Self.start(day: day, width: width, origin: origin.months).flatMap(Calendar.midnight)
    case .microseconds(let width):
      return Self.start(timestamp: timestamp, width: width, origin: origin.microseconds)
    }
  }

  /// Where buckets are counted from.
  struct Origin {
    var months: Int64
    var microseconds: Int64

    init(months: Int64, microseconds: Int64) {
      self.months = months
      self.microseconds = microseconds
    }

    /// Nil for `infinity`.
    init?(timestamp: Int64) {
      if Calendar.isInfinite(timestamp: timestamp) { return nil }
      months = TimeBucket.months(Calendar.split(timestamp: timestamp).days)
      microseconds = timestamp
    }

    /// Days and hours from Monday 2000-01-03, months from 2000-01-01.
    static let standard = Origin(months: 360, microseconds: 946_857_600_000_000)
    /// 1950-01-01, GoogleSQL's.
    static let middleOfCentury = Origin(months: -240, microseconds: -631_152_000_000_000)
    /// 1970-01-01.
    static let epoch = Origin(months: 0, microseconds: 0)
  }
}
