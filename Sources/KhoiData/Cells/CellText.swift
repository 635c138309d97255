/// A cell of a file made plain for reading.
///
/// Letters are small and without marks, every kind of blank is one blank, characters that nobody
/// sees are out, dashes and minus signs are `-`.
package enum CellText {
  /// Stands for đ and Đ, which a `d` in a number's unit is not.
  static let dong: UInt8 = 4
  /// Stands for ₫.
  static let dongSign: UInt8 = 5
  /// Stands for €.
  static let euro: UInt8 = 6
  /// Stands for any character that no number or date has.
  static let other: UInt8 = 0x1F

  /// The plain text, without blanks around it.
  package static func folded(_ source: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(source.count)
    var place = 0
    while place < source.count {
      let byte = source[place]
      if byte < 0x80 {
        place += 1
        append(ascii: byte, to: &result)
      } else {
        let scalar = decode(source, &place)
        append(scalar, to: &result)
      }
    }
    if result.last == 0x20 { result.removeLast() }
    return result
  }

  private static func append(ascii byte: UInt8, to result: inout [UInt8]) {
    switch byte {
    case 0x09...0x0D, 0x20:
      if let last = result.last, last != 0x20 { result.append(0x20) }
    case 0x41...0x5A: result.append(byte | 0x20)
    case 0...0x1F, 0x7F: result.append(other)
    default: result.append(byte)
    }
  }

  /// The next character, which takes more than one byte; 0xFFFF where it is none or rare.
  private static func decode(_ source: [UInt8], _ place: inout Int) -> UInt32 {
    let first = source[place]
    let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    defer { place += min(length, source.count - place) }
    guard length == 2 || length == 3, place + length <= source.count else { return 0xFFFF }
    var scalar = UInt32(first & (length == 2 ? 0x1F : 0x0F))
    for offset in 1..<length { scalar = scalar << 6 | UInt32(source[place + offset] & 0x3F) }
    return scalar
  }

  private static func append(_ scalar: UInt32, to result: inout [UInt8]) {
    switch scalar {
    case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000:
      if let last = result.last, last != 0x20 { result.append(0x20) }
    case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060, 0xFEFF, 0x300...0x36F: break
    case 0x2010...0x2015, 0x2212: result.append(0x2D)
    case 0x2018, 0x2019, 0x2BC: result.append(0x27)
    case 0x2026: result.append(contentsOf: [0x2E, 0x2E, 0x2E])
    case 0x20AB: result.append(dongSign)
    case 0x20AC: result.append(euro)
    case 0x110, 0x111: result.append(dong)
    default: result.append(letter(scalar) ?? other)
    }
  }

  /// The small letter that a Vietnamese letter is without its marks; nil for other characters.
  private static func letter(_ scalar: UInt32) -> UInt8? {
    switch scalar {
    case 0xC0...0xC3, 0xE0...0xE3, 0x102, 0x103, 0x1EA0...0x1EB7: UInt8(ascii: "a")
    case 0xC8...0xCA, 0xE8...0xEA, 0x1EB8...0x1EC7: UInt8(ascii: "e")
    case 0xCC, 0xCD, 0xEC, 0xED, 0x128, 0x129, 0x1EC8...0x1ECB: UInt8(ascii: "i")
    case 0xD2...0xD5, 0xF2...0xF5, 0x1A0, 0x1A1, 0x1ECC...0x1EE3: UInt8(ascii: "o")
    case 0xD9, 0xDA, 0xF9, 0xFA, 0x168, 0x169, 0x1AF, 0x1B0, 0x1EE4...0x1EF1: UInt8(ascii: "u")
    case 0xDD, 0xFD, 0x1EF2...0x1EF9: UInt8(ascii: "y")
    default: nil
    }
  }

  /// Whether the text holds a letter that Vietnamese has and other Latin alphabets hardly do.
  package static func isVietnamese(_ source: [UInt8]) -> Bool {
    var place = 0
    while place < source.count {
      if source[place] < 0x80 {
        place += 1
        continue
      }
      switch decode(source, &place) {
      case 0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0,
        0x1EA0...0x1EF9, 0x20AB:
        return true
      default: break
      }
    }
    return false
  }

  /// Whether a folded cell says that there is no value: a dash, an ellipsis, `n/a`,
  /// `chưa có số liệu`, an error of a spreadsheet.
  package static func meansNothing(_ folded: [UInt8]) -> Bool {
    if folded.isEmpty { return true }
    guard folded.count <= 20 else { return false }
    if let first = folded.first, (48..<58).contains(first) { return false }
    return words.contains(folded)
  }

  private static let words: Set<[UInt8]> = Set(
    [
      "-", "--", "---", "..", "...", "....", "n/a", "#n/a", "#div/0!", "#ref!", "#value!", "#name?",
      "#num!", "#null!", "chua co so lieu", "khong co so lieu", "chua co",
      "na", "null", "none", "nan",
    ].map { Array($0.utf8) })
}
