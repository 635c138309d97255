import KhoiData
import KhoiText
import Synchronization

/// Loads JSON files as one table: arrays of objects, one object a line, or objects one after the
/// other.
///
/// A row is an object and its keys are columns; objects and arrays within are JSON text, of which
/// the engine makes structures and lists. Files of one object a line are cut in ranges and read by
/// all workers; anything else is read in one piece. Types widen over all rows as for CSV, with the
/// same parser.
struct JSONFormat {
  private let request: ReadRequest
  private let options: JSONOptions
  private let files: [InputFile]
  private let pool = SlabPool()

  static func read(_ request: ReadRequest) throws(Diagnostic) -> LoadedTable {
    try JSONFormat(request).load()
  }

  private init(_ request: ReadRequest) throws(Diagnostic) {
    self.request = request
    options = try JSONOptions(request.options)
    files = request.files
  }

  private func load() throws(Diagnostic) -> LoadedTable {
    var ranges: [JSONRange] = []
    for place in files.indices { ranges.append(contentsOf: try plannedRanges(place)) }
    var pass = try readAll(ranges)
    if ranges.contains(where: { $0.isLines }), pass.results.contains(where: { $0?.error != nil }) {
      // Perhaps objects go over several lines; if not, the error will come again, and better.
      ranges = files.indices.map {
        JSONRange(source: $0, lower: 0, upper: files[$0].size, isLines: false)
      }
      pass = try readAll(ranges)
    }
    for result in pass.results { if let error = result?.error { throw error } }
    for file in files { try file.checkUnchanged() }
    return try finish(ranges, pass)
  }

  private func plannedRanges(_ place: Int) throws(Diagnostic) -> [JSONRange] {
    let file = files[place]
    let size =
      options.rangeSize ?? CSVFormat.rangeSize(bytes: file.size, threads: request.threads) * 2
    let head = ScanBuffer()
    try file.read(offset: 0, count: 1 << 16, into: head)
    let mark = head.bytes(0, 2)
    if mark == [0xFF, 0xFE] { throw Diagnostic.otherEncoding(file.path, "UTF-16LE") }
    if mark == [0xFE, 0xFF] { throw Diagnostic.otherEncoding(file.path, "UTF-16BE") }
    let mayBeLines = options.layout == .auto ? head.firstLineIsObject : options.layout == .lines
    guard mayBeLines, file.size > size || options.layout == .lines else {
      return [JSONRange(source: place, lower: 0, upper: file.size, isLines: false)]
    }
    return stride(from: 0, to: file.size, by: size).map {
      JSONRange(source: place, lower: $0, upper: min(file.size, $0 + size), isLines: true)
    }
  }

  private struct Pass {
    var results: [JSONRangeResult?]
    var readers: [JSONRangeReader]
  }

  /// The kinds of columns whose types were given.
  private func fixedKinds() throws(Diagnostic) -> [String: ColumnKind] {
    var kinds: [String: ColumnKind] = [:]
    for entry in options.types + options.columns {
      let type = try CSVOptions.type(entry.value)
      // With errors to be ignored, a cast makes NULL of what does not have the type.
      kinds[entry.name] = options.ignoresErrors ? .varchar : .reading(type)
    }
    if options.columns.count == 1, let only = options.columns.first {
      kinds[JSONScanner.valueName.description] = kinds[only.name]
    }
    return kinds
  }

  private func readAll(_ ranges: [JSONRange]) throws(Diagnostic) -> Pass {
    let workers = max(1, min(request.threads, ranges.count))
    let readers = (0..<workers).map { _ in JSONRangeReader(pool: pool) }
    let results = ParallelResults<JSONRangeResult>(count: ranges.count)
    let guesses = Mutex<[String: ColumnKind]>([:])
    let cancelled = Atomic(false)
    let fixed = try fixedKinds()
    let (files, isCancelled, options) = (files, request.isCancelled, options)
    let monitor = request.monitor
    let notesOffsets = request.options.pseudoColumns.contains("_line")
    ParallelLoop.run(count: ranges.count, threads: workers) { place, worker in
      if isCancelled() {
        cancelled.store(true, ordering: .relaxed)
        return false
      }
      let known = guesses.withLock { $0 }
      let range = ranges[place]
      let result = readers[worker].read(
        range, of: files[range.source], guesses: known, fixed: fixed, options: options,
        notesOffsets: notesOffsets)
      results.set(place, result)
      monitor.advance(bytes: range.upper - range.lower, rows: result.rowCount)
      guesses.withLock { known in
        for (name, column) in zip(result.names, result.columns) {
          known[name] = (known[name] ?? .null).joined(column.kind)
        }
      }
      return result.error == nil
    }
    if cancelled.load(ordering: .relaxed) { throw Diagnostic.loadCancelled }
    return Pass(results: ranges.indices.map { results.take($0) }, readers: readers)
  }

