import KhoiData
import KhoiText

/// Decides whether the first record of a table holds names, and what its first values look like.
struct CSVHeader {
  private let file: InputFile
  private let options: CSVOptions
  private let head: ScanBuffer
  private let shape: CSVShape
  private let sheet: Sheet
  private let kinds: HeadKinds

  init(
    file: InputFile, options: CSVOptions, head: ScanBuffer, shape: CSVShape, sheet: Sheet
  ) {
    self.file = file
    self.options = options
    self.head = head
    self.shape = shape
    self.sheet = sheet
    kinds = HeadKinds(options)
  }

  func read(into sniffed: inout SniffedCSV) throws(Diagnostic) {
    let whole = shape.table
    let table = whole.filter { $0.start == whole.first?.start || sheet.isData($0) }
    let count = sniffed.columnCount
    guard let first = table.first(where: { $0.kind == .data }) else {
      if shape.records.contains(where: { $0.problem != nil }) {
        // The reader says what is wrong, or leaves it out.
        sniffed.guesses = Array(repeating: .null, count: count)
        sniffed.formats = Array(repeating: nil, count: count)
        return
      }
      sniffed.columnCount =
        options.columns.isEmpty ? max(1, options.names?.count ?? 1) : options.columns.count
      if shape.records.contains(where: { $0.kind == .blank }) && sniffed.columnCount == 1 {
        sniffed.guesses = [.null]
      } else {
        sniffed.isEmpty = true
        sniffed.dataStart = file.size
        sniffed.guesses = Array(repeating: .null, count: sniffed.columnCount)
      }
      sniffed.formats = Array(repeating: nil, count: sniffed.columnCount)
      return
    }
    let isFirst = table.first?.start == first.start
    let rest = table.filter { $0.start > first.start }
    let sample = Array(rest.prefix(options.sampleSize ?? Int.max))
    // A record alone is looked at by itself.
    let names = try names(first, count: count)
    let nulls = columnNulls(names)
    let below = kinds.columns(
      sample.isEmpty ? [first] : sample, count: count, nulls: nulls,
      rules: sheet.rules)
    let cells = (0..<count).map { column in
      column < first.fieldCount
        ? kinds.kind(first.content(column), format: below[column].format) : .null
    }
    sniffed.dataStart = isFirst ? first.start : table.first?.start ?? first.start
    if !options.ignoresErrors, !sniffed.mendsRows,
      let damaged = shape.records.first(where: { $0.problem != nil }),
      damaged.start < sniffed.dataStart
    {
      // The reader says what is wrong with it.
      sniffed.dataStart = damaged.start
      sniffed.guesses = Array(repeating: .null, count: count)
      sniffed.needsTranscoding = true
      return
    }
    sniffed.formats = below.map(\.format)
    if sheet.headerRows.count > 1
      || isHeader(cells: cells, names: names, below: below.map(\.kind))
    {
      sniffed.header = names
      sniffed.dataStart = sheet.headerRows.dropFirst().last?.end ?? first.end
      sniffed.headerLine = file.location(of: first.start).line
      sniffed.guesses = below.map { sample.isEmpty ? .null : $0.kind }
      return
    }
    let all = kinds.columns(
      Array(([first] + rest).prefix(options.sampleSize ?? Int.max)), count: count,
      nulls: nulls, rules: sheet.rules)
    sniffed.guesses = all.map(\.kind)
    sniffed.formats = all.map(\.format)
    if options.hasHeader == nil, let names = try namesAbove() {
      sniffed.header = names
      sniffed.headerLine = file.location(of: first.start).line - 1
    }
  }

  /// The names in the header, joined where it has several rows.
  private func names(_ first: CSVRecord, count: Int) throws(Diagnostic) -> [String] {
    func names(_ record: CSVRecord) throws(Diagnostic) -> [String] {
      try (0..<count).map { column throws(Diagnostic) in
        column < record.fieldCount ? try name(record, column) : ""
      }
    }
    guard sheet.headerRows.count > 1 else { return try names(first) }
    var rows: [[String]] = []
    for row in sheet.headerRows { rows.append(try names(row)) }
    return Sheet.joined(rows)
  }

