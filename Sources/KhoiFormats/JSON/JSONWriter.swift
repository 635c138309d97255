import KhoiData
import KhoiText

/// Writes rows as JSON objects: one array with an object a line, or bare objects, one a line
/// (NDJSON).
struct JSONWriter: FormatWriter {
  private let isArray: Bool
  private var rows: RowWriter

  static let definitions: [FormatOption] = [
    FormatOption(
      "array", .boolean, help: "one array, or objects one a line", example: "array => true"),
    Compression.writing,
  ]

  init(_ schema: Schema, _ options: FormatOptions, isArray: Bool) throws(Diagnostic) {
    var isArray = isArray
    for (option, given) in try options.resolved(among: JSONWriter.definitions) {
      if option.name == "array" {
        isArray = try given.boolean()
      } else {
        _ = try Compression.Choice(given)
      }
    }
    self.init(schema, isArray: isArray)
  }

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
