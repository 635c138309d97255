import KhoiData
import KhoiText

/// Loading CSV: from paths and options to a table and a report.
struct CSVFormat {
  private let request: ReadRequest
  private let options: CSVOptions
  private let files: [InputFile]
  private let decoded: [DecodedFile]
  private var sniffed: [SniffedCSV]
  /// Whether rows of another length may be mended where nothing was said of them.
  private let isLenient: Bool

  static func read(_ request: ReadRequest) throws(Diagnostic) -> LoadedTable {
    let options = try CSVOptions(request.options)
    do throws(Diagnostic) {
      var format = try CSVFormat(request, options, request.files, isSuspect: false)
      return try format.load()
    } catch {
      // What looked like UTF-8 where it was looked at may be something else.
      guard error.code == "io.invalid-utf-8", options.encoding == nil else { throw error }
      var format = try CSVFormat(request, options, request.files, isSuspect: true)
      return try format.load()
    }
  }

  private init(
    _ request: ReadRequest, _ options: CSVOptions, _ opened: [InputFile], isSuspect: Bool
  ) throws(Diagnostic) {
    self.request = request
    self.options = options
    isLenient =
      !options.isExplicit && options.columns.isEmpty && options.types.isEmpty
      && options.names == nil
    var decoded: [DecodedFile] = []
    var sniffed: [SniffedCSV] = []
    for file in opened {
      let text = try DecodedFile(
        file, as: options.encoding, isTolerant: !options.ignoresErrors, isSuspect: isSuspect,
        threads: request.threads, monitor: request.monitor)
      decoded.append(text)
      sniffed.append(
        try CSVSniffer(file: text.file, options: options, isLenient: isLenient).sniff())
    }
    let files = decoded.map(\.file)
    // A file without any record says nothing of columns, unless there is no other.
    let filled = files.indices.filter { !sniffed[$0].isEmpty }
    let kept = filled.isEmpty ? Array(files.indices.prefix(1)) : filled
    self.decoded = kept.map { decoded[$0] }
    self.files = kept.map { files[$0] }
    self.sniffed = kept.map { sniffed[$0] }
  }

  private mutating func load() throws(Diagnostic) -> LoadedTable {
    var report = LoadReport(path: request.pattern)
    var columns = try CSVColumns(options: options, files: files, sniffed: sniffed)
    report.note(decoded)
    report.notices.append(contentsOf: columns.notices)
    var reading: Reading
    do throws(Diagnostic) {
      reading = try self.reading(columns)
    } catch {
      guard error.code == "io.csv-value", !(options.columns.isEmpty && options.types.isEmpty)
      else { throw error }
      // A cast allows more than a file usually has, such as zeros before a number.
      columns = try CSVColumns(
        options: options, files: files, sniffed: sniffed, readsTexts: true)
      report.castError = error
      reading = try self.reading(columns)
    }
    if nullsLateErrors(reading.outcome, columns) {
      columns = try CSVColumns(options: options, files: files, sniffed: sniffed)
      reading = try self.reading(columns)
    }
    var outcome = reading.outcome
    outcome.counts += reading.counts
    report.fileCount = request.paths.count
    report.bytes = files.reduce(0) { $0 + $1.size }
    report.casts = columns.casts
    report.dropsMisfits = options.ignoresErrors
    // Before numbers and dates are looked for, whose words may be damaged, too.
    outcome.table = report.checkTexts(of: outcome.table, fix: options.fix)
    var styled = StyledTable(
      outcome.table, columns: columns.columns, doubtful: outcome.doubtfulColumns, options: options,
      delimiter: sniffed.first?.grammar.delimiter ?? [], threads: request.threads,
      monitor: request.monitor)
    try styled.read(path: request.pattern)
    outcome.table = styled.table
    report.notices.append(contentsOf: styled.notices)
    report.nullsMisfits = options.nullsMisfits
    report.rejects = Array(reading.rejects.prefix(options.rejects.limit))
    report.rejectsTable = options.rejects.table
    CSVReporter(options: options, sniffed: sniffed, files: files, columns: columns)
      .describe(outcome, reading, in: &report)
    let named = try options.files.adding(
      to: outcome.table,
      files.indices.map { place in
        FileColumns.Source(
          path: files[place].path, rowCount: outcome.rowCounts[place], lines: outcome.lines[place])
      }, pseudo: request.options.pseudoColumns)
    report.casts.merge(named.casts) { $1 }
    report.columns = named.table.schema.fields
    return LoadedTable(table: named.table, report: report)
  }

  /// Whether columns became text by errors of a spreadsheet that the first rows do not have, which
  /// are to be NULL then.
  private mutating func nullsLateErrors(
    _ outcome: CSVReader.Outcome, _ columns: CSVColumns
  ) -> Bool {
    guard options.looksForSheets,
      options.sheetErrors.applies(options, isUnmistakable: true),
      sniffed.contains(where: { !$0.sheet.rules.nullsErrors })
    else { return false }
    let table = outcome.table
    let hasErrors = columns.columns.indices.contains { place in
      let column = columns.columns[place]
      guard column.fixedKind == nil, column.guess != .varchar, column.guess != .null,
        table.schema[place].type == .varchar
      else { return false }
      return Self.hasErrors(table, place)
    }
    guard hasErrors else { return false }
    for place in sniffed.indices {
      sniffed[place].sheet.rules.nullsErrors = true
      sniffed[place].needsTranscoding = true
    }
    return true
  }

