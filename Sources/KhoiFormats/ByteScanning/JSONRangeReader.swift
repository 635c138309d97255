import KhoiData
import KhoiText

/// A part of a JSON file that one worker reads at a time.
struct JSONRange: Sendable {
  var source: Int
  var lower: Int
  var upper: Int
  /// Whether the range holds whole lines, one value each; otherwise it is the whole file.
  var isLines: Bool
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
  var rowCount = 0
  /// Where each row begins in the file, if that was asked for.
  var offsets: [Int] = []
  var composedCount = 0
  var reorderedCount = 0
  var loneSurrogates = 0
  var error: Diagnostic?
}

/// One worker's reader of JSON: rows become cells per key, cells become typed columns.
final class JSONRangeReader: @unchecked Sendable {
  // Safe because one worker uses it at a time.
  private let buffer = ScanBuffer()
  private let slabs: SlabAllocator
  private let parser: ColumnParser
  private var interners: [String: TextInterner] = [:]

  init(pool: SlabPool) {
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
      let shape = JSONShape()
      shape.notesOffsets = notesOffsets
      let (origin, mayNeedNormalising) = try readCells(
        range, of: file, shape, options, &result)
      result.offsets = shape.offsets.map { $0 + origin }
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
        columns.append(
          try parse(
            column, guess: guesses[column.name] ?? .null,
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
    _ range: JSONRange, of file: InputFile, _ shape: JSONShape, _ options: JSONOptions,
    _ result: inout JSONRangeResult
  ) throws(Diagnostic) -> (Int, Bool) {
    let (origin, start, end) = try readBytes(range, of: file)
    let check = unsafe UTF8Check(buffer.base, start: start, end: end)
    if let invalid = check.firstInvalid {
      throw Diagnostic.invalidText(
        file.location(of: origin + invalid), byte: buffer[invalid])
    }
    var scanner = unsafe JSONScanner(
      bytes: buffer.base, start: start, end: end, shape: shape, form: options.form)
    let isComplete =
      range.isLines
      ? scanner.readLines(&result.rowCount, ignoresErrors: options.ignoresErrors)
      : scanner.readDocument(&result.rowCount)
    if !isComplete {
      let problem = scanner.problem
      let place = problem?.offset ?? end
      throw Diagnostic.jsonSyntax(
        file.location(of: origin + place), problem?.message ?? "expected a value",
        text: buffer.text(place, min(place + 40, end)))
    }
    result.loneSurrogates = scanner.loneSurrogates
    return (origin, check.mayNeedNormalising || scanner.sawUnicodeEscape)
  }

  private func readBytes(
    _ range: JSONRange, of file: InputFile
  ) throws(Diagnostic) -> (origin: Int, start: Int, end: Int) {
    if !range.isLines {
      if file.size > Int(UInt32.max) - 128 { throw Diagnostic.jsonTooLarge(file.path) }
      try file.read(offset: 0, count: file.size, into: buffer)
      let hasMark = buffer.bytes(0, 3) == [0xEF, 0xBB, 0xBF]
      return (0, hasMark ? 3 : 0, buffer.count)
    }
    var slack = 1 << 16
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

extension JSONScanner {
  /// Reads values, each on a line of its own.
  mutating func readLines(_ rowCount: inout Int, ignoresErrors: Bool) -> Bool {
    skipBlanks()
    while !isAtEnd {
      let isRead = readRow(rowCount)
      while position < end && (byte == 0x20 || byte == 9 || byte == 13) { position &+= 1 }
      if !isRead || (position < end && byte != 10) {
        guard ignoresErrors else {
          return isRead ? fail("expected the end of the line") : false
        }
        skipDamagedLine(rowCount)
      }
      rowCount &+= 1
      skipBlanks()
    }
    return true
  }

  /// Reads an array of rows, or values one after the other.
  mutating func readDocument(_ rowCount: inout Int) -> Bool {
    skipBlanks()
    if isAtEnd { return fail("the file is empty: expected a value") }
    guard byte == 0x5B else {
      while !isAtEnd {
        guard readRow(rowCount) else { return false }
        rowCount += 1
        // Without a blank between them, two values are one mistake.
        if !isAtEnd && byte > 0x20 && byte != 0x7B {
          return fail("expected the end of the file or another object")
        }
        skipBlanks()
      }
      return true
    }
    position += 1
    skipBlanks()
    if byte == 0x5D {
      position += 1
    } else {
      while true {
        guard readRow(rowCount) else { return false }
        rowCount += 1
        skipBlanks()
        if byte == 0x5D {
          position += 1
          break
        }
        guard byte == 0x2C else { return fail("expected a comma or ]") }
        position += 1
        skipBlanks()
      }
    }
    skipBlanks()
    return isAtEnd ? true : fail("expected the end of the file after the array")
  }
}
