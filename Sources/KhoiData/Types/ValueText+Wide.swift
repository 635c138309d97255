extension ValueText {
  /// The 128-bit integer in decimal.
  package static func append(wide value: Int128, into bytes: inout [UInt8]) {
    if let small = Int64(exactly: value) { return append(small, into: &bytes) }
    if value < 0 { bytes.append(45) }
    bytes.append(contentsOf: value.magnitude.description.utf8)
  }

  /// `unscaled` with a decimal point before its last `scale` digits.
  package static func append(decimal unscaled: Int128, scale: Int, into bytes: inout [UInt8]) {
    guard scale > 0 else { return append(wide: unscaled, into: &bytes) }
    if unscaled < 0 { bytes.append(45) }
    let start = bytes.count
    if let small = UInt64(exactly: unscaled.magnitude), small <= UInt64(Int64.max) {
      append(Int64(small), into: &bytes)
    } else {
      bytes.append(contentsOf: unscaled.magnitude.description.utf8)
    }
    let missing = scale + 1 - (bytes.count - start)
    if missing > 0 {
      bytes.insert(contentsOf: repeatElement(48, count: missing), at: start)
    }
    bytes.insert(46, at: bytes.count - scale)
  }

  /// The shortest decimal that reads back as the same 32-bit float, in the form of a double.
  package static func append(float value: Double, into bytes: inout [UInt8]) {
    if value.isNaN || value.isInfinite { return append(value, into: &bytes) }
    let text = Float(value).description
    if let parsed = Double(text), parsed.magnitude < 1e9, parsed.magnitude >= 1e-4 || parsed == 0 {
      return append(parsed, into: &bytes)
    }
    bytes.append(contentsOf: text.utf8)
  }

  /// Printable ASCII as it is, other bytes as `\xAB`.
  package static func append(blob: [UInt8], into bytes: inout [UInt8]) {
    for byte in blob {
      if byte >= 32 && byte < 127 && byte != 92 && byte != 34 && byte != 39 {
        bytes.append(byte)
      } else {
        bytes.append(contentsOf: [92, 120, hexDigit(byte >> 4), hexDigit(byte & 15)])
      }
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }

  /// `2024-01-31 13:05:00+00`.
  package static func append(zonedTimestamp: Int64, into bytes: inout [UInt8]) {
    append(timestamp: zonedTimestamp, into: &bytes)
    if Calendar.isInfinite(timestamp: zonedTimestamp) { return }
    bytes.append(contentsOf: "+00".utf8)
  }

  /// `[a, b]`.
  package static func appendList(
    count: Int, into bytes: inout [UInt8], _ element: (Int, inout [UInt8]) -> Void
  ) {
    bytes.append(91)
    for index in 0..<count {
      if index > 0 { bytes.append(contentsOf: [44, 32]) }
      element(index, &bytes)
    }
    bytes.append(93)
  }

  /// `{'a': 1, 'b': x}`, or `(1, x)` where the fields have no names.
  package static func appendStructure(
    _ fields: [Field], into bytes: inout [UInt8], _ value: (Int, inout [UInt8]) -> Void
  ) {
    let isNamed = fields.contains { !$0.name.isEmpty }
    bytes.append(isNamed ? 123 : 40)
    for index in fields.indices {
      if index > 0 { bytes.append(contentsOf: [44, 32]) }
      if isNamed {
        bytes.append(39)
        for byte in fields[index].name.utf8 {
          if byte == 39 || byte == 92 { bytes.append(92) }
          bytes.append(byte)
        }
        bytes.append(contentsOf: [39, 58, 32])
      }
      value(index, &bytes)
    }
    bytes.append(isNamed ? 125 : 41)
  }

  /// `{k=v, …}`.
  package static func appendMap(
    count: Int, into bytes: inout [UInt8], _ part: (Int, _ isKey: Bool, inout [UInt8]) -> Void
  ) {
    bytes.append(123)
    for index in 0..<count {
      if index > 0 { bytes.append(contentsOf: [44, 32]) }
      part(index, true, &bytes)
      bytes.append(61)
      part(index, false, &bytes)
    }
    bytes.append(125)
  }

  /// A text inside of a list or structure: in quotes where it could be misread.
  package static func append(nestedText text: [UInt8], into bytes: inout [UInt8]) {
    if !needsQuotes(text) {
      bytes.append(contentsOf: text)
      return
    }
    bytes.append(39)
    for byte in text {
      if byte == 39 || byte == 92 { bytes.append(92) }
      bytes.append(byte)
    }
    bytes.append(39)
  }

  private static func needsQuotes(_ text: [UInt8]) -> Bool {
    guard let first = text.first, let last = text.last else { return true }
    if first == 32 || last == 32 { return true }
    if text.count == 4, text.map({ $0 | 32 }) == Array("null".utf8) { return true }
    // Brackets, braces, parentheses, quotes, commas, colons, equals signs.
    return text.contains { [91, 93, 123, 125, 40, 41, 34, 39, 44, 58, 61].contains($0) }
  }
}
