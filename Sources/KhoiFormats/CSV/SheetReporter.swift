import KhoiText

/// Tells what was taken for something that a spreadsheet added to a table.
struct SheetReporter {
  private let options: CSVOptions
  private let sniffed: [SniffedCSV]
  private let files: [InputFile]
  private let columns: CSVColumns

  init(_ reporter: CSVReporter) {
    options = reporter.options
    sniffed = reporter.sniffed
    files = reporter.files
    columns = reporter.columns
  }

  /// One notice a file for rows, one for columns and one for each thing done to cells.
  func notices(_ outcomes: [SheetOutcome]) -> [Diagnostic] {
    var notices: [Diagnostic] = []
    for (place, outcome) in outcomes.enumerated() {
      let sheet = sniffed[place].sheet
      let titles = sheet.titles.map { SheetOmission(kind: .title, start: $0) }
      let phrases = Self.phrases(titles + outcome.omissions, in: files[place])
      // Titles alone are told by the line of the header.
      if !outcome.omissions.isEmpty {
        notices.append(
          .notice(
            "sheet-rows",
            "left out of \(Self.fileName(files[place])): " + phrases.joined(separator: ", "),
            notes: options.cleansSheets == nil ? ["sheet => false keeps them"] : []))
      }
      if sheet.headerRows.count > 1 && options.headerRows == nil {
        notices.append(
          .notice(
            "header-rows",
            "names put together from \(sheet.headerRows.count) rows; "
              + "header_rows => 1 takes the first"
          ))
      }
      if let beside = sniffed[place].besideText {
        notices.append(
          .notice("table-beside", "\(beside) left out; beside => 'keep' keeps it"))
      }
      let dropped = sheet.headerRows.isEmpty ? 0 : sheet.emptyColumns.count
      if dropped > 0 {
        notices.append(
          .notice(
            "empty-columns",
            Diagnostic.counted(dropped, "column") + " without name and values left out; "
              + "empty_columns => 'keep' keeps \(dropped == 1 ? "it" : "them")"))
      }
      if outcome.omissions.contains(where: { $0.kind == .total }) {
        notices.append(contentsOf: wrongSums(place))
      }
      notices.append(contentsOf: cells(outcome, file: place))
    }
    return notices
  }

  /// Sums that the rows do not come to.
  private func wrongSums(_ place: Int) -> [Diagnostic] {
    let names = columns.names(place)
    return sniffed[place].sheet.wrongSums.map { wrong in
      let name = wrong.field < names.count ? names[wrong.field] : ""
      return .notice("wrong-sum", wrong.text(of: name, in: files[place]))
    }
  }

  private func cells(_ outcome: SheetOutcome, file: Int) -> [Diagnostic] {
    var notices: [Diagnostic] = []
    if outcome.errorCount > 0 {
      notices.append(
        .notice(
          "sheet-errors",
          Diagnostic.counted(outcome.errorCount, "spreadsheet error")
            + " such as #N/A read as NULL; sheet_errors => 'keep' keeps the text"))
    }
    let names = columns.names(file)
    for (field, count) in outcome.filledDown.sorted(by: { $0.key < $1.key }) {
      let name = field < names.count ? names[field] : ""
      notices.append(
        .notice(
          "filled-down",
          "\(Diagnostic.counted(count, "cell")) of \"\(name)\" filled with the value above"))
    }
    if outcome.trimmedCount > 0 {
      let count = Diagnostic.counted(outcome.trimmedCount, "value")
      notices.append(.notice("trimmed", "blanks around \(count) taken away"))
    }
    return notices
  }

  /// Such as `2 title rows (lines 1, 2)`, in the order of the kinds.
  static func phrases(_ omissions: [SheetOmission], in file: InputFile) -> [String] {
    SheetOmission.Kind.allCases.compactMap { kind in
      let found = omissions.filter { $0.kind == kind }
      guard !found.isEmpty else { return nil }
      let lines = found.prefix(4).map { String(file.location(of: $0.start).line) }
      let more = found.count > 4 ? " …" : ""
      let place = (found.count == 1 ? "line " : "lines ") + lines.joined(separator: ", ") + more
      return "\(counted(found.count, kind)) (\(place))"
    }
  }

  /// The count with the noun, whose plural is that of its first word.
  private static func counted(_ count: Int, _ kind: SheetOmission.Kind) -> String {
    guard count != 1 else { return "1 \(kind.noun)" }
    if kind.noun.hasPrefix("row ") { return "\(count) rows" + kind.noun.dropFirst(3) }
    return "\(count) \(kind.noun)s"
  }

  private static func fileName(_ file: InputFile) -> String {
    file.path.split(separator: "/").last.map(String.init) ?? file.path
  }
}

extension SniffedCSV {
  /// Such as `a second table beside it (code, name)`.
  var besideText: String? {
    guard let header, !sheet.besideColumns.isEmpty else { return nil }
    let names = sheet.besideColumns.filter { $0 < header.count }.map { header[$0] }
      .filter { !$0.isEmpty }
    return "a second table beside the first (\(names.joined(separator: ", ")))"
  }
}

extension Sheet.WrongSum {
  /// Such as `the total of "n" in line 9 is 35, but the rows come to 34`.
  func text(of name: String, in file: InputFile) -> String {
    let line = file.location(of: start).line
    let isWhole = found == found.rounded() && abs(found) < 1e15
    let shown = isWhole ? String(Int64(found)) : String(found)
    return "the total of \"\(name)\" in line \(line) is \(said), but the rows come to \(shown)"
  }
}
