import KhoiData
import KhoiText

/// Writes CSV as RFC 4180 has it, quoting only what needs quotes, so that every reader agrees:
/// NULL is the empty field, the empty text `""`.
struct CSVWriter: FormatWriter {
  private let names: [String]
  private let isText: [Bool]
  private var delimiter: UInt8 = 0x2C
  private var quote: UInt8 = 0x22
  private var null: [UInt8] = []
  private var lineEnd: [UInt8] = [10]
  private var hasHeader = true
  private var hasByteOrderMark = false
  /// Whether the delimiter may stand in numbers and dates, which then need quotes too.
  private var isDelimiterInValues = false

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
    names = schema.names
    isText = schema.types.map { $0 == .varchar }
    for (option, given) in try options.resolved(among: CSVWriter.definitions) {
      switch option.name {
      case "delim": delimiter = try given.character()
      case "quote": quote = try given.character()
      case "header": hasHeader = try given.boolean()
      case "null": null = Array(try given.text().utf8)
      case "bom": hasByteOrderMark = try given.boolean()
      case "crlf": lineEnd = try given.boolean() ? [13, 10] : [10]
      default: throw Diagnostic.broken("option \(option.name) is defined but not read")
      }
    }
    let isWord = (0x61...0x7A).contains(delimiter | 0x20)
    isDelimiterInValues =
      isWord || (0x2B...0x3A).contains(delimiter) && delimiter != 0x2C
      || delimiter == 0x20
  }

  mutating func begin(into sink: inout ByteSink) {
    if hasByteOrderMark { sink.bytes.append(contentsOf: [0xEF, 0xBB, 0xBF]) }
    guard hasHeader else { return }
    for (place, name) in names.enumerated() {
      if place > 0 { sink.bytes.append(delimiter) }
      let start = sink.bytes.count
      sink.bytes.append(contentsOf: name.utf8)
      quoteIfNeeded(from: start, in: &sink.bytes)
    }
    sink.bytes.append(contentsOf: lineEnd)
  }

  mutating func write(_ chunk: Chunk, into sink: inout ByteSink) {
    for row in 0..<chunk.count {
      for (place, vector) in chunk.vectors.enumerated() {
        if place > 0 { sink.bytes.append(delimiter) }
        if vector.isNull(row) {
          sink.bytes.append(contentsOf: null)
          continue
        }
        let start = sink.bytes.count
        vector.appendText(row, into: &sink.bytes)
        if isText[place] || isDelimiterInValues { quoteIfNeeded(from: start, in: &sink.bytes) }
      }
      sink.bytes.append(contentsOf: lineEnd)
      sink.flushIfFull()
    }
  }

  mutating func finish(into sink: inout ByteSink) {}

  /// Puts quotes around what was written from `start` on, if it holds anything that needs them, is
  /// empty, or reads like NULL.
  private func quoteIfNeeded(from start: Int, in bytes: inout [UInt8]) {
    let count = bytes.count - start
    guard count > 0, let first = bytes.last else {
      bytes.append(quote)
      bytes.append(quote)
      return
    }
    var needs = first == 0x20 || bytes[start] == 0x20 || first == 9 || bytes[start] == 9
    var quotes = 0
    for index in start..<bytes.count {
      let byte = bytes[index]
      if byte == quote {
        quotes += 1
      } else if byte == delimiter || byte == 10 || byte == 13 {
        needs = true
      }
    }
    if !null.isEmpty && count == null.count && bytes[start...].elementsEqual(null) { needs = true }
    if !needs && quotes == 0 { return }
    let text = Array(bytes[start...])
    bytes.removeLast(count)
    bytes.append(quote)
    for byte in text {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
