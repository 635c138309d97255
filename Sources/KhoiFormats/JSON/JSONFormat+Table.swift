import KhoiData
import KhoiText
import Synchronization

/// From the ranges of JSON files to one table.
extension JSONFormat {
  func finish(_ ranges: [JSONRange], _ pass: Pass) throws(Diagnostic) -> LoadedTable {
    let results = pass.results.map { $0 ?? JSONRangeResult() }
    let names = try columnNames(results)
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() { places[name] = place }
    let shownNames = JSONShape.shown(names)
    for entry in options.types
    where !options.innerNames(entry.name).contains(where: { places[$0] != nil }) {
      throw Diagnostic.unknownColumnOption(entry.name, among: shownNames)
    }
    try checkPath(results)
    let fixed = try fixedKinds()
    var report = LoadReport(path: request.pattern)
    report.note(decoded)
    var kinds = names.map { fixed[$0] ?? .null }
    for result in results {
      for (name, column) in zip(result.names, result.columns) {
        if let place = places[name], fixed[name] == nil {
          kinds[place] = kinds[place].joined(column.kind)
        }
      }
    }
    for (place, name) in names.enumerated()
    where fixed[name] == nil && !options.isAllText && needsExact(name, kinds[place], results) {
      kinds[place] = .varchar
      report.exactNumbers.insert(place)
    }
    let loaded = try unify(results, ranges, names: names, kinds: kinds, pass.readers)
    var shown = shownNames
    if let only = options.columns.first, options.columns.count == 1 { shown = [only.name] }
    let made = ColumnNames.made(from: shown)
    for change in made.changes.prefix(5) { report.notices.append(.notice("column-name", change)) }
    let fields = zip(made.names, kinds).map { Field($0, $1.logicalType) }
    let table = try TableAssembler(
      fields: fields, ranges: loaded, threads: request.threads, pool: pool,
      monitor: request.monitor
    ).assemble()
    pool.close()
    report.fileCount = files.count
    report.rowCount = table.rowCount
    try noteTypes(results, names, fields, in: &report)
    let checked = report.checkTexts(of: table, fix: options.fix)
    let named = try options.files.adding(
      to: checked, try sources(ranges, results), pseudo: request.options.pseudoColumns)
    report.casts.merge(named.casts) { $1 }
    report.columns = named.table.schema.fields
    report.bytes = files.reduce(0) { $0 + $1.size }
    note(results, in: &report)
    return LoadedTable(table: named.table, report: report)
  }

  /// Whether neither BIGINT nor DOUBLE would hold all numbers of a column.
  private func needsExact(
    _ name: String, _ kind: ColumnKind, _ results: [JSONRangeResult]
  ) -> Bool {
    guard [.bigint, .double, .varchar].contains(kind) else { return false }
    var isInexact = false
    for result in results {
      guard let place = result.names.firstIndex(of: name) else { continue }
      if !result.isNumeric[place] && result.columns[place].kind != .null { return false }
      if result.needsExact[place] || (kind == .double && result.columns[place].isInexactAsDouble) {
        isInexact = true
      }
    }
    return isInexact
  }

  /// Throws where no row had the keys of the path.
  private func checkPath(_ results: [JSONRangeResult]) throws(Diagnostic) {
    guard !options.path.isEmpty, results.contains(where: { $0.rowCount > 0 || $0.bounds == nil })
    else { return }
    let reached = results.reduce(0) { max($0, $1.reachedLevels) }
    if reached < options.path.count {
      throw Diagnostic.jsonNoPath(
        request.pattern, options.path.joined(separator: "."), missing: options.path[reached],
        proposal: files.first.flatMap { JSONOutline(file: $0)?.path })
    }
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
    let wanted = options.columns.map { entry in
      options.innerNames(entry.name).first { known.contains($0) } ?? entry.name
    }
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
      let type = try CSVOptions.type(entry.value)
      for name in options.innerNames(entry.name) { types[name] = type }
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

  /// Something counted while reading and told once.
  private struct Tally {
    let name: String
    let noun: String
    let said: String
    let count: (JSONRangeResult) -> Int
  }

  private func note(_ results: [JSONRangeResult], in report: inout LoadReport) {
    let tallies = [
      Tally(name: "damaged-lines", noun: "line", said: "of no JSON made rows of NULLs") {
        $0.damagedLines
      },
      Tally(name: "repeated-keys", noun: "object", said: "with a key twice: the last value counts")
      {
        $0.repeatedKeys
      },
      Tally(
        name: "no-elements", noun: "row",
        said: "without elements to explode kept, with NULL for them"
      ) { $0.emptyParents },
      Tally(name: "marks-reordered", noun: "value", said: "with a misplaced tone repaired") {
        $0.reorderedCount
      },
      Tally(name: "normalised", noun: "value", said: "brought to composed form (NFC)") {
        $0.composedCount
      },
      Tally(
        name: "lone-surrogates", noun: "half", said: "of a character replaced by \u{FFFD}"
      ) { $0.loneSurrogates },
    ]
    for tally in tallies {
      let count = results.reduce(0) { $0 + tally.count($1) }
      if count == 0 { continue }
      report.notices.append(
        .notice(tally.name, "\(Diagnostic.counted(count, tally.noun)) \(tally.said)"))
    }
    if report.rowCount == 1, options.path.isEmpty, options.form == .keys, files.count == 1,
      let outline = JSONOutline(file: files[0])
    {
      report.notices.append(.jsonProposal(files[0].path, outline.path, count: outline.count))
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
    var placeOf: [String: Int] = [:]
    for (place, name) in names.enumerated() where placeOf[name] == nil { placeOf[name] = place }
    let (files, fixed, options) = (files, kindOf, options)
    let (places, monitor) = (placeOf, request.monitor)
    ParallelLoop.run(count: results.count, threads: readers.count) { place, worker in
      if monitor.shouldStop { return false }
      let result = results[place]
      var columns = names.map { _ in RangeColumn(nulls: result.rowCount) }
      var again: Set<String> = []
      for (name, column) in zip(result.names, result.columns) {
        guard let kind = fixed[name], let target = places[name] else { continue }
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
          if let target = places[name] { columns[target] = column }
        }
      }
      result.loaded.columns = []
      unified.set(place, LoadedRange(columns: columns, rowCount: result.rowCount))
      return true
    }
    if let error = failure.withLock({ $0 }) { throw error }
    if monitor.shouldStop { throw Diagnostic.loadCancelled }
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
