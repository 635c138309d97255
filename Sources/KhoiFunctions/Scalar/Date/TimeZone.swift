import KhoiData

/// A time zone: how far its clocks are ahead of UTC, in winter and in summer.
///
/// khoi reads no zone files: the rules that hold today are written here, and those of the European
/// Union and the United States since the years named below.
struct TimeZone: Sendable {
  /// When the clocks are put forward by an hour.
  enum Daylight: Sendable {
    case never
    /// From the last Sunday of March to the last of October (before 1996: of September), at 1:00
    /// UTC; since 1981.
    case europe
    /// From the second Sunday of March to the first of November at 2:00 (before 2007: from the
    /// first of April to the last of October); since 1967.
    case northAmerica
    /// From the first Sunday of October to the first of April; since 2008.
    case australia
    /// From the last Sunday of September to the first of April; since 2007.
    case newZealand
  }

  /// Microseconds east of UTC in winter.
  let offset: Int64
  let daylight: Daylight

  private static let minute: Int64 = 60_000_000
  private static let hour: Int64 = 3_600_000_000

  /// The zone called by a name such as `Asia/Ho_Chi_Minh`, or that is a number of hours: `+07:00`.
  init?(_ name: String) {
    if let known = Self.zones[name.lowercased()] {
      self = known
      return
    }
    var digits = name
    if digits.lowercased().hasPrefix("utc") { digits.removeFirst(3) }
    if digits.utf8.count == 2 { digits.insert("0", at: digits.index(after: digits.startIndex)) }
    guard let fixed = TextParsing.fixedOffset(digits) else { return nil }
    offset = fixed
    daylight = .never
  }

  private init(minutes: Int64, _ daylight: Daylight) {
    offset = minutes * Self.minute
    self.daylight = daylight
  }

  /// Microseconds east of UTC at a moment in UTC.
  func offset(at moment: Int64) -> Int64 {
    offset + (isDaylight(moment) ? Self.hour : 0)
  }

  /// What the zone's clocks show at a moment in UTC.
  func local(_ moment: Int64) -> Int64? {
    if Calendar.isInfinite(timestamp: moment) { return moment }
    let (shown, overflow) = moment.addingReportingOverflow(offset(at: moment))
    return overflow || !Calendar.validTimestamps.contains(shown) ? nil : shown
  }

  /// The moment at which the zone's clocks show a time. Where they show it twice it is the second
  /// time, where never (when they are put forward) it is an hour later.
  func moment(_ local: Int64) -> Int64? {
    if Calendar.isInfinite(timestamp: local) { return local }
    let (winter, overflow) = local.subtractingReportingOverflow(offset)
    guard !overflow else { return nil }
    let isSummer = daylight != .never && isDaylight(winter) && isDaylight(winter &- Self.hour)
    let moment = isSummer ? winter - Self.hour : winter
    return Calendar.validTimestamps.contains(moment) ? moment : nil
  }

  private func isDaylight(_ moment: Int64) -> Bool {
    guard daylight != .never, Calendar.validTimestamps.contains(moment) else { return false }
    let winter = moment &+ offset
    let day = Calendar.split(timestamp: winter).days
    let year = Calendar.civil(day).year
    // Near the ends of time the days of a rule have no moments.
    guard year >= 1967, year < 200_000 else { return false }
    switch daylight {
    case .never: return false
    case .europe:
      guard year >= 1981 else { return false }
      let start = Self.at(Self.lastSunday(year, 3), Self.hour)
      let end = Self.at(Self.lastSunday(year, year < 1996 ? 9 : 10), Self.hour)
      return moment >= start && moment < end
    case .northAmerica:
      let isNew = year >= 2007
      let first = isNew ? Self.sunday(year, 3, 8) : Self.sunday(year, 4, 1)
      let last = isNew ? Self.sunday(year, 11, 1) : Self.lastSunday(year, 10)
      // The end is at 2:00 of summer, which is 1:00 of winter.
      return winter >= Self.at(first, 2 * Self.hour) && winter < Self.at(last, Self.hour)
    case .australia:
      guard year >= 2008 else { return false }
      return winter >= Self.at(Self.sunday(year, 10, 1), 2 * Self.hour)
        || winter < Self.at(Self.sunday(year, 4, 1), 2 * Self.hour)
    case .newZealand:
      guard year >= 2007 else { return false }
      return winter >= Self.at(Self.lastSunday(year, 9), 2 * Self.hour)
        || winter < Self.at(Self.sunday(year, 4, 1), 2 * Self.hour)
    }
  }

  private static func at(_ day: Int32, _ time: Int64) -> Int64 {
    Int64(day) * Calendar.microsecondsPerDay + time
  }

  /// The first Sunday on or after a day of a month.
  private static func sunday(_ year: Int32, _ month: Int32, _ day: Int32) -> Int32 {
    let start = Calendar.days(year: year, month: month, day: day)
    return start + 6 - Calendar.weekday(start)
  }

  private static func lastSunday(_ year: Int32, _ month: Int32) -> Int32 {
    sunday(year, month, Calendar.dayCount(year: year, month: month) - 6)
  }

  // MARK: Names

  private static let zones: [String: TimeZone] = {
    var zones: [String: TimeZone] = [:]
    for (minutes, daylight, names) in table {
      for name in names.split(separator: " ") {
        zones[name.lowercased()] = TimeZone(minutes: minutes, daylight)
      }
    }
    return zones
  }()

