import KhoiData
import KhoiText

/// A part of a JSON file that one worker reads at a time.
struct JSONRange: Sendable {
  var source: Int
  var lower: Int
  var upper: Int
  var form: Form

  /// What a range holds.
  enum Form: Sendable, Equatable {
    /// The whole file, in one piece.
    case whole
    /// Whole lines, one value each.
    case lines
    /// The elements of an array whose commas stand in the range, or objects that begin in it; how
    /// deep the first byte is nested, and whether it stands in a text.
    case elements(Start)
  }

  struct Start: Sendable, Equatable {
    /// How deep the elements stand: 1 in an array, 0 for objects one after the other.
    var level: Int
    var depth = 0
    var isInText = false
  }
}

/// What one range came to: its columns by name, in order of appearance.
struct JSONRangeResult: Sendable {
  var names: [String] = []
  var loaded = LoadedRange(columns: [], rowCount: 0)
  /// The columns, one for each name.
  var columns: [RangeColumn] { loaded.columns }
  /// For each column whether it has objects or arrays, and whether it has anything else.
  var hasNested: [Bool] = []
  var hasScalars: [Bool] = []
  /// For each column whether it has numbers and nothing else, and whether a double would lose
  /// digits of one.
  var isNumeric: [Bool] = []
  var needsExact: [Bool] = []
  var rowCount = 0
  /// Where each row begins in the file, if that was asked for.
  var offsets: [Int] = []
  var composedCount = 0
  var reorderedCount = 0
  var loneSurrogates = 0
  var repeatedKeys = 0
  /// Lines that were no JSON and became rows of NULLs.
  var damagedLines = 0
  /// How many keys of the path were met, and what had no elements.
  var reachedLevels = 0
  var emptyParents = 0
  /// Where the first element of the range begins its turn, and where the next range must go on.
  var bounds: (start: Int, end: Int)?
  var error: Diagnostic?
}

/// One worker's reader of JSON: rows become cells per key, cells become typed columns.
final class JSONRangeReader: @unchecked Sendable {
  // Safe because one worker uses it at a time.
  private let buffer = ScanBuffer()
  private let slabs: SlabAllocator
  private let parser: ColumnParser
  private var interners: [String: TextInterner] = [:]
  private let monitor: LoadMonitor

  init(pool: SlabPool, monitor: LoadMonitor) {
    self.monitor = monitor
    slabs = SlabAllocator(pool: pool)
    var dialect = CSVDialect()
    dialect.quote = nil
    parser = ColumnParser(dialect: dialect, buffer: buffer, slabs: slabs)
    parser.emptyMark = JSONScanner.emptyMark
  }

  /// Reads the values that start in the range.
  ///
  /// `guesses` says what columns were found to be so far, `fixed` what they must be; with `only`,
  /// other columns are left out.
  func read(
    _ range: JSONRange, of file: InputFile, guesses: [String: ColumnKind],
    fixed: [String: ColumnKind], options: JSONOptions, only: Set<String>? = nil,
    notesOffsets: Bool = false
  ) -> JSONRangeResult {
    var result = JSONRangeResult()
    do throws(Diagnostic) {
      let (shape, origin, mayNeedNormalising) = try readCells(
        range, of: file, options, notesOffsets, &result)
      result.offsets = shape.offsets.map { $0 + origin }
      result.repeatedKeys = shape.repeatedKeys
      result.reachedLevels = shape.reachedLevels
      result.emptyParents = shape.emptyParents
      parser.mayNeedNormalising = mayNeedNormalising
      parser.composedCount = 0
      parser.reorderedCount = 0
      var columns: [RangeColumn] = []
      for column in shape.columns where only?.contains(column.name) ?? true {
        unsafe column.cells.pointee.fill(to: result.rowCount)
        result.names.append(column.name)
        let cells = unsafe column.cells.pointee
        result.hasNested.append(cells.sawNested)
        result.hasScalars.append(cells.sawText || cells.sawNumber || cells.sawBoolean)
        let isNumeric = !cells.sawText && !cells.sawBoolean && !cells.sawNested
        let mayLose = isNumeric && cells.sawLong
        let needsExact = unsafe mayLose && !cells.fitDoubles(buffer.base)
        result.isNumeric.append(isNumeric)
        result.needsExact.append(needsExact)
        columns.append(
          try parse(
            column, guess: needsExact ? .varchar : guesses[column.name] ?? .null,
            fixed: fixed[column.name] ?? (options.isAllText ? .varchar : nil), origin: origin,
            options, file))
      }
      result.loaded = LoadedRange(columns: columns, rowCount: result.rowCount)
      result.composedCount = parser.composedCount
      result.reorderedCount = parser.reorderedCount
    } catch {
      result.error = error
    }
    return result
  }

