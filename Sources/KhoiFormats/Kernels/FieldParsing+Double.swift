#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Decimal fractions to doubles, correctly rounded.
extension FieldParsing {
  private static let exactPowers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Tables of powers of ten that a loop keeps at hand.
  @safe struct Powers {
    let integers: UnsafePointer<UInt64>
    let doubles: UnsafePointer<Double>
  }

  /// Calls `body` with the powers of ten.
  @inline(__always)
  static func withPowers<Result>(_ body: (Powers) -> Result) -> Result {
    unsafe integerPowers.withUnsafeBufferPointer { integers in
      unsafe exactPowers.withUnsafeBufferPointer { doubles in
        guard let first = integers.baseAddress, let second = doubles.baseAddress else {
          preconditionFailure("the tables are not empty")
        }
        return unsafe body(Powers(integers: first, doubles: second))
      }
    }
  }

  /// Reads `-?(digits)(.digits)?(e±digits)?`; false for anything else, such as `007`, `1.` or
  /// words.
  ///
  /// Up to 7 digits, a point and up to 8 digits are read without a loop: seven in all at once,
  /// otherwise both sides by themselves; then one exact division (numerator below 2⁵³, power of ten
  /// exact, so one rounding).
  @inline(__always)
  static func double(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, decimal: UInt8, powers: Powers,
    _ value: inout Double
  ) -> Bool {
    if UInt(bitPattern: count &- 3) < 14 {
      let word = unsafe UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
      let compared = word ^ (0x0101_0101_0101_0101 &* UInt64(decimal))
      let found =
        (compared &- 0x0101_0101_0101_0101) & ~compared & 0x8080_8080_8080_8080
      if found != 0 {
        let whole = found.trailingZeroBitCount &>> 3
        let fraction = count &- whole &- 1
        if count <= 8 {
          // The digits move together over the point, then to the end of the word.
          let mark = found & (0 &- found)
          let before = mark &>> 7 &- 1
          let together = word & before | (word &>> 8) & ~before
          let half = UInt64(truncatingIfNeeded: 9 &- count) &* 4
          let filler = (0x3030_3030_3030_3030 as UInt64 &>> (32 &- half)) &>> (32 &- half)
          var digits: UInt64 = 0
          if unsafe whole > 0 && fraction > 0 && (bytes[0] != 0x30 || whole == 1)
            && number((together &<< half) &<< half | filler, &digits)
          {
            value = unsafe Double(Int64(bitPattern: digits)) / powers.doubles[fraction]
            return true
          }
          return unsafe anyDouble(bytes, count, decimal: decimal, &value)
        }
        var left: UInt64 = 0
        var right: UInt64 = 0
        if unsafe whole > 0 && UInt(bitPattern: fraction &- 1) < 8
          && (bytes[0] != 0x30 || whole == 1)
          && digits8(bytes, whole, &left) && digits8(bytes + whole + 1, fraction, &right)
        {
          let digits = unsafe left &* powers.integers[fraction] &+ right
          value = unsafe Double(Int64(bitPattern: digits)) / powers.doubles[fraction]
          return true
        }
      }
    }
    return unsafe anyDouble(bytes, count, decimal: decimal, &value)
  }

  /// Any decimal number, by the general way.
  @inline(never)
  static func anyDouble(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, decimal: UInt8, _ value: inout Double
  ) -> Bool {
    var scan = DecimalScan()
    guard unsafe scan.read(bytes, count, decimal: decimal) else { return false }
    // Whole numbers that a double cannot hold stay text.
    if scan.isWhole && (scan.digitCount > 18 || scan.digits > 1 << 53) { return false }
    guard let magnitude = unsafe scan.magnitude ?? slowDouble(bytes, count, decimal: decimal) else {
      return false
    }
    value = scan.isNegative ? -magnitude : magnitude
    return true
  }

  /// The standard library's reader, which needs a string: for more than 19 digits and for large
  /// exponents.
  private static func slowDouble(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, decimal: UInt8
  ) -> Double? {
    var text = unsafe String(
      decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    if decimal != 0x2E {
      text = String(text.map { $0.asciiValue == decimal ? "." : $0 })
    }
    guard let value = Double(text), value.isFinite else { return nil }
    return value.magnitude
  }
}

/// The parts of a decimal number.
struct DecimalScan {
  var isNegative = false
  var digits: UInt64 = 0
  /// Significant digits, without leading zeros.
  var digitCount = 0
  /// The power of ten that `digits` is to be multiplied with.
  var exponent = 0
  /// Whether there is neither a point nor an exponent.
  var isWhole = true

