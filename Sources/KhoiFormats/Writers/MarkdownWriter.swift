import KhoiData

/// Writes a table in Markdown: numbers to the right, bars and line ends escaped, NULL empty.
struct MarkdownWriter: FormatWriter {
  private let schema: Schema

  init(_ schema: Schema) {
    self.schema = schema
  }

  mutating func begin(into sink: inout ByteSink) {
    for field in schema.fields {
      sink.bytes.append(contentsOf: "| ".utf8)
      let start = sink.bytes.count
      sink.bytes.append(contentsOf: field.name.utf8)
      escape(from: start, in: &sink.bytes)
      sink.bytes.append(0x20)
    }
    sink.bytes.append(contentsOf: "|\n".utf8)
    for field in schema.fields {
      sink.bytes.append(contentsOf: (field.type.isNumeric ? "|--:" : "|---").utf8)
    }
    sink.bytes.append(contentsOf: "|\n".utf8)
  }

  mutating func write(_ chunk: Chunk, into sink: inout ByteSink) {
    for row in 0..<chunk.count {
      for vector in chunk.vectors {
        sink.bytes.append(contentsOf: "| ".utf8)
        let start = sink.bytes.count
        if !vector.isNull(row) {
          vector.appendText(row, into: &sink.bytes)
          if vector.type == .varchar { escape(from: start, in: &sink.bytes) }
        }
        sink.bytes.append(0x20)
      }
      sink.bytes.append(contentsOf: "|\n".utf8)
      sink.flushIfFull()
    }
  }

  mutating func finish(into sink: inout ByteSink) {}

  private func escape(from start: Int, in bytes: inout [UInt8]) {
    guard bytes[start...].contains(where: { $0 == 0x7C || $0 == 10 || $0 == 13 }) else { return }
    let text = Array(bytes[start...])
    bytes.removeLast(text.count)
    for (index, byte) in text.enumerated() {
      switch byte {
      case 0x7C: bytes.append(contentsOf: [0x5C, 0x7C])
      case 10: bytes.append(contentsOf: "<br>".utf8)
      case 13:
        if index + 1 == text.count || text[index + 1] != 10 {
          bytes.append(contentsOf: "<br>".utf8)
        }
      default: bytes.append(byte)
      }
    }
  }
}
