import KhoiText

/// What was found out about one CSV file from its first bytes.
struct SniffedCSV: Sendable {
  var dialect: CSVDialect
  /// The names in the header as they stand there; nil without a header.
  var header: [String]?
  var columnCount: Int
  /// The offset of the first record of data.
  var dataStart: Int
  var headerLine = 1
  /// What the values of the first records look like.
  var guesses: [ColumnKind]
  var hasByteOrderMark = false
  /// Whether quotes occur in the head, so that line ends inside quotes are to be expected.
  var hasQuotes = false
}

/// Finds delimiter, line end and header of a CSV file by looking at its head.
///
/// Types are not decided here: the kinds of the first values are only where loading starts from.
struct CSVSniffer {
  static let headSize = 1 << 18
  private static let recordLimit = 300
  private static let candidates: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]

  let file: InputFile
  let options: CSVOptions
  private let head = ScanBuffer()

  init(file: InputFile, options: CSVOptions) {
    self.file = file
    self.options = options
  }

  func sniff() throws(Diagnostic) -> SniffedCSV {
    try file.read(offset: 0, count: CSVSniffer.headSize, into: head)
    let hasMark = try checkEncoding()
    var dialect = CSVDialect()
    if let quote = options.quote { dialect.quote = quote }
    dialect.escape = options.escape ?? dialect.quote ?? 0x22
    dialect.comment = options.comment
    dialect.decimalSeparator = options.decimalSeparator ?? 0x2E
    dialect.raggedPolicy = options.raggedPolicy
    dialect.nullTexts = options.nullTexts.map { Array($0.utf8) }
    dialect.lineEnd = lineEnd
    let start = offset(afterLines: options.skippedLines, from: hasMark ? 3 : 0)
    dialect.delimiter = options.delimiter ?? bestDelimiter(start: start, dialect: dialect)
    let records = HeadRecords(
      head, start: start, isWhole: isWhole, dialect: dialect, limit: CSVSniffer.recordLimit
    ).records
    var sniffed = SniffedCSV(
      dialect: dialect, columnCount: 0, dataStart: start, guesses: [], hasByteOrderMark: hasMark)
    sniffed.hasQuotes =
      dialect.quote.map { quote in (0..<head.count).contains { head[$0] == quote } } ?? false
    try readHeader(records, into: &sniffed)
    return sniffed
  }

  private var isWhole: Bool { head.count == file.size }

  /// Whether a UTF-8 byte order mark is there; throws for other encodings that say what they are.
  private func checkEncoding() throws(Diagnostic) -> Bool {
    let mark = head.bytes(0, 4)
    if mark.starts(with: [0xFF, 0xFE]) { throw Diagnostic.otherEncoding(file.path, "UTF-16LE") }
    if mark.starts(with: [0xFE, 0xFF]) { throw Diagnostic.otherEncoding(file.path, "UTF-16BE") }
    return mark.starts(with: [0xEF, 0xBB, 0xBF])
  }

  private var lineEnd: CSVDialect.LineEnd {
    var previous: UInt8 = 0
    var sawReturn = false
    for index in 0..<head.count {
      let byte = head[index]
      if byte == 10 { return previous == 13 ? .carriageReturnLineFeed : .lineFeed }
      if byte == 13 { sawReturn = true }
      previous = byte
    }
    return sawReturn ? .carriageReturn : .lineFeed
  }

  private func offset(afterLines count: Int, from start: Int) -> Int {
    var position = start
    for _ in 0..<count {
      while position < head.count && head[position] != 10 && head[position] != 13 { position += 1 }
      if position + 1 < head.count && head[position] == 13 && head[position + 1] == 10 {
        position += 1
      }
      position = min(position + 1, head.count)
    }
    return position
  }

  /// The candidate that gives most records the same number of fields, and among equals most fields.
  private func bestDelimiter(start: Int, dialect: CSVDialect) -> UInt8 {
    var best: (delimiter: UInt8, share: Double, fieldCount: Int) = (0x2C, 0, 1)
    for delimiter in CSVSniffer.candidates {
      var attempt = dialect
      attempt.delimiter = delimiter
      let counts = HeadRecords(
        head, start: start, isWhole: isWhole, dialect: attempt, limit: CSVSniffer.recordLimit
      ).records.filter { !$0.isBlank }.map(\.fields.count)
      var frequencies: [Int: Int] = [:]
      for count in counts where count > 1 { frequencies[count, default: 0] += 1 }
      guard
        let mode = frequencies.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })
      else { continue }
      let share = Double(mode.value) / Double(counts.count)
      if share > best.share || (share == best.share && mode.key > best.fieldCount) {
        best = (delimiter, share, mode.key)
      }
    }
    return best.delimiter
  }
}

