/// Digits with separators, read by their shape alone.
struct Numeral {
  /// What the separators say about who wrote the number.
  enum Shape: Equatable, Sendable {
    /// Digits only.
    case integer
    /// Blanks or apostrophes between groups of three digits.
    case spaced
    /// `74.958`: one dot before three digits, behind one to three.
    case dotGroup
    /// `1,000`
    case commaGroup
    /// `12.000.000`, `1.234,5`, `0,125`: the comma parts the decimals.
    case vietnamese
    /// `1,234.5`, `0.125`: the point parts the decimals.
    case american
  }

  var shape: Shape
  var digits: Int64 = 0
  var digitCount = 0
  var hasLeadingZero = false
  /// Digits behind the decimal sign, in either reading.
  var vietnameseFraction = 0
  var americanFraction = 0
  var exponent = 0
  /// The last two of the digits.
  var ending: Int { Int(digits % 100) }

  var vietnamese: ExactNumber? {
    shape == .american || digitCount > 18
      ? nil : ExactNumber(digits, exponent: exponent - vietnameseFraction)
  }
  var american: ExactNumber? {
    shape == .vietnamese || digitCount > 18
      ? nil : ExactNumber(digits, exponent: exponent - americanFraction)
  }

  /// Reads the longest run of digits and separators from `place`, which then stands behind it; nil
  /// where it is no number.
  static func read(_ bytes: [UInt8], _ place: inout Int) -> Numeral? {
    var scan = NumeralScan()
    guard scan.run(bytes, &place), var numeral = scan.numeral else { return nil }
    guard readExponent(bytes, &place, &numeral) else { return nil }
    return numeral
  }

  /// `e+05` behind digits; false where that makes no number.
  private static func readExponent(
    _ bytes: [UInt8], _ place: inout Int, _ numeral: inout Numeral
  ) -> Bool {
    guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "e") else { return true }
    var next = place + 1
    let isNegative = bytes[next] == 0x2D
    if isNegative || bytes[next] == 0x2B { next += 1 }
    var power = 0
    let start = next
    while next < bytes.count, next - start < 3, (48..<58).contains(bytes[next]) {
      power = power * 10 + Int(bytes[next] - 48)
      next += 1
    }
    guard next > start else { return true }
    switch numeral.shape {
    case .integer: break
    case .vietnamese where numeral.vietnameseFraction > 0: break
    case .american where numeral.americanFraction > 0: break
    // Nobody groups digits before an exponent.
    case .dotGroup: numeral.shape = .american
    case .commaGroup: numeral.shape = .vietnamese
    default: return false
    }
    guard power <= 30 else { return false }
    numeral.exponent = isNegative ? -power : power
    numeral.hasLeadingZero = false
    place = next
    return true
  }
}

/// Where the separators of a numeral stand.
private struct NumeralScan {
  private var digits: Int64 = 0
  private var digitCount = 0
  private var firstDigit: UInt8 = 0
  /// Digits since the last separator.
  private var length = 0
  private var firstSign: UInt8 = 0
  private var firstSignCount = 0
  /// Digits before the first separator.
  private var leadLength = 0
  private var secondSign: UInt8 = 0
  private var hasGroupsOfThree = true

  mutating func run(_ bytes: [UInt8], _ place: inout Int) -> Bool {
    while place < bytes.count {
      let byte = bytes[place]
      switch byte {
      case 48..<58:
        if digitCount == 0 && length == 0 && firstSign == 0 { firstDigit = byte }
        if digitCount < 18 { digits = digits * 10 + Int64(byte - 48) }
        digitCount += 1
        length += 1
      case 0x2E, 0x2C:
        guard take(sign: byte) else { return false }
      case 0x20, 0x27:
        let next = place + 1
        guard next < bytes.count, (48..<58).contains(bytes[next]) else { return digitCount > 0 }
        guard take(sign: byte) else { return false }
      default: return digitCount > 0 && length > 0
      }
      place += 1
    }
    return digitCount > 0 && length > 0
  }

  private mutating func take(sign: UInt8) -> Bool {
    if firstSign == 0 {
      firstSign = sign
      firstSignCount = 1
      leadLength = length
      // `.5` is a number, ` 5` is not one that begins with a separator.
      guard length > 0 || sign == 0x2E || sign == 0x2C else { return false }
    } else {
      guard secondSign == 0, length > 0 else { return false }
      if length != 3 { hasGroupsOfThree = false }
      if sign == firstSign {
        firstSignCount += 1
      } else {
        guard sign == 0x2E || sign == 0x2C else { return false }
        secondSign = sign
      }
    }
    length = 0
    return true
  }

  var numeral: Numeral? {
    guard length > 0 else { return nil }
    var result = Numeral(shape: .integer, digits: digits, digitCount: digitCount)
    if firstSign == 0 {
      result.hasLeadingZero = digitCount > 1 && firstDigit == 48
      return result
    }
    let canLead = (1...3).contains(leadLength) && firstDigit != 48
    if secondSign != 0 {
      guard canLead, hasGroupsOfThree else { return nil }
      return decimal(result, sign: secondSign)
    }
    if firstSign == 0x20 || firstSign == 0x27 {
      guard canLead, hasGroupsOfThree, length == 3 else { return nil }
      result.shape = .spaced
      return result
    }
    if firstSignCount > 1 {
      guard canLead, hasGroupsOfThree, length == 3 else { return nil }
      result.shape = firstSign == 0x2E ? .vietnamese : .american
      return result
    }
    if leadLength > 1 && firstDigit == 48 { return nil }
    guard canLead && length == 3 else { return decimal(result, sign: firstSign) }
    if firstSign == 0x2E {
      result.shape = .dotGroup
      result.americanFraction = 3
    } else {
      result.shape = .commaGroup
      result.vietnameseFraction = 3
    }
    return result
  }

  private func decimal(_ numeral: Numeral, sign: UInt8) -> Numeral {
    var result = numeral
    if sign == 0x2E {
      result.shape = .american
      result.americanFraction = length
    } else {
      result.shape = .vietnamese
      result.vietnameseFraction = length
    }
    return result
  }
}
