import KhoiData
import KhoiText

/// Loading CSV: from paths and options to a table and a report.
struct CSVFormat {
  private let options: CSVOptions
  private let files: [InputFile]
  private let sniffed: [SniffedCSV]

  static func read(_ request: ReadRequest) throws(Diagnostic) -> LoadedTable {
    try CSVFormat(request).load(request)
  }

  private init(_ request: ReadRequest) throws(Diagnostic) {
    options = try CSVOptions(request.options)
    var files: [InputFile] = []
    var sniffed: [SniffedCSV] = []
    for path in request.paths {
      let file = try InputFile(path: path)
      files.append(file)
      sniffed.append(try CSVSniffer(file: file, options: options).sniff())
    }
    self.files = files
    self.sniffed = sniffed
  }

  private func load(_ request: ReadRequest) throws(Diagnostic) -> LoadedTable {
    var report = LoadReport(path: request.pattern)
    let names = try columnNames(&report)
    let mapping = try fieldMapping(names)
    let columns = try typedColumns(mapping.names, mapping.fields)
    let sources = files.indices.map { place in
      CSVSource(
        file: files[place], dialect: sniffed[place].dialect,
        columnCount: sniffed[place].columnCount, dataStart: sniffed[place].dataStart,
        hasQuotes: sniffed[place].hasQuotes, fields: mapping.fields[place])
    }
    let bytes = files.reduce(0) { $0 + $1.size }
    let reader = CSVReader(
      sources: sources, columns: columns, threads: request.threads,
      rangeSize: options.rangeSize ?? CSVFormat.rangeSize(bytes: bytes, threads: request.threads),
      isCancelled: request.isCancelled)
    let outcome = try reader.load()
    report.fileCount = files.count
    report.bytes = bytes
    describe(outcome, in: &report)
    return LoadedTable(table: outcome.table, report: report)
  }

  /// Large enough to pay for starting, small enough to stay in the caches and to share out evenly.
  static func rangeSize(bytes: Int, threads: Int) -> Int {
    min(1 << 20, max(1 << 16, bytes / max(1, threads * 4)))
  }

  /// The columns' names of each file.
  private func columnNames(_ report: inout LoadReport) throws(Diagnostic) -> [[String]] {
    var result: [[String]] = []
    for (place, sniffed) in sniffed.enumerated() {
      var names = sniffed.header ?? ColumnNames.numbered(sniffed.columnCount)
      if !options.columns.isEmpty { names = options.columns.map(\.name) }
      if let given = options.names {
        names = given + names.dropFirst(given.count)
      }
      if names.count != sniffed.columnCount {
        throw Diagnostic.wrongOptionValue(
          options.columns.isEmpty ? "names" : "columns",
          "a list of at most \(Diagnostic.counted(sniffed.columnCount, "name")), as "
            + "'\(files[place].path)' has that many columns", at: nil)
      }
      let made = ColumnNames.made(from: names)
      if place == 0 && sniffed.header != nil {
        for change in made.changes.prefix(5) {
          report.notices.append(.notice("column-name", change))
        }
      }
      result.append(made.names)
    }
    return result
  }

  private struct Mapping {
    var names: [String]
    /// For each file and each column of the table the field it comes from.
    var fields: [[Int?]]
  }

  private func fieldMapping(_ names: [[String]]) throws(Diagnostic) -> Mapping {
    let keys = names.map { $0.map { IdentifierKey($0) } }
    var all = names.first ?? []
    var allKeys = keys.first ?? []
    if options.unitesByName {
      for (file, fileKeys) in keys.enumerated() {
        for (place, key) in fileKeys.enumerated() where !allKeys.contains(key) {
          all.append(names[file][place])
          allKeys.append(key)
        }
      }
    }
    var fields: [[Int?]] = []
    for (file, fileKeys) in keys.enumerated() {
      if !options.unitesByName {
        let path = files[file].path
        if fileKeys.count != allKeys.count {
          throw Diagnostic.columnsDiffer(
            path, files[0].path, "\(fileKeys.count) instead of \(allKeys.count)")
        }
        if sniffed[file].header == nil || sniffed[0].header == nil || fileKeys == allKeys {
          fields.append(Array(allKeys.indices))
          continue
        }
        if let missing = allKeys.firstIndex(where: { !fileKeys.contains($0) }) {
          throw Diagnostic.columnsDiffer(path, files[0].path, "no column \"\(all[missing])\"")
        }
      }
      fields.append(allKeys.map { fileKeys.firstIndex(of: $0) })
    }
    return Mapping(names: all, fields: fields)
  }

