import Testing

@testable import KhoiFormats

/// Rows told from their bytes alone, against the finder that looks at every record.
@Suite struct OrdinaryRowsTests {
  /// What is put between rows of data, and what makes a cell remarkable.
  private enum Oddity: CaseIterable {
    case none, total, vietnameseTotal, emptyRow, blankRow, repeatedHeader, error, note, quotedBlank
    case halfEmpty, numbering, wideBlank
  }

  private static let header = ["id", "region", "note", "amount", "when"]

  /// A table of rows that are data, with an oddity in some of them.
  private static func sheet(_ oddity: Oddity, _ numbers: inout SeededNumbers) -> [UInt8] {
    var rows = [header]
    let count = Int.random(in: 310...400, using: &numbers)
    let isSparse = Bool.random(using: &numbers)
    for row in 0..<count {
      var cells = [
        "\(row)", "Sở \(row % 7)", "\"a, \(row)\"", "\(row % 13).5", "2026-01-0\(row % 9 + 1)",
      ]
      if isSparse, Int.random(in: 0..<10, using: &numbers) == 0 { cells[2] = "" }
      rows.append(cells)
    }
    let place = Int.random(in: 1...rows.count, using: &numbers)
    switch oddity {
    case .none: break
    case .total: rows.insert(["Total", "", "", "12.5", ""], at: place)
    case .vietnameseTotal: rows.insert(["Tổng cộng", "", "", "12,5", ""], at: place)
    case .emptyRow: rows.insert(["", "", "", "", ""], at: place)
    case .blankRow: rows.insert([" ", "\u{A0}", "", "", "\u{3000}"], at: place)
    case .repeatedHeader: rows.insert(header, at: place)
    case .error: rows.insert(["7", "#REF!", "x", "1.5", "2026-01-01"], at: place)
    case .note: rows.append(["", "", "Người lập biểu", "", ""])
    case .quotedBlank: rows.insert(["\"\"", "\" \"", "\"x\"", "1.5", "2026-01-01"], at: place)
    case .halfEmpty: rows.insert(["9", "", "", "", ""], at: place)
    case .numbering: rows.insert(["A", "(1)", "(2)", "(3)", "(4)"], at: 1)
    case .wideBlank: for row in rows.indices { rows[row][2] = row == place ? "x" : "\u{A0}" }
    }
    let lineEnd = Bool.random(using: &numbers) ? "\r\n" : "\n"
    return Array((rows.map { $0.joined(separator: ",") }.joined(separator: lineEnd) + lineEnd).utf8)
  }

  @Test func `sheets are found to be the same as by looking at every record`() throws {
    var numbers = SeededNumbers(state: 5)
    for turn in 0..<96 {
      let oddity = Oddity.allCases[turn % Oddity.allCases.count]
      let bytes = Self.sheet(oddity, &numbers)
      let options = try CSVOptions(FormatOptions())
      let sniffed = try CSVSniffer(
        file: InputFile(path: "t.csv", contents: bytes), options: options, isLenient: true
      ).sniff()
      let buffer = ScanBuffer()
      buffer.append(bytes)
      var scanner = CSVRecordScanner(buffer, start: 0, grammar: sniffed.grammar)
      let plain = SheetFinder(
        scanner.records(), first: 0, columnCount: sniffed.columnCount, isWhole: true,
        options: options
      ).sheet
      let found = sniffed.sheet
      #expect(found.rules == plain.rules, "\(oddity)")
      #expect(found.keys == plain.keys, "\(oddity)")
      #expect(found.titles == plain.titles, "\(oddity)")
      #expect(found.headerRows.map(\.start) == plain.headerRows.map(\.start), "\(oddity)")
      #expect(found.emptyColumns == plain.emptyColumns, "\(oddity)")
      #expect(found.besideColumns == plain.besideColumns, "\(oddity)")
    }
  }

  @Test func `only rows of data are ordinary`() throws {
    var numbers = SeededNumbers(state: 6)
    for oddity in Oddity.allCases {
      let buffer = ScanBuffer()
      buffer.append(Self.sheet(oddity, &numbers))
      var scanner = CSVRecordScanner(buffer, start: 0, grammar: CSVGrammar())
      let records = scanner.records()
      let rows = OrdinaryRows(
        buffer, start: records[1].start, grammar: CSVGrammar(), columnCount: 5, fewCells: 1,
        header: SheetRow(records[0]))
      let isOrdinary = [.none, .quotedBlank, .numbering, .wideBlank].contains(oddity)
      #expect((rows != nil) == isOrdinary, "\(oddity)")
      if let rows { #expect(rows.count == records.count - 1) }
    }
  }
}
