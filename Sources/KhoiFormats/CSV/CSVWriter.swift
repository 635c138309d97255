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
  private let prefix: String
  private let suffix: String
  private var rows: RowWriter

  static let definitions: [FormatOption] = [
    FormatOption(
      "delim", aliases: ["sep", "delimiter"], .text, help: "what separates fields",
      example: "delim => ';'"),
    FormatOption(
      "quote", .text, help: "what quotes fields; empty for nothing", example: "quote => '\"'"),
    FormatOption(
      "escape", .text, help: "what stands before a quote inside quotes",
      example: "escape => '\\'"),
    FormatOption(
      "header", .boolean, help: "whether to write the names", example: "header => false"),
    FormatOption(
      "null", aliases: ["nullstr"], .text, help: "what stands for NULL", example: "null => 'NA'"),
    FormatOption(
      "force_quote", .texts, help: "columns that are always quoted; * for all",
      example: "force_quote => ['name']"),
    FormatOption(
      "bom", .boolean, help: "begin with a byte order mark for Excel", example: "bom => true"),
    FormatOption("crlf", .boolean, help: "end lines with CR LF", example: "crlf => true"),
    FormatOption(
      "new_line", .text, help: "what ends lines: '\\n' or '\\r\\n'",
      example: "new_line => '\\n'"),
    FormatOption(
      "prefix", .text, help: "what stands before everything", example: "prefix => '['"),
    FormatOption("suffix", .text, help: "what stands behind it", example: "suffix => ']'"),
    Compression.writing,
  ]

  init(_ schema: Schema, _ options: FormatOptions) throws(Diagnostic) {
    var settings = Settings()
    for (option, given) in try options.resolved(among: CSVWriter.definitions) {
      try settings.read(option.name, given)
    }
    var quoting = settings.quoting
    quoting.null = Array(settings.null.utf8)
    quoting.quotesValues = quoting.hasQuotes && Self.standsInValues(quoting.delimiter)
    names = schema.names
    delimiter = String(decoding: settings.delimiter, as: UTF8.self)
    self.quoting = quoting
    hasHeader = settings.hasHeader
    hasByteOrderMark = settings.hasByteOrderMark
    lineEnd = settings.lineEnd
    prefix = settings.prefix
    suffix = settings.suffix
    rows = RowWriter(
      .csv(quoting), nullText: settings.null, columnCount: schema.count, separator: delimiter,
      rowEnd: lineEnd)
    guard !settings.forced.isEmpty, quoting.hasQuotes else { return }
    var forced = quoting
    forced.forcesQuotes = true
    forced.quotesValues = true
    let keys = settings.forced.map { IdentifierKey($0) }
    for name in settings.forced where name != "*" {
      guard names.contains(where: { IdentifierKey($0) == IdentifierKey(name) }) else {
        throw Diagnostic.unknownColumnOption(name, among: names)
      }
    }
    let isAll = settings.forced == ["*"]
    rows.columnEncodings = names.map {
      isAll || keys.contains(IdentifierKey($0)) ? .csv(forced) : .csv(quoting)
    }
  }

  /// What was said about the file to be written.
  private struct Settings {
    var quoting = CSVQuoting()
    var delimiter: [UInt8] = [0x2C]
    var null = ""
    var hasHeader = true
    var hasByteOrderMark = false
    var lineEnd = "\n"
    var forced: [String] = []
    var prefix = ""
    var suffix = ""

    mutating func read(_ name: String, _ given: FormatOptions.Given) throws(Diagnostic) {
      switch name {
      case "delim":
        delimiter = try given.signs()
        guard (1...4).contains(delimiter.count) else {
          throw Diagnostic.wrongOptionValue(given.name, "of one to four bytes", at: given.range)
        }
        quoting.delimiter = delimiter[0]
      case "quote":
        let quote = try given.optionalSign()
        quoting.hasQuotes = quote != nil
        if let quote {
          if quoting.escape == quoting.quote { quoting.escape = quote }
          quoting.quote = quote
        }
      case "escape": quoting.escape = try given.optionalSign() ?? quoting.quote
      case "header": hasHeader = try given.boolean()
      case "null": null = try given.texts().first ?? ""
      case "force_quote":
        if case .boolean = given.value {
          throw Diagnostic.wrongOptionValue(given.name, "a list of columns, or *", at: given.range)
        }
        forced = try given.texts()
      case "prefix": prefix = try given.text()
      case "suffix": suffix = try given.text()
      case "bom": hasByteOrderMark = try given.boolean()
      case "crlf": lineEnd = try given.boolean() ? "\r\n" : "\n"
      case "new_line":
        let wanted = try given.text()
        let named = ["\\r\\n": "\r\n", "\\n": "\n", "\\r": "\r", "CRLF": "\r\n", "LF": "\n"]
        lineEnd = named[wanted] ?? wanted
      case "compression": _ = try Compression.Choice(given)
      default: throw Diagnostic.broken("option \(name) is defined but not read")
      }
    }
  }

  /// Whether numbers and dates may hold the delimiter.
  private static func standsInValues(_ delimiter: UInt8) -> Bool {
    let isWord = (0x61...0x7A).contains(delimiter | 0x20)
    return isWord || (0x2B...0x3A).contains(delimiter) && delimiter != 0x2C || delimiter == 0x20
  }

  mutating func begin(into sink: inout ByteSink) {
    if hasByteOrderMark { sink.bytes.append(contentsOf: [0xEF, 0xBB, 0xBF]) }
    sink.bytes.append(contentsOf: prefix.utf8)
    guard hasHeader else { return }
    let fields = names.map(CellEncoding.csv(quoting).spelled)
    sink.bytes.append(contentsOf: (fields.joined(separator: delimiter) + lineEnd).utf8)
  }

  mutating func write(_ chunk: Chunk, into sink: inout ByteSink) {
    rows.write(chunk, into: &sink)
  }

  mutating func finish(into sink: inout ByteSink) {
    sink.bytes.append(contentsOf: suffix.utf8)
  }
}
