/// Values as JSON: numbers, booleans and null as themselves, lists as arrays, structures and maps
/// as objects, all else as strings.
package enum JSONSpelling {
  /// Appends the JSON of a value.
  package static func append(_ value: Value, into bytes: inout [UInt8]) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .boolean, .integer, .hugeint, .decimal: value.appendText(into: &bytes)
    case .json(let text): bytes.append(contentsOf: text.utf8)
    case .float(let number): append(number.isFinite, value, into: &bytes)
    case .double(let number): append(number.isFinite, value, into: &bytes)
    case .list(let values, _):
      bytes.append(91)
      for (index, element) in values.enumerated() {
        if index > 0 { bytes.append(44) }
        append(element, into: &bytes)
      }
      bytes.append(93)
    case .structure(let values, let fields):
      if fields.allSatisfy(\.name.isEmpty) {
        append(.list(values, element: .null), into: &bytes)
      } else {
        appendObject(fields.map { .text($0.name) }, values, into: &bytes)
      }
    case .map(let keys, let values, _, _): appendObject(keys, values, into: &bytes)
    case .text, .blob, .uuid, .date, .timestamp, .zonedTimestamp, .time, .interval:
      append(string: value.text, into: &bytes)
    }
  }

  private static func append(_ isFinite: Bool, _ number: Value, into bytes: inout [UInt8]) {
    if isFinite {
      number.appendText(into: &bytes)
    } else {
      append(string: number.text, into: &bytes)
    }
  }

  private static func appendObject(
    _ keys: [Value], _ values: [Value], into bytes: inout [UInt8]
  ) {
    bytes.append(123)
    for index in keys.indices {
      if index > 0 { bytes.append(44) }
      append(string: keys[index].text, into: &bytes)
      bytes.append(58)
      append(values[index], into: &bytes)
    }
    bytes.append(125)
  }

  /// Appends a JSON string.
  package static func append(string: String, into bytes: inout [UInt8]) {
    bytes.append(34)
    for byte in string.utf8 {
      switch byte {
      case 34, 92: bytes.append(contentsOf: [92, byte])
      case 8: bytes.append(contentsOf: [92, 98])
      case 9: bytes.append(contentsOf: [92, 116])
      case 10: bytes.append(contentsOf: [92, 110])
      case 12: bytes.append(contentsOf: [92, 102])
      case 13: bytes.append(contentsOf: [92, 114])
      case 0..<32:
        bytes.append(contentsOf: "\\u00".utf8)
        for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? 48 + digit : 87 + digit) }
      default: bytes.append(byte)
      }
    }
    bytes.append(34)
  }
}
