import KhoiData
import KhoiText

/// Writes values separated by tabs, as PostgreSQL and ClickHouse read them: backslash escapes, `\N`
/// for NULL.
struct TSVWriter: FormatWriter {
  private let names: [String]
  private let hasHeader: Bool
  private var rows: RowWriter

  static let definitions: [FormatOption] = [
    FormatOption(
      "header", .boolean, help: "whether to write the names", example: "header => false"),
    FormatOption("null", .text, help: "what stands for NULL", example: "null => 'NA'"),
    Compression.writing,
  ]

  init(_ schema: Schema, _ options: FormatOptions) throws(Diagnostic) {
    var hasHeader = true
    var null = "\\N"
    for (option, given) in try options.resolved(among: TSVWriter.definitions) {
      switch option.name {
      case "header": hasHeader = try given.boolean()
      case "null": null = try given.text()
      default: _ = try Compression.Choice(given)
      }
    }
    names = schema.names
    self.hasHeader = hasHeader
    rows = RowWriter(.tsv, nullText: null, columnCount: schema.count, separator: "\t")
  }

  mutating func begin(into sink: inout ByteSink) {
    guard hasHeader else { return }
    let fields = names.map(CellEncoding.tsv.spelled)
    sink.bytes.append(contentsOf: (fields.joined(separator: "\t") + "\n").utf8)
  }

  mutating func write(_ chunk: Chunk, into sink: inout ByteSink) {
    rows.write(chunk, into: &sink)
  }

  mutating func finish(into sink: inout ByteSink) {}
}
