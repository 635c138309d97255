/// Finds what a spreadsheet put around a table, from the rows of a small file or from the first and
/// last rows of a large one.
///
/// Only what can be nothing else is acted on without being asked: a header that stands there again,
/// a row labelled as a sum that lacks what every other row has, words alone below an empty row at
/// the end, a row without any value among them.
struct SheetFinder {
  var rows: [SheetRow]
  var columnCount: Int
  /// Whether the rows are all that the file has.
  let isWhole: Bool
  let options: CSVOptions
  var sheet = Sheet()
  /// The first row behind titles: the header, or the first row of data.
  var first: Int
  /// The first row of data.
  var body: Int
  /// Rows of data, as far as can be told before anything is left out.
  var sample: [SheetRow] = []

  init(
    _ records: [CSVRecord], first: Int, columnCount: Int, isWhole: Bool, options: CSVOptions
  ) {
    rows = records.map { SheetRow($0) }
    self.columnCount = columnCount
    self.isWhole = isWhole
    self.options = options
    self.first = first
    body = first
    guard columnCount > 1, first < rows.count else { return }
    findTitles()
    findTableBeside()
    findHeader()
    measure()
    findNumbering()
    skipBelowHeader()
    findEnd()
    findEmptyRows()
    findRepeatedHeaders()
    findTotals()
    findErrors()
    findEmptyColumns()
  }

  /// The rows of data that were looked at.
  var data: [SheetRow] {
    rows.indices.filter { $0 >= body }.map { rows[$0] }.filter {
      $0.record.kind == .data && sheet.isData($0.record)
    }
  }

  /// Cells that a note or a title may have at most.
  var fewCells: Int { max(1, columnCount / 3) }

  // MARK: Above the data

  /// Leaves out rows of few words above a row of names.
  private mutating func findTitles() {
    let before = rows.indices.filter { $0 < first && rows[$0].record.kind == .data }
    sheet.titles = before.map { rows[$0].record.start }
    guard columnCount > 2, options.skippedLines == nil, options.cleansSheets != false else {
      return
    }
    var place = first
    while place < rows.count, place < first + 20, isTitle(rows[place]) { place += 1 }
    guard place > first, place < rows.count else { return }
    let names = rows[place]
    guard names.filled.count >= max(2, (columnCount + 1) / 2), names.isWords else { return }
    for title in first..<place where rows[title].record.kind == .data {
      sheet.titles.append(rows[title].record.start)
    }
    first = place
    body = place
  }

  func isTitle(_ row: SheetRow) -> Bool {
    if row.record.kind != .data || row.filled.isEmpty { return true }
    return row.filled.count <= fewCells && row.isWords
  }

  /// Finds a shorter table to the right of an empty column.
  private mutating func findTableBeside() {
    guard isWhole, options.besideTables.applies(options, isUnmistakable: true),
      options.names == nil, options.hasHeader != false, columnCount >= 5
    else { return }
    let below = rows[first...].filter { !$0.isEmptyRow }
    let names = rows[first]
    guard below.count >= 3, names.isWords,
      let gap = (2..<(columnCount - 1)).first(where: { column in
        below.allSatisfy { $0.cell(column).isEmpty }
      })
    else { return }
    let beside = Array((gap + 1)..<columnCount).filter { names.isFilled($0) }
    // Its rows end before those of the table.
    let length = below.lastIndex { row in beside.contains { row.isFilled($0) } } ?? 0
    let isShorter = below[(length + 1)...].contains { !$0.filled.isEmpty }
    let isMain = (0..<gap).filter { names.isFilled($0) }.count * 4 >= gap * 3
    guard !beside.isEmpty, isShorter, isMain, gap > beside.count else { return }
    sheet.besideColumns = Array(gap..<columnCount)
    sheet.rules.width = gap
    columnCount = gap
    rows = rows.map { SheetRow($0.record, width: gap) }
  }

  /// Finds the rows that hold the names of the columns.
  private mutating func findHeader() {
    guard options.hasHeader != false, options.headerRows != 0 else { return }
    let header = rows[first]
    if let wanted = options.headerRows {
      let taken = rows[first...].filter { $0.record.kind == .data }.prefix(wanted)
      sheet.headerRows = taken.map(\.record)
      if let last = taken.last { body = place(behind: last.record) }
      return
    }
    guard header.isWords, header.filled.count * 2 >= columnCount else { return }
    sheet.headerRows = [header.record]
    body = first + 1
    guard options.cleansSheets != false else { return }
    while sheet.headerRows.count < 3, body < rows.count, continuesHeader(body) {
      sheet.headerRows.append(rows[body].record)
      body += 1
    }
  }

  private func place(behind record: CSVRecord) -> Int {
    rows.firstIndex { $0.record.start > record.start } ?? rows.count
  }

