import KhoiData
import KhoiText
import Synchronization

/// Loads CSV files as one table.
///
/// Files are cut in ranges that workers read independently: each reads its bytes, finds the records
/// that start in them (`FieldIndex`), and parses column by column (`ColumnParser`). Where a range
/// starts is a guess, as a line end may stand inside quotes; afterwards the ranges are checked like
/// dominoes (each must start where the one before ended) and, should one not fit, everything is
/// read again from starts found in order. The types of all ranges are joined, columns of ranges
/// that were read more narrowly are converted or read again, and `TableAssembler` makes segments.
struct CSVReader: Sendable {
  let sources: [CSVSource]
  let columns: [CSVColumn]
  let threads: Int
  let rangeSize: Int
  let pool = SlabPool()
  let monitor: LoadMonitor

  @Sendable private func isCancelled() -> Bool { monitor.shouldStop }

  /// What a load came to.
  struct Outcome {
    var table: Table
    var counts = RecordCounts()
    var composedCount = 0
    var reorderedCount = 0
    /// Columns of whole numbers and fractions kept as text, as a double would lose digits.
    var inexactColumns: [String] = []
    /// Columns of numbers or days kept as text, as they may mean something else.
    var doubtfulColumns: Set<Int> = []
    /// Rows of each source.
    var rowCounts: [Int] = []
    /// The lines that the rows of each source begin in, if that was asked for.
    var lines: [[Int64]] = []
  }

  func load() throws(Diagnostic) -> Outcome {
    var ranges = plannedRanges()
    var pass = try readAll(ranges)
    if sources.contains(where: { $0.hasQuotes }), firstBrokenRange(ranges, pass.results) != nil {
      // The quotes around the starts said something else than those of the whole file.
      try guessQuotes(&ranges)
      pass = try readAll(ranges)
    }
    if let broken = firstBrokenRange(ranges, pass.results) {
      ranges = try exactRanges(ranges, from: broken)
      pass = try readAll(ranges)
    }
    for result in pass.results { if let error = result?.error { throw error } }
    for source in sources { try source.file.checkUnchanged() }
    return try finish(ranges, pass)
  }

  private func plannedRanges() -> [CSVRange] {
    var ranges: [CSVRange] = []
    for (place, source) in sources.enumerated() {
      var lower = source.dataStart
      while lower < source.file.size {
        let upper = min(source.file.size, lower + rangeSize)
        ranges.append(CSVRange(source: place, lower: lower, upper: upper))
        lower = upper
      }
    }
    return ranges
  }

  private struct Pass {
    var results: [CSVRangeResult?]
    var readers: [CSVRangeReader]
  }

  /// Reads all ranges, or those up to the first with an error.
  private func readAll(_ ranges: [CSVRange]) throws(Diagnostic) -> Pass {
    let workers = max(1, min(threads, ranges.count))
    let readers = (0..<workers).map { _ in CSVRangeReader(columnCount: columns.count, pool: pool) }
    let results = ParallelResults<CSVRangeResult>(count: ranges.count)
    let progress = ReadingProgress(columns)
    ParallelLoop.run(count: ranges.count, threads: workers) { place, worker in
      if isCancelled() {
        progress.isCancelled.store(true, ordering: .relaxed)
        return false
      }
      let range = ranges[place]
      let expected = progress.guesses.withLock { $0 }
      let result = readers[worker].read(range, of: sources[range.source], columns: expected)
      results.set(place, result)
      if result.error != nil { return false }
      monitor.advance(bytes: range.upper - range.lower, rows: result.loaded.rowCount)
      let found = result.loaded.columns
      // Later ranges start with what this one found, so that they need not find it again.
      progress.guesses.withLock { known in
        for column in found.indices {
          known[column].guess = known[column].guess.joined(found[column].kind)
          if found[column].fractions == .decided { known[column].checksFractions = false }
        }
      }
      return true
    }
    if progress.isCancelled.load(ordering: .relaxed) { throw Diagnostic.loadCancelled }
    return Pass(results: ranges.indices.map { results.take($0) }, readers: readers)
  }

  /// The first range that does not start where the one before ended, or nil.
  ///
  /// Looks no further than the first error that stands after ranges that fit.
  private func firstBrokenRange(_ ranges: [CSVRange], _ results: [CSVRangeResult?]) -> Int? {
    var expected = 0
    for (place, range) in ranges.enumerated() {
      if range.lower == sources[range.source].dataStart { expected = range.lower }
      guard let result = results[place] else { return nil }
      if let bounds = result.bounds {
        if bounds.start != expected { return place }
        expected = bounds.end
      } else if result.error == nil && expected < range.upper {
        return place
      } else if result.error != nil && range.lower != sources[range.source].dataStart {
        // Its start is not certain, so its error is not either.
        return range.start == .unknown ? place : nil
      }
      if result.error != nil { return nil }
    }
    return nil
  }

  /// Finds where ranges start one after the other, from the file of the first that did not fit.
  private func exactRanges(
    _ ranges: [CSVRange], from broken: Int
  ) throws(Diagnostic) -> [CSVRange] {
    var ranges = ranges
    let reader = CSVRangeReader(columnCount: 0, pool: pool)
    var position = 0
    for place in ranges.indices where ranges[place].source >= ranges[broken].source {
      if isCancelled() { throw Diagnostic.loadCancelled }
      let source = sources[ranges[place].source]
      if ranges[place].lower == source.dataStart { position = ranges[place].lower }
      if position >= ranges[place].upper {
        ranges[place].start = .absent
        continue
      }
      ranges[place].start = .known(position)
      // An error shows again, in its place, when the values are read.
      let end = try? reader.end(of: ranges[place], of: source)
      position = end ?? source.file.size
    }
    return ranges
  }

