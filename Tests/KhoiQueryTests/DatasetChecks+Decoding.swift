import Foundation

/// Decoders for the exports, written apart from khoi's own readers so that one can judge the other.
enum ExportDecoding {
  /// Windows-1258 from 0x80 on, as Unicode scalars.
  private static let windows1258: [UInt32] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030,
    0xFFFD, 0x2039, 0x0152, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C,
    0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0xFFFD, 0x203A, 0x0153, 0xFFFD,
    0xFFFD, 0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6, 0x00A7,
    0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1,
    0x00B2, 0x00B3, 0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB,
    0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0, 0x00C1, 0x00C2, 0x0102, 0x00C4, 0x00C5,
    0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x0300, 0x00CD, 0x00CE, 0x00CF,
    0x0110, 0x00D1, 0x0309, 0x00D3, 0x00D4, 0x01A0, 0x00D6, 0x00D7, 0x00D8, 0x00D9,
    0x00DA, 0x00DB, 0x00DC, 0x01AF, 0x0303, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x0103,
    0x00E4, 0x00E5, 0x00E6, 0x00E7, 0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x0301, 0x00ED,
    0x00EE, 0x00EF, 0x0111, 0x00F1, 0x0323, 0x00F3, 0x00F4, 0x01A1, 0x00F6, 0x00F7,
    0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x01B0, 0x20AB, 0x00FF,
  ]

  /// TCVN3 letters as they appear when read as Windows-1252, and what they mean.
  private static let brokenLetters = Array(
    """
    ¡¢£¤¥¦§¨©ª«¬\u{00AD}®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ
    """.unicodeScalars)
  private static let meantLetters = Array(
    """
    ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ
    """.unicodeScalars)

  /// Text from Windows-1258 bytes: most tones are combining marks there, so it comes back in NFC.
  static func windows1258(_ bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes {
      let value = byte < 0x80 ? UInt32(byte) : windows1258[Int(byte) - 0x80]
      text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
    }
    return String(text).precomposedStringWithCanonicalMapping
  }

  /// Text whose TCVN3 letters were taken for Windows-1252, repaired.
  static func tcvn3(_ broken: String) -> String {
    let meaning = Dictionary(uniqueKeysWithValues: zip(brokenLetters, meantLetters))
    var text = String.UnicodeScalarView()
    for scalar in broken.unicodeScalars {
      text.append(meaning[scalar] ?? scalar)
    }
    return String(text)
  }

  /// Text from UTF-16LE bytes that begin with a byte order mark; nil without the mark.
  static func utf16(_ bytes: [UInt8]) -> String? {
    guard bytes.starts(with: [0xFF, 0xFE]), bytes.count.isMultiple(of: 2) else { return nil }
    let units = stride(from: 2, to: bytes.count, by: 2).map {
      UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// `21/01/2025` as `2025-01-21`; the empty text stays empty.
  static func isoDate(_ dayMonthYear: String) -> String {
    let parts = dayMonthYear.split(separator: "/")
    guard parts.count == 3 else { return dayMonthYear }
    return "\(parts[2])-\(parts[1])-\(parts[0])"
  }

  /// `74.958` as `74958` and `185,7%` as `185.7`.
  static func plainNumber(_ vietnamese: String) -> String {
    vietnamese.replacingOccurrences(of: "%", with: "")
      .replacingOccurrences(of: ".", with: "")
      .replacingOccurrences(of: ",", with: ".")
  }
}