  /// Whether a row below the names is a second part of them, as merged cells leave it.
  private func continuesHeader(_ place: Int) -> Bool {
    let row = rows[place]
    guard row.record.kind == .data, !row.filled.isEmpty, row.isWords, !row.isFilled(0),
      !row.filled.contains(where: { SheetCell.isTotalLabel(row.cell($0)) })
    else { return false }
    var below = Array(rows[(place + 1)...].prefix(60)).filter { $0.filled.count > fewCells }
    let isNumbered = below.first.map { isNumbering($0, below: []) } ?? false
    if isNumbered { below.removeFirst() }
    guard below.count >= 2 else { return false }
    let keys = Self.keys(below, columnCount)
    let missing = keys.filter { !row.isFilled($0) }
    guard !missing.isEmpty, missing.count * 3 >= keys.count else { return false }
    if isNumbered { return true }
    // The same words may not stand in a row of data.
    let recurs = row.filled.contains { column in
      below.contains { $0.cell(column) == row.cell(column) }
    }
    if recurs { return false }
    let header = rows[first]
    if row.filled.contains(where: { !header.isFilled($0) }) { return true }
    return row.filled.contains { column in
      let values = below.filter { $0.isFilled(column) }
      return values.count >= 2 && values.allSatisfy { SheetCell.isValue($0.cell(column)) }
    }
  }

  /// The columns that nearly every one of some rows fills.
  private static func keys(_ rows: [SheetRow], _ columnCount: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: columnCount)
    for row in rows {
      for column in row.filled where column < columnCount { counts[column] += 1 }
    }
    return keys(filledCounts: counts, rowCount: rows.count)
  }

  /// The columns that nearly every row fills, by how many do.
  static func keys(filledCounts: [Int], rowCount: Int) -> [Int] {
    filledCounts.indices.filter {
      filledCounts[$0] > 0 && filledCounts[$0] * 20 >= rowCount * 19
    }
  }

  private mutating func measure() {
    let few = columnCount == 2 ? 0 : fewCells
    let places = rows.indices.filter {
      $0 >= body && rows[$0].record.kind == .data && !rows[$0].filled.isEmpty
    }
    let isWide = places.contains { rows[$0].record.fieldCount >= columnCount }
    sample = places.filter {
      rows[$0].filled.count > few && !rows[$0].isLabelledTotal
        && (!isWide || rows[$0].record.fieldCount >= columnCount)
    }.map { rows[$0] }
    sheet.keys = sample.isEmpty ? [] : Self.keys(sample, columnCount)
  }

  /// Leaves out the row of column numbers that forms have below the header: `A, (1), (2)`.
  private mutating func findNumbering() {
    guard !sheet.headerRows.isEmpty, body < rows.count, options.cleansSheets != false,
      isNumbering(rows[body], below: Array(sample.dropFirst()))
    else { return }
    sheet.rules.leftOut[rows[body].record.start] = .numbering
    sample.removeAll { $0.record.start == rows[body].record.start }
    body += 1
    sheet.keys = sample.isEmpty ? [] : Self.keys(sample, columnCount)
  }

  private func isNumbering(_ row: SheetRow, below: [SheetRow]) -> Bool {
    guard row.filled.count >= 3, row.filled.count * 2 >= columnCount else { return false }
    var expected = 1
    var bracketed = 0
    for column in row.filled {
      let cell = Array(row.cell(column))
      if cell.count == 1, expected == 1, (0x41...0x5A).contains(cell[0] & 0xDF) { continue }
      guard let found = Self.columnNumber(cell) else { return false }
      // A formula may follow the number: `3=1+2`.
      if found != expected { return false }
      expected += 1
      if cell.first == 0x28 { bracketed += 1 }
    }
    if bracketed >= 2 { return true }
    // Plain numbers are data unless they stand in columns of words.
    let words = row.filled.filter { column in
      !below.isEmpty && SheetCell.isValue(row.cell(column))
        && below.allSatisfy { !$0.isFilled(column) || SheetCell.isText($0.cell(column)) }
        && below.contains { $0.isFilled(column) }
    }
    return expected > 3 && words.count >= 2
  }

  /// The number in `(3)`, `3`, `(3)=(1)+(2)` or `3=1+2`.
  private static func columnNumber(_ cell: [UInt8]) -> Int? {
    guard cell.count <= 40 else { return nil }
    let bare = cell.first == 0x28 ? cell.dropFirst() : cell[...]
    let digits = bare.prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard !digits.isEmpty, digits.count <= 3 else { return nil }
    let rest = bare.dropFirst(digits.count)
    let signs: Set<UInt8> = [0x28, 0x29, 0x3D, 0x2B, 0x2D, 0x2A, 0x2F, 0x3A, 0x78, 0x20, 0x25]
    guard rest.allSatisfy({ signs.contains($0) || ($0 >= 0x30 && $0 <= 0x39) }),
      rest.isEmpty || rest.first == 0x29 || rest.first == 0x3D
    else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private mutating func skipBelowHeader() {
    guard options.skippedBelowHeader > 0, !sheet.headerRows.isEmpty else { return }
    for row in rows[body...].prefix(options.skippedBelowHeader) {
      sheet.rules.leftOut[row.record.start] = .skipped
      body += 1
    }
  }
}
