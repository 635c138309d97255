import KhoiText

/// The look at what a spreadsheet put around the table.
extension CSVSniffer {
  /// Bytes at the end of a large file that are looked at.
  private static let tailSize = 1 << 16
  /// Files up to this size are looked at whole once their ends show that it is worth while.
  private static let wholeSize = 1 << 24
  private static let tailLimit = 200
  /// Rows that `SheetFinder` compares with a header, and a few for the header itself.
  private static let comparedRows = 60
  private static let headLimit = comparedRows + 4

  /// What was found around and in the table; moves the shape's first record behind titles.
  func sheet(_ shape: inout CSVShape, start: Int) throws(Diagnostic) -> Sheet {
    var sheet = Sheet()
    guard options.looksForSheets, shape.columnCount > 1 else { return said(sheet) }
    if shape.hasAllRecords {
      sheet = found(shape.records, &shape, isWhole: true)
    } else if isWhole {
      if let ordinary = ordinarySheet(&shape) { return said(ordinary) }
      let records = records(head, from: start, shape.grammar, isWhole: true)
      sheet = found(records, &shape, isWhole: true)
    } else {
      sheet = found(shape.records + (try tail(shape)), &shape, isWhole: false)
      if !sheet.rules.isPlain && file.size <= CSVSniffer.wholeSize {
        let buffer = ScanBuffer()
        try file.read(offset: 0, count: file.size, into: buffer)
        let records = records(buffer, from: start, shape.grammar, isWhole: true)
        sheet = found(records, &shape, isWhole: true)
      }
    }
    return said(sheet)
  }

  /// The same where every row below the header is one of data, which the first records and the
  /// bytes of the others tell; nil where a closer look is due.
  private func ordinarySheet(_ shape: inout CSVShape) -> Sheet? {
    guard !options.explains, options.cleansSheets != true, !options.filledDown.contains("auto")
    else { return nil }
    let finder = SheetFinder(
      Array(shape.records.prefix(shape.first + CSVSniffer.headLimit)), first: shape.first,
      columnCount: shape.columnCount, isWhole: true, options: options)
    var sheet = finder.sheet
    guard sheet.rules.isPlain, sheet.emptyColumns.isEmpty, let header = sheet.headerRows.first,
      finder.body + CSVSniffer.comparedRows <= finder.rows.count,
      let rows = OrdinaryRows(
        head, start: finder.rows[finder.body].record.start, grammar: shape.grammar,
        columnCount: shape.columnCount, fewCells: finder.fewCells, header: SheetRow(header)),
      // A column without any value at first may be more than it seems.
      (0..<shape.columnCount).allSatisfy({ column in
        finder.sample.contains { $0.isFilled(column) }
      })
    else { return nil }
    sheet.keys = SheetFinder.keys(filledCounts: rows.filledCounts, rowCount: rows.count)
    shape.first = finder.first
    return sheet
  }

  /// What was asked for whatever the file looks like.
  private func said(_ sheet: Sheet) -> Sheet {
    var sheet = sheet
    sheet.rules.trims = options.trims || options.cleansSheets == true
    return sheet
  }

  private func found(
    _ records: [CSVRecord], _ shape: inout CSVShape, isWhole: Bool
  ) -> Sheet {
    let finder = SheetFinder(
      records, first: min(shape.first, records.count), columnCount: shape.columnCount,
      isWhole: isWhole, options: options)
    if finder.first < shape.records.count { shape.first = finder.first }
    var sheet = finder.sheet
    if options.explains || options.cleansSheets == true || options.filledDown.contains("auto") {
      let columns = SheetColumns(finder: finder, options: options)
      sheet.rules.filledDown = columns.filledDown()
      if options.cleansSheets == true { sheet.rules.fieldNulls = columns.fieldNulls }
      if options.explains { sheet.columns = columns }
    }
    return sheet
  }

  private func records(
    _ buffer: ScanBuffer, from start: Int, _ grammar: CSVGrammar, isWhole: Bool
  ) -> [CSVRecord] {
    var scanner = CSVRecordScanner(buffer, start: start, grammar: grammar, isWhole: isWhole)
    return scanner.records()
  }

  /// The last records of a large file; none where the bytes do not tell where records start.
  private func tail(_ shape: CSVShape) throws(Diagnostic) -> [CSVRecord] {
    let buffer = ScanBuffer()
    let headEnd = shape.records.last?.end ?? head.count
    let offset = max(headEnd, file.size - CSVSniffer.tailSize)
    try file.read(offset: offset, count: file.size - offset, into: buffer)
    guard let start = buffer.offset(behindLineFeedFrom: 0) else { return [] }
    var tail = records(buffer, from: start, shape.grammar, isWhole: true)
    if tail.contains(where: { $0.problem != nil }) { return [] }
    // Text between quotes may look like rows: then few of them are as long as they should be.
    let usual = tail.filter { $0.kind == .data && $0.fieldCount == shape.columnCount }.count
    guard usual * 2 >= tail.count else { return [] }
    tail = Array(tail.suffix(CSVSniffer.tailLimit))
    for place in tail.indices { tail[place].move(by: offset) }
    return tail
  }
}
