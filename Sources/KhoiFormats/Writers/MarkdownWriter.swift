import KhoiData
import KhoiText

/// Writes a table in Markdown: numbers to the right, bars and line ends escaped, NULL empty.
struct MarkdownWriter: FormatWriter {
  private let schema: Schema
  private var rows: RowWriter

  static let definitions: [FormatOption] = [
    FormatOption("null", .text, help: "what stands for NULL", example: "null => 'NA'"),
    Compression.writing,
  ]

  init(_ schema: Schema, _ options: FormatOptions) throws(Diagnostic) {
    var null = ""
    for (option, given) in try options.resolved(among: MarkdownWriter.definitions) {
      if option.name == "null" {
        null = try given.text()
      } else {
        _ = try Compression.Choice(given)
      }
    }
    self.schema = schema
    rows = RowWriter(
      .markdown, nullText: null, columnCount: schema.count, rowStart: "| ", separator: " | ",
      rowEnd: " |\n")
  }

  mutating func begin(into sink: inout ByteSink) {
    let names = schema.names.map(CellEncoding.markdown.spelled)
    let rules = schema.fields.map { $0.type.isNumeric ? "--:" : "---" }
    let head = "| \(names.joined(separator: " | ")) |\n|\(rules.joined(separator: "|"))|\n"
    sink.bytes.append(contentsOf: head.utf8)
  }

  mutating func write(_ chunk: Chunk, into sink: inout ByteSink) {
    rows.write(chunk, into: &sink)
  }

  mutating func finish(into sink: inout ByteSink) {}
}