  /// Counts the quotes of every range: an odd number before a range means that it starts inside.
  private func guessQuotes(_ ranges: inout [CSVRange]) throws(Diagnostic) {
    let planned = ranges
    let counts = ParallelResults<Int>(count: planned.count)
    let buffers = (0..<max(1, threads)).map { _ in ScanBuffer() }
    ParallelLoop.run(count: planned.count, threads: threads) { place, worker in
      if isCancelled() { return false }
      let range = planned[place]
      let source = sources[range.source]
      guard source.hasQuotes, let quote = source.dialect.quote else { return true }
      let buffer = buffers[worker]
      // What cannot be read now is told when the values are read.
      guard
        (try? source.file.read(
          offset: range.lower, count: range.upper - range.lower, into: buffer)) != nil
      else { return false }
      counts.set(place, buffer.occurrences(of: quote))
      return true
    }
    var isInside = false
    for place in ranges.indices {
      if ranges[place].lower == sources[ranges[place].source].dataStart { isInside = false }
      ranges[place].insideQuotes = isInside
      if (counts.take(place) ?? 0) & 1 == 1 { isInside.toggle() }
    }
  }
}

/// What the workers of one pass share.
private final class ReadingProgress: Sendable {
  /// The columns, with the kinds found so far.
  let guesses: Mutex<[CSVColumn]>
  let isCancelled = Atomic(false)

  init(_ columns: [CSVColumn] = []) {
    guesses = Mutex(columns)
  }
}

/// From ranges to the table.
extension CSVReader {
  private func finish(_ ranges: [CSVRange], _ pass: Pass) throws(Diagnostic) -> Outcome {
    var results = pass.results.map { $0 ?? CSVRangeResult() }
    var outcome = Outcome(table: Table(schema: Schema([]), segments: []))
    for result in results {
      outcome.counts += result.counts
      outcome.composedCount += result.composedCount
      outcome.reorderedCount += result.reorderedCount
    }
    var kinds = columns.map { $0.fixedKind ?? .null }
    for column in columns.indices where columns[column].fixedKind == nil {
      for result in results where result.loaded.rowCount > 0 {
        kinds[column] = kinds[column].joined(result.loaded.columns[column].kind)
      }
      if kinds[column] == .double
        && results.contains(where: {
          $0.loaded.rowCount > 0 && $0.loaded.columns[column].isInexactAsDouble
        })
      {
        kinds[column] = .varchar
        outcome.inexactColumns.append(columns[column].name)
      }
      if isDoubtful(column, kinds[column], results.map(\.loaded)) {
        kinds[column] = .varchar
        outcome.doubtfulColumns.insert(column)
      }
    }
    outcome.rowCounts = Array(repeating: 0, count: sources.count)
    for (range, result) in zip(ranges, results) {
      outcome.rowCounts[range.source] += result.loaded.rowCount
    }
    outcome.lines = try lines(ranges, results)
    try unify(&results, ranges, kinds, pass.readers)
    for reader in pass.readers { reader.close() }
    let fields = zip(columns, kinds).map { Field($0.name, $1.logicalType) }
    outcome.table = try TableAssembler(
      fields: fields, ranges: results.map(\.loaded), threads: threads, pool: pool, monitor: monitor
    ).assemble()
    pool.close()
    return outcome
  }

  private func lines(
    _ ranges: [CSVRange], _ results: [CSVRangeResult]
  ) throws(Diagnostic) -> [[Int64]] {
    var lines: [[Int64]] = []
    for (place, source) in sources.enumerated() {
      let offsets = zip(ranges, results).flatMap { $0.source == place ? $1.offsets : [] }
      lines.append(
        source.notesOffsets ? try source.file.lines(of: offsets, monitor: monitor) : [])
    }
    return lines
  }

  /// Brings every range to the kinds of the whole; where its values cannot tell the text any more,
  /// the range is read again.
  private func unify(
    _ results: inout [CSVRangeResult], _ ranges: [CSVRange], _ kinds: [ColumnKind],
    _ readers: [CSVRangeReader]
  ) throws(Diagnostic) {
    let before = results
    let changed = ParallelResults<CSVRangeResult>(count: results.count)
    let fixed = zip(columns, kinds).map { column, kind in
      CSVColumn(name: column.name, fixedKind: kind == .null ? nil : kind, guess: kind)
    }
    let progress = ReadingProgress()
    ParallelLoop.run(count: results.count, threads: readers.count) { place, worker in
      if isCancelled() {
        progress.isCancelled.store(true, ordering: .relaxed)
        return false
      }
      var result = before[place]
      guard result.loaded.rowCount > 0 else { return true }
      var again: [Int] = []
      for column in kinds.indices {
        if let converted = result.loaded.columns[column].converted(to: kinds[column]) {
          result.loaded.columns[column] = converted
        } else {
          again.append(column)
        }
      }
      if !again.isEmpty {
        let range = ranges[place]
        let fresh = readers[worker].read(
          range, of: sources[range.source], columns: fixed, only: again)
        result.error = fresh.error
        if fresh.error == nil {
          for column in again { result.loaded.columns[column] = fresh.loaded.columns[column] }
        }
      }
      changed.set(place, result)
      return result.error == nil
    }
    if progress.isCancelled.load(ordering: .relaxed) { throw Diagnostic.loadCancelled }
    for place in results.indices {
      if let result = changed.take(place) { results[place] = result }
      if let error = results[place].error { throw error }
    }
  }
}
