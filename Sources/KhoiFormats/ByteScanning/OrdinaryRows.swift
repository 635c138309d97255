/// The rows below a header when all of them are data and nothing else: as many fields as there are
/// columns, most of them filled, no errors of a spreadsheet, no sums, no header again.
///
/// Told from the bytes, without making records of them. Where any row may be more than that, there
/// is no answer, and `SheetFinder` looks at all of them.
struct OrdinaryRows {
  private(set) var count = 0
  /// For each column how many rows have a value there.
  private(set) var filledCounts: [Int]
  private let fewCells: Int
  /// The first column with a name, and the name.
  private let name: (column: Int, text: [UInt8])
  private var cell: [UInt8] = []

  /// - Parameters:
  ///   - start: where the first row begins; the rows end with `buffer`, and so does the file.
  ///   - fewCells: how many values a note or a title may have.
  ///   - header: the names of the columns.
  init?(
    _ buffer: ScanBuffer, start: Int, grammar: CSVGrammar, columnCount: Int, fewCells: Int,
    header: SheetRow
  ) {
    filledCounts = [Int](repeating: 0, count: columnCount)
    self.fewCells = fewCells
    guard let named = header.filled.first, header.record.fieldCount == columnCount,
      grammar.strictness != .relaxed
    else { return nil }
    name = (named, Array(header.cell(named)))
    // Bytes that the masks can tell are read alike by the strict and by the usual grammar.
    var usual = grammar
    usual.strictness = .usual
    guard let dialect = usual.dialect, !name.text.contains(0x22) else { return nil }
    let index = FieldIndex()
    let outcome = index.build(
      buffer, start: start, boundary: buffer.count, isAtEnd: true, dialect: dialect)
    guard outcome == .complete(end: buffer.count), index.followsMasks else { return nil }
    index.arrange(
      buffer, start: start, columnCount: columnCount, dialect: dialect, spare: FieldIndexSpare())
    let rows = index.rows
    guard rows.raggedRecord == nil, rows.counts == RecordCounts() else { return nil }
    for row in 0..<rows.rowCount {
      guard isOrdinary(row, of: rows, in: buffer, quote: dialect.quote) else { return nil }
    }
    count = rows.rowCount
  }

  private mutating func isOrdinary(
    _ row: Int, of rows: FieldRows, in buffer: ScanBuffer, quote: UInt8?
  ) -> Bool {
    let bytes = unsafe UnsafePointer(buffer.base)
    var filled = 0
    for column in filledCounts.indices {
      var (start, end) = rows.field(row: row, column: column)
      if start < end, unsafe bytes[start] == quote {
        start += 1
        end -= 1
      }
      if start == end { continue }
      let first = unsafe bytes[start]
      let isLetterOrDigit = first > 0x20 && first < 0x80 && first != 0x23
      let mayBeName = column == name.column && first == name.text.first
      if !isLetterOrDigit || mayBeName || (filled == 0 && SheetWords.mayBeginTotal(first)) {
        cell.removeAll(keepingCapacity: true)
        unsafe cell.append(
          contentsOf: UnsafeBufferPointer(start: bytes + start, count: end - start))
        let trimmed = SheetCell.trimmed(cell[...])
        if trimmed.isEmpty { continue }
        if SheetCell.isError(trimmed) || (filled == 0 && SheetCell.isTotalLabel(trimmed))
          || (column == name.column && trimmed.elementsEqual(name.text))
        {
          return false
        }
      }
      filled += 1
      filledCounts[column] += 1
    }
    return filled > fewCells
  }
}