  private func typedColumns(
    _ names: [String], _ fields: [[Int?]]
  ) throws(Diagnostic) -> [CSVColumn] {
    var columns: [CSVColumn] = []
    for (place, name) in names.enumerated() {
      var guess = ColumnKind.null
      for (file, sniffed) in sniffed.enumerated() {
        if let field = fields[file][place], field < sniffed.guesses.count {
          guess = guess.joined(sniffed.guesses[field])
        }
      }
      columns.append(
        CSVColumn(name: name, fixedKind: options.isAllText ? .varchar : nil, guess: guess))
    }
    for (place, entry) in options.columns.enumerated() where place < columns.count {
      columns[place].fixedKind = try CSVOptions.kind(entry.value)
    }
    for (place, entry) in options.types.enumerated() {
      let target =
        entry.name.isEmpty
        ? place : names.firstIndex { IdentifierKey($0) == IdentifierKey(entry.name) }
      guard let target, target < columns.count else {
        throw Diagnostic.unknownColumnOption(entry.name, among: names)
      }
      columns[target].fixedKind = try CSVOptions.kind(entry.value)
    }
    return columns
  }

  private func describe(_ outcome: CSVReader.Outcome, in report: inout LoadReport) {
    report.rowCount = outcome.table.rowCount
    report.columns = outcome.table.schema.fields
    if let first = sniffed.first {
      report.delimiter = first.dialect.delimiterText
      report.hasHeader = first.header != nil
      report.headerLine = first.headerLine
      if first.dialect.lineEnd == .carriageReturn { report.assumed.append("line ends CR") }
      if options.delimiter == nil { report.assumed.append(contentsOf: warnedDelimiter(first)) }
    }
    let counts = outcome.counts
    let phrases: [(Int, String, String)] = [
      (counts.blank, "blank-lines", "empty line"),
      (counts.padded, "short-rows", "short row"),
      (counts.cut, "long-rows", "long row"),
      (counts.rejected, "rejected-rows", "row"),
      (counts.emptySurplus, "surplus-delimiters", "row"),
    ]
    let endings = [
      "left out", "filled with NULL", "cut", "of another length rejected",
      "with empty fields behind the last column taken without them",
    ]
    for ((count, name, noun), ending) in zip(phrases, endings) where count > 0 {
      report.notices.append(.notice(name, "\(Diagnostic.counted(count, noun)) \(ending)"))
    }
    if outcome.composedCount > 0 {
      report.notices.append(
        .notice(
          "normalised",
          "\(Diagnostic.counted(outcome.composedCount, "value")) brought to composed form (NFC)"))
    }
    if outcome.reorderedCount > 0 {
      report.notices.append(
        .notice(
          "marks-reordered",
          "\(Diagnostic.counted(outcome.reorderedCount, "value")) with a misplaced tone repaired"))
    }
    for name in outcome.inexactColumns {
      report.notices.append(
        .notice(
          "kept-as-text",
          "column \"\(name)\" kept as text: its long whole numbers would lose digits as DOUBLE"))
    }
    report.notices.append(contentsOf: digitTexts(outcome.table))
  }

  /// A file of one column in which a delimiter of no use was found may have been misread.
  private func warnedDelimiter(_ sniffed: SniffedCSV) -> [String] {
    sniffed.columnCount == 1
      && sniffed.header.map { $0[0].contains { ",;|\t".contains($0) } } == true
      ? ["one column"] : []
  }

  /// Text columns of nothing but digits: codes that numbers would damage.
  private func digitTexts(_ table: Table) -> [Diagnostic] {
    var notices: [Diagnostic] = []
    for column in 0..<table.schema.count where table.schema[column].type == .varchar {
      guard options.types.isEmpty, !options.isAllText, options.columns.isEmpty,
        let reason = DigitColumn.reason(table, column)
      else { continue }
      notices.append(
        .notice(
          "kept-as-text",
          "column \"\(table.schema[column].name)\" kept as text: \(reason)"))
    }
    return notices
  }
}
