package import KhoiData

/// Writes rows as JSON objects: one array with an object a line, or bare objects, one a line
/// (NDJSON).
struct JSONWriter: FormatWriter {
  private let keys: [[UInt8]]
  private let isArray: Bool
  private var rowCount = 0

  init(_ schema: Schema, isArray: Bool) {
    self.isArray = isArray
    keys = schema.names.enumerated().map { place, name in
      var bytes: [UInt8] = [place == 0 ? 0x7B : 0x2C]
      JSONText.append(quoting: Array(name.utf8), into: &bytes)
      bytes.append(0x3A)
      return bytes
    }
  }

  mutating func begin(into sink: inout ByteSink) {
    if isArray { sink.bytes.append(0x5B) }
  }

  mutating func write(_ chunk: Chunk, into sink: inout ByteSink) {
    for row in 0..<chunk.count {
      if isArray && rowCount > 0 {
        sink.bytes.append(0x2C)
        sink.bytes.append(10)
      }
      if keys.isEmpty { sink.bytes.append(0x7B) }
      for (place, vector) in chunk.vectors.enumerated() {
        sink.bytes.append(contentsOf: keys[place])
        JSONText.append(vector, row: row, into: &sink.bytes)
      }
      sink.bytes.append(0x7D)
      if !isArray { sink.bytes.append(10) }
      rowCount += 1
      sink.flushIfFull()
    }
  }

  mutating func finish(into sink: inout ByteSink) {
    if isArray {
      sink.bytes.append(0x5D)
      sink.bytes.append(10)
    }
  }
}

/// How values are spelled in JSON.
package enum JSONText {
  /// One value: numbers and Booleans bare, everything else a text; `null` for NULL and for what
  /// JSON has no number for.
  package static func append(_ vector: Vector, row: Int, into bytes: inout [UInt8]) {
    if vector.isNull(row) {
      bytes.append(contentsOf: "null".utf8)
      return
    }
    let start = bytes.count
    switch vector.type {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .boolean, .bigint: vector.appendText(row, into: &bytes)
    case .double:
      vector.appendText(row, into: &bytes)
      // `nan` and `inf` begin with letters, `-inf` has one behind its sign.
      let sign = bytes[start] == 0x2D ? 1 : 0
      if start + sign < bytes.count && bytes[start + sign] > 0x39 {
        bytes.removeLast(bytes.count - start)
        bytes.append(contentsOf: "null".utf8)
      }
    case .varchar:
      bytes.append(0x22)
      vector.appendText(row, into: &bytes)
      escape(from: start + 1, in: &bytes)
      bytes.append(0x22)
    case .date, .timestamp, .time, .interval:
      bytes.append(0x22)
      vector.appendText(row, into: &bytes)
      bytes.append(0x22)
    }
  }

  /// A text in quotes.
  package static func append(quoting text: [UInt8], into bytes: inout [UInt8]) {
    bytes.append(0x22)
    let start = bytes.count
    bytes.append(contentsOf: text)
    escape(from: start, in: &bytes)
    bytes.append(0x22)
  }

  private static func escape(from start: Int, in bytes: inout [UInt8]) {
    var needs = false
    for index in start..<bytes.count {
      let byte = bytes[index]
      needs = needs || byte < 0x20 || byte == 0x22 || byte == 0x5C
    }
    guard needs else { return }
    let text = Array(bytes[start...])
    bytes.removeLast(text.count)
    for byte in text {
      switch byte {
      case 0x22, 0x5C: bytes.append(contentsOf: [0x5C, byte])
      case 8: bytes.append(contentsOf: [0x5C, 0x62])
      case 9: bytes.append(contentsOf: [0x5C, 0x74])
      case 10: bytes.append(contentsOf: [0x5C, 0x6E])
      case 12: bytes.append(contentsOf: [0x5C, 0x66])
      case 13: bytes.append(contentsOf: [0x5C, 0x72])
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
  }
}
