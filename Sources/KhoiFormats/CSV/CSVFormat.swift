import KhoiData
import KhoiText

/// Loading CSV: from paths and options to a table and a report.
struct CSVFormat {
  private let request: ReadRequest
  private let options: CSVOptions
  private let files: [InputFile]
  private let sniffed: [SniffedCSV]
  /// Whether rows of another length may be mended where nothing was said of them.
  private let isLenient: Bool

  static func read(_ request: ReadRequest) throws(Diagnostic) -> LoadedTable {
    try CSVFormat(request).load()
  }

  private init(_ request: ReadRequest) throws(Diagnostic) {
    self.request = request
    let options = try CSVOptions(request.options)
    self.options = options
    isLenient =
      !options.isExplicit && options.columns.isEmpty && options.types.isEmpty
      && options.names == nil
    var files: [InputFile] = []
    var sniffed: [SniffedCSV] = []
    for opened in request.files {
      let file = try options.encoding.decoded(opened)
      files.append(file)
      sniffed.append(
        try CSVSniffer(file: file, options: options, isLenient: isLenient).sniff())
    }
    // A file without any record says nothing of columns, unless there is no other.
    let filled = files.indices.filter { !sniffed[$0].isEmpty }
    let kept = filled.isEmpty ? Array(files.indices.prefix(1)) : filled
    self.files = kept.map { files[$0] }
    self.sniffed = kept.map { sniffed[$0] }
  }

  private func load() throws(Diagnostic) -> LoadedTable {
    var report = LoadReport(path: request.pattern)
    var columns = try CSVColumns(options: options, files: files, sniffed: sniffed)
    report.notices.append(contentsOf: columns.notices)
    var (outcome, counts): (CSVReader.Outcome, RecordCounts)
    do throws(Diagnostic) {
      (outcome, counts) = try self.outcome(columns)
    } catch {
      guard error.code == "io.csv-value", !(options.columns.isEmpty && options.types.isEmpty)
      else { throw error }
      // A cast allows more than a file usually has, such as zeros before a number.
      columns = try CSVColumns(
        options: options, files: files, sniffed: sniffed, readsTexts: true)
      report.castError = error
      (outcome, counts) = try self.outcome(columns)
    }
    outcome.counts += counts
    report.fileCount = request.paths.count
    report.bytes = files.reduce(0) { $0 + $1.size }
    report.casts = columns.casts
    report.dropsMisfits = options.ignoresErrors
    CSVReporter(options: options, sniffed: sniffed).describe(outcome, in: &report)
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

  /// The table; a few damaged rows are mended where that is allowed.
  private func outcome(
    _ columns: CSVColumns
  ) throws(Diagnostic) -> (CSVReader.Outcome, RecordCounts) {
    let mended = sniffed.map(\.mendsRows)
    do throws(Diagnostic) {
      return try outcome(columns, mends: mended)
    } catch {
      let mayMend = [
        "io.csv-ragged-row", "io.csv-unclosed-quote", "io.csv-quote",
      ].contains(error.code)
      guard isLenient, mayMend, !mended.allSatisfy({ $0 }) else { throw error }
      let (result, counts) = try outcome(columns, mends: mended.map { _ in true })
      let odd = counts.padded + counts.cut + counts.damaged + counts.rejected + counts.misfit
      // More than a few are no accident: the first of them is the error.
      guard result.table.rowCount >= 10, odd * 10 <= result.table.rowCount else { throw error }
      return (result, counts)
    }
  }

  private func outcome(
    _ columns: CSVColumns, mends: [Bool]
  ) throws(Diagnostic) -> (CSVReader.Outcome, RecordCounts) {
    var counts = RecordCounts()
    var sources: [CSVSource] = []
    for place in files.indices {
      let found = sniffed[place]
      let swapsDecimals =
        options.decimalSeparator == 0x2C && columns.castNumbers(place).contains(true)
      if mends[place] || found.needsTranscoding || swapsDecimals {
        let transcoded = try transcoded(place, columns, mends: mends[place])
        counts += transcoded.counts
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
    return (try reader.load(), counts)
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
    if mends {
      rules.padsShort = true
      rules.cutsLong = true
      rules.ignoresDamage = true
    }
    return try CSVTranscoder(
      file: files[place], grammar: sniffed[place].grammar, rules: rules,
      columnCount: sniffed[place].columnCount
    ).transcode(from: sniffed[place].dataStart)
  }

  /// Large enough to pay for starting, small enough to stay in the caches and to share out evenly.
  static func rangeSize(bytes: Int, threads: Int) -> Int {
    min(1 << 20, max(1 << 16, bytes / max(1, threads * 4)))
  }
}
