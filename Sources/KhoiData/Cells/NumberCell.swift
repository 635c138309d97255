/// Which sign parts the decimals of written numbers.
package enum NumberLocale: String, Sendable {
  /// `1.234,5`: the law on accounting has the dot between thousands and the comma before decimals.
  case vietnamese = "vi"
  /// `1,234.5`
  case american = "us"
}

/// One written number: `74.958`, `185,7%`, `2,5 tỷ`, `(1.234)`, `3 tỷ 200 triệu`.
///
/// The grammar is `[sign | (…) | trailing -] [currency] NUM [unit] [currency | %]`. A cell alone
/// does not say which sign parts the decimals of `74.958`; so it has a value for either reading,
/// and the shape of its digits is evidence for the column.
package struct NumberCell: Equatable, Sendable {
  /// What the digits say; of several numerals everything that any of them says.
  package struct Evidence: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let vietnamese = Evidence(rawValue: 1)
    package static let american = Evidence(rawValue: 2)
    /// `74.958`
    package static let dotGroup = Evidence(rawValue: 4)
    /// `1,000`
    package static let commaGroup = Evidence(rawValue: 8)
    /// Groups parted by blanks or apostrophes.
    package static let spaced = Evidence(rawValue: 16)
  }

  /// What is counted: money or hundredths.
  package enum Unit: String, Sendable, CaseIterable {
    case percent = "%"
    case dong = "VND"
    case dollar = "USD"
    case euro = "EUR"
  }

  package var evidence: Evidence = []
  /// The value where the comma parts decimals; nil where it cannot.
  package var vietnamese: ExactNumber?
  /// The value where the point parts decimals; nil where it cannot.
  package var american: ExactNumber?
  package var unit: Unit?
  package var isInParentheses = false
  /// Whether it is digits alone that begin with a zero, as codes do.
  package var hasLeadingZero = false
  /// The most digits of one numeral.
  package var digitCount = 0
  /// Whether `nghìn`, `triệu`, `tỷ` stands behind digits.
  package var isScaled = false
  /// The last two digits as written, without those behind a comma or point for sure.
  package var ending = 0
  /// Numerals, such as two in `3 tỷ 200 triệu`.
  package var numeralCount = 0
  /// Whether a plus sign stands before digits, as before a telephone's country.
  var hasPlus = false

  /// The value in one of the readings; nil where it cannot be read so.
  package func value(_ locale: NumberLocale) -> ExactNumber? {
    locale == .vietnamese ? vietnamese : american
  }

  /// What a cell is.
  package enum Reading: Equatable, Sendable {
    case number(NumberCell)
    /// Nothing, or words for it.
    case nothing
    case other
  }

  package static func read(_ bytes: [UInt8]) -> Reading {
    guard mayBeNumber(bytes) else { return .other }
    let plain = bytes.allSatisfy { $0 >= 0x2C && $0 < 0x3A } ? bytes : CellText.folded(bytes)
    if CellText.meansNothing(plain) { return .nothing }
    var reader = NumberReader(bytes: plain)
    guard let cell = reader.read() else { return .other }
    return .number(cell)
  }

  /// A quick look at most texts that are no number.
  private static func mayBeNumber(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first else { return true }
    guard bytes.count <= 60 else { return false }
    switch first {
    case 48..<58, 0x80...0xFF, 0x20, 9, 0x24, 0x28, 0x2B, 0x2C, 0x2D, 0x2E, 0x23: return true
    // USD, VND, EUR; n/a; chưa có số liệu.
    case 0x55, 0x75, 0x56, 0x76, 0x45, 0x65, 0x4E, 0x6E, 0x43, 0x63, 0x4B, 0x6B: return true
    default: return false
    }
  }
}

/// Reads the parts of a number from left to right.
private struct NumberReader {
  let bytes: [UInt8]
  var place = 0
  var cell = NumberCell()

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() -> NumberCell? {
    var end = bytes.count
    if bytes.first == 0x28 {
      guard bytes.last == 0x29, bytes.count > 2 else { return nil }
      cell.isInParentheses = true
      place = 1
      end -= 1
    }
    var inner = NumberReader(bytes: Array(bytes[place..<end]))
    inner.cell = cell
    guard inner.readSigned() else { return nil }
    return inner.cell
  }

  private mutating func readSigned() -> Bool {
    skipBlank()
    var isNegative = cell.isInParentheses
    func isSign(_ byte: UInt8?) -> Bool { byte == 0x2D || byte == 0x2B }
    var hasSign = false
    if isSign(peek) {
      if cell.isInParentheses { return false }
      hasSign = true
      isNegative = peek == 0x2D
      cell.hasPlus = peek == 0x2B
      place += 1
      skipBlank()
    }
    readCurrency()
    if !hasSign && !cell.isInParentheses && cell.unit != nil && isSign(peek) {
      hasSign = true
      isNegative = peek == 0x2D
      place += 1
    }
    guard readNumerals() else { return false }
    if peek == 0x2D && !hasSign && !cell.isInParentheses && cell.unit == nil {
      isNegative = true
      place += 1
    }
    skipBlank()
    if cell.unit == nil {
      readUnit()
      skipBlank()
    }
    guard place == bytes.count else { return false }
    // Telephones have a plus sign and no groups.
    if cell.hasPlus && cell.digitCount > 9 && cell.evidence.isEmpty { return false }
    if isNegative {
      cell.vietnamese = cell.vietnamese?.negated
      cell.american = cell.american?.negated
    }
    return cell.digitCount > 18 || cell.vietnamese != nil || cell.american != nil
  }

