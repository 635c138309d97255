import KhoiData
import KhoiText
import Synchronization

/// Loads JSON files as one table: arrays of objects, one object a line, or objects one after the
/// other.
///
/// A row is an object and its keys are columns; objects and arrays within are JSON text, of which
/// the engine makes structures and lists. Files are cut in ranges for all workers: of whole lines
/// where there is one object a line, of elements otherwise, for which a first look at all ranges
/// finds out how deep each begins. Types widen over all rows as for CSV, with the same parser.
struct JSONFormat {
  let request: ReadRequest
  let options: JSONOptions
  let files: [InputFile]
  let decoded: [DecodedFile]
  let pool = SlabPool()

  static func read(_ request: ReadRequest) throws(Diagnostic) -> LoadedTable {
    let options = try JSONOptions(request.options)
    do throws(Diagnostic) {
      return try JSONFormat(request, options, request.files, isSuspect: false).load()
    } catch {
      // What looked like UTF-8 where it was looked at may be something else.
      guard error.code == "io.invalid-utf-8", options.encoding == nil else { throw error }
      return try JSONFormat(request, options, request.files, isSuspect: true).load()
    }
  }

  private init(
    _ request: ReadRequest, _ options: JSONOptions, _ opened: [InputFile], isSuspect: Bool
  ) throws(Diagnostic) {
    self.request = request
    self.options = options
    decoded = try opened.map { file throws(Diagnostic) in
      try DecodedFile(
        file, as: options.encoding, isTolerant: !options.ignoresErrors, isSuspect: isSuspect,
        threads: request.threads, monitor: request.monitor)
    }
    files = decoded.map(\.file)
  }

  private func load() throws(Diagnostic) -> LoadedTable {
    var ranges: [JSONRange] = []
    for place in files.indices { ranges.append(contentsOf: try plannedRanges(place)) }
    var pass = try readAll(ranges)
    let areSmall = files.allSatisfy { $0.size < Int(UInt32.max) - 128 }
    if areSmall, ranges.contains(where: { $0.form != .whole }), !fits(ranges, pass.results) {
      // Perhaps objects go over several lines; if not, the error will come again, and better.
      ranges = files.indices.map {
        JSONRange(source: $0, lower: 0, upper: files[$0].size, form: .whole)
      }
      for file in files { try request.monitor.checkRoom(for: file.size, of: file.path) }
      pass = try readAll(ranges)
    }
    for result in pass.results { if let error = result?.error { throw error } }
    if !fits(ranges, pass.results) { throw Diagnostic.jsonPieces(request.pattern) }
    for file in files { try file.checkUnchanged() }
    return try finish(ranges, pass)
  }

  private func plannedRanges(_ place: Int) throws(Diagnostic) -> [JSONRange] {
    let file = files[place]
    // Smaller than for CSV: keys between the values spread them over more memory.
    let size =
      options.rangeSize
      ?? min(1 << 19, CSVFormat.rangeSize(bytes: file.size, threads: request.threads) * 2)
    let head = ScanBuffer()
    try file.read(offset: 0, count: 1 << 16, into: head)
    let mark = head.bytes(0, 2)
    if mark == [0xFF, 0xFE] { throw Diagnostic.otherEncoding(file.path, "UTF-16LE") }
    if mark == [0xFE, 0xFF] { throw Diagnostic.otherEncoding(file.path, "UTF-16BE") }
    let mayBeLines = options.layout == .auto ? head.firstLineIsObject : options.layout == .lines
    // Where errors are passed over, what a mistake takes along must not depend on the size.
    let isLines = options.layout == .lines || options.ignoresErrors
    if mayBeLines && (isLines || file.size > size) {
      return stride(from: 0, to: file.size, by: size).map {
        JSONRange(source: place, lower: $0, upper: min(file.size, $0 + size), form: .lines)
      }
    }
    if file.size > size, let level = head.elementLevel, level == 1 || options.path.isEmpty {
      return try elementRanges(place, size: size, level: level)
    }
    try request.monitor.checkRoom(for: file.size, of: file.path)
    return [JSONRange(source: place, lower: 0, upper: file.size, form: .whole)]
  }