  private func parse(
    _ column: JSONShape.Column, guess: ColumnKind, fixed: ColumnKind?, origin: Int,
    _ options: JSONOptions, _ file: InputFile
  ) throws(Diagnostic) -> RangeColumn {
    let cells = unsafe column.cells.pointee
    let interner = interners[column.name] ?? TextInterner()
    interners[column.name] = interner
    let isMixed =
      cells.sawNested
      || [cells.sawText, cells.sawNumber, cells.sawBoolean].filter { $0 }.count > 1
    parser.isTextOnly = cells.sawText
    var start = guess
    if isMixed {
      start = .varchar
    } else if cells.sawText && (guess == .bigint || guess == .double || guess == .boolean) {
      start = .varchar
    }
    let format = cells.sawText && !isMixed ? options.format(for: fixed ?? start) : nil
    if let format, fixed == nil { start = format.hasTime ? .timestamp : .date }
    switch parser.parse(
      cells.rows, column: 0, guess: fixed ?? start, isFixed: fixed != nil, format: format,
      interner: interner)
    {
    case .column(let column): return column
    case .misfit(let row):
      let (lower, upper) = cells.rows.field(row: row, column: 0)
      throw Diagnostic.valueOfOtherType(
        file.location(of: origin + lower), column: column.name, text: buffer.text(lower, upper),
        type: fixed?.logicalType.name ?? "")
    }
  }

  /// Reads the bytes and finds the cells; the offset of the buffer in the file, and whether texts
  /// may have to be normalised.
  private func readCells(
    _ range: JSONRange, of file: InputFile, _ options: JSONOptions, _ notesOffsets: Bool,
    _ result: inout JSONRangeResult
  ) throws(Diagnostic) -> (JSONShape, Int, Bool) {
    var slack = 1 << 16
    while true {
      let shape = options.makeShape()
      shape.notesOffsets = notesOffsets
      shape.shouldStop = { [monitor] in monitor.shouldStop }
      result.rowCount = 0
      result.bounds = nil
      let (origin, start, end) = try readBytes(range, of: file, slack)
      let check = unsafe UTF8Check(buffer.base, start: start, end: end)
      var scanner = unsafe JSONScanner(
        bytes: buffer.base, start: start, end: end, shape: shape, form: options.form)
      let isComplete: Bool
      switch range.form {
      case .lines:
        isComplete = scanner.readLines(&result.rowCount, ignoresErrors: options.ignoresErrors)
      case .whole: isComplete = scanner.readDocument(&result.rowCount)
      case .elements(let first):
        isComplete = scanner.readElements(
          &result.rowCount, first, upper: range.upper - origin, isFirst: range.lower == 0,
          bounds: &result.bounds)
        if !isComplete, scanner.problem?.isIncomplete == true, origin + end < file.size {
          // The last element goes on behind what was read.
          slack *= 8
          continue
        }
        if let bounds = result.bounds {
          result.bounds = (bounds.start + origin, bounds.end + origin)
        }
      }
      // What is cut at the end of a piece, the next one looks at again.
      let isPiece = range.form != .whole && range.form != .lines
      if let invalid = check.firstInvalid, !isPiece || origin + invalid < range.upper {
        throw Diagnostic.invalidText(file.location(of: origin + invalid), byte: buffer[invalid])
      }
      if !isComplete {
        if monitor.shouldStop { throw Diagnostic.loadCancelled }
        let problem = scanner.problem
        let place = problem?.offset ?? end
        throw Diagnostic.jsonSyntax(
          file.location(of: origin + place), problem?.message ?? "expected a value",
          text: buffer.text(place, min(place + 40, end)))
      }
      result.loneSurrogates = scanner.loneSurrogates
      result.damagedLines = scanner.damagedLines
      return (shape, origin, check.mayNeedNormalising || scanner.sawUnicodeEscape)
    }
  }

  private func readBytes(
    _ range: JSONRange, of file: InputFile, _ elementSlack: Int
  ) throws(Diagnostic) -> (origin: Int, start: Int, end: Int) {
    switch range.form {
    case .whole:
      if file.size > Int(UInt32.max) - 128 { throw Diagnostic.jsonTooLarge(file.path) }
      try file.read(offset: 0, count: file.size, into: buffer)
      let hasMark = buffer.bytes(0, 3) == [0xEF, 0xBB, 0xBF]
      return (0, hasMark ? 3 : 0, buffer.count)
    case .elements:
      let count = range.upper - range.lower + elementSlack
      if count > Int(UInt32.max) - 128 { throw Diagnostic.jsonTooLarge(file.path) }
      try file.read(offset: range.lower, count: count, into: buffer)
      let hasMark = range.lower == 0 && buffer.bytes(0, 3) == [0xEF, 0xBB, 0xBF]
      return (range.lower, hasMark ? 3 : 0, buffer.count)
    case .lines: return try readLineBytes(range, of: file)
    }
  }

  private func readLineBytes(
    _ range: JSONRange, of file: InputFile
  ) throws(Diagnostic) -> (origin: Int, start: Int, end: Int) {
    var slack = 1 << 14
    let origin = max(0, range.lower - 1)
    while true {
      try file.read(offset: origin, count: range.upper - origin + slack, into: buffer)
      let isAtEnd = origin + buffer.count >= file.size
      let hasMark = origin == 0 && buffer.bytes(0, 3) == [0xEF, 0xBB, 0xBF]
      let start =
        range.lower == 0 ? (hasMark ? 3 : 0) : buffer.offset(behindLineFeedFrom: 0)
      guard let start, origin + start < range.upper else { return (origin, 0, 0) }
      if let end = buffer.offset(behindLineFeedFrom: range.upper - 1 - origin) {
        return (origin, start, end)
      }
      if isAtEnd { return (origin, start, buffer.count) }
      slack *= 4
      if slack > 1 << 31 { throw Diagnostic.jsonTooLarge(file.path) }
    }
  }
}
