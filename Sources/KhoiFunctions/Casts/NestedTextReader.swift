import KhoiData

/// A recursive reader of nested spellings: `[a, 'b, c']`, `{'a': 1, b: x}`, `{k=v}`, `(1, 2)`.
///
/// A part in quotes reads backslashes as escapes. Elsewhere only quotes are escaped, and a bare
/// part goes on to the next comma or closing bracket that is not within brackets of its own.
struct NestedTextReader {
  private let bytes: [UInt8]
  private let isTry: Bool
  private var place = 0
  private var depth = 0

  init(_ bytes: [UInt8], isTry: Bool) {
    self.bytes = bytes
    self.isTry = isTry
  }

  var isAtEnd: Bool { place >= bytes.count }

  mutating func skipSpace() {
    while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

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
    default: return word(endingAt: nil).flatMap { scalar($0, as: type) }
    }
  }

  private func scalar(_ word: (text: String, isQuoted: Bool), as type: LogicalType) -> Value? {
    if !word.isQuoted, word.text.lowercased() == "null" { return .null }
    if type == .varchar || type == .null { return .text(word.text) }
    let source = Vector(constant: .text(word.text), count: 1).flattened()
    guard let cast = try? Cast.evaluate(source, to: type, isTry: true), !cast.isNull(0) else {
      return isTry ? .null : nil
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
      guard let (name, _) = word(endingAt: 58), take(58),
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
      guard let one = self.key(as: key), take(61) || take(58), let other = self.value(as: value)
      else { return nil }
      keys.append(one)
      values.append(other)
    } while take(44)
    return take(125) ? .map(keys, values, key: key, value: value) : nil
  }

  /// What stands before `=`, or before `:` where there is none.
  private mutating func key(as type: LogicalType) -> Value? {
    if type.isNested { return value(as: type) }
    let start = place
    if let word = word(endingAt: 61), let value = scalar(word, as: type) { return value }
    place = start
    return word(endingAt: 58).flatMap { scalar($0, as: type) }
  }

  private mutating func null() -> Value? {
    guard let (text, _) = word(endingAt: nil), text.lowercased() == "null" else { return nil }
    return .null
  }

  /// A quoted text, or a bare one: a key up to its mark, anything else up to the next comma or
  /// closing bracket.
  private mutating func word(endingAt mark: UInt8?) -> (text: String, isQuoted: Bool)? {
    skipSpace()
    guard place < bytes.count else { return nil }
    if bytes[place] == 39 || bytes[place] == 34 { return quoted().map { ($0, true) } }
    guard let text = mark.map({ bareKey(endingAt: $0) }) ?? bareValue() else { return nil }
    return (text, false)
  }

  private mutating func bareKey(endingAt mark: UInt8) -> String? {
    var text: [UInt8] = []
    while place < bytes.count, bytes[place] != mark {
      // A map's key ends where its pair does.
      if mark == 61, bytes[place] == 44 || bytes[place] == 125 { return nil }
      guard appendBare(into: &text) else { return nil }
    }
    return place < bytes.count ? Self.trimmed(text) : nil
  }

  private mutating func bareValue() -> String? {
    var text: [UInt8] = []
    var closing: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      if let last = closing.last {
        // Within brackets all is taken as it stands, up to the bracket that closes them.
        if byte == 39 || byte == 34 {
          let start = place
          guard quoted() != nil else { return nil }
          text += bytes[start..<place]
          continue
        }
        if byte == last { closing.removeLast() }
        if let end = Self.closing(byte) { closing.append(end) }
        text.append(byte)
        place += 1
        continue
      }
      if [44, 93, 125, 41].contains(byte) { break }
      if let end = Self.closing(byte) { closing.append(end) }
      guard appendBare(into: &text) else { return nil }
    }
    return closing.isEmpty ? Self.trimmed(text) : nil
  }

  private static func closing(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 91: 93
    case 123: 125
    case 40: 41
    default: nil
    }
  }

  /// One byte outside of quotes; a quote must be escaped.
  private mutating func appendBare(into text: inout [UInt8]) -> Bool {
    let byte = bytes[place]
    if byte == 39 || byte == 34 { return false }
    if byte == 92, place + 1 < bytes.count, bytes[place + 1] == 39 || bytes[place + 1] == 34 {
      place += 1
    }
    text.append(bytes[place])
    place += 1
    return true
  }

  private static func trimmed(_ text: [UInt8]) -> String {
    var kept = text[...]
    while let last = kept.last, isSpace(last) { kept.removeLast() }
    return String(decoding: kept, as: UTF8.self)
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
