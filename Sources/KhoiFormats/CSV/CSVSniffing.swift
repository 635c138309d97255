package import KhoiData
package import KhoiText

/// What khoi finds out about a CSV file by itself: the answer of `sniff_csv`.
package enum CSVSniffing {
  /// One fact: its name, and its value.
  package struct Fact: Sendable {
    package let name: String
    package let type: LogicalType
    package let value: Value
  }

  /// The facts of one file, in the order they are shown.
  package static func facts(
    path: String, options given: FormatOptions
  ) throws(Diagnostic) -> [Fact] {
    let options = try CSVOptions(given)
    let file = try options.encoding.decoded(
      OpenedInputs().file(path, Compression.Choice(among: given), LoadMonitor()))
    let sniffed = try CSVSniffer(file: file, options: options, isLenient: true).sniff()
    let grammar = sniffed.grammar
    let names = ColumnNames.made(
      from: sniffed.header ?? ColumnNames.numbered(sniffed.columnCount)
    ).names
    let types = sniffed.guesses.map { $0.logicalType.name }
    let pair = [Field("name", .varchar), Field("type", .varchar)]
    let columns = zip(names, types).map {
      Value.structure([.text($0), .text($1)], pair)
    }
    let delimiter = String(decoding: grammar.delimiter, as: UTF8.self)
    let lineEnd = CSVSniffing.lineEnd(file)
    let date = sniffed.formats.compactMap { $0 }.first { !$0.hasTime }?.text
    let moment = sniffed.formats.compactMap { $0 }.first { $0.hasTime }?.text
    let skipped = Int64(options.skippedLines ?? max(0, sniffed.headerLine - 1))
    let hasHeader = sniffed.header != nil
    let list = zip(names, types).map { "'\($0)': '\($1)'" }.joined(separator: ", ")
    let prompt =
      "FROM read_csv('\(path)', auto_detect=false, delim='\(delimiter)', "
      + "quote='\(text(grammar.quote))', escape='\(text(grammar.escape))', "
      + "new_line='\(lineEnd)', skip=\(skipped), comment='\(text(grammar.comment))', "
      + "header=\(hasHeader), columns={\(list)});"
    return [
      Fact(name: "Delimiter", type: .varchar, value: .text(delimiter)),
      Fact(name: "Quote", type: .varchar, value: .text(text(grammar.quote))),
      Fact(name: "Escape", type: .varchar, value: .text(text(grammar.escape))),
      Fact(name: "NewLineDelimiter", type: .varchar, value: .text(lineEnd)),
      Fact(name: "Comment", type: .varchar, value: .text(text(grammar.comment))),
      Fact(name: "SkipRows", type: .bigint, value: .integer(skipped)),
      Fact(name: "HasHeader", type: .boolean, value: .boolean(hasHeader)),
      Fact(
        name: "Columns", type: .list(.structure(pair)),
        value: .list(columns, element: .structure(pair))),
      Fact(name: "DateFormat", type: .varchar, value: date.map { .text($0) } ?? .null),
      Fact(name: "TimestampFormat", type: .varchar, value: moment.map { .text($0) } ?? .null),
      Fact(
        name: "UserArguments", type: .varchar,
        value: .text(given.given.map(\.name).joined(separator: ", "))),
      Fact(name: "Prompt", type: .varchar, value: .text(prompt)),
    ]
  }

  private static func text(_ sign: UInt8?) -> String {
    sign.map { String(decoding: [$0], as: UTF8.self) } ?? ""
  }

  /// The first line end, as it is written in an option.
  private static func lineEnd(_ file: InputFile) -> String {
    let head = ScanBuffer()
    guard (try? file.read(offset: 0, count: 1 << 16, into: head)) != nil else { return "\\n" }
    for place in 0..<head.count {
      if head[place] == 10 { return "\\n" }
      if head[place] == 13 {
        return place + 1 < head.count && head[place + 1] == 10 ? "\\r\\n" : "\\r"
      }
    }
    return "\\n"
  }
}
