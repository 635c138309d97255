/// Powers of ten in 128 bits.
package enum DecimalPower {
  /// `10^0` to `10^38`.
  package static let table: [Int128] = {
    var powers: [Int128] = [1]
    for _ in 1...38 { powers.append(powers[powers.count - 1] * 10) }
    return powers
  }()

  /// `10^exponent` for an exponent of 0 to 38.
  package static func power(_ exponent: Int) -> Int128 { table[exponent] }

  /// The double nearest to the decimal.
  package static func double(_ unscaled: Int128, scale: Int) -> Double {
    if let small = Int64(exactly: unscaled), small.magnitude < 1 << 53, scale <= 22 {
      // Both are exact, so the one division rounds correctly.
      return Double(small) / doubles[scale]
    }
    var bytes: [UInt8] = []
    ValueText.append(decimal: unscaled, scale: scale, into: &bytes)
    return Double(String(decoding: bytes, as: UTF8.self)) ?? 0
  }

  private static let doubles: [Double] = (0...22).map { Double(table[$0]) }

  /// The number divided by `10^digits`, rounded half away from zero.
  package static func dividingRounded(_ number: Int128, digits: Int) -> Int128 {
    guard digits > 0 else { return number }
    guard digits <= 38 else { return 0 }
    let divisor = table[digits]
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    if remainder.magnitude >= divisor.magnitude - remainder.magnitude {
      return quotient + (number < 0 ? -1 : 1)
    }
    return quotient
  }
}
