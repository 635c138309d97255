package import KhoiData
package import KhoiText

/// What khoi finds out about a CSV file by itself: the answer of `sniff_csv` and `.sniff`.
package struct CSVSniffing: Sendable {
  /// One fact: its name, and its value.
  package struct Fact: Sendable {
    package let name: String
    package let type: LogicalType
    package let value: Value
  }

  /// One line of the report: what it is about, and what was seen.
  package struct Line: Sendable, Equatable {
    package let label: String
    package let text: String
  }

  let path: String
  let given: FormatOptions
  let options: CSVOptions
  let file: InputFile
  let encoding: TextEncoding
  /// What was guessed of the encoding.
  let encodingNotices: [Diagnostic]
  /// What is taken for granted where nothing else is said.
  let sniffed: SniffedCSV
  /// The same with everything done that is proposed.
  let cleaned: SniffedCSV
  /// What the rows of the file are, if all that is proposed is done.
  let outcome: CSVTranscoder.Outcome?
  let ends: LineEnds
  /// What older programs did to its texts.
  let damage: SniffedDamage
  /// What loading the file as it is proposed came to, if that was done.
  package var loaded: LoadReport?

  /// Looks at a file, with what is said of it already.
  package init(path: String, options given: FormatOptions) throws(Diagnostic) {
    self.path = path
    self.given = given
    var options = try CSVOptions(given)
    options.explains = true
    self.options = options
    let decoded = try DecodedFile(
      OpenedInputs().file(path, Compression.Choice(among: given), LoadMonitor()),
      as: options.encoding, threads: 1, monitor: LoadMonitor())
    file = decoded.file
    encoding = decoded.encoding
    encodingNotices = decoded.notices
    sniffed = try CSVSniffer(file: file, options: options, isLenient: true).sniff()
    var all = options
    if all.cleansSheets == nil { all.cleansSheets = true }
    cleaned = try CSVSniffer(file: file, options: all, isLenient: true).sniff()
    outcome = try Self.outcome(file, cleaned, all)
    ends = try LineEnds(file)
    let dropped = cleaned.droppedFields
    damage = try SniffedDamage(
      file, cleaned, fields: (0..<cleaned.columnCount).filter { !dropped.contains($0) })
  }

  /// Goes through the rows where there is anything about them to be told.
  private static func outcome(
    _ file: InputFile, _ found: SniffedCSV, _ options: CSVOptions
  ) throws(Diagnostic) -> CSVTranscoder.Outcome? {
    guard !found.sheet.rules.isPlain, file.size <= 1 << 28 else { return nil }
    var rules = options.rules
    rules.sheet = found.sheet.rules
    rules.padsShort = true
    rules.cutsLong = true
    rules.ignoresErrors = true
    return try CSVTranscoder(
      file: file, grammar: found.grammar, rules: rules, columnCount: found.columnCount
    ).transcode(from: found.dataStart)
  }

  /// The names of the columns.
  var names: [String] {
    let names = cleaned.header ?? ColumnNames.numbered(cleaned.columnCount)
    let kept = names.indices.filter { !cleaned.droppedFields.contains($0) }
    return ColumnNames.made(from: kept.map { names[$0] }).names
  }

  /// The field of each column.
  var keptFields: [Int] {
    (0..<cleaned.columnCount).filter { !cleaned.droppedFields.contains($0) }
  }

  /// The facts, in the order they are shown.
  package var facts: [Fact] {
    let grammar = cleaned.grammar
    let types = keptFields.map { $0 < cleaned.guesses.count ? cleaned.guesses[$0] : .null }
      .map { $0.logicalType.name }
    let pair = [Field("name", .varchar), Field("type", .varchar)]
    var kinds = Array(zip(names, types))
    if let loaded { kinds = loaded.columns.map { ($0.name, $0.type.name) } }
    let columns = kinds.map { Value.structure([.text($0.0), .text($0.1)], pair) }
    let date = cleaned.formats.compactMap { $0 }.first { !$0.hasTime }?.text
    let moment = cleaned.formats.compactMap { $0 }.first { $0.hasTime }?.text
    let findings = lines.map { Value.text("\($0.label): \($0.text)") }
    func text(_ name: String, _ text: String) -> Fact {
      Fact(name: name, type: .varchar, value: .text(text))
    }
    return [
      text("Delimiter", String(decoding: grammar.delimiter, as: UTF8.self)),
      text("Quote", Self.text(grammar.quote)),
      text("Escape", Self.text(grammar.escape)),
      text("NewLineDelimiter", ends.option),
      text("Comment", Self.text(grammar.comment)),
      Fact(name: "SkipRows", type: .bigint, value: .integer(Int64(skippedLines))),
      Fact(name: "HasHeader", type: .boolean, value: .boolean(cleaned.header != nil)),
      Fact(
        name: "Columns", type: .list(.structure(pair)),
        value: .list(columns, element: .structure(pair))),
      Fact(name: "DateFormat", type: .varchar, value: date.map { .text($0) } ?? .null),
      Fact(name: "TimestampFormat", type: .varchar, value: moment.map { .text($0) } ?? .null),
      text("UserArguments", given.given.map(\.name).joined(separator: ", ")),
      text("Prompt", statement),
      Fact(
        name: "Findings", type: .list(.varchar),
        value: .list(findings, element: .varchar)),
    ]
  }

  /// Whether loading the file to see its types takes no time to speak of.
  package var isSmall: Bool { file.size <= 1 << 26 }

  /// Lines above the header.
  var skippedLines: Int {
    options.skippedLines ?? (cleaned.header == nil ? 0 : max(0, cleaned.headerLine - 1))
  }

  static func text(_ sign: UInt8?) -> String {
    sign.map { String(decoding: [$0], as: UTF8.self) } ?? ""
  }
}

/// How often each kind of line end occurs in the head of a file.
struct LineEnds: Sendable {
  var feeds = 0
  var pairs = 0
  var returns = 0
  let hasByteOrderMark: Bool

  init(_ file: InputFile) throws(Diagnostic) {
    let head = ScanBuffer()
    try file.read(offset: 0, count: CSVSniffer.headSize, into: head)
    hasByteOrderMark = head.bytes(0, 3) == [0xEF, 0xBB, 0xBF]
    for place in 0..<head.count {
      if head[place] == 10 {
        if place > 0 && head[place - 1] == 13 { pairs += 1 } else { feeds += 1 }
      } else if head[place] == 13, place + 1 >= head.count || head[place + 1] != 10 {
        returns += 1
      }
    }
  }

  /// The usual one, as it is written in an option.
  var option: String {
    if pairs >= feeds && pairs >= returns && pairs > 0 { return "\\r\\n" }
    return returns > feeds ? "\\r" : "\\n"
  }

  /// All of them in words.
  var text: String {
    let kinds = [(pairs, "CR LF"), (feeds, "LF"), (returns, "CR")].filter { $0.0 > 0 }
    if kinds.isEmpty { return "none" }
    if kinds.count == 1 { return kinds[0].1 }
    return kinds.map { "\($0.1) (\($0.0) times)" }.joined(separator: ", ")
  }
}
