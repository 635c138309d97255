/// A decimal number as it was written, without rounding: `digits` times a power of ten.
package struct ExactNumber: Equatable, Sendable {
  package private(set) var digits: Int64
  package private(set) var exponent: Int

  /// Brought to its shortest form; nil where 18 digits are not enough.
  package init?(_ digits: Int64, exponent: Int) {
    var (digits, exponent) = (digits, exponent)
    while exponent < 0, digits % 10 == 0, digits != 0 {
      digits /= 10
      exponent += 1
    }
    if digits == 0 { exponent = 0 }
    guard exponent >= -30 else { return nil }
    while exponent > 0 {
      guard digits.magnitude < 100_000_000_000_000_000 else { return nil }
      digits *= 10
      exponent -= 1
    }
    self.digits = digits
    self.exponent = exponent
  }

  var negated: ExactNumber {
    var result = self
    result.digits = -digits
    return result
  }

  func multiplied(byPowerOfTen power: Int) -> ExactNumber? {
    ExactNumber(digits, exponent: exponent + power)
  }

  func adding(_ other: ExactNumber) -> ExactNumber? {
    let lowest = min(exponent, other.exponent)
    var parts: [Int64] = []
    for part in [self, other] {
      var digits = part.digits
      for _ in 0..<(part.exponent - lowest) {
        guard digits.magnitude < 100_000_000_000_000_000 else { return nil }
        digits *= 10
      }
      parts.append(digits)
    }
    let (sum, overflow) = parts[0].addingReportingOverflow(parts[1])
    return overflow ? nil : ExactNumber(sum, exponent: lowest)
  }

  /// The value where it is whole.
  package var integer: Int64? { exponent == 0 ? digits : nil }

  /// The nearest double.
  package var double: Double {
    if exponent == 0 { return Double(digits) }
    // Both exact and one division: rounded once.
    if digits.magnitude < 1 << 53, exponent >= -22 {
      return Double(digits) / ExactNumber.power(-exponent)
    }
    return Double("\(digits)e\(exponent)") ?? 0
  }

  private static func power(_ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<exponent { result *= 10 }
    return result
  }

  /// The number in digits, with a point before its fraction.
  package var text: String {
    if exponent == 0 { return String(digits) }
    var text = String(digits.magnitude)
    while text.utf8.count <= -exponent { text = "0" + text }
    text.insert(".", at: text.index(text.endIndex, offsetBy: exponent))
    return (digits < 0 ? "-" : "") + text
  }
}