  /// One numeral, or several with units that fall: `3 tỷ 200 triệu`.
  private mutating func readNumerals() -> Bool {
    var lastPower = Int.max
    while true {
      guard let numeral = Numeral.read(bytes, &place) else { return false }
      let before = place
      skipBlank()
      let power = readPower()
      if power == 0 { place = before }
      let isFurther = cell.numeralCount > 0
      if isFurther && (power == 0 || power >= lastPower) { return false }
      add(numeral, power: power, isFurther: isFurther)
      lastPower = power
      guard power > 0, peek == 0x20, place + 1 < bytes.count,
        (48..<58).contains(bytes[place + 1])
      else { return true }
      place += 1
    }
  }

  private mutating func add(_ numeral: Numeral, power: Int, isFurther: Bool) {
    cell.numeralCount += 1
    cell.digitCount = max(cell.digitCount, numeral.digitCount)
    cell.hasLeadingZero = cell.hasLeadingZero || (numeral.hasLeadingZero && power == 0)
    cell.isScaled = cell.isScaled || power > 0
    cell.ending = numeral.ending
    switch numeral.shape {
    case .integer: break
    case .spaced: cell.evidence.insert(.spaced)
    case .dotGroup: cell.evidence.insert(.dotGroup)
    case .commaGroup: cell.evidence.insert(.commaGroup)
    case .vietnamese: cell.evidence.insert(.vietnamese)
    case .american: cell.evidence.insert(.american)
    }
    let vietnamese = numeral.vietnamese?.multiplied(byPowerOfTen: power)
    let american = numeral.american?.multiplied(byPowerOfTen: power)
    cell.vietnamese = isFurther ? sum(cell.vietnamese, vietnamese) : vietnamese
    cell.american = isFurther ? sum(cell.american, american) : american
  }

  private func sum(_ left: ExactNumber?, _ right: ExactNumber?) -> ExactNumber? {
    guard let left, let right else { return nil }
    return left.adding(right)
  }

  // MARK: Words

  private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipBlank() { if peek == 0x20 { place += 1 } }

  /// The power of ten of `nghìn`, `vạn`, `triệu`, `tỷ`, `nghìn tỷ`, which are passed; 0 where none
  /// stands here.
  private mutating func readPower() -> Int {
    let start = place
    guard let byte = peek, byte >= 0x61, let power = Self.powers[word()] else {
      place = start
      return 0
    }
    if power == 3 {
      let behind = place
      skipBlank()
      if Self.powers[word()] == 9 { return 12 }
      place = behind
    }
    return power
  }

  private static let powers: [[UInt8]: Int] = [
    Array("nghin".utf8): 3, Array("ngan".utf8): 3, Array("k".utf8): 3, Array("van".utf8): 4,
    Array("trieu".utf8): 6, Array("tr".utf8): 6, Array("ty".utf8): 9, Array("ti".utf8): 9,
  ]

  /// Passes a currency before the digits.
  private mutating func readCurrency() {
    let start = place
    if isDigit(peek) { return }
    if let unit = sign() {
      cell.unit = unit
    } else if let unit = Self.currencies[word()], peek == 0x20 || isDigit(peek) {
      cell.unit = unit
    } else {
      place = start
      return
    }
    skipBlank()
  }

  /// Passes a currency or a percent sign behind the digits.
  private mutating func readUnit() {
    let start = place
    if peek == nil { return }
    if peek == 0x25 {
      place += 1
      cell.unit = .percent
    } else if let unit = sign() {
      cell.unit = unit
    } else if let unit = Self.currencies[word()] {
      cell.unit = unit
    } else {
      place = start
    }
  }

  private mutating func sign() -> NumberCell.Unit? {
    let unit: NumberCell.Unit?
    switch peek {
    case 0x24: unit = .dollar
    case CellText.dongSign: unit = .dong
    case CellText.euro: unit = .euro
    default: unit = nil
    }
    if unit != nil { place += 1 }
    return unit
  }

  private static let currencies: [[UInt8]: NumberCell.Unit] = {
    let dong = CellText.dong
    var words: [[UInt8]: NumberCell.Unit] = [
      Array("vnd".utf8): .dong, Array("dong".utf8): .dong, Array("usd".utf8): .dollar,
      Array("eur".utf8): .euro,
    ]
    words[[dong]] = .dong
    words[[dong] + Array("ong".utf8)] = .dong
    words[Array("vn".utf8) + [dong]] = .dong
    return words
  }()

  private mutating func word() -> [UInt8] {
    let start = place
    while let byte = peek, (0x61...0x7A).contains(byte) || byte == CellText.dong { place += 1 }
    return Array(bytes[start..<place])
  }

  private func isDigit(_ byte: UInt8?) -> Bool { byte.map { (48..<58).contains($0) } ?? false }
}
