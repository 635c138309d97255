import KhoiData
import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One worker's reader of ranges: its buffer, its index and its texts, kept between ranges.
final class CSVRangeReader: @unchecked Sendable {
  // Safe because one worker uses it at a time.
  private var buffer = ScanBuffer()
  private var index = FieldIndex()
  private var spare = FieldIndexSpare()
  private let slabs: SlabAllocator
  private var lastParser: ColumnParser?
  /// One per column of the table.
  let interners: [TextInterner]
  /// Bytes read behind a range at first, to find the end of its last record.
  private static let firstSlack = 1 << 16

  init(columnCount: Int, pool: SlabPool) {
    slabs = SlabAllocator(pool: pool)
    interners = (0..<columnCount).map { _ in TextInterner() }
  }

  /// Lets go of memory that only further reading would need.
  func close() {
    slabs.close()
    lastParser = nil
    buffer = ScanBuffer()
    index = FieldIndex()
    spare = FieldIndexSpare()
  }

  /// Reads the records that start in the range; `columns` lists the columns of the table to be
  /// made, with the kinds to try first.
  func read(
    _ range: CSVRange, of source: CSVSource, columns: [CSVColumn], only: [Int]? = nil
  ) -> CSVRangeResult {
    var result = CSVRangeResult()
    do throws(Diagnostic) {
      guard let bounds = try index(range, of: source) else { return result }
      result.bounds = CSVRangeResult.Bounds(
        start: bounds.start + bounds.origin, end: bounds.end + bounds.origin)
      try parse(bounds, of: source, columns: columns, only: only, into: &result)
    } catch {
      result.error = error
    }
    return result
  }

  /// The end of the records that start in the range, without their values; nil where none does.
  func end(of range: CSVRange, of source: CSVSource) throws(Diagnostic) -> Int? {
    try index(range, of: source).map { $0.end + $0.origin }
  }

  /// Offsets into the buffer, whose first byte stands at `origin` in the file.
  private struct Bounds {
    var origin: Int
    var start: Int
    var end: Int
  }

  private func index(
    _ range: CSVRange, of source: CSVSource
  ) throws(Diagnostic) -> Bounds? {
    if range.start == .absent { return nil }
    var slack = CSVRangeReader.firstSlack
    var origin = max(source.dataStart, range.lower - 1)
    if case .known(let start) = range.start { origin = start }
    while true {
      let count = max(0, range.upper - origin) + slack
      if count > 1 << 31 {
        throw Diagnostic.recordTooLong(source.file.location(of: origin))
      }
      try source.file.read(offset: origin, count: count, into: buffer)
      let isAtEnd = origin + buffer.count >= source.file.size
      var start = 0
      if range.start == .unknown && range.lower > source.dataStart {
        let boundary = range.lower - origin
        let inside =
          range.insideQuotes
          ?? (source.hasQuotes
            && FieldIndex.isInsideQuotes(buffer, at: boundary, dialect: source.dialect))
        guard
          let found = FieldIndex.firstRecordStart(
            buffer, behind: boundary, insideQuotes: inside, dialect: source.dialect)
        else { return nil }
        start = found
      }
      if start + origin >= range.upper || start >= buffer.count { return nil }
      switch index.build(
        buffer, start: start, boundary: range.upper - origin, isAtEnd: isAtEnd,
        dialect: source.dialect)
      {
      case .complete(let end): return Bounds(origin: origin, start: start, end: end)
      case .needsMore: slack *= 4
      case .unclosedQuote(let place):
        throw Diagnostic.unclosedQuote(source.file.location(of: origin + place))
      }
    }
  }

  private func parse(
    _ bounds: Bounds, of source: CSVSource, columns: [CSVColumn], only: [Int]?,
    into result: inout CSVRangeResult
  ) throws(Diagnostic) {
    let mayNeedNormalising = try checkText(bounds, of: source)
    index.arrange(
      buffer, start: bounds.start, columnCount: source.columnCount, dialect: source.dialect,
      spare: spare)
    let rows = index.rows
    result.counts = rows.counts
    if let ragged = rows.raggedRecord {
      throw Diagnostic.raggedRow(
        source.file.location(of: bounds.origin + ragged.offset), fieldCount: ragged.fieldCount,
        columnCount: source.columnCount, text: buffer.text(ragged.offset, ragged.end))
    }
    let current = parser(for: source.dialect)
    current.hasQuotes = index.hasQuotes
    current.mayNeedNormalising = mayNeedNormalising
    current.composedCount = 0
    current.reorderedCount = 0
    var parsed: [RangeColumn] = []
    for (place, column) in columns.enumerated() {
      guard let field = source.fields[place], only?.contains(place) ?? true else {
        parsed.append(RangeColumn(nulls: rows.rowCount))
        continue
      }
      current.checksFractions = column.checksFractions
      switch current.parse(
        rows, column: field, guess: column.fixedKind ?? column.guess,
        isFixed: column.fixedKind != nil, format: source.formats[place], interner: interners[place])
      {
      case .column(let values): parsed.append(values)
      case .misfit(let row):
        let (start, end) = rows.field(row: row, column: field)
        throw Diagnostic.valueOfOtherType(
          source.file.location(of: bounds.origin + start), column: column.name,
          text: buffer.text(start, end),
          type: (column.type ?? column.fixedKind?.logicalType)?.name ?? "")
      }
    }
    if source.notesOffsets {
      result.offsets = (0..<rows.rowCount).map {
        rows.field(row: $0, column: 0).start + bounds.origin
      }
    }
    result.loaded = LoadedRange(columns: parsed, rowCount: rows.rowCount)
    result.composedCount = current.composedCount
    result.reorderedCount = current.reorderedCount
  }

  private func parser(for dialect: CSVDialect) -> ColumnParser {
    if let lastParser, lastParser.dialect == dialect { return lastParser }
    let parser = ColumnParser(dialect: dialect, buffer: buffer, slabs: slabs)
    lastParser = parser
    return parser
  }

  /// Whether texts may have to be normalised; throws for NUL bytes and for what is not UTF-8.
  private func checkText(_ bounds: Bounds, of source: CSVSource) throws(Diagnostic) -> Bool {
    if let nul = buffer.firstNul(bounds.start, bounds.end) {
      throw Diagnostic.nulByte(source.file.location(of: bounds.origin + nul))
    }
    guard index.hasWide else { return false }
    let check = unsafe UTF8Check(buffer.base, start: bounds.start, end: bounds.end)
    if let invalid = check.firstInvalid {
      throw Diagnostic.invalidText(
        source.file.location(of: bounds.origin + invalid), byte: buffer[invalid])
    }
    return check.mayNeedNormalising
  }
}
