/// How the characters of a text are written as bytes.
///
/// One list: the names and aliases of the option `encoding` come from it.
package enum TextEncoding: String, CaseIterable, Sendable {
  case utf8 = "utf-8"
  /// With a byte order mark, or little-endian.
  case utf16 = "utf-16"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case windows1258 = "windows-1258"
  case tcvn3 = "tcvn3"
  case vni = "vni"
  case viscii = "viscii"
  case vps = "vps"
  case windows1252 = "windows-1252"
  case latin1 = "latin-1"

  package var name: String { rawValue }

  /// Other names that people and programs use.
  package var aliases: [String] {
    switch self {
    case .utf8: ["utf8", "utf-8-sig", "utf-8-bom", "utf-8-mac", "unicode"]
    case .utf16: ["utf16", "ucs-2", "ucs2"]
    case .utf16LittleEndian: ["utf16le", "utf-16-le", "ucs-2le"]
    case .utf16BigEndian: ["utf16be", "utf-16-be", "ucs-2be"]
    case .windows1258: ["cp1258", "windows1258", "win1258", "1258"]
    case .tcvn3: ["tcvn", "tcvn-3", "abc", "tcvn3-abc", "tcvn5712", "tcvn-5712", ".vntime"]
    case .vni: ["vni-windows", "vni-win"]
    case .viscii: ["viscii1.1-1", "csviscii"]
    case .vps: ["vps-windows", "vps-win"]
    case .windows1252: ["cp1252", "windows1252", "win1252", "1252", "ansi"]
    case .latin1: ["latin1", "iso-8859-1", "iso_8859_1", "iso8859-1", "iso88591", "l1"]
    }
  }

  /// The encoding of that name, in any case.
  package init?(named name: String) {
    let name = name.lowercased()
    guard
      let known = Self.allCases.first(where: { $0.rawValue == name || $0.aliases.contains(name) })
    else { return nil }
    self = known
  }

  /// The table of an encoding of single bytes; nil for Unicode.
  package var codePage: CodePage? {
    switch self {
    case .utf8, .utf16, .utf16LittleEndian, .utf16BigEndian: nil
    case .windows1258: .windows1258
    case .tcvn3: .tcvn3
    case .vni: .vni
    case .viscii: .viscii
    case .vps: .vps
    case .windows1252: .windows1252
    case .latin1: .latin1
    }
  }

  /// Whether a character is written as two bytes.
  package var isUTF16: Bool {
    self == .utf16 || self == .utf16LittleEndian || self == .utf16BigEndian
  }

  /// The bytes as UTF-8 without a byte order mark; what is no character becomes U+FFFD.
  package func decoded(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .utf8:
      return UTF8Scan.mended(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes[3...]) : bytes)
    case .utf16:
      let isBigEndian = bytes.starts(with: [0xFE, 0xFF])
      return UTF16Scan.decoded(bytes, isBigEndian: isBigEndian)
    case .utf16LittleEndian: return UTF16Scan.decoded(bytes, isBigEndian: false)
    case .utf16BigEndian: return UTF16Scan.decoded(bytes, isBigEndian: true)
    case .tcvn3:
      var text = CodePage.tcvn3.decoded(bytes)
      TCVN3Capitals.restore(&text)
      return text
    default: return codePage?.decoded(bytes) ?? bytes
    }
  }
}
