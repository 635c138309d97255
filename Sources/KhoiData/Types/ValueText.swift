/// How values are spelled: the one place that `CAST(v AS VARCHAR)`, every output mode and every
/// message take their text from.
package enum ValueText {
  /// `true` or `false`.
  package static func append(_ value: Bool, into bytes: inout [UInt8]) {
    bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
  }

  /// The integer in decimal.
  package static func append(_ value: Int64, into bytes: inout [UInt8]) {
    if value >= 0 && value < 10 {
      bytes.append(48 + UInt8(value))
      return
    }
    var magnitude = value.magnitude
    let start = bytes.count
    while magnitude > 0 {
      bytes.append(48 + UInt8(magnitude % 10))
      magnitude /= 10
    }
    if value < 0 { bytes.append(45) }
    bytes[start...].reverse()
  }

  /// The shortest decimal that reads back: `0.1`, `1e+20`, `nan`, `inf`, `-inf`; whole numbers
  /// keep one decimal (`2.0`), so that a double never looks like an integer.
  package static func append(_ value: Double, into bytes: inout [UInt8]) {
    if value.isNaN {
      bytes.append(contentsOf: "nan".utf8)
    } else if value.isInfinite {
      bytes.append(contentsOf: value < 0 ? "-inf".utf8 : "inf".utf8)
    } else if !appendShort(value, into: &bytes) {
      bytes.append(contentsOf: value.description.utf8)
    }
  }

  /// Appends numbers of at most six decimals, which most are, without making a string.
  ///
  /// Decimals of up to 15 digits and doubles correspond one to one, so the one that reads back as
  /// the value is also the shortest that does.
  private static func appendShort(_ value: Double, into bytes: inout [UInt8]) -> Bool {
    let magnitude = value.magnitude
    guard magnitude < 1e9, magnitude >= 1e-4 || value == 0 && value.sign == .plus else {
      return false
    }
    let scaled = (magnitude * 1e6).rounded()
    guard scaled / 1e6 == magnitude else { return false }
    let digits = UInt64(scaled)
    if value.sign == .minus { bytes.append(45) }
    append(Int64(digits / 1_000_000), into: &bytes)
    bytes.append(46)
    var fraction = digits % 1_000_000
    var divisor: UInt64 = 100_000
    repeat {
      bytes.append(48 + UInt8(fraction / divisor))
      fraction %= divisor
      divisor /= 10
    } while fraction > 0
    return true
  }

  /// `2024-01-31`.
  package static func append(date days: Int32, into bytes: inout [UInt8]) {
    let (year, month, day) = Calendar.civil(days)
    append(padded: year, width: 4, into: &bytes)
    bytes.append(45)
    append(padded: month, width: 2, into: &bytes)
    bytes.append(45)
    append(padded: day, width: 2, into: &bytes)
  }

  /// `13:05:00`, with six decimals where there is a fraction.
  package static func append(time microseconds: Int64, into bytes: inout [UInt8]) {
    let seconds = microseconds / 1_000_000
    let fraction = microseconds % 1_000_000
    append(padded: Int32(truncatingIfNeeded: seconds / 3600), width: 2, into: &bytes)
    bytes.append(58)
    append(padded: Int32(truncatingIfNeeded: seconds / 60 % 60), width: 2, into: &bytes)
    bytes.append(58)
    append(padded: Int32(truncatingIfNeeded: seconds % 60), width: 2, into: &bytes)
    if fraction != 0 {
      bytes.append(46)
      append(padded: Int32(truncatingIfNeeded: fraction), width: 6, into: &bytes)
    }
  }

  /// `2024-01-31 13:05:00`.
  package static func append(timestamp: Int64, into bytes: inout [UInt8]) {
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
      append(time: Int64(clamping: value.microseconds.magnitude), into: &bytes)
    }
  }

  private static func append(padded value: Int32, width: Int, into bytes: inout [UInt8]) {
    if value < 0 { bytes.append(45) }
    let magnitude = value.magnitude
    var divisor: UInt32 = 1
    for _ in 1..<width { divisor *= 10 }
    while magnitude / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(48 + UInt8(magnitude / divisor % 10))
      divisor /= 10
    }
  }
}
