import KhoiData

/// One JSON value in memory; numbers keep their spelling and objects their order.
indirect enum JSONTree: Equatable, Sendable {
  case null
  case boolean(Bool)
  case number(String)
  case string(String)
  case array([JSONTree])
  case object([(key: String, value: JSONTree)])

  /// Equal numbers may be spelled differently, and objects may have another order.
  static func == (left: JSONTree, right: JSONTree) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.boolean(let one), .boolean(let two)): one == two
    case (.number(let one), .number(let two)): one == two || Double(one) == Double(two)
    case (.string(let one), .string(let two)): one == two
    case (.array(let one), .array(let two)): one == two
    case (.object(let one), .object(let two)):
      one.count == two.count
        && one.allSatisfy { entry in two.contains { $0.key == entry.key && $0.value == entry.value }
        }
    default: false
    }
  }

  /// The value of an object's key; the first where there are several.
  subscript(key: String) -> JSONTree? {
    guard case .object(let entries) = self else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The name of its type as `json_type` gives it.
  var typeName: String {
    switch self {
    case .null: "NULL"
    case .boolean: "BOOLEAN"
    case .string: "VARCHAR"
    case .array: "ARRAY"
    case .object: "OBJECT"
    case .number(let text):
      text.utf8.contains { $0 == 46 || $0 | 32 == 101 }
        ? "DOUBLE"
        : text.hasPrefix("-")
          ? (Int64(text) == nil ? "DOUBLE" : "BIGINT")
          : (UInt64(text) == nil ? "DOUBLE" : "UBIGINT")
    }
  }

  /// The text of a string, the JSON of any other value.
  var plainText: String {
    if case .string(let text) = self { return text }
    return text
  }

  /// The JSON without blanks.
  var text: String {
    var bytes: [UInt8] = []
    append(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  func append(into bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .boolean(let flag): bytes.append(contentsOf: flag ? "true".utf8 : "false".utf8)
    case .number(let text): bytes.append(contentsOf: text.utf8)
    case .string(let text): JSONSpelling.append(string: text, into: &bytes)
    case .array(let elements):
      bytes.append(91)
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(44) }
        element.append(into: &bytes)
      }
      bytes.append(93)
    case .object(let entries):
      bytes.append(123)
      for (index, entry) in entries.enumerated() {
        if index > 0 { bytes.append(44) }
        JSONSpelling.append(string: entry.key, into: &bytes)
        bytes.append(58)
        entry.value.append(into: &bytes)
      }
      bytes.append(125)
    }
  }

  /// The JSON with a line per value, indented by four blanks.
  func prettyText(depth: Int = 0) -> String {
    let indent = String(repeating: "    ", count: depth + 1)
    let end = String(repeating: "    ", count: depth)
    switch self {
    case .array(let elements) where !elements.isEmpty:
      let lines = elements.map { indent + $0.prettyText(depth: depth + 1) }
      return "[\n" + lines.joined(separator: ",\n") + "\n" + end + "]"
    case .object(let entries) where !entries.isEmpty:
      let lines = entries.map { entry in
        "\(indent)\(JSONTree.string(entry.key).text): \(entry.value.prettyText(depth: depth + 1))"
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n" + end + "}"
    default: return text
    }
  }

  /// The tree of a value, as `to_json` makes it.
  init(_ value: Value) {
    var bytes: [UInt8] = []
    JSONSpelling.append(value, into: &bytes)
    self = JSONReader.tree(String(decoding: bytes, as: UTF8.self)) ?? .null
  }
}

/// Reads JSON text as RFC 8259 has it.
struct JSONReader {
  private let bytes: [UInt8]
  private var place = 0
  private static let depthLimit = 1000

