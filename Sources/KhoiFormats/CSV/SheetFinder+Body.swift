/// What stands in and below the data.
extension SheetFinder {
  // MARK: Below the data

  mutating func findEnd() {
    if let count = options.skippedFooter {
      let last = rows[body...].filter { $0.record.kind == .data }.suffix(count)
      if let start = last.first?.record.start, count > 0 { sheet.rules.end = start }
      return
    }
    if let place = secondTable() {
      if options.footer.applies(options, isUnmistakable: true) {
        sheet.rules.end = rows[place].record.start
        sheet.rules.endKind = .secondTable
      }
      return
    }
    guard let place = footer(),
      options.footer.applies(options, isUnmistakable: sample.count >= 2)
    else { return }
    sheet.rules.end = rows[place].record.start
  }

  /// The row where another table begins: it repeats names of the header with more or fewer of them.
  private func secondTable() -> Int? {
    guard let header = sheet.headerRows.first.map({ SheetRow($0, width: columnCount) }), isWhole
    else { return nil }
    return rows.indices.first { place in
      place > body && rows[place].isOtherHeader(than: header)
    }
  }

  /// The first row of notes and signatures at the end.
  private func footer() -> Int? {
    var place = rows.count
    while place > body, rows[place - 1].isEmptyRow || isNote(rows[place - 1]) { place -= 1 }
    while place < rows.count {
      let follows = place > body && rows[place - 1].isLabelledTotal
      if rows[place].isEmptyRow || follows || isBareLine(rows[place]) { break }
      place += 1
    }
    guard rows[place...].contains(where: { !$0.filled.isEmpty }) else { return nil }
    return place
  }

  /// Whether a row holds a word or two, or is a line of text, and lacks what rows of data have.
  private func isNote(_ row: SheetRow) -> Bool {
    guard row.record.kind == .data, let first = row.filled.first, !row.isLabelledTotal else {
      return false
    }
    let missing = sheet.keys.filter { !row.isFilled($0) }
    if row.record.fieldCount < columnCount {
      return SheetCell.isText(row.cell(first)) && !missing.isEmpty
    }
    return row.filled.count <= fewCells && row.isWords && !missing.isEmpty
      && missing.count * 2 >= sheet.keys.count
  }

  /// Whether the row is a line of text rather than cells.
  private func isBareLine(_ row: SheetRow) -> Bool {
    row.record.fieldCount == 1 && columnCount > 2 && sample.count >= 3
  }

  // MARK: In the data

  /// Rows without any value go at the end, and elsewhere where there are more signs of a sheet.
  mutating func findEmptyRows() {
    var last = rows.count
    while last > body, rows[last - 1].isEmptyRow { last -= 1 }
    let chance = options.emptyRows == .drop ? 0 : chanceOfEmptiness
    if sheet.rules.end == nil, rows[last...].contains(where: { $0.record.kind == .data }),
      options.emptyRows.applies(options, isUnmistakable: chance < 0.01)
    {
      sheet.rules.end = rows[last].record.start
    }
    guard sheet.rules.end != nil || rows[body...].contains(where: { isEmpty($0) }) else { return }
    if options.emptyRows.applies(options, isUnmistakable: hasSheetSigns && chance < 0.5) {
      sheet.rules.leavesEmptyRows = true
    }
  }

  private func isEmpty(_ row: SheetRow) -> Bool {
    row.record.kind == .data && row.filled.isEmpty && isInside(row)
  }

  /// Whether anything else tells that the file was a sheet of a spreadsheet.
  private var hasSheetSigns: Bool {
    !sheet.titles.isEmpty || !sheet.rules.leftOut.isEmpty || sheet.headerRows.count > 1
      || sheet.rules.width != nil || (sheet.rules.end.map { $0 < endOfValues } ?? false)
      || rows[body...].contains { $0.errorCount > 0 || $0.isTotal(keys: sheet.keys) }
  }

  /// Where the last row with a value starts.
  private var endOfValues: Int { rows.last { !$0.filled.isEmpty }?.record.start ?? 0 }

  private func isInside(_ row: SheetRow) -> Bool {
    sheet.rules.end.map { row.record.start < $0 } ?? true
  }

  /// How many rows of data could be expected to have all of their values missing.
  private var chanceOfEmptiness: Double {
    let count = Double(sample.count)
    var chance = count + 1
    for column in 0..<columnCount {
      let missing = sample.filter { !$0.isFilled(column) }.count
      chance *= Double(missing + 1) / (count + 2)
    }
    return chance
  }

