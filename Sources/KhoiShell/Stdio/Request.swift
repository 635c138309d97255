/// One request of `khoi --stdio`: a statement, and whatever the program wants repeated.
struct Request {
  var sql: String
  /// The JSON of `id` exactly as it came; nil where there was none.
  var id: [UInt8]?
  /// Whether every value is wanted as text.
  var asText = false

  /// Reads a line of JSON; nil if it is no request.
  init?(_ line: ArraySlice<UInt8>) {
    var scanner = JSONScanner(line)
    var sql: String?
    var id: [UInt8]?
    var asText = false
    let isRead = scanner.object { key, scanner in
      switch key {
      case "sql":
        guard let text = scanner.string() else { return false }
        sql = text
        return true
      case "id":
        guard let range = scanner.value() else { return false }
        id = Array(range)
        return true
      case "text":
        guard let range = scanner.value() else { return false }
        asText = range.elementsEqual("true".utf8)
        return true
      default:
        return scanner.value() != nil
      }
    }
    guard isRead, scanner.isAtEnd, let sql else { return nil }
    self.sql = sql
    self.id = id
    self.asText = asText
  }
}

/// Reads JSON strictly, keeping nothing but what is asked for.
struct JSONScanner {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private var depth = 0
  private static let deepest = 512

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Whether only blanks are left.
  var isAtEnd: Bool {
    bytes[position...].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
  }

  private var current: UInt8 { position < bytes.endIndex ? bytes[position] : 0 }

  private mutating func skipBlanks() {
    while current == 0x20 || current == 0x09 || current == 0x0D || current == 0x0A {
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard current == byte else { return false }
    position += 1
    return true
  }

  /// An object; `member` reads each value and says whether it could.
  mutating func object(_ member: (String, inout JSONScanner) -> Bool) -> Bool {
    guard take(UInt8(ascii: "{")) else { return false }
    if take(UInt8(ascii: "}")) { return true }
    repeat {
      guard let key = string(), take(UInt8(ascii: ":")), member(key, &self) else { return false }
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "}"))
  }

  /// Any value; its bytes as they stand.
  mutating func value() -> ArraySlice<UInt8>? {
    skipBlanks()
    let start = position
    guard skipValue() else { return nil }
    return bytes[start..<position]
  }

  private mutating func skipValue() -> Bool {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest { return false }
    skipBlanks()
    switch current {
    case UInt8(ascii: "{"):
      return object { _, scanner in scanner.skipValue() }
    case UInt8(ascii: "["):
      position += 1
      if take(UInt8(ascii: "]")) { return true }
      repeat { if !skipValue() { return false } } while take(UInt8(ascii: ","))
      return take(UInt8(ascii: "]"))
    case 0x22: return string() != nil
    case UInt8(ascii: "t"): return word("true")
    case UInt8(ascii: "f"): return word("false")
    case UInt8(ascii: "n"): return word("null")
    default: return number()
    }
  }

  private mutating func word(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func digits() -> Bool {
    let start = position
    while current >= 48 && current <= 57 { position += 1 }
    return position > start
  }

  private mutating func number() -> Bool {
    if current == UInt8(ascii: "-") { position += 1 }
    if current == 48 { position += 1 } else if !digits() { return false }
    if current == UInt8(ascii: ".") {
      position += 1
      if !digits() { return false }
    }
    if current | 0x20 == UInt8(ascii: "e") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      return digits()
    }
    return true
  }

  /// A string with its escapes undone.
  mutating func string() -> String? {
    guard take(0x22) else { return nil }
    var text: [UInt8] = []
    while position < bytes.endIndex {
      let run = position
      while position < bytes.endIndex, bytes[position] != 0x22, bytes[position] != 0x5C,
        bytes[position] >= 0x20
      {
        position += 1
      }
      text.append(contentsOf: bytes[run..<position])
      guard position < bytes.endIndex else { return nil }
      switch bytes[position] {
      case 0x22:
        position += 1
        return String(validating: text, as: UTF8.self)
      case 0x5C:
        position += 1
        guard escape(into: &text) else { return nil }
      default: return nil
      }
    }
    return nil
  }

  private mutating func escape(into text: inout [UInt8]) -> Bool {
    let sign = current
    position += 1
    switch sign {
    case 0x22, 0x5C, UInt8(ascii: "/"): text.append(sign)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      guard var value = hexadecimal() else { return false }
      if (0xD800..<0xDC00).contains(value) {
        guard word("\\u"), let low = hexadecimal(), (0xDC00..<0xE000).contains(low) else {
          return false
        }
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(value) else { return false }
      text.append(contentsOf: String(Character(scalar)).utf8)
    default: return false
    }
    return true
  }

  private mutating func hexadecimal() -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = current
      let digit: UInt8
      switch byte {
      case 48...57: digit = byte - 48
      case 65...70: digit = byte - 55
      case 97...102: digit = byte - 87
      default: return nil
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