/// Header and first guesses.
extension CSVSniffer {
  private func readHeader(
    _ all: [HeadRecords.Record], into sniffed: inout SniffedCSV
  ) throws(Diagnostic) {
    let parser = ColumnParser(
      dialect: sniffed.dialect, buffer: head, slabs: SlabAllocator(pool: SlabPool()))
    let records = all.filter { !$0.isBlank }
    guard let first = records.first else {
      sniffed.columnCount =
        options.columns.isEmpty ? options.names?.count ?? 0 : options.columns.count
      sniffed.dataStart = file.size
      sniffed.guesses = Array(repeating: .null, count: sniffed.columnCount)
      return
    }
    sniffed.columnCount = first.fields.count
    let rest = Array(records.dropFirst())
    // `a,b,` above rows of two fields: the delimiter behind the last name means nothing.
    if let usual = rest.first?.fields.count, usual < first.fields.count,
      first.fields[usual...].allSatisfy({ $0.start == $0.end })
    {
      sniffed.columnCount = usual
    }
    let kinds = firstKinds(rest, count: sniffed.columnCount, parser: parser)
    let firstCells = first.fields.prefix(sniffed.columnCount).map {
      parser.classify($0.start, $0.end)
    }
    let names = try first.fields.prefix(sniffed.columnCount).map { field throws(Diagnostic) in
      try headerText(field, dialect: sniffed.dialect)
    }
    let isHeader =
      options.hasHeader
      ?? CSVSniffer.looksLikeHeader(cells: firstCells, names: names, below: kinds)
    sniffed.dialect.hasHeader = isHeader
    if isHeader {
      sniffed.header = names
      sniffed.dataStart = first.end
      sniffed.headerLine = file.location(of: first.fields[0].start).line
      sniffed.guesses = kinds
    } else {
      sniffed.guesses = zip(kinds, firstCells).map { $0.joined($1) }
    }
  }

  /// The kinds of the values of the first records, column by column.
  private func firstKinds(
    _ records: [HeadRecords.Record], count: Int, parser: ColumnParser
  ) -> [ColumnKind] {
    var kinds = [ColumnKind](repeating: .null, count: count)
    for record in records {
      for (column, field) in record.fields.prefix(count).enumerated()
      where kinds[column] != .varchar {
        kinds[column] = kinds[column].joined(parser.classify(field.start, field.end))
      }
    }
    return kinds
  }

  /// A header holds names: texts, mostly there, and different; numbers only where they count on
  /// like years (`name, 2019, 2020, 2021`).
  static func looksLikeHeader(
    cells: [ColumnKind], names: [String], below: [ColumnKind]
  ) -> Bool {
    let texts = cells.filter { $0 == .varchar }.count
    guard texts > 0 else { return false }
    let typedBelow = zip(cells, below).contains {
      $0 == .varchar && $1 != .varchar && $1 != .null
    }
    let numbers = zip(cells, names).filter { $0.0 != .varchar && $0.0 != .null }.map { $0.1 }
    if !numbers.isEmpty {
      let years = numbers.compactMap { Int($0) }
      guard years.count == numbers.count, years.allSatisfy({ (1800...2200).contains($0) }),
        years.count >= 2, Set(years).count == years.count
      else { return false }
      return true
    }
    if typedBelow { return true }
    let filled = names.filter { !$0.isEmpty }
    return filled.count * 2 > names.count && Set(filled).count == filled.count
  }

  /// The text of a name: no quotes, no blanks around, form C.
  private func headerText(
    _ field: HeadRecords.Field, dialect: CSVDialect
  ) throws(Diagnostic) -> String {
    var bytes = head.bytes(field.start, field.end)
    if let quote = dialect.quote, bytes.first == quote {
      bytes = CSVSniffer.unquoted(bytes, quote: quote, escape: dialect.escape)
    }
    if String(validating: bytes, as: UTF8.self) == nil {
      throw Diagnostic.invalidText(
        file.location(of: field.start), byte: bytes.first { $0 >= 0x80 } ?? 0)
    }
    let text = String(decoding: NFC.normalise(bytes).bytes, as: UTF8.self)
    let blanks: Set<Character> = [" ", "\t", "\u{A0}", "\n", "\r", "\r\n", "\u{FEFF}"]
    let lower = text.drop { blanks.contains($0) }
    let upper = lower.reversed().drop { blanks.contains($0) }
    return String(upper.reversed())
  }

  static func unquoted(_ bytes: [UInt8], quote: UInt8, escape: UInt8) -> [UInt8] {
    var result: [UInt8] = []
    var position = 1
    var inside = true
    while position < bytes.count {
      let byte = bytes[position]
      let next: UInt8? = position + 1 < bytes.count ? bytes[position + 1] : nil
      if inside, byte == escape, escape != quote, let next {
        result.append(next)
        position += 2
        continue
      }
      if inside && byte == quote {
        if next == quote {
          result.append(quote)
          position += 2
          continue
        }
        inside = false
      } else {
        result.append(byte)
      }
      position += 1
    }
    return result
  }
}