  /// The tree of a text, nil where it is not JSON.
  static func tree(_ text: String) -> JSONTree? {
    var reader = JSONReader(bytes: Array(text.utf8))
    guard let tree = reader.value(depth: 0) else { return nil }
    reader.skipSpace()
    return reader.place == reader.bytes.count ? tree : nil
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func skipSpace() {
    while place < bytes.count, [32, 9, 10, 13].contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) -> JSONTree? {
    skipSpace()
    guard place < bytes.count, depth < Self.depthLimit else { return nil }
    switch bytes[place] {
    case 123: return object(depth: depth)
    case 91: return array(depth: depth)
    case 34: return string().map { .string($0) }
    case 116: return word("true", .boolean(true))
    case 102: return word("false", .boolean(false))
    case 110: return word("null", .null)
    default: return number()
    }
  }

  private mutating func object(depth: Int) -> JSONTree? {
    place += 1
    var entries: [(key: String, value: JSONTree)] = []
    if take(125) { return .object([]) }
    repeat {
      skipSpace()
      guard place < bytes.count, bytes[place] == 34, let key = string(), take(58),
        let value = value(depth: depth + 1)
      else { return nil }
      entries.append((key, value))
    } while take(44)
    return take(125) ? .object(entries) : nil
  }

  private mutating func array(depth: Int) -> JSONTree? {
    place += 1
    var elements: [JSONTree] = []
    if take(93) { return .array([]) }
    repeat {
      guard let value = value(depth: depth + 1) else { return nil }
      elements.append(value)
    } while take(44)
    return take(93) ? .array(elements) : nil
  }

  private mutating func word(_ word: String, _ value: JSONTree) -> JSONTree? {
    let wanted = Array(word.utf8)
    guard place + wanted.count <= bytes.count,
      Array(bytes[place..<place + wanted.count]) == wanted
    else { return nil }
    place += wanted.count
    return value
  }

  private mutating func number() -> JSONTree? {
    let start = place
    func isDigit(_ place: Int) -> Bool { place < bytes.count && (48...57).contains(bytes[place]) }
    if place < bytes.count, bytes[place] == 45 { place += 1 }
    guard isDigit(place) else { return nil }
    let startsWithZero = bytes[place] == 48
    let first = place
    while isDigit(place) { place += 1 }
    if startsWithZero && place - first > 1 { return nil }
    if place < bytes.count, bytes[place] == 46 {
      place += 1
      guard isDigit(place) else { return nil }
      while isDigit(place) { place += 1 }
    }
    if place < bytes.count, bytes[place] | 32 == 101 {
      place += 1
      if place < bytes.count, bytes[place] == 43 || bytes[place] == 45 { place += 1 }
      guard isDigit(place) else { return nil }
      while isDigit(place) { place += 1 }
    }
    return .number(String(decoding: bytes[start..<place], as: UTF8.self))
  }

  private mutating func string() -> String? {
    place += 1
    var text: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == 34 { return String(decoding: text, as: UTF8.self) }
      if byte < 32 { return nil }
      guard byte == 92 else {
        text.append(byte)
        continue
      }
      guard place < bytes.count else { return nil }
      let escape = bytes[place]
      place += 1
      switch escape {
      case 34, 92, 47: text.append(escape)
      case 98: text.append(8)
      case 102: text.append(12)
      case 110: text.append(10)
      case 114: text.append(13)
      case 116: text.append(9)
      case 117:
        guard let scalar = escapedScalar() else { return nil }
        text.append(contentsOf: String(Character(scalar)).utf8)
      default: return nil
      }
    }
    return nil
  }

  /// The character of `\u` and four digits, or of two of them that make a pair.
  private mutating func escapedScalar() -> Unicode.Scalar? {
    guard let first = fourDigits() else { return nil }
    if (0xD800..<0xDC00).contains(first), place + 1 < bytes.count, bytes[place] == 92,
      bytes[place + 1] == 117
    {
      place += 2
      guard let second = fourDigits(), (0xDC00..<0xE000).contains(second) else { return nil }
      return Unicode.Scalar((first - 0xD800) << 10 + (second - 0xDC00) + 0x10000)
    }
    return Unicode.Scalar(first) ?? "\u{FFFD}"
  }

  private mutating func fourDigits() -> UInt32? {
    guard place + 4 <= bytes.count else { return nil }
    let text = String(decoding: bytes[place..<place + 4], as: UTF8.self)
    place += 4
    return UInt32(text, radix: 16)
  }
}
