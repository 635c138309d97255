import KhoiData

/// Writes rows as JSON objects: one array with an object a line, or bare objects, one a line
/// (NDJSON).
struct JSONWriter: FormatWriter {
  private let isArray: Bool
  private var rows: RowWriter

  init(_ schema: Schema, isArray: Bool) {
    self.isArray = isArray
    let encoding = CellEncoding.json(asText: false, nonFinite: .null)
    let keys = schema.names.enumerated().map { place, name in
      (place == 0 ? "{" : ",") + encoding.spelled(name) + ":"
    }
    // An object without members still has its opening brace.
    let end = (keys.isEmpty ? "{" : "") + (isArray ? "}" : "}\n")
    rows = RowWriter(
      encoding, nullText: "null", beforeCell: keys, rowEnd: end,
      rowSeparator: isArray ? ",\n" : "")
  }

  mutating func begin(into sink: inout ByteSink) {
    if isArray { sink.bytes.append(UInt8(ascii: "[")) }
  }

  mutating func write(_ chunk: Chunk, into sink: inout ByteSink) {
    rows.write(chunk, into: &sink)
  }

  mutating func finish(into sink: inout ByteSink) {
    if isArray { sink.bytes.append(contentsOf: "]\n".utf8) }
  }
}
