import KhoiData

extension TextParsing {
  /// A decimal number times `10^scale`, rounded half away from zero; nil where it is no number or
  /// lies outside of the bounds.
  static func decimal(
    _ text: UnsafeBufferPointer<UInt8>, scale: Int, in bounds: ClosedRange<Int128>
  ) -> Int128? {
    let bytes = unsafe trimmed(text)
    var place = 0
    var isNegative = false
    if place < bytes.count, unsafe bytes[place] == 0x2D || bytes[place] == 0x2B {
      isNegative = unsafe bytes[place] == 0x2D
      place += 1
    }
    var digits: [UInt8] = []
    var pointPlace: Int?
    var hasDigits = false
    while place < bytes.count {
      let byte = unsafe bytes[place]
      if byte &- 48 < 10 {
        hasDigits = true
        // Leading zeros carry nothing.
        if !digits.isEmpty || byte != 48 || pointPlace != nil { digits.append(byte &- 48) }
      } else if byte == 46, pointPlace == nil {
        pointPlace = digits.count
      } else if byte == 95, hasDigits, place + 1 < bytes.count {
        // A digit separator, as in literals.
      } else {
        break
      }
      place += 1
    }
    guard hasDigits else { return nil }
    var exponent = 0
    if place < bytes.count {
      guard unsafe bytes[place] | 0x20 == 0x65,
        let written = unsafe signedNumber(UnsafeBufferPointer(rebasing: bytes[(place + 1)...]))
      else { return nil }
      exponent = written
    }
    let fraction = digits.count - (pointPlace ?? digits.count)
    return value(digits, exponent: exponent - fraction + scale, isNegative: isNegative)
      .flatMap { bounds.contains($0) ? $0 : nil }
  }

  /// An integer in decimals, or by its bits: `0b101`, `0x1F`.
  static func wholeNumber(
    _ text: UnsafeBufferPointer<UInt8>, in bounds: ClosedRange<Int128>
  ) -> Int128? {
    if let number = unsafe decimal(text, scale: 0, in: bounds) { return number }
    let bytes = unsafe trimmed(text)
    guard bytes.count > 2, unsafe bytes[0] == 48 else { return nil }
    let shift: Int128
    switch unsafe bytes[1] | 0x20 {
    case 0x62: shift = 1
    case 0x78: shift = 4
    default: return nil
    }
    var value: Int128 = 0
    for place in 2..<bytes.count {
      let byte = unsafe bytes[place]
      if byte == 95 {
        // A digit stands on both sides of a separator.
        guard place > 2, place + 1 < bytes.count, unsafe bytes[place + 1] != 95 else {
          return nil
        }
        continue
      }
      let digit = byte &- 48 < 10 ? byte &- 48 : (byte | 0x20) &- 0x61 < 6 ? (byte | 0x20) - 87 : 99
      guard digit < 1 << shift, value >> 120 == 0 else { return nil }
      value = value << shift | Int128(digit)
    }
    return bounds.contains(value) ? value : nil
  }

  private static func signedNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let text = unsafe String(decoding: bytes, as: UTF8.self)
    guard let value = Int(text), value.magnitude < 100_000 else { return nil }
    return value
  }

  /// The digits times `10^exponent`.
  private static func value(_ digits: [UInt8], exponent: Int, isNegative: Bool) -> Int128? {
    var kept = digits
    var roundsUp = false
    if exponent < 0 {
      let dropped = min(-exponent, kept.count)
      if -exponent <= kept.count, dropped > 0 { roundsUp = kept[kept.count - dropped] >= 5 }
      kept.removeLast(dropped)
    }
    var result: Int128 = 0
    for digit in kept {
      let (tenfold, first) = result.multipliedReportingOverflow(by: 10)
      let (next, second) = tenfold.subtractingReportingOverflow(Int128(digit))
      if first || second { return nil }
      result = next
    }
    if roundsUp {
      let (next, overflow) = result.subtractingReportingOverflow(1)
      if overflow { return nil }
      result = next
    }
    if exponent > 0 && result != 0 {
      guard exponent <= 38 else { return nil }
      let (shifted, overflow) = result.multipliedReportingOverflow(by: DecimalPower.power(exponent))
      if overflow { return nil }
      result = shifted
    }
    if isNegative { return result }
    return result == Int128.min ? nil : -result
  }
}
