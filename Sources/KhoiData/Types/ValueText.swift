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
}
