import KhoiData
import KhoiText

/// Writes CSV as RFC 4180 has it, quoting only what needs quotes, so that every reader agrees:
/// NULL is the empty field, the empty text `""`.
struct CSVWriter: FormatWriter {
  private let names: [String]
  private let delimiter: String
  private let lineEnd: String
  private let hasHeader: Bool
  private let hasByteOrderMark: Bool
  private let quoting: CSVQuoting
  private var rows: RowWriter

  static let definitions: [FormatOption] = [
    FormatOption(
      "delim", aliases: ["sep"], .text, help: "what separates fields", example: "delim => ';'"),
    FormatOption("quote", .text, help: "what quotes fields", example: "quote => '\"'"),
    FormatOption(
      "header", .boolean, help: "whether to write the names", example: "header => false"),
    FormatOption("null", .text, help: "what stands for NULL", example: "null => 'NA'"),
    FormatOption(
      "bom", .boolean, help: "begin with a byte order mark for Excel", example: "bom => true"),
    FormatOption("crlf", .boolean, help: "end lines with CR LF", example: "crlf => true"),
  ]

  init(_ schema: Schema, _ options: FormatOptions) throws(Diagnostic) {
    var quoting = CSVQuoting()
    var null = ""
    var hasHeader = true
    var hasByteOrderMark = false
    var lineEnd = "\n"
    for (option, given) in try options.resolved(among: CSVWriter.definitions) {
      switch option.name {
      case "delim": quoting.delimiter = try given.character()
      case "quote": quoting.quote = try given.character()
      case "header": hasHeader = try given.boolean()
      case "null": null = try given.text()
      case "bom": hasByteOrderMark = try given.boolean()
      case "crlf": lineEnd = try given.boolean() ? "\r\n" : "\n"
      default: throw Diagnostic.broken("option \(option.name) is defined but not read")
      }
    }
    quoting.null = Array(null.utf8)
    quoting.quotesValues = Self.standsInValues(quoting.delimiter)
    names = schema.names
    delimiter = String(decoding: [quoting.delimiter], as: UTF8.self)
    self.quoting = quoting
    self.hasHeader = hasHeader
    self.hasByteOrderMark = hasByteOrderMark
    self.lineEnd = lineEnd
    rows = RowWriter(
      .csv(quoting), nullText: null, columnCount: schema.count, separator: delimiter,
      rowEnd: lineEnd)
  }

  /// Whether numbers and dates may hold the delimiter.
  private static func standsInValues(_ delimiter: UInt8) -> Bool {
    let isWord = (0x61...0x7A).contains(delimiter | 0x20)
    return isWord || (0x2B...0x3A).contains(delimiter) && delimiter != 0x2C || delimiter == 0x20
  }

  mutating func begin(into sink: inout ByteSink) {
    if hasByteOrderMark { sink.bytes.append(contentsOf: [0xEF, 0xBB, 0xBF]) }
    guard hasHeader else { return }
    let fields = names.map(CellEncoding.csv(quoting).spelled)
    sink.bytes.append(contentsOf: (fields.joined(separator: delimiter) + lineEnd).utf8)
  }

  mutating func write(_ chunk: Chunk, into sink: inout ByteSink) {
    rows.write(chunk, into: &sink)
  }

  mutating func finish(into sink: inout ByteSink) {}
}
