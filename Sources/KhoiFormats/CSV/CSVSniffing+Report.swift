import KhoiData
import KhoiText

/// The report: what was seen, and why it is believed.
extension CSVSniffing {
  /// The report's lines, in the order they are shown.
  package var lines: [Line] {
    var lines = written + rows
    lines.append(contentsOf: cells)
    lines.append(contentsOf: damaged)
    guard let loaded else {
      for (place, name) in names.enumerated() {
        lines.append(Line(label: "column", text: "\(name): \(kind(keptFields[place]))"))
      }
      return lines
    }
    for (place, field) in loaded.columns.enumerated() {
      let odd = place < keptFields.count ? oddText(keptFields[place], field.type) : ""
      lines.append(Line(label: "column", text: "\(field.name): \(field.type.name)\(odd)"))
    }
    for notice in loaded.notices where !Self.toldOtherwise.contains(notice.name) {
      let remedy = notice.notes.first.map { "; " + $0 } ?? ""
      lines.append(Line(label: "note", text: notice.message + remedy))
    }
    return lines
  }

  /// Notices of a load whose matter the report tells by itself.
  private static let toldOtherwise: Set<String> = [
    "sheet-rows", "header-rows", "table-beside", "empty-columns", "sheet-errors", "filled-down",
    "trimmed", "rejects", "wrong-sum", "blank-lines",
  ]

  /// How the file is written.
  private var written: [Line] {
    let grammar = cleaned.grammar
    var lines: [Line] = []
    let evidence = cleaned.evidence
    var delimiter = grammar.delimiter.isEmpty ? "none" : grammar.delimiterText
    if cleaned.columnCount > 1 {
      delimiter += ": \(cleaned.columnCount) fields in \(evidence.good) of "
      delimiter += Diagnostic.counted(evidence.good + evidence.bad, "record") + " looked at"
    } else {
      delimiter = "none that makes columns of the \(Diagnostic.counted(evidence.good, "record"))"
    }
    lines.append(Line(label: "delimiter", text: delimiter))
    let quote = grammar.quote.map { "\(Self.text($0)) around \(evidence.quoted) of the fields" }
    lines.append(Line(label: "quote", text: quote ?? "none"))
    if let escape = grammar.escape, escape != grammar.quote {
      lines.append(Line(label: "escape", text: Self.text(escape)))
    }
    if let comment = grammar.comment {
      lines.append(Line(label: "comment", text: Self.text(comment)))
    }
    lines.append(
      Line(
        label: "encoding",
        text: encodingText + (ends.hasByteOrderMark ? " with byte order mark" : "")))
    lines.append(Line(label: "line ends", text: ends.text))
    return lines
  }

  private var encodingText: String {
    if encoding == .utf8 && encodingNotices.isEmpty { return "UTF-8" }
    let name = encoding == .utf8 ? "UTF-8" : encoding.name
    guard let notice = encodingNotices.first else { return name }
    return notice.message.hasPrefix("encoding ")
      ? String(notice.message.dropFirst(9)) : "\(name), \(notice.message)"
  }

  /// Which rows are what.
  private var rows: [Line] {
    var lines: [Line] = []
    let sheet = cleaned.sheet
    let titles = sheet.titles.map { SheetOmission(kind: .title, start: $0) }
    lines += SheetReporter.phrases(titles, in: file).map { Line(label: "above", text: $0) }
    if cleaned.header != nil {
      let isSeveral = sheet.headerRows.count > 1
      lines.append(
        Line(
          label: "header",
          text: "line \(cleaned.headerLine)"
            + (isSeveral ? ", \(sheet.headerRows.count) rows joined" : "")))
    } else {
      lines.append(Line(label: "header", text: "none"))
    }
    guard let outcome else { return lines }
    for kind in SheetOmission.Kind.allCases {
      let found = outcome.sheet.omissions.filter { $0.kind == kind }
      for phrase in SheetReporter.phrases(found, in: file) {
        let isDone = found.allSatisfy { isLeftOut($0) }
        lines.append(
          Line(label: isDone ? "left out" : "proposed", text: phrase))
      }
    }
    if sheet.rightSums > 0 {
      let noun = sheet.rightSums == 1 ? "sum" : "sums"
      lines.append(
        Line(label: "checked", text: "\(sheet.rightSums) \(noun) in the last row right"))
    }
    for wrong in sheet.wrongSums {
      lines.append(Line(label: "to check", text: wrong.text(of: name(of: wrong.field), in: file)))
    }
    return lines
  }

