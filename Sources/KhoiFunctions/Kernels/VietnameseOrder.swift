import KhoiText

/// Keys whose order by bytes is the order of a Vietnamese dictionary: letters first (a < ă < â,
/// d < đ), then tones, then case.
///
/// A key is the primary weights of the whole text, the secondary ones after a 1 and the tertiary
/// ones after another (Unicode Technical Standard 10, with the weights of CLDR). What is common at
/// the end is left out.
struct VietnameseOrder {
  /// What is compared besides.
  enum Style: String, CaseIterable {
    case standard
    /// Numbers by their size: Khối 8 before Khối 12.
    case numeric
    /// Letters, then tone, syllable by syllable, as printed dictionaries do: ba sào before bà.
    case dictionary
  }

  private let style: Style
  private var secondary = Ranks()
  private var tertiary = Ranks()
  /// The tones of the syllable that is being read.
  private var tones: [UInt8] = []

  init(_ style: Style = .standard) {
    self.style = style
  }

  /// Appends the key of a text.
  mutating func append(_ bytes: TextBytes, to output: inout [UInt8]) {
    secondary.removeAll()
    tertiary.removeAll()
    tones.removeAll(keepingCapacity: true)
    let table = ElementTable.shared
    var isInSyllable = false
    var offset = 0
    while offset < bytes.count {
      if style == .numeric, unsafe Self.isDigit(bytes[offset]) {
        unsafe appendNumber(bytes, &offset, table, to: &output)
        continue
      }
      let code = unsafe UTF8Text.decode(bytes, &offset)
      let found = table.elements(of: code)
      guard let found else {
        // Behind everything known, by code point.
        output.append(0xFE)
        UTF8Scan.append(code, to: &output)
        secondary.append(Ranks.common)
        tertiary.append(Ranks.common)
        continue
      }
      if style == .dictionary && !found.isEmpty {
        let isPart = table.isPartOfSyllable(found)
        if isInSyllable && !isPart { closeSyllable(&output) }
        isInSyllable = isPart
      }
      for place in found { append(table.elements[place], to: &output) }
    }
    if isInSyllable { closeSyllable(&output) }
    finish(&output)
  }

  private mutating func append(_ element: ElementTable.Element, to output: inout [UInt8]) {
    if element.primary != 0 {
      output.append(element.primary)
      if element.more != 0 { output.append(element.more) }
    }
    if style == .dictionary, Self.tones.contains(element.secondary) {
      tones.append(element.secondary - Self.tones.lowerBound + 3)
    } else if element.secondary != 0 {
      secondary.append(element.secondary)
    }
    if element.tertiary != 0 { tertiary.append(element.tertiary) }
  }

  private mutating func closeSyllable(_ output: inout [UInt8]) {
    output.append(1)
    if tones.isEmpty {
      output.append(Ranks.common)
    } else {
      output.append(contentsOf: tones)
    }
    tones.removeAll(keepingCapacity: true)
  }

  /// A number by the count of its digits, then by them.
  private mutating func appendNumber(
    _ bytes: TextBytes, _ offset: inout Int, _ table: ElementTable, to output: inout [UInt8]
  ) {
    var start = offset
    while offset < bytes.count, unsafe Self.isDigit(bytes[offset]) { offset += 1 }
    while start < offset, unsafe bytes[start] == 0x30 { start += 1 }
    output.append(table.zero)
    output.append(UInt8(min(offset - start, 250)) + 2)
    for place in start..<offset { unsafe output.append(table.zero + (bytes[place] - 0x30)) }
    secondary.append(Ranks.common)
    tertiary.append(Ranks.common)
  }

  private func finish(_ output: inout [UInt8]) {
    if secondary.bytes.isEmpty && tertiary.bytes.isEmpty { return }
    output.append(1)
    output.append(contentsOf: secondary.bytes)
    if tertiary.bytes.isEmpty { return }
    output.append(1)
    output.append(contentsOf: tertiary.bytes)
  }

  /// The secondary ranks of the five tones.
  private static let tones: ClosedRange<UInt8> = 12...16

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}

/// The ranks of one level without the common ones at the end: those are only counted until another
/// follows, which in most texts none does.
private struct Ranks {
  static let common: UInt8 = 2

  private(set) var bytes: [UInt8] = []
  private var commonCount = 0

  @inline(__always)
  mutating func append(_ rank: UInt8) {
    if rank == Self.common {
      commonCount &+= 1
      return
    }
    for _ in 0..<commonCount { bytes.append(Self.common) }
    commonCount = 0
    bytes.append(rank)
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    commonCount = 0
  }
}

/// The collation elements of code points, read once from the table.
final class ElementTable: Sendable {
  static let shared = ElementTable()

  struct Element {
    /// Up to two bytes of the primary weight, zero where there is none.
    let primary: UInt8
    let more: UInt8
    let secondary: UInt8
    let tertiary: UInt8
  }

  let elements: [Element]
  /// The primary weight of the digit 0; those of the others follow.
  let zero: UInt8
  /// Where the elements of a code point lie: start times 8 and count; 0 for those unknown.
  private let low: [UInt32]
  private let high: [UInt32]
  private let rest: [UInt32: UInt32]
  private let firstLetter: UInt8

  private init() {
    var elements = [Element(primary: 0, more: 0, secondary: 0, tertiary: 0)]
    var places: [UInt32: UInt32] = [:]
    for entry in VietnameseOrder.elementTable.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let sides = entry.split(separator: "=", maxSplits: 1)
      guard let first = sides.first, let code = UInt32(first, radix: 16) else { continue }
      let own = sides.count > 1 ? sides[1].split(separator: "+").map { Self.element($0) } : []
      places[code] = UInt32(elements.count << 3 | own.count)
      elements += own
    }
    func first(_ code: UInt32) -> UInt8 {
      places[code].map { elements[Int($0 >> 3)].primary } ?? 0
    }
    self.elements = elements
    zero = first(0x30)
    firstLetter = first(0x61)
    low = (0..<0x250).map { places[$0] ?? 0 }
    high = (0x1E00..<0x1F00).map { places[$0] ?? 0 }
    rest = places.filter { $0.key >= 0x250 && !(0x1E00..<0x1F00).contains($0.key) }
  }

  /// The places of the elements of a code point; nil where the table does not know it.
  @inline(__always)
  func elements(of code: UInt32) -> Range<Int>? {
    let place =
      code < 0x250
      ? low[Int(code)] : code &- 0x1E00 < 0x100 ? high[Int(code &- 0x1E00)] : rest[code] ?? 0
    if place == 0 { return nil }
    let start = Int(place >> 3)
    return start..<(start &+ Int(place & 7))
  }

  /// Whether the elements are those of a letter or of a mark on one.
  func isPartOfSyllable(_ places: Range<Int>) -> Bool {
    let first = elements[places.lowerBound]
    return first.primary == 0 || (first.primary >= firstLetter && first.primary < 0x79)
  }

  private static func element(_ text: Substring) -> Element {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let digits = Array(parts[0].utf8)
    func byte(_ place: Int) -> UInt8 {
      place + 1 < digits.count ? rank(digits[place]) << 4 | rank(digits[place + 1]) : 0
    }
    let ranks = parts.count > 1 ? Array(parts[1].utf8) : []
    return Element(
      primary: byte(0), more: byte(2), secondary: ranks.isEmpty ? 0 : rank(ranks[0]),
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
}
