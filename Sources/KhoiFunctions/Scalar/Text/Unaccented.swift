import KhoiText

/// Letters without their marks.
///
/// The standard library decomposes nothing in public, but it knows every letter's name: `ộ` is
/// LATIN SMALL LETTER O WITH CIRCUMFLEX AND DOT BELOW. The names of the Latin blocks are read once.
enum Unaccented {
  /// For each code point of the Latin blocks (U+0080 to U+024F and U+1E00 to U+1EFF) its letter.
  private static let low: [UInt32] = (0x80..<0x250).map { letter($0) }
  private static let high: [UInt32] = (0x1E00..<0x1F00).map { letter($0) }

  /// Appends the letter without marks; a mark alone gives nothing.
  static func append(_ scalar: UInt32, to output: inout [UInt8]) {
    if scalar < 0x80 {
      output.append(UInt8(truncatingIfNeeded: scalar))
    } else if scalar < 0x250 {
      UTF8Scan.append(low[Int(scalar - 0x80)], to: &output)
    } else if scalar >= 0x1E00 && scalar < 0x1F00 {
      UTF8Scan.append(high[Int(scalar - 0x1E00)], to: &output)
    } else if !(0x300..<0x370).contains(scalar) {
      UTF8Scan.append(scalar, to: &output)
    }
  }

  private static func letter(_ code: UInt32) -> UInt32 {
    // Letters that stand for Đ where fonts show them so.
    if code == 0xD0 || code == 0x189 { return 0x44 }
    if code == 0xF0 { return 0x64 }
    guard let scalar = Unicode.Scalar(code) else { return code }
    let words = (scalar.properties.name ?? "").split(separator: " ")
    guard words.count > 4, words[0] == "LATIN", words[2] == "LETTER", words[4] == "WITH",
      words[3].utf8.count == 1, let capital = words[3].unicodeScalars.first
    else { return code }
    return words[1] == "SMALL" ? capital.value | 0x20 : capital.value
  }
}
