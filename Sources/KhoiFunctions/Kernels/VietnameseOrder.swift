/// Keys whose order by bytes is the order of a Vietnamese dictionary: letters first (a < ă < â,
/// d < đ), then tones, then case.
///
/// A key is the primary weights of the whole text, the secondary ones after a 1 and the tertiary
/// ones after another (Unicode Technical Standard 10, with the weights of CLDR). What is common at
/// the end is left out.
enum VietnameseOrder {
  private struct Element {
    let primary: [UInt8]
    let secondary: UInt8
    let tertiary: UInt8
  }

  private static let common: UInt8 = 2

  /// The elements of each code point, read once; nil where the table knows none.
  private static let elements: [UInt32: [Element]] = {
    var known: [UInt32: [Element]] = [:]
    for entry in elementTable.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let sides = entry.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, let code = UInt32(sides[0], radix: 16) else { continue }
      known[code] = sides[1].split(separator: "+").map { element($0) }
    }
    return known
  }()

  private static func element(_ text: Substring) -> Element {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let digits = Array(parts[0].utf8)
    let primary = stride(from: 0, to: digits.count - 1, by: 2).map { place in
      rank(digits[place]) << 4 | rank(digits[place + 1])
    }
    let ranks = parts.count > 1 ? Array(parts[1].utf8) : []
    return Element(
      primary: primary, secondary: ranks.isEmpty ? 0 : rank(ranks[0]),
      tertiary: ranks.count > 1 ? rank(ranks[1]) : 0)
  }

  private static func rank(_ digit: UInt8) -> UInt8 {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x7A: digit - 0x61 + 10
    case 0x41...0x5A: digit - 0x41 + 36
    default: 0
    }
  }

  /// The elements of the ASCII letters and of those in the Latin blocks, by code point.
  private static let low: [[Element]?] = (0..<0x250).map { elements[$0] }
  private static let high: [[Element]?] = (0x1E00..<0x1F00).map { elements[$0] }

  private static func elements(of code: UInt32) -> [Element]? {
    if code < 0x250 { return low[Int(code)] }
    if code >= 0x1E00 && code < 0x1F00 { return high[Int(code - 0x1E00)] }
    return elements[code]
  }

  /// Appends the key of a text.
  static func append(_ text: String, to output: inout [UInt8]) {
    var secondary: [UInt8] = []
    var tertiary: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let found = elements(of: scalar.value) else {
        // Behind everything known, by code point.
        output.append(0xFE)
        output.append(contentsOf: Array(String(scalar).utf8))
        secondary.append(common)
        tertiary.append(common)
        continue
      }
      for element in found {
        output.append(contentsOf: element.primary)
        if element.secondary != 0 { secondary.append(element.secondary) }
        if element.tertiary != 0 { tertiary.append(element.tertiary) }
      }
    }
    while secondary.last == common { secondary.removeLast() }
    while tertiary.last == common { tertiary.removeLast() }
    if secondary.isEmpty && tertiary.isEmpty { return }
    output.append(1)
    output.append(contentsOf: secondary)
    if tertiary.isEmpty { return }
    output.append(1)
    output.append(contentsOf: tertiary)
  }
}