  // MARK: From ranges to the table

  private func finish(_ ranges: [JSONRange], _ pass: Pass) throws(Diagnostic) -> LoadedTable {
    let results = pass.results.map { $0 ?? JSONRangeResult() }
    let names = try columnNames(results)
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() { places[name] = place }
    for entry in options.types where places[entry.name] == nil {
      throw Diagnostic.unknownColumnOption(entry.name, among: names)
    }
    let fixed = try fixedKinds()
    var report = LoadReport(path: request.pattern)
    var kinds = names.map { fixed[$0] ?? .null }
    for result in results {
      for (name, column) in zip(result.names, result.columns) {
        if let place = places[name], fixed[name] == nil {
          kinds[place] = kinds[place].joined(column.kind)
        }
      }
    }
    for (place, name) in names.enumerated() where kinds[place] == .double && fixed[name] == nil {
      let isInexact = results.contains { result in
        result.names.firstIndex(of: name).map { result.columns[$0].isInexactAsDouble } ?? false
      }
      if isInexact {
        kinds[place] = .varchar
        report.notices.append(
          .notice(
            "kept-as-text",
            "column \"\(name)\" kept as text: its long whole numbers would lose digits as DOUBLE"))
      }
    }
    let loaded = try unify(results, ranges, names: names, kinds: kinds, pass.readers)
    var shown = names
    if let only = options.columns.first, options.columns.count == 1 { shown = [only.name] }
    let made = ColumnNames.made(from: shown)
    for change in made.changes.prefix(5) { report.notices.append(.notice("column-name", change)) }
    let fields = zip(made.names, kinds).map { Field($0, $1.logicalType) }
    let table = TableAssembler(fields: fields, ranges: loaded, threads: request.threads, pool: pool)
      .assemble()
    pool.close()
    report.fileCount = files.count
    report.rowCount = table.rowCount
    try noteTypes(results, names, fields, in: &report)
    let named = try options.files.adding(
      to: table, try sources(ranges, results), pseudo: request.options.pseudoColumns)
    report.casts.merge(named.casts) { $1 }
    report.columns = named.table.schema.fields
    report.bytes = files.reduce(0) { $0 + $1.size }
    note(results, in: &report)
    return LoadedTable(table: named.table, report: report)
  }

  /// What each file gave.
  private func sources(
    _ ranges: [JSONRange], _ results: [JSONRangeResult]
  ) throws(Diagnostic) -> [FileColumns.Source] {
    var sources = files.map { FileColumns.Source(path: $0.path, rowCount: 0) }
    var offsets = files.map { _ in [Int]() }
    for (range, result) in zip(ranges, results) {
      sources[range.source].rowCount += result.rowCount
      offsets[range.source] += result.offsets
    }
    guard request.options.pseudoColumns.contains("_line") else { return sources }
    for place in files.indices {
      sources[place].lines = try files[place].lines(of: offsets[place], monitor: request.monitor)
    }
    return sources
  }

  /// The columns, in order: those that were asked for, or all that came up.
  private func columnNames(_ results: [JSONRangeResult]) throws(Diagnostic) -> [String] {
    var names: [String] = []
    var known = Set<String>()
    for result in results {
      for name in result.names where known.insert(name).inserted { names.append(name) }
    }
    guard !options.columns.isEmpty else { return names }
    let value = JSONScanner.valueName.description
    let wanted = options.columns.map(\.name)
    if !known.contains(value) || wanted.contains(value) { return wanted }
    if wanted.count == 1 { return [value] }
    if options.ignoresErrors { return wanted }
    throw Diagnostic.jsonNoObjects(request.pattern, columnCount: wanted.count)
  }

