import KhoiData

/// Bytes, UUIDs, JSON, lists, structures and maps read from their spelling: `[1, 2]`,
/// `{'a': 1, b: x}`, `{k=v}`, `(1, 2)`.
enum NestedText {
  /// The value, or nil where the text does not spell one of the type.
  static func value(_ text: String, as type: LogicalType) -> Value? {
    switch type {
    case .blob: return blob(Array(text.utf8)).map { .blob($0) }
    case .uuid: return uuid(text).map { .uuid($0) }
    case .json: return JSONReader.tree(text) == nil ? nil : .json(text)
    default:
      var reader = NestedTextReader(Array(text.utf8))
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

/// A recursive reader of nested spellings.
struct NestedTextReader {
  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0
  /// Whether a bare word ends before `:` and `=`, too.
  private var readsKey = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { place >= bytes.count }

  mutating func skipSpace() {
    while place < bytes.count, bytes[place] == 32 || (9...13).contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  mutating func value(as type: LogicalType) -> Value? {
    skipSpace()
    depth += 1
    defer { depth -= 1 }
    guard depth < 200 else { return nil }
    switch type {
    case .list(let element): return list(of: element)
    case .structure(let fields): return structure(fields)
    case .map(let key, let value): return map(key, value)
    default:
      guard let (text, isQuoted) = word() else { return nil }
      if !isQuoted, text.lowercased() == "null" { return .null }
      return scalar(text, as: type)
    }
  }

  private func scalar(_ text: String, as type: LogicalType) -> Value? {
    if type == .varchar || type == .null { return .text(text) }
    let source = Vector(constant: .text(text), count: 1).flattened()
    guard let cast = try? Cast.evaluate(source, to: type, isTry: true), !cast.isNull(0) else {
      return nil
    }
    return cast[0]
  }

  private mutating func list(of element: LogicalType) -> Value? {
    guard take(91) else { return null() }
    var values: [Value] = []
    if take(93) { return .list([], element: element) }
    repeat {
      guard let value = value(as: element) else { return nil }
      values.append(value)
    } while take(44)
    return take(93) ? .list(values, element: element) : nil
  }

  private mutating func structure(_ fields: [Field]) -> Value? {
    var values = [Value](repeating: .null, count: fields.count)
    if take(40) {
      for index in fields.indices {
        if index > 0, !take(44) { return nil }
        guard let value = value(as: fields[index].type) else { return nil }
        values[index] = value
      }
      return take(41) ? .structure(values, fields) : nil
    }
    guard take(123) else { return null() }
    if take(125) { return .structure(values, fields) }
    repeat {
      guard let (name, _) = key({ $0.word() }), take(58) || take(61),
        let index = fields.firstIndex(where: { $0.name.lowercased() == name.lowercased() }),
        let value = value(as: fields[index].type)
      else { return nil }
      values[index] = value
    } while take(44)
    return take(125) ? .structure(values, fields) : nil
  }

  private mutating func map(_ key: LogicalType, _ value: LogicalType) -> Value? {
    guard take(123) else { return null() }
    var keys: [Value] = []
    var values: [Value] = []
    if take(125) { return .map([], [], key: key, value: value) }
    repeat {
      guard let one = self.key({ $0.value(as: key) }), take(61) || take(58), let other = self.value(as: value)
      else { return nil }
      keys.append(one)
      values.append(other)
    } while take(44)
    return take(125) ? .map(keys, values, key: key, value: value) : nil
  }

  private mutating func key<Key>(_ read: (inout NestedTextReader) -> Key?) -> Key? {
    readsKey = true
    defer { readsKey = false }
    return read(&self)
  }

  private mutating func null() -> Value? {
    guard let (text, _) = word(), text.lowercased() == "null" else { return nil }
    return .null
  }

  /// A quoted text, or everything up to the next mark of structure.
  private mutating func word() -> (text: String, isQuoted: Bool)? {
    skipSpace()
    guard place < bytes.count else { return nil }
    if bytes[place] == 39 || bytes[place] == 34 { return quoted().map { ($0, true) } }
    let start = place
    let ends: [UInt8] = readsKey ? [44, 93, 125, 41, 58, 61] : [44, 93, 125, 41]
    while place < bytes.count, !ends.contains(bytes[place]) { place += 1 }
    var end = place
    while end > start, bytes[end - 1] == 32 || (9...13).contains(bytes[end - 1]) { end -= 1 }
    return (String(decoding: bytes[start..<end], as: UTF8.self), false)
  }

  private mutating func quoted() -> String? {
    let quote = bytes[place]
    place += 1
    var text: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == quote { return String(decoding: text, as: UTF8.self) }
      if byte == 92, place < bytes.count {
        text.append(bytes[place])
        place += 1
      } else {
        text.append(byte)
      }
    }
    return nil
  }
}