  /// Cuts a file anywhere, and finds out how deep each piece begins.
  private func elementRanges(
    _ place: Int, size: Int, level: Int
  ) throws(Diagnostic) -> [JSONRange] {
    let file = files[place]
    let starts = Array(stride(from: 0, to: file.size, by: size))
    let found = ParallelResults<JSONStructure>(count: starts.count)
    let workers = max(1, min(request.threads, starts.count))
    let buffers = (0..<workers).map { _ in ScanBuffer() }
    let monitor = request.monitor
    ParallelLoop.run(count: starts.count, threads: workers) { index, worker in
      if monitor.shouldStop { return false }
      let buffer = buffers[worker]
      let origin = max(0, starts[index] - 256)
      let before = starts[index] - origin
      guard (try? file.read(offset: origin, count: before + size, into: buffer)) != nil else {
        return false
      }
      found.set(index, JSONStructure(buffer, start: before, count: buffer.count - before))
      return true
    }
    if monitor.shouldStop { throw Diagnostic.loadCancelled }
    var ranges: [JSONRange] = []
    var start = JSONRange.Start(level: level)
    for (index, lower) in starts.enumerated() {
      ranges.append(
        JSONRange(
          source: place, lower: lower, upper: min(file.size, lower + size), form: .elements(start)))
      guard let piece = found.take(index) else { throw Diagnostic.fileChanged(file.path) }
      start.depth += start.isInText ? piece.depthInside : piece.depthOutside
      if piece.togglesText { start.isInText.toggle() }
    }
    return ranges
  }

  /// Whether all ranges were read, and each piece begins where the one before ended.
  private func fits(_ ranges: [JSONRange], _ results: [JSONRangeResult?]) -> Bool {
    var end: Int?
    for (range, result) in zip(ranges, results) {
      guard let result, result.error == nil else { return false }
      guard case .elements(let start) = range.form else { continue }
      if range.lower == 0 { end = nil }
      if let bounds = result.bounds {
        if let end, start.level == 1 ? bounds.start != end : bounds.start < end { return false }
        end = bounds.end
      }
    }
    return true
  }

  struct Pass {
    var results: [JSONRangeResult?]
    var readers: [JSONRangeReader]
  }

  /// The kinds of columns whose types were given.
  func fixedKinds() throws(Diagnostic) -> [String: ColumnKind] {
    var kinds: [String: ColumnKind] = [:]
    for entry in options.types + options.columns {
      let type = try CSVOptions.type(entry.value)
      // With errors to be ignored, a cast makes NULL of what does not have the type.
      let kind = options.ignoresErrors ? .varchar : ColumnKind.reading(type)
      for name in options.innerNames(entry.name) { kinds[name] = kind }
    }
    if options.columns.count == 1, let only = options.columns.first {
      kinds[JSONScanner.valueName.description] = kinds[only.name]
    }
    return kinds
  }

  private func readAll(_ ranges: [JSONRange]) throws(Diagnostic) -> Pass {
    let workers = max(1, min(request.threads, ranges.count))
    let monitor = request.monitor
    let readers = (0..<workers).map { _ in JSONRangeReader(pool: pool, monitor: monitor) }
    let results = ParallelResults<JSONRangeResult>(count: ranges.count)
    let guesses = Mutex<[String: ColumnKind]>([:])
    let cancelled = Atomic(false)
    let fixed = try fixedKinds()
    let (files, isCancelled, options) = (files, request.isCancelled, options)
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

  /// How deep the elements of a document stand: 1 in an array, 0 for objects one after the other.
  fileprivate var elementLevel: Int? {
    var start = bytes(0, 3) == [0xEF, 0xBB, 0xBF] ? 3 : 0
    while start < count && self[start] <= 0x20 { start += 1 }
    guard start < count else { return nil }
    return self[start] == 0x5B ? 1 : self[start] == 0x7B ? 0 : nil
  }
}
