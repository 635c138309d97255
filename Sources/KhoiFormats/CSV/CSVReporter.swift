import KhoiData
import KhoiText

/// Tells what was assumed and noticed while CSV files were loaded.
struct CSVReporter {
  let options: CSVOptions
  let sniffed: [SniffedCSV]
  let files: [InputFile]
  let columns: CSVColumns

  func describe(
    _ outcome: CSVReader.Outcome, _ reading: CSVFormat.Reading, in report: inout LoadReport
  ) {
    report.rowCount = outcome.table.rowCount
    if let first = sniffed.first {
      report.delimiter = first.grammar.delimiterText
      report.hasHeader = first.header != nil
      report.headerLine = first.headerLine
      if options.delimiter == nil, first.columnCount == 1, let file = files.first,
        let doubt = SingleColumn.doubt(file, first)
      {
        report.assumed.append("one column")
        report.notices.append(doubt)
      }
    }
    let counts = outcome.counts
    let phrases: [(Int, String, String)] = [
      (counts.blank, "blank-lines", "empty line"),
      (counts.padded, "short-rows", "short row"),
      (counts.cut, "long-rows", "long row"),
      (counts.rejected, "rejected-rows", "row"),
      (counts.emptySurplus, "surplus-delimiters", "row"),
      (counts.damaged, "damaged-rows", "damaged row"),
      (counts.misfit, "misfit-rows", "row"),
      (counts.nulled, "misfit-values", "value"),
    ]
    let endings = [
      "left out", "filled with NULL", "cut", "of another length rejected",
      "with empty fields behind the last column taken without them", "left out",
      "with values of other types left out", "of other types read as NULL",
    ]
    for ((count, name, noun), ending) in zip(phrases, endings) where count > 0 {
      report.notices.append(.notice(name, "\(Diagnostic.counted(count, noun)) \(ending)"))
    }
    if !reading.rejects.isEmpty {
      let noun = Diagnostic.counted(reading.rejects.count, "row")
      report.notices.append(
        .notice(
          "rejects", "\(noun) rejected: FROM \(quotedIdentifier(options.rejects.table))"))
    }
    report.notices.append(contentsOf: SheetReporter(self).notices(reading.sheets))
    if outcome.composedCount > 0 {
      report.notices.append(
        .notice(
          "normalised",
          "\(Diagnostic.counted(outcome.composedCount, "value")) brought to composed form (NFC)"))
    }
    if outcome.reorderedCount > 0 {
      report.notices.append(
        .notice(
          "marks-reordered",
          "\(Diagnostic.counted(outcome.reorderedCount, "value")) with a misplaced tone repaired"))
    }
    for name in outcome.inexactColumns {
      report.notices.append(
        .notice(
          "kept-as-text",
          "column \"\(name)\" kept as text: its long whole numbers would lose digits as DOUBLE"))
    }
    report.notices.append(contentsOf: digitTexts(outcome.table))
  }

  /// Text columns of nothing but digits: codes that numbers would damage.
  private func digitTexts(_ table: Table) -> [Diagnostic] {
    var notices: [Diagnostic] = []
    for column in 0..<table.schema.count where table.schema[column].type == .varchar {
      guard options.types.isEmpty, !options.isAllText, options.columns.isEmpty,
        let reason = DigitColumn.reason(table, column)
      else { continue }
      notices.append(
        .notice(
          "kept-as-text",
          "column \"\(table.schema[column].name)\" kept as text: \(reason)"))
    }
    return notices
  }
}
