import KhoiData

/// Writes values separated by tabs, as PostgreSQL and ClickHouse read them: backslash escapes, `\N`
/// for NULL.
struct TSVWriter: FormatWriter {
  private let names: [String]

  init(_ schema: Schema) {
    names = schema.names
  }

  mutating func begin(into sink: inout ByteSink) {
    for (place, name) in names.enumerated() {
      if place > 0 { sink.bytes.append(9) }
      let start = sink.bytes.count
      sink.bytes.append(contentsOf: name.utf8)
      escape(from: start, in: &sink.bytes)
    }
    sink.bytes.append(10)
  }

  mutating func write(_ chunk: Chunk, into sink: inout ByteSink) {
    for row in 0..<chunk.count {
      for (place, vector) in chunk.vectors.enumerated() {
        if place > 0 { sink.bytes.append(9) }
        if vector.isNull(row) {
          sink.bytes.append(0x5C)
          sink.bytes.append(0x4E)
          continue
        }
        let start = sink.bytes.count
        vector.appendText(row, into: &sink.bytes)
        if vector.type == .varchar { escape(from: start, in: &sink.bytes) }
      }
      sink.bytes.append(10)
      sink.flushIfFull()
    }
  }

  mutating func finish(into sink: inout ByteSink) {}

  private func escape(from start: Int, in bytes: inout [UInt8]) {
    var needs = false
    for index in start..<bytes.count {
      let byte = bytes[index]
      needs = needs || byte == 9 || byte == 10 || byte == 13 || byte == 0x5C
    }
    guard needs else { return }
    let text = Array(bytes[start...])
    bytes.removeLast(text.count)
    for byte in text {
      switch byte {
      case 9: bytes.append(contentsOf: [0x5C, 0x74])
      case 10: bytes.append(contentsOf: [0x5C, 0x6E])
      case 13: bytes.append(contentsOf: [0x5C, 0x72])
      case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
      default: bytes.append(byte)
      }
    }
  }
}
