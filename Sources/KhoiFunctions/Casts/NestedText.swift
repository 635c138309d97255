import KhoiData

/// Bytes, UUIDs, JSON, lists, structures and maps read from their spelling: `[1, 2]`,
/// `{'a': 1, b: x}`, `{k=v}`, `(1, 2)`.
enum NestedText {
  /// The value, or nil where the text does not spell one of the type. With `isTry` only the parts
  /// that do not are NULL.
  static func value(_ text: String, as type: LogicalType, isTry: Bool) -> Value? {
    switch type {
    case .blob: return blob(Array(text.utf8)).map { .blob($0) }
    case .uuid: return uuid(text).map { .uuid($0) }
    case .json: return JSONReader.tree(text) == nil ? nil : .json(text)
    default:
      var reader = NestedTextReader(Array(text.utf8), isTry: isTry)
      guard let value = reader.value(as: type) else { return nil }
      reader.skipSpace()
      return reader.isAtEnd ? value : nil
    }
  }

  /// Bytes as they are, `\xAB` for any byte.
  private static func blob(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var place = 0
    while place < text.count {
      if text[place] == 92 {
        guard place + 3 < text.count, text[place + 1] | 32 == 120,
          let high = hexValue(text[place + 2]), let low = hexValue(text[place + 3])
        else { return nil }
        result.append(high << 4 | low)
        place += 4
      } else {
        guard text[place] < 128 else { return nil }
        result.append(text[place])
        place += 1
      }
    }
    return result
  }

  /// The canonical spelling: lower case with hyphens.
  private static func uuid(_ text: String) -> String? {
    var digits: [UInt8] = []
    for byte in text.utf8 where byte != 45 && byte != 123 && byte != 125 {
      guard hexValue(byte) != nil else { return nil }
      digits.append(byte >= 65 && byte <= 90 ? byte | 32 : byte)
    }
    guard digits.count == 32 else { return nil }
    for place in [20, 16, 12, 8] { digits.insert(45, at: place) }
    return String(decoding: digits, as: UTF8.self)
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }
}
