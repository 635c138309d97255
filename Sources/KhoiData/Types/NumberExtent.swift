/// How many digits the numbers of a column have, from their texts: what type holds all exactly.
package struct NumberExtent: Sendable, Equatable {
  /// The most digits before and behind the point.
  package private(set) var wholeDigits = 0
  package private(set) var fractionDigits = 0
  /// Whether BIGINT, or DOUBLE, holds every number without losing a digit.
  package private(set) var fitsBigint = true
  package private(set) var fitsDouble = true

  package init() {}

  /// The extent of one number, written as in JSON.
  package init(of text: some Sequence<UInt8>) {
    self.init()
    add(text)
  }

  /// Adds a number, written as in JSON.
  package mutating func add(_ text: some Sequence<UInt8>) {
    let number = WrittenNumber(text)
    wholeDigits = max(wholeDigits, number.wholeDigits)
    fractionDigits = max(fractionDigits, number.fractionDigits)
    if fitsBigint { fitsBigint = number.isBigint }
    if fitsDouble { fitsDouble = number.isExactAsDouble }
  }

  /// Adds a number of at most fifteen digits, of which only matters whether it is whole.
  package mutating func noteShort(_ text: some Sequence<UInt8>) {
    if fitsBigint { fitsBigint = text.allSatisfy { $0 == 0x2D || $0 &- 48 < 10 } }
  }

  /// Adds what is known of other numbers.
  package mutating func formUnion(_ other: NumberExtent) {
    wholeDigits = max(wholeDigits, other.wholeDigits)
    fractionDigits = max(fractionDigits, other.fractionDigits)
    fitsBigint = fitsBigint && other.fitsBigint
    fitsDouble = fitsDouble && other.fitsDouble
  }

  /// The narrowest type that holds all numbers exactly; nil where only text does.
  package var type: LogicalType? {
    if fitsBigint { return .bigint }
    if fitsDouble { return .double }
    if fractionDigits == 0 && wholeDigits <= 38 { return .hugeint }
    let digits = max(wholeDigits + fractionDigits, 1)
    return digits <= 38 ? .decimal(precision: digits, scale: fractionDigits) : nil
  }
}

/// A number as it stands in a text: its digits that count, and where the point is.
private struct WrittenNumber {
  /// The digits without zeros at either end.
  private var digits: [UInt8] = []
  /// The power of ten that the last of them counts.
  private var power = 0
  private let text: [UInt8]
  private var hasPoint = false

  init(_ source: some Sequence<UInt8>) {
    text = Array(source)
    var place = 0
    var fraction = 0
    while place < text.count, text[place] | 0x20 != 0x65 {
      let byte = text[place]
      if byte == 0x2E { hasPoint = true }
      if byte &- 48 < 10 {
        if !(digits.isEmpty && byte == 48) { digits.append(byte) }
        if hasPoint { fraction += 1 }
      }
      place += 1
    }
    power = -fraction
    if place < text.count {
      hasPoint = true
      let exponent = String(decoding: text[(place + 1)...], as: UTF8.self)
      let number = Int(exponent) ?? (exponent.first == "-" ? -1_000_000 : 1_000_000)
      power += min(max(number, -1_000_000), 1_000_000)
    }
    while digits.last == 48 {
      digits.removeLast()
      power += 1
    }
    if digits.isEmpty { power = 0 }
  }

  var wholeDigits: Int { digits.isEmpty ? 0 : max(0, digits.count + power) }
  var fractionDigits: Int { max(0, -power) }

  var isBigint: Bool {
    !hasPoint && Int64(String(decoding: text, as: UTF8.self)) != nil
  }

  /// Whether a double prints the same digits again.
  var isExactAsDouble: Bool {
    if digits.isEmpty { return true }
    if digits.count <= 15 { return abs(power) < 290 }
    guard digits.count <= 17, let number = Double(String(decoding: text, as: UTF8.self)),
      number.isFinite
    else { return false }
    let printed = WrittenNumber(number.description.utf8)
    return printed.digits == digits && printed.power == power
  }
}
