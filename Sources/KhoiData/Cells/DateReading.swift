/// One way to understand a written date or period.
package enum DateReading: Equatable, Sendable {
  /// A day, maybe with microseconds since its midnight.
  case day(Order, days: Int32, time: Int64?, isShort: Bool)
  /// A day of a month without a year.
  case dayMonth(Order, day: Int, month: Int)
  case month(year: Int, month: Int)
  case quarter(year: Int, quarter: Int)
  /// The first or last months of a year.
  case months(count: Int, areFirst: Bool, year: Int)
  case year(Int)
  /// A school year by the year it starts in.
  case school(Int)
  case range(Int, Int)

  /// In which order a date names its parts.
  package enum Order: String, Sendable {
    case dayFirst = "dmy"
    case monthFirst = "mdy"
    case yearFirst = "ymd"
    /// With words, so that nothing can be confused.
    case words = "long"
  }

  package var order: Order? {
    switch self {
    case .day(let order, _, _, _), .dayMonth(let order, _, _): order
    default: nil
    }
  }

  /// What a column of such values holds.
  package var kind: DateKind {
    switch self {
    case .day(_, _, let time, _): time == nil ? .date : .timestamp
    case .dayMonth: .dayMonth
    case .month: .month
    case .quarter: .quarter
    case .months: .months
    case .year: .year
    case .school: .school
    case .range: .range
    }
  }

  /// The first day of the day or period; nil for a day without a year.
  package var firstDay: Int32? {
    func start(_ year: Int, _ month: Int) -> Int32? {
      guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
      return Calendar.days(year: Int32(year), month: Int32(month), day: 1)
    }
    switch self {
    case .day(_, let days, _, _): return days
    case .dayMonth: return nil
    case .month(let year, let month): return start(year, month)
    case .quarter(let year, let quarter): return start(year, quarter * 3 - 2)
    case .months(let count, let areFirst, let year): return start(year, areFirst ? 1 : 13 - count)
    case .year(let year), .range(let year, _): return start(year, 1)
    // School begins in September.
    case .school(let year): return start(year, 9)
    }
  }
}

/// What the values of a column of dates or periods are.
package enum DateKind: String, Sendable {
  case date, timestamp
  case dayMonth = "day-month"
  case month, quarter, months, year, school, range
  /// Periods of several kinds.
  case period

  package var isPeriod: Bool {
    switch self {
    case .date, .timestamp, .dayMonth: false
    default: true
    }
  }
}
