/// A way in which text was damaged before it became Unicode, and how to undo it.
///
/// The text was written in one encoding and read in another, or in a font that shows other
/// letters than it says. Each repair goes back to the bytes and reads them as what they were.
package enum TextRepair: String, CaseIterable, Sendable {
  case utf8As1252 = "utf8-as-1252"
  case utf8As1258 = "utf8-as-1258"
  case windows1258As1252 = "1258-as-1252"
  case tcvn3 = "tcvn3"
  case vni = "vni"
  case viscii = "viscii"
  case vps = "vps"
  /// Letters that only look like Đ.
  case stroke = "đ"
  case invisible = "invisible"

  package var name: String { rawValue }

  package var aliases: [String] {
    switch self {
    case .utf8As1252: ["mojibake", "utf-8-as-1252", "utf8-as-latin1", "utf-8"]
    case .utf8As1258: ["utf-8-as-1258"]
    case .windows1258As1252: ["windows-1258", "cp1258", "1258"]
    case .tcvn3: ["abc", ".vntime", "tcvn"]
    case .vni: ["vni-windows"]
    case .viscii, .vps: []
    case .stroke: ["d", "ð"]
    case .invisible: ["zero-width"]
    }
  }

  /// What happened to the text.
  package var explanation: String {
    switch self {
    case .utf8As1252: "UTF-8 read as windows-1252"
    case .utf8As1258: "UTF-8 read as windows-1258"
    case .windows1258As1252: "windows-1258 read as windows-1252"
    case .tcvn3: "TCVN3 (ABC) font text"
    case .vni: "VNI font text"
    case .viscii: "VISCII read as windows-1252"
    case .vps: "VPS font text"
    case .stroke: "Ð and Ɖ in place of Đ"
    case .invisible: "invisible characters"
    }
  }

  package init?(named name: String) {
    let name = name.lowercased()
    guard
      let known = Self.allCases.first(where: { $0.rawValue == name || $0.aliases.contains(name) })
    else { return nil }
    self = known
  }

  /// Whether the repair shows by itself that it is right, in any language.
  var isCertain: Bool { self == .utf8As1252 || self == .utf8As1258 }
  /// Whether it replaces characters one by one, so that there is nothing to judge.
  var isPlain: Bool { self == .stroke || self == .invisible }

  /// The text as it was meant, in form C; nil where it cannot have been damaged in this way, or
  /// holds nothing to repair.
  package func repaired(_ text: [UInt8]) -> [UInt8]? {
    guard text.contains(where: { $0 >= 0x80 }) else { return nil }
    var result: [UInt8]?
    switch self {
    case .utf8As1252:
      // It may have happened more than once.
      var current = text
      for _ in 0..<3 {
        guard let next = Self.misreadUTF8(current, .windows1252), next != current else { break }
        current = next
        result = next
      }
    case .utf8As1258: result = Self.misreadUTF8(text, .windows1258)
    case .windows1258As1252: result = Self.misread(text, as: .windows1258)
    case .tcvn3:
      if var letters = Self.misread(text, as: .tcvn3) {
        TCVN3Capitals.restore(&letters)
        result = letters
      }
    case .vni: result = Self.misread(text, as: .vni)
    case .viscii: result = Self.misread(text, as: .viscii)
    case .vps: result = Self.misread(text, as: .vps)
    case .stroke: result = Self.withStrokes(text)
    case .invisible: result = Self.visible(text)
    }
    guard let result, result != text else { return nil }
    return NFC.normalise(result).bytes
  }

  /// Text of a code page that was read as windows-1252.
  ///
  /// Signs that windows-1252 does not have stay as they are; with a letter that it does not have
  /// the text cannot have been read so.
  private static func misread(_ text: [UInt8], as page: CodePage) -> [UInt8]? {
    var result: [UInt8] = []
    var bytes: [UInt8] = []
    for scalar in UTF8Scan.scalars(of: text) {
      if let byte = byte(of: scalar, .windows1252) {
        bytes.append(byte)
        continue
      }
      if VietnameseScore.isLetter(scalar) { return nil }
      result.append(contentsOf: page.decoded(bytes))
      bytes.removeAll(keepingCapacity: true)
      UTF8Scan.append(scalar, to: &result)
    }
    return result + page.decoded(bytes)
  }

  /// UTF-8 that was read as a code page; nil where the bytes are no UTF-8.
  private static func misreadUTF8(_ text: [UInt8], _ page: CodePage) -> [UInt8]? {
    var bytes: [UInt8] = []
    for scalar in UTF8Scan.scalars(of: text) {
      if let byte = byte(of: scalar, page) {
        bytes.append(byte)
      } else if VietnameseScore.isLetter(scalar) {
        return nil
      } else {
        UTF8Scan.append(scalar, to: &bytes)
      }
    }
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let length = UTF8Scan.length(bytes, at: place)
      if length == 0 {
        // The second byte of à is a no-break space, which gets trimmed or made a plain one.
        guard bytes[place] == 0xC3, place + 1 == bytes.count || bytes[place + 1] == 0x20 else {
          return nil
        }
        UTF8Scan.append(0xE0, to: &result)
        let isDoubled = place + 2 < bytes.count && bytes[place + 2] == 0x20
        place += isDoubled ? 2 : 1
        continue
      }
      result.append(contentsOf: bytes[place..<place + length])
      place += length
    }
    return result
  }

  private static func withStrokes(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for scalar in UTF8Scan.scalars(of: text) {
      switch scalar {
      case 0xD0, 0x189: UTF8Scan.append(0x110, to: &result)
      case 0xF0, 0x256: UTF8Scan.append(0x111, to: &result)
      default: UTF8Scan.append(scalar, to: &result)
      }
    }
    return result
  }

  private static func visible(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var isBehindLetter = false
    for scalar in UTF8Scan.scalars(of: text) {
      switch scalar {
      case 0xAD, 0x200B, 0x2060, 0xFEFF: continue
      // Joiners have a meaning in emoji and other scripts.
      case 0x200C where isBehindLetter, 0x200D where isBehindLetter: continue
      default:
        isBehindLetter = VietnameseScore.isLetter(scalar)
        UTF8Scan.append(scalar, to: &result)
      }
    }
    return result
  }

  private static func byte(of scalar: UInt32, _ page: CodePage) -> UInt8? {
    // Control characters are bytes that some programs pass through.
    page.byte(of: scalar) ?? (scalar >= 0x80 && scalar < 0xA0 ? UInt8(scalar) : nil)
  }
}