  /// What becomes of columns once they are loaded: casts to the types that were given, and
  /// structures and lists of objects and arrays.
  private func noteTypes(
    _ results: [JSONRangeResult], _ names: [String], _ fields: [Field],
    in report: inout LoadReport
  ) throws(Diagnostic) {
    report.nullsMisfits = options.ignoresErrors
    report.jsonDepth = options.maximumDepth
    var nested = Set<String>()
    var scalar = Set<String>()
    for result in results {
      for (place, name) in result.names.enumerated() {
        if result.hasNested[place] { nested.insert(name) }
        if result.hasScalars[place] { scalar.insert(name) }
      }
    }
    var types: [String: LogicalType] = [:]
    for entry in options.types + options.columns {
      types[entry.name] = try CSVOptions.type(entry.value)
    }
    for (place, name) in names.enumerated() where !options.isAllText {
      let isJSON = nested.contains(name) && !scalar.contains(name)
      if isJSON { report.jsonColumns.insert(place) }
      let given =
        types[name] ?? (options.columns.count == 1 ? types[options.columns[0].name] : nil)
      if let given {
        report.casts[place] = given == fields[place].type ? nil : given
      } else if options.form == .text {
        report.casts[place] = .json
      } else if isJSON {
        report.untypedColumns.insert(place)
      } else if options.convertsIntegers && fields[place].type == .varchar {
        report.integerCandidates.insert(place)
      }
    }
  }

  private func note(_ results: [JSONRangeResult], in report: inout LoadReport) {
    let composed = results.reduce(0) { $0 + $1.composedCount }
    let surrogates = results.reduce(0) { $0 + $1.loneSurrogates }
    if composed > 0 {
      report.notices.append(
        .notice(
          "normalised",
          "\(Diagnostic.counted(composed, "value")) brought to composed form (NFC)"))
    }
    if surrogates > 0 {
      report.notices.append(
        .notice(
          "lone-surrogates",
          "\(Diagnostic.counted(surrogates, "half")) of a character replaced by \u{FFFD}"))
    }
  }

  /// Brings every range to the kinds of the whole, reading it again where only its bytes can tell.
  private func unify(
    _ results: [JSONRangeResult], _ ranges: [JSONRange], names: [String], kinds: [ColumnKind],
    _ readers: [JSONRangeReader]
  ) throws(Diagnostic) -> [LoadedRange] {
    let unified = ParallelResults<LoadedRange>(count: results.count)
    let failure = Mutex<Diagnostic?>(nil)
    var kindOf: [String: ColumnKind] = [:]
    for (name, kind) in zip(names, kinds) { kindOf[name] = kind }
    let (files, fixed, options) = (files, kindOf, options)
    ParallelLoop.run(count: results.count, threads: readers.count) { place, worker in
      let result = results[place]
      var columns = names.map { _ in RangeColumn(nulls: result.rowCount) }
      var again: Set<String> = []
      for (name, column) in zip(result.names, result.columns) {
        guard let kind = fixed[name], let target = names.firstIndex(of: name) else { continue }
        if let converted = column.converted(to: kind) {
          columns[target] = converted
        } else {
          again.insert(name)
        }
      }
      if !again.isEmpty {
        let fresh = readers[worker].read(
          ranges[place], of: files[ranges[place].source], guesses: [:], fixed: fixed,
          options: options, only: again)
        if let error = fresh.error {
          failure.withLock { $0 = $0 ?? error }
          return false
        }
        for (name, column) in zip(fresh.names, fresh.columns) {
          if let target = names.firstIndex(of: name) { columns[target] = column }
        }
      }
      result.loaded.columns = []
      unified.set(place, LoadedRange(columns: columns, rowCount: result.rowCount))
      return true
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return results.indices.map { unified.take($0) ?? LoadedRange(columns: [], rowCount: 0) }
  }
}

extension RangeColumn {
  /// Whether a whole number is among the values that a double does not hold exactly.
  var isInexactAsDouble: Bool {
    kind == .bigint && rowCount > nullCount
      && (!RangeColumn.exactDoubles.contains(least) || !RangeColumn.exactDoubles.contains(greatest))
  }
}

extension ScanBuffer {
  /// Whether the first line that is not blank begins with `{` and ends with `}`.
  fileprivate var firstLineIsObject: Bool {
    var start = bytes(0, 3) == [0xEF, 0xBB, 0xBF] ? 3 : 0
    while start < count && self[start] <= 0x20 { start += 1 }
    guard start < count, self[start] == 0x7B else { return false }
    var end = (offset(behindLineFeedFrom: start) ?? count) - 1
    while end > start && self[end] <= 0x20 { end -= 1 }
    return self[end] == 0x7D
  }
}