  /// Whether a row is left out without being asked.
  private func isLeftOut(_ omission: SheetOmission) -> Bool {
    let rules = sniffed.sheet.rules
    if rules.leftOut[omission.start] != nil { return true }
    if let end = rules.end, omission.start >= end { return true }
    switch omission.kind {
    case .emptyRow: return rules.leavesEmptyRows
    case .repeatedHeader: return !rules.repeatedHeader.isEmpty
    case .total: return !rules.totalKeys.isEmpty
    default: return false
    }
  }

  /// What could be done to cells.
  private var cells: [Line] {
    guard let columns = cleaned.sheet.columns else { return [] }
    var lines: [Line] = []
    if let beside = cleaned.besideText { lines.append(Line(label: "left out", text: beside)) }
    let dropped = cleaned.sheet.emptyColumns.count
    if dropped > 0 {
      lines.append(
        Line(
          label: "left out",
          text: Diagnostic.counted(dropped, "column") + " without name and values"))
    }
    if columns.errorCount > 0 {
      lines.append(
        Line(
          label: "left out",
          text: Diagnostic.counted(columns.errorCount, "spreadsheet error") + " (#N/A)"))
    }
    for column in columns.mergedColumns() {
      lines.append(
        Line(
          label: "proposed",
          text: "fill \(Diagnostic.counted(columns.emptyCount(column), "empty cell")) of "
            + "\(name(of: column)) with the value above"))
    }
    for (column, words) in columns.missingWords().sorted(by: { $0.key < $1.key }) {
      let shown = words.map { "'\($0.text)' (\($0.count))" }.joined(separator: ", ")
      lines.append(
        Line(label: "proposed", text: "NULL for \(shown) in \(name(of: column))"))
    }
    let padded = columns.paddedCount()
    if padded > 0 {
      lines.append(
        Line(
          label: "proposed",
          text: "take away blanks around \(Diagnostic.counted(padded, "value"))"))
    }
    let repeated = columns.repeatedCount()
    if repeated > 0 {
      lines.append(
        Line(
          label: "to check",
          text: Diagnostic.counted(repeated, "row") + " the same as one above; |> DISTINCT"))
    }
    return lines
  }

  /// Texts that could be repaired.
  private var damaged: [Line] {
    damage.found.map { field, damage in
      let example = damage.exampleTexts
      let place = field.map { "column \(name(of: $0))" } ?? "the names of columns"
      return Line(
        label: "proposed",
        text: "repair \(place), \(damage.explanation): "
          + "\(Diagnostic.quoted(Diagnostic.shortened(example.before))) for "
          + Diagnostic.quoted(Diagnostic.shortened(example.after)))
    }
  }

  /// The name of the column of a field.
  func name(of field: Int) -> String {
    keptFields.firstIndex(of: field).map { names[$0] } ?? ""
  }

  /// The type of a field's values, with those that do not fit.
  private func kind(_ field: Int) -> String {
    guard field < cleaned.guesses.count else { return "VARCHAR" }
    let guess = cleaned.guesses[field]
    if guess == .null { return "no values" }
    var text = guess.logicalType.name
    if let format = field < cleaned.formats.count ? cleaned.formats[field] : nil {
      text += ", written \(format.text)"
    }
    text += oddText(field, guess.logicalType)
    return text
  }

  /// Values with letters in a column of text where most are numbers.
  private func oddText(_ field: Int, _ type: LogicalType) -> String {
    let odd = type == .varchar ? cleaned.sheet.columns?.oddValues(field) ?? [] : []
    guard let first = odd.first else { return "" }
    return ", \(Diagnostic.counted(odd.count, "value")) with letters among numbers, such as "
      + "'\(first)'"
  }
}