  private static let table: [(minutes: Int64, Daylight, names: String)] = [
    (
      0, .never,
      "UTC GMT Z Zulu Universal UCT Etc/UTC Etc/GMT Etc/UCT Atlantic/Reykjavik Iceland"
        + " Africa/Accra Africa/Abidjan Africa/Dakar"
    ), (0, .europe, "Europe/London Europe/Lisbon Europe/Dublin WET Portugal GB Atlantic/Canary"),
    (60, .never, "Africa/Lagos Africa/Algiers Africa/Tunis Africa/Kinshasa Africa/Casablanca"),
    (
      60, .europe,
      "CET MET Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava"
        + " Europe/Brussels Europe/Budapest Europe/Copenhagen Europe/Ljubljana Europe/Luxembourg"
        + " Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Prague"
        + " Europe/Rome Europe/Sarajevo Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz"
        + " Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich Poland"
        + " Arctic/Longyearbyen"
    ),
    (
      120, .never,
      "Africa/Johannesburg Africa/Harare Africa/Maputo Africa/Tripoli Africa/Khartoum"
        + " Europe/Kaliningrad"
    ),
    (
      120, .europe,
      "EET Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Riga"
        + " Europe/Sofia Europe/Tallinn Europe/Vilnius Europe/Chisinau Europe/Mariehamn"
        + " Asia/Nicosia Asia/Famagusta"
    ),
    (
      180, .never,
      "Europe/Moscow W-SU Europe/Istanbul Asia/Istanbul Turkey Europe/Minsk Asia/Baghdad"
        + " Asia/Riyadh Asia/Kuwait Asia/Qatar Asia/Bahrain Africa/Nairobi Africa/Addis_Ababa"
        + " Asia/Amman Asia/Damascus"
    ), (210, .never, "Asia/Tehran Iran"),
    (240, .never, "Asia/Dubai Asia/Muscat Asia/Baku Asia/Tbilisi Asia/Yerevan Europe/Samara"),
    (270, .never, "Asia/Kabul"),
    (
      300, .never,
      "Asia/Karachi Asia/Tashkent Asia/Samarkand Asia/Almaty Asia/Yekaterinburg Indian/Maldives"
        + " Asia/Ashgabat Asia/Dushanbe"
    ), (330, .never, "Asia/Kolkata Asia/Calcutta Asia/Colombo"),
    (345, .never, "Asia/Kathmandu Asia/Katmandu"),
    (360, .never, "Asia/Dhaka Asia/Thimphu Asia/Omsk Asia/Bishkek"),
    (390, .never, "Asia/Yangon Asia/Rangoon"),
    (
      420, .never,
      "Asia/Ho_Chi_Minh Asia/Saigon Asia/Hanoi Asia/Bangkok Asia/Jakarta Asia/Phnom_Penh"
        + " Asia/Vientiane Asia/Krasnoyarsk Asia/Novosibirsk Asia/Hovd"
    ),
    (
      480, .never,
      "Asia/Shanghai PRC Asia/Chongqing Asia/Hong_Kong Hongkong Asia/Macau Asia/Taipei ROC"
        + " Asia/Singapore Singapore Asia/Kuala_Lumpur Asia/Manila Asia/Brunei Asia/Makassar"
        + " Asia/Ulaanbaatar Asia/Irkutsk Australia/Perth"
    ),
    (540, .never, "Asia/Tokyo Japan Asia/Seoul ROK Asia/Pyongyang Asia/Yakutsk Asia/Jayapura"),
    (570, .never, "Australia/Darwin"), (570, .australia, "Australia/Adelaide"),
    (600, .never, "Australia/Brisbane Asia/Vladivostok Pacific/Port_Moresby Pacific/Guam"),
    (
      600, .australia,
      "Australia/Sydney Australia/Melbourne Australia/Hobart Australia/Canberra Australia/ACT"
        + " Australia/NSW"
    ), (660, .never, "Pacific/Noumea Asia/Magadan Pacific/Guadalcanal"),
    (720, .never, "Pacific/Fiji Asia/Kamchatka"), (720, .newZealand, "Pacific/Auckland NZ"),
    (780, .never, "Pacific/Tongatapu Pacific/Apia"),
    (-60, .never, "Atlantic/Cape_Verde"), (-120, .never, "America/Noronha"),
    (
      -180, .never,
      "America/Sao_Paulo Brazil/East America/Buenos_Aires America/Argentina/Buenos_Aires"
        + " America/Montevideo America/Bahia"
    ), (-210, .northAmerica, "America/St_Johns Canada/Newfoundland"),
    (-240, .never, "America/La_Paz America/Manaus America/Puerto_Rico America/Caracas"),
    (-240, .northAmerica, "America/Halifax Atlantic/Bermuda Canada/Atlantic"),
    (-300, .never, "EST America/Bogota America/Lima America/Panama America/Jamaica"),
    (
      -300, .northAmerica,
      "EST5EDT America/New_York US/Eastern America/Toronto America/Detroit America/Montreal"
    ), (-360, .never, "America/Mexico_City America/Costa_Rica America/Guatemala America/Regina"),
    (-360, .northAmerica, "CST6CDT America/Chicago US/Central America/Winnipeg"),
    (-420, .never, "MST America/Phoenix US/Arizona"),
    (-420, .northAmerica, "MST7MDT America/Denver US/Mountain America/Edmonton America/Boise"),
    (
      -480, .northAmerica,
      "PST8PDT America/Los_Angeles US/Pacific America/Vancouver America/Tijuana"
    ), (-540, .northAmerica, "America/Anchorage US/Alaska"),
    (-600, .never, "HST Pacific/Honolulu US/Hawaii"),
  ]
}