  /// Whether a column of text holds `#N/A` or the like.
  private static func hasErrors(_ table: Table, _ column: Int) -> Bool {
    if let dictionary = table.dictionary(of: column) {
      return (0..<dictionary.count).contains { isError(dictionary.entries[$0]) }
    }
    return table.segments.contains { segment in
      let values = segment.columns[column].slice(0, segment.rowCount).flattened()
      return (0..<values.count).contains { !values.isNull($0) && isError(values.textView($0)) }
    }
  }

  private static func isError(_ view: TextView) -> Bool {
    view.count >= 4 && view.count <= 8 && SheetCell.isError(Array(view.string.utf8)[...])
  }

  /// What reading came to, with what was left out before.
  struct Reading {
    var outcome: CSVReader.Outcome
    var counts = RecordCounts()
    var sheets: [SheetOutcome] = []
    var rejects: [RejectedRow] = []
  }

  /// The table; a few damaged rows are mended where that is allowed.
  private func reading(_ columns: CSVColumns) throws(Diagnostic) -> Reading {
    let mended = sniffed.map(\.mendsRows)
    do throws(Diagnostic) {
      return try reading(columns, mends: mended)
    } catch {
      let mayMend = [
        "io.csv-ragged-row", "io.csv-unclosed-quote", "io.csv-quote",
      ].contains(error.code)
      guard isLenient, mayMend, !mended.allSatisfy({ $0 }) else { throw error }
      let result = try reading(columns, mends: mended.map { _ in true })
      let counts = result.counts
      let odd = counts.padded + counts.cut + counts.damaged + counts.rejected + counts.misfit
      // More than a few are no accident: the first of them is the error.
      let rowCount = result.outcome.table.rowCount
      guard rowCount >= 10, odd * 10 <= rowCount else { throw error }
      return result
    }
  }

  private func reading(
    _ columns: CSVColumns, mends: [Bool]
  ) throws(Diagnostic) -> Reading {
    var counts = RecordCounts()
    var sheets = [SheetOutcome](repeating: SheetOutcome(), count: files.count)
    var rejects: [RejectedRow] = []
    var sources: [CSVSource] = []
    for place in files.indices {
      let found = sniffed[place]
      let swapsDecimals =
        options.decimalSeparator == 0x2C && columns.castNumbers(place).contains(true)
      if mends[place] || found.needsTranscoding || swapsDecimals {
        let transcoded = try transcoded(place, columns, mends: mends[place])
        counts += transcoded.counts
        sheets[place] = transcoded.sheet
        rejects.append(contentsOf: transcoded.rejects)
        sources.append(source(place, columns, file: transcoded.file, isTranscoded: true))
      } else {
        sources.append(source(place, columns, file: files[place], isTranscoded: false))
      }
    }
    let bytes = sources.reduce(0) { $0 + $1.file.size }
    let reader = CSVReader(
      sources: sources, columns: columns.columns, threads: request.threads,
      rangeSize: options.rangeSize ?? CSVFormat.rangeSize(bytes: bytes, threads: request.threads),
      monitor: request.monitor)
    return Reading(outcome: try reader.load(), counts: counts, sheets: sheets, rejects: rejects)
  }

  private func source(
    _ place: Int, _ columns: CSVColumns, file: InputFile, isTranscoded: Bool
  ) -> CSVSource {
    let found = sniffed[place]
    var dialect = isTranscoded ? CSVDialect() : found.grammar.dialect ?? CSVDialect()
    dialect.decimalSeparator = options.decimalSeparator ?? 0x2E
    if !isTranscoded {
      dialect.raggedPolicy = options.raggedPolicy ?? .error
      dialect.nullTexts = (options.nullTexts ?? []).filter { !$0.isEmpty }.map { Array($0.utf8) }
    }
    return CSVSource(
      file: file, dialect: dialect, columnCount: found.columnCount,
      dataStart: isTranscoded ? 0 : found.dataStart,
      hasQuotes: isTranscoded || found.hasQuotes, fields: columns.fields[place],
      formats: columns.formats(place, found),
      notesOffsets: request.options.pseudoColumns.contains("_line"))
  }

  private func transcoded(
    _ place: Int, _ columns: CSVColumns, mends: Bool
  ) throws(Diagnostic) -> CSVTranscoder.Outcome {
    var rules = options.rules
    rules.checks = columns.checks(place, options)
    rules.names = columns.names(place)
    rules.isCastNumber = columns.castNumbers(place)
    rules.keepsText = try columns.forcedTexts(place, options)
    rules.sheet = sniffed[place].sheet.rules
    rules.fieldNulls = try columns.fieldNulls(place, options)
      .merging(rules.sheet.fieldNulls) { said, _ in said }
    rules.sheet.filledDown += try columns.filledDown(place, options)
    if mends {
      rules.padsShort = true
      rules.cutsLong = true
      rules.ignoresDamage = true
    }
    return try CSVTranscoder(
      file: files[place], grammar: sniffed[place].grammar, rules: rules,
      columnCount: sniffed[place].columnCount
    ).transcode(from: sniffed[place].dataStart, monitor: request.monitor)
  }

  /// Large enough to pay for starting, small enough to stay in the caches and to share out evenly.
  static func rangeSize(bytes: Int, threads: Int) -> Int {
    min(1 << 20, max(1 << 16, bytes / max(1, threads * 4)))
  }
}
