/// One character of a text as search sees it, packed in 32 bits.
///
/// The base is a small ASCII letter where the character is one with or without marks, otherwise the
/// small form of the code point. Marks and tones stand beside it, so that a level of search is one
/// bit mask over the cells.
package enum SpellingCell {
  package static let baseMask: UInt32 = 0x1F_FFFF
  package static let markMask: UInt32 = 0x7 << 21
  package static let toneMask: UInt32 = 0x7 << 24
  /// A letter or digit with none before it, or any other character: where a word search may begin.
  package static let start: UInt32 = 1 << 27
  /// An i or y that could be spelled with the other letter: kỹ, kĩ.
  package static let variant: UInt32 = 1 << 28
  /// A letter that belongs to a run of Vietnamese letters.
  package static let letter: UInt32 = 1 << 29
  /// A letter or digit of any script.
  package static let word: UInt32 = 1 << 30

  /// A letter that was a capital.
  package static let capital: UInt32 = 1 << 31

  /// The mark of a Latin letter with a mark that Vietnamese has not, such as ç or ǎ.
  package static let otherMark: UInt32 = 5

  static let space: UInt32 = 0x20
  /// Stands for characters that keys leave out, and for marks without a letter.
  static let dropped: UInt32 = .max
  static let combining: UInt32 = .max - 1

  /// The letter or other character.
  package static func base(_ cell: UInt32) -> UInt32 { cell & baseMask }
  /// The mark of the letter, 0 for none.
  package static func mark(_ cell: UInt32) -> UInt32 { (cell & markMask) >> 21 }
  /// The tone, 0 for level.
  package static func tone(_ cell: UInt32) -> UInt32 { (cell & toneMask) >> 24 }

  static func of(_ letter: VietnameseLetter) -> UInt32 {
    UInt32(letter.base) | UInt32(letter.mark.rawValue) << 21 | UInt32(letter.tone.rawValue) << 24
      | Self.letter | word | (letter.isUpper ? capital : 0)
  }
}

/// The cells of code points, with everything folded that keys fold: case, the other letters that
/// look like đ, spaces, dashes, quotes, invisible characters, letters of full width.
final class SpellingCellTable: Sendable {
  static let shared = SpellingCellTable()

  /// U+0000 to U+024F and U+1E00 to U+1EFF.
  private let low: [UInt32]
  private let high: [UInt32]
  /// The small forms of the code points below U+2000.
  private let small: [UInt32]

  private init() {
    low = (0..<0x250).map { Self.cell($0) }
    high = (0x1E00..<0x1F00).map { Self.cell($0) }
    small = (0..<0x2000).map { Self.small($0) }
  }

  /// The small letter of a code point where that is one code point.
  @inline(__always)
  func lower(_ code: UInt32) -> UInt32 {
    code < 0x2000 ? small[Int(code)] : Self.small(code)
  }

  private static func small(_ code: UInt32) -> UInt32 {
    guard let scalar = Unicode.Scalar(code) else { return code }
    let lower = scalar.properties.lowercaseMapping.unicodeScalars
    return lower.count == 1 ? lower.first?.value ?? code : code
  }

  /// The cell of a code point without its place in the text.
  @inline(__always)
  subscript(code: UInt32) -> UInt32 {
    if code < 0x250 { return low[Int(code)] }
    if code &- 0x1E00 < 0x100 { return high[Int(code &- 0x1E00)] }
    return Self.cell(code)
  }

  private static func cell(_ code: UInt32) -> UInt32 {
    if let folded = folded(code) { return folded }
    guard let scalar = Unicode.Scalar(code) else { return code }
    if let letter = VietnameseLetter(scalar) { return SpellingCell.of(letter) }
    if let base = plainLetter(scalar) {
      return base | SpellingCell.otherMark << 21 | SpellingCell.letter | SpellingCell.word
    }
    return small(code) | (isWordCharacter(scalar) ? SpellingCell.word : 0)
  }

  private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// What keys make of characters that are often mistaken for others.
  private static func folded(_ code: UInt32) -> UInt32? {
    switch code {
    case 0xD0, 0xF0, 0x189, 0x256:
      SpellingCell.of(
        VietnameseLetter(base: 0x64, mark: .stroke, isUpper: code == 0xD0 || code == 0x189))
    case 9...13, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
      SpellingCell.space
    case 0xAD, 0x200B...0x200D, 0x2060, 0xFEFF: SpellingCell.dropped
    case 0x300...0x36F: SpellingCell.combining
    case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: 0x2D
    case 0x2018...0x201B, 0x2039, 0x203A, 0x2032, 0xB4, 0x60: 0x27
    case 0x201C...0x201F, 0xAB, 0xBB, 0x2033: 0x22
    case 0xFF10...0xFF19: code - 0xFF10 + 0x30 | SpellingCell.word
    default: nil
    }
  }

  /// The ASCII letter under a mark that Vietnamese has not, at full width or of a like look.
  private static func plainLetter(_ scalar: Unicode.Scalar) -> UInt32? {
    switch scalar.value {
    case 0..<0x80: return nil
    case 0xFF21...0xFF3A: return scalar.value - 0xFF21 + 0x61
    case 0xFF41...0xFF5A: return scalar.value - 0xFF41 + 0x61
    case 0x400..<0x530: return cyrillic[scalar.value]
    case 0x80..<0x250, 0x1E00..<0x1F00:
      // The standard library tells no decomposition, but every letter's name: LATIN SMALL LETTER C
      // WITH CEDILLA.
      let words = (scalar.properties.name ?? "").split(separator: " ")
      guard words.count > 4, words[0] == "LATIN", words[2] == "LETTER", words[4] == "WITH",
        words[3].utf8.count == 1, let capital = words[3].unicodeScalars.first
      else { return nil }
      return capital.value | 0x20
    default: return nil
    }
  }

  private static let cyrillic: [UInt32: UInt32] = {
    var table: [UInt32: UInt32] = [:]
    let pairs = zip(
      "аеорсухіјѕһԁАЕОРСУХІЈЅВКМНТ".unicodeScalars, "aeopcyxijshdaeopcyxijsbkmht".unicodeScalars)
    for (look, letter) in pairs { table[look.value] = letter.value }
    return table
  }()
}