  mutating func read(_ bytes: UnsafePointer<UInt8>, _ count: Int, decimal: UInt8) -> Bool {
    var position = 0
    if unsafe position < count && bytes[position] == 0x2D {
      isNegative = true
      position += 1
    }
    let wholeStart = position
    while position < count, let digit = unsafe digit(bytes[position]) {
      take(digit)
      position += 1
    }
    let wholeCount = position - wholeStart
    // A leading zero marks an identifier, not a number.
    if unsafe wholeCount > 1 && bytes[wholeStart] == 0x30 { return false }
    if unsafe position < count && bytes[position] == decimal {
      position += 1
      let fractionStart = position
      while position < count, let digit = unsafe digit(bytes[position]) {
        take(digit)
        exponent -= 1
        position += 1
      }
      if position == fractionStart { return false }
      isWhole = false
    } else if wholeCount == 0 {
      return false
    }
    if unsafe position < count && bytes[position] | 0x20 == 0x65 {
      position += 1
      var isDown = false
      if unsafe position < count && (bytes[position] == 0x2D || bytes[position] == 0x2B) {
        isDown = unsafe bytes[position] == 0x2D
        position += 1
      }
      let start = position
      var power = 0
      while position < count, let digit = unsafe digit(bytes[position]) {
        if power < 100_000 { power = power * 10 + Int(digit) }
        position += 1
      }
      if position == start { return false }
      exponent += isDown ? -power : power
      isWhole = false
    }
    return position == count
  }

  private func digit(_ byte: UInt8) -> UInt8? {
    let digit = byte &- 48
    return digit < 10 ? digit : nil
  }

  private mutating func take(_ digit: UInt8) {
    if digitCount > 0 || digit > 0 { digitCount += 1 }
    if digitCount <= 19 { digits = digits &* 10 &+ UInt64(digit) }
  }

  /// The nearest double, where 128 bits are enough to find it; nil otherwise.
  var magnitude: Double? {
    if digits == 0 && digitCount == 0 { return 0 }
    guard digitCount <= 19 else { return nil }
    if digits < 1 << 53 {
      if exponent == 0 { return Double(digits) }
      if exponent >= -22 && exponent < 0 { return Double(digits) / DecimalScan.power(-exponent) }
      if exponent > 0 && exponent <= 22 {
        let power = DecimalScan.power(exponent)
        let product = Double(digits) * power
        if product < 9_007_199_254_740_992 { return product }
      }
    }
    if exponent < 0 && exponent >= -19 { return quotient }
    if exponent >= 0 && exponent <= 19 {
      return Double(UInt128(digits) * UInt128(DecimalScan.integerPower(exponent)))
    }
    return nil
  }

  /// digits / 10^-exponent by one division of 128 by 64 bits: the quotient has at least 63 bits and
  /// the remainder says whether more follow, which is all that rounding to 53 bits needs.
  private var quotient: Double {
    let divisor = DecimalScan.integerPower(-exponent)
    let shift = UInt64(digits.leadingZeroBitCount)
    let divisorShift = UInt64(divisor.leadingZeroBitCount)
    let numerator = digits &<< shift
    let denominator = divisor &<< divisorShift
    // Halving keeps the high word below the divisor, as the division needs.
    let division = denominator.dividingFullWidth((numerator &>> 1, numerator &<< 63))
    let sticky: UInt64 = division.remainder == 0 ? 0 : 1
    let rounded = Double(division.quotient | sticky)
    let power = Int(divisorShift) - Int(shift) - 63
    return rounded * Double(sign: .plus, exponent: power, significand: 1)
  }

  private static func power(_ exponent: Int) -> Double {
    FieldParsing.withPowers { unsafe $0.doubles[exponent] }
  }

  private static func integerPower(_ exponent: Int) -> UInt64 {
    var result: UInt64 = 1
    for _ in 0..<exponent { result &*= 10 }
    return result
  }
}
