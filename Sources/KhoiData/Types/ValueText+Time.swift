extension ValueText {
  /// `2024-01-31`, `0044-03-15 (BC)`, `infinity`.
  package static func append(date days: Int32, into bytes: inout [UInt8]) {
    if Calendar.isInfinite(day: days) {
      bytes.append(contentsOf: days < 0 ? "-infinity".utf8 : "infinity".utf8)
      return
    }
    let (year, month, day) = Calendar.civil(days)
    // There is no year 0 before Christ: the year before 1 is 1 (BC).
    append(padded: UInt64(year > 0 ? year.magnitude : (1 - year).magnitude), width: 4, into: &bytes)
    bytes.append(45)
    append(padded: UInt64(month), width: 2, into: &bytes)
    bytes.append(45)
    append(padded: UInt64(day), width: 2, into: &bytes)
    if year <= 0 { bytes.append(contentsOf: " (BC)".utf8) }
  }

  /// `13:05:00`, with as many decimals as the fraction has.
  package static func append(time microseconds: Int64, into bytes: inout [UInt8]) {
    append(clock: microseconds.magnitude, into: &bytes)
  }

  private static func append(clock microseconds: UInt64, into bytes: inout [UInt8]) {
    let seconds = microseconds / 1_000_000
    append(padded: seconds / 3600, width: 2, into: &bytes)
    bytes.append(58)
    append(padded: seconds / 60 % 60, width: 2, into: &bytes)
    bytes.append(58)
    append(padded: seconds % 60, width: 2, into: &bytes)
    let fraction = microseconds % 1_000_000
    guard fraction != 0 else { return }
    bytes.append(46)
    append(padded: fraction, width: 6, into: &bytes)
    while bytes.last == 48 { bytes.removeLast() }
  }

  /// `2024-01-31 13:05:00`.
  package static func append(timestamp: Int64, into bytes: inout [UInt8]) {
    if Calendar.isInfinite(timestamp: timestamp) {
      bytes.append(contentsOf: timestamp < 0 ? "-infinity".utf8 : "infinity".utf8)
      return
    }
    let (days, microseconds) = Calendar.split(timestamp: timestamp)
    append(date: days, into: &bytes)
    bytes.append(32)
    append(time: microseconds, into: &bytes)
  }

  /// `1 year 2 months 3 days 04:05:06`; `00:00:00` for nothing.
  package static func append(_ value: Interval, into bytes: inout [UInt8]) {
    let start = bytes.count
    func part(_ count: Int32, _ unit: String) {
      guard count != 0 else { return }
      if bytes.count > start { bytes.append(32) }
      append(Int64(count), into: &bytes)
      bytes.append(32)
      bytes.append(contentsOf: unit.utf8)
      if count != 1 && count != -1 { bytes.append(115) }
    }
    part(value.months / 12, "year")
    part(value.months % 12, "month")
    part(value.days, "day")
    if value.microseconds != 0 || bytes.count == start {
      if bytes.count > start { bytes.append(32) }
      if value.microseconds < 0 { bytes.append(45) }
      append(clock: value.microseconds.magnitude, into: &bytes)
    }
  }

  private static func append(padded value: UInt64, width: Int, into bytes: inout [UInt8]) {
    var divisor: UInt64 = 1
    for _ in 1..<width { divisor *= 10 }
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(48 + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}