  /// For some columns the texts that stand for NULL there.
  private func columnNulls(_ names: [String]) -> [Int: [[UInt8]]] {
    var result = sheet.rules.fieldNulls
    for (name, texts) in options.columnNulls {
      guard let place = names.firstIndex(where: { IdentifierKey($0) == IdentifierKey(name) })
      else { continue }
      result[place] = texts.map { Array($0.utf8) }
    }
    return result
  }

  private func isHeader(
    cells: [ColumnKind], names: [String], below: [ColumnKind]
  ) -> Bool {
    if let said = options.hasHeader { return said }
    if !options.detects { return false }
    guard options.columns.isEmpty else {
      let wanted = options.columns.map { IdentifierKey($0.name) }
      if names.map({ IdentifierKey($0) }) == wanted { return true }
      return zip(options.columns, cells).contains { column, cell in
        guard cell == .varchar, let type = try? CSVOptions.type(column.value) else { return false }
        return type != .varchar && type != .blob && !type.isNested
      }
    }
    if let given = options.names, given.count == names.count,
      given.map({ IdentifierKey($0) }) != names.map({ IdentifierKey($0) })
    {
      // Names were given: a first record of texts above texts is data.
      return zip(cells, below).contains { $0 == .varchar && $1 != .varchar && $1 != .null }
    }
    return CSVHeader.looksLikeHeader(cells: cells, names: names, below: below)
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
      else { return typedBelow }
      return true
    }
    if typedBelow { return true }
    let filled = names.filter { !$0.isEmpty }
    return filled.count * 2 > names.count && Set(filled).count == filled.count
  }

  /// Names in the record before the table, which has another form: one field less (as R writes
  /// tables with names of rows), or other signs between the names.
  private func namesAbove() throws(Diagnostic) -> [String]? {
    let count = shape.columnCount
    guard count > 2, shape.first == 1, let above = shape.records.first, above.kind == .data else {
      return nil
    }
    if above.fieldCount == count - 1 {
      let names = try (0..<above.fieldCount).map { column throws(Diagnostic) in
        try name(above, column)
      }
      return names.allSatisfy { !$0.isEmpty } ? names + [""] : nil
    }
    guard above.fieldCount == 1 else { return nil }
    let others: [[UInt8]] = [[0x20], [0x2C], [0x3B], [9], [0x7C]]
    for delimiter in others where delimiter != shape.grammar.delimiter {
      var grammar = shape.grammar
      grammar.delimiter = delimiter
      var scanner = CSVRecordScanner(head, start: above.start, grammar: grammar)
      guard scanner.next(), scanner.record.fieldCount == count else { continue }
      let record = scanner.record
      let names = try (0..<count).map { column throws(Diagnostic) in try name(record, column) }
      if names.allSatisfy({ !$0.isEmpty && Double($0) == nil }) { return names }
    }
    return nil
  }

  /// The text of a name: no blanks around it, form C.
  private func name(_ record: CSVRecord, _ column: Int) throws(Diagnostic) -> String {
    let bytes = Array(record.content(column))
    if bytes.allSatisfy({ $0 < 0x80 }) {
      func isBlank(_ byte: UInt8) -> Bool { [9, 10, 13, 0x20].contains(byte) }
      guard let first = bytes.firstIndex(where: { !isBlank($0) }),
        let last = bytes.lastIndex(where: { !isBlank($0) })
      else { return "" }
      return String(decoding: bytes[first...last], as: UTF8.self)
    }
    if String(validating: bytes, as: UTF8.self) == nil {
      if options.ignoresErrors { return "" }
      throw Diagnostic.invalidText(
        file.location(of: record.source(column).lowerBound), byte: bytes.first { $0 >= 0x80 } ?? 0)
    }
    let text = String(decoding: NFC.normalise(bytes).bytes, as: UTF8.self)
    let blanks: Set<Character> = [" ", "\t", "\u{A0}", "\n", "\r", "\r\n", "\u{FEFF}"]
    let lower = text.drop { blanks.contains($0) }
    let upper = lower.reversed().drop { blanks.contains($0) }
    return String(upper.reversed())
  }
}
