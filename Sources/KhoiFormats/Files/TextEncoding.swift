import KhoiText

/// How the characters of a text file are written as bytes.
enum TextEncoding: Sendable {
  case utf8
  case latin1
  /// UTF-16; little-endian without a byte order mark.
  case utf16

  /// The encoding that an option names.
  init(_ given: FormatOptions.Given) throws(Diagnostic) {
    switch try given.text().lowercased() {
    case "utf-8", "utf8", "utf-8-mac": self = .utf8
    case "latin-1", "latin1", "iso-8859-1", "iso_8859_1": self = .latin1
    case "utf-16", "utf16", "utf-16le": self = .utf16
    default:
      throw Diagnostic.unsupportedEncoding(try given.text(), at: given.range)
    }
  }

  /// The file as UTF-8.
  func decoded(_ file: InputFile) throws(Diagnostic) -> InputFile {
    if case .utf8 = self { return file }
    let source = ScanBuffer()
    try file.read(offset: 0, count: file.size, into: source)
    var text: [UInt8] = []
    text.reserveCapacity(source.count + source.count / 4)
    if case .latin1 = self {
      for place in 0..<source.count {
        let byte = source[place]
        if byte < 0x80 {
          text.append(byte)
        } else {
          text.append(0xC0 | byte >> 6)
          text.append(0x80 | byte & 0x3F)
        }
      }
    } else {
      text = Self.fromUTF16(source)
    }
    return InputFile(path: file.path, contents: text)
  }

  private static func fromUTF16(_ source: ScanBuffer) -> [UInt8] {
    let mark = source.bytes(0, 2)
    let isBigEndian = mark == [0xFE, 0xFF]
    var units: [UInt16] = []
    var place = isBigEndian || mark == [0xFF, 0xFE] ? 2 : 0
    while place + 1 < source.count {
      let first = UInt16(source[place])
      let second = UInt16(source[place + 1])
      units.append(isBigEndian ? first << 8 | second : second << 8 | first)
      place += 2
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
