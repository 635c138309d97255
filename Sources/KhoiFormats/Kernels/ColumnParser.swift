import KhoiData
import KhoiText

/// The second step of reading CSV: the fields of one column of a piece become typed values.
///
/// A column is tried with the kind it is believed to have; at the first value that does not fit,
/// the kind widens and the column starts over, so a type is never decided too early and never fails
/// late. One parser belongs to one worker and keeps its scratch memory between pieces.
@safe final class ColumnParser {
  let dialect: CSVDialect
  private let buffer: ScanBuffer
  let slabs: SlabAllocator
  private var rowCapacity = 0
  var integers: UnsafeMutablePointer<Int64> = .allocate(capacity: 1)
  var codes: UnsafeMutablePointer<UInt32> = .allocate(capacity: 1)
  var nullWords: UnsafeMutablePointer<UInt64> = .allocate(capacity: 1)
  let batch = TextBatch()
  /// Where texts are put together that do not stand in the file as they are.
  let arena = ScanBuffer()
  /// Whether texts of this piece may not be in normalisation form C.
  var mayNeedNormalising = false
  var hasQuotes = false
  /// Whether to tell what the fractions of doubles show.
  var checksFractions = false
  /// Whether the values are texts for sure, so that `12` is no number; days and moments are told.
  var isTextOnly = false
  /// The offset at which an empty field means the empty text; -1 where none does.
  var emptyMark = -1
  /// How days and moments of the column are written, where it is not as in ISO 8601.
  private(set) var format: MomentFormat?
  var composedCount = 0
  var reorderedCount = 0

  init(dialect: CSVDialect, buffer: ScanBuffer, slabs: SlabAllocator) {
    self.slabs = slabs
    self.dialect = dialect
    self.buffer = buffer
  }

  deinit {
    unsafe integers.deallocate()
    unsafe codes.deallocate()
    unsafe nullWords.deallocate()
  }

  var bytes: UnsafePointer<UInt8> { unsafe UnsafePointer(buffer.base) }
  var bufferCount: Int { buffer.count }

  private func reserve(rows: Int) {
    guard rows > rowCapacity else { return }
    rowCapacity = rows + rows / 2 + 64
    unsafe integers.deallocate()
    unsafe codes.deallocate()
    unsafe nullWords.deallocate()
    unsafe integers = .allocate(capacity: rowCapacity)
    unsafe codes = .allocate(capacity: rowCapacity)
    unsafe nullWords = .allocate(capacity: rowCapacity / 64 + 1)
  }

  /// What came of a column: its values, or the row whose value does not have the type asked for.
  enum Outcome {
    case column(RangeColumn)
    case misfit(row: Int)
  }

  /// Reads a column, starting with the kind `guess`; with `isFixed` that kind and no other.
  func parse(
    _ rows: FieldRows, column: Int, guess: ColumnKind, isFixed: Bool,
    format: MomentFormat? = nil, interner: TextInterner
  ) -> Outcome {
    reserve(rows: rows.rowCount)
    self.format = format
    var kind = guess
    while true {
      let attempt = attempt(rows, column: column, kind: kind, interner: interner)
      switch attempt {
      case .column: return attempt
      case .misfit(let row):
        if isFixed { return attempt }
        let (start, end) = rows.field(row: row, column: column)
        var found = classify(start, end)
        if format != nil && (found == .date || found == .timestamp) { found = .varchar }
        if isTextOnly && (found == .bigint || found == .double || found == .boolean) {
          found = .varchar
        }
        let wider = kind.joined(found)
        // A value that its own kind refuses, such as a whole number too long for a double.
        kind = wider == kind ? .varchar : wider
      }
    }
  }

  private func attempt(
    _ rows: FieldRows, column: Int, kind: ColumnKind, interner: TextInterner
  ) -> Outcome {
    switch kind {
    case .null: parseNulls(rows, column)
    case .boolean: parseBooleans(rows, column)
    case .bigint: parseIntegers(rows, column, kind: .bigint)
    case .date, .timestamp, .zonedTimestamp, .time: parseMoments(rows, column, kind: kind)
    case .double: parseDoubles(rows, column)
    case .varchar: .column(parseTexts(rows, column, interner: interner))
    }
  }

  /// The narrowest kind of a field.
  func classify(_ start: Int, _ end: Int) -> ColumnKind {
    let field = content(start, end)
    if field.isNull { return .null }
    var integer: Int64 = 0
    var day: Int32 = 0
    var flag = false
    var number = 0.0
    let text = unsafe bytes + field.start
    if unsafe FieldParsing.integer(text, field.count, &integer) { return .bigint }
    if unsafe FieldParsing.date(text, field.count, &day) { return .date }
    if unsafe FieldParsing.timestamp(text, field.count, &integer) { return .timestamp }
    if unsafe FieldParsing.boolean(text, field.count, &flag) { return .boolean }
    if unsafe FieldParsing.time(text, field.count, &integer) { return .time }
    if unsafe FieldParsing.zonedTimestamp(text, field.count, &integer) { return .zonedTimestamp }
    let decimal = dialect.decimalSeparator
    if unsafe FieldParsing.anyDouble(text, field.count, decimal: decimal, &number) {
      return .double
    }
    return .varchar
  }

  /// What a typed field holds between quotes and blanks.
  struct Content {
    var start: Int
    var count: Int
    var isNull: Bool
  }

  /// The slow way to look at a field, for those that are not plain values.
  @inline(never)
  func content(_ start: Int, _ end: Int) -> Content {
    var lower = start
    var upper = end
    func trim() {
      while unsafe lower < upper && (bytes[lower] == 0x20 || bytes[lower] == 9) { lower += 1 }
      while unsafe upper > lower && (bytes[upper - 1] == 0x20 || bytes[upper - 1] == 9) {
        upper -= 1
      }
    }
    trim()
    if let quote = dialect.quote, upper - lower >= 2, unsafe bytes[lower] == quote,
      unsafe bytes[upper - 1] == quote
    {
      lower += 1
      upper -= 1
      trim()
    }
    return Content(
      start: lower, count: upper - lower,
      isNull: lower == upper || isNullText(lower, upper - lower))
  }

  /// Whether the bytes are one of the texts that stand for NULL.
  func isNullText(_ start: Int, _ count: Int) -> Bool {
    guard !dialect.nullTexts.isEmpty else { return false }
    return dialect.nullTexts.contains { text in
      text.count == count && text.indices.allSatisfy { unsafe text[$0] == bytes[start + $0] }
    }
  }

  private func parseNulls(_ rows: FieldRows, _ column: Int) -> Outcome {
    var result = RangeColumn(nulls: rows.rowCount)
    for row in 0..<rows.rowCount {
      let (start, end) = rows.field(row: row, column: column)
      if start < end && !content(start, end).isNull { return .misfit(row: row) }
      // Quoted emptiness is a text, if the column turns out to be one.
      if start < end && hasQuotes { return .misfit(row: row) }
      if start == emptyMark { return .misfit(row: row) }
      if start < end { result.mayHoldTexts = true }
    }
    return .column(result)
  }

  /// A field as it stands in an error message.
  func text(_ start: Int, _ end: Int) -> String { buffer.text(start, end) }
}