  mutating func findRepeatedHeaders() {
    guard let header = sheet.headerRows.first.map({ SheetRow($0, width: columnCount) }),
      header.filled.count >= 2,
      options.hasHeader != false
    else { return }
    let cells = (0..<columnCount).map { Array(header.cell($0)) }
    let places = rows.indices.filter {
      $0 >= body && isInside(rows[$0]) && rows[$0].repeats(cells)
    }
    guard !places.isEmpty, options.repeatedHeaders.applies(options, isUnmistakable: true) else {
      return
    }
    sheet.rules.repeatedHeader = cells
    // The title of a part stands between an empty row and the repeated header.
    for place in places {
      var above = place
      while above > body, rows[above - 1].isEmptyRow || isTitle(rows[above - 1]) { above -= 1 }
      guard above < place, rows[above].isEmptyRow else { continue }
      for title in above..<place where !rows[title].filled.isEmpty {
        sheet.rules.leftOut[rows[title].record.start] = .title
      }
    }
  }

  mutating func findTotals() {
    let totals = rows[body...].filter { isInside($0) && $0.isLabelledTotal }
    guard !totals.isEmpty, options.totals != .keep else { return }
    let lacking = totals.filter { $0.isTotal(keys: sheet.keys) }
    if options.totals.applies(options, isUnmistakable: !lacking.isEmpty) {
      if !lacking.isEmpty { sheet.rules.totalKeys = sheet.keys }
      if options.totals == .drop || options.cleansSheets == true {
        for row in totals { sheet.rules.leftOut[row.record.start] = .total }
      }
    }
    // The last row, where its numbers are the sums of those above.
    guard isWhole, let last = rows.last(where: { isInside($0) && !$0.isEmptyRow }),
      last.isLabelledTotal
    else { return }
    checkSums(last)
    let isSum = sheet.rightSums > 0 && sheet.rightSums == last.filled.count - 1
    if options.totals.applies(options, isUnmistakable: isSum) {
      sheet.rules.leftOut[last.record.start] = .total
    }
  }

  /// Compares the numbers of a row with the sums of the columns above it, of three rows at least.
  private mutating func checkSums(_ total: SheetRow) {
    let above = sample.filter { $0.record.start < total.record.start }
    guard above.count >= 3 else { return }
    for column in total.filled.dropFirst() {
      guard let wanted = SheetCell.number(total.cell(column)),
        let sum = Self.sum(of: column, above)
      else { continue }
      if wanted != 0 && abs(sum - wanted) <= 1e-9 * max(abs(sum), abs(wanted)) {
        sheet.rightSums += 1
      } else {
        let said = String(decoding: total.cell(column), as: UTF8.self)
        sheet.wrongSums.append(
          Sheet.WrongSum(field: column, said: said, found: sum, start: total.record.start))
      }
    }
  }

  /// The sum of a column, nil where it holds anything but plain numbers.
  private static func sum(of column: Int, _ rows: [SheetRow]) -> Double? {
    var sum = 0.0
    for row in rows where row.isFilled(column) {
      guard let number = SheetCell.number(row.cell(column)) else { return nil }
      sum += number
    }
    return sum
  }

  mutating func findErrors() {
    guard rows[body...].contains(where: { $0.errorCount > 0 }),
      options.sheetErrors.applies(options, isUnmistakable: true)
    else { return }
    sheet.rules.nullsErrors = true
  }

  mutating func findEmptyColumns() {
    guard isWhole, let header = sheet.headerRows.first, columnCount > 2, sample.count >= 2,
      options.emptyColumns.applies(options, isUnmistakable: true), options.names == nil
    else { return }
    let names = sheet.headerRows.map { SheetRow($0, width: columnCount) }
    sheet.emptyColumns = (0..<columnCount).filter { column in
      column < header.fieldCount && names.allSatisfy { !$0.isFilled(column) }
        && !rows[body...].contains { $0.isFilled(column) || !$0.cell(column).isEmpty }
    }
    if sheet.emptyColumns.count == columnCount { sheet.emptyColumns = [] }
  }
}

extension SheetRow {
  /// A blank line, or cells without any value.
  var isEmptyRow: Bool { record.kind == .blank || (record.kind == .data && filled.isEmpty) }

  /// Whether the row has another number of cells than the header and repeats most of its names.
  func isOtherHeader(than header: SheetRow) -> Bool {
    let count = min(record.fieldCount, header.record.fieldCount)
    guard record.fieldCount != header.record.fieldCount, count >= 2, isWords else {
      return false
    }
    let same = header.filled.filter { $0 < count && cell($0) == header.cell($0) }.count
    return same >= 2 && same * 2 > header.filled.count
  }
}
