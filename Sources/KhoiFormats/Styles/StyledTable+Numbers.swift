import KhoiData
import KhoiText

/// Columns of numbers.
extension StyledTable {
  mutating func readNumbers(_ candidate: Candidate, _ path: String) throws(Diagnostic) {
    let (column, texts, style) = (candidate.column, candidate.texts, candidate.number)
    switch style.decide(context) {
    case .numbers(let decided):
      guard isLocal || doubtful.contains(column) || isForeign(style) else {
        return propose(candidate, decided)
      }
      if context.locale != nil { try checkFit(candidate, decided.locale, path) }
      let locale = decided.locale
      let separator = locale == .vietnamese ? style.commaGroup.count : style.dotGroup.count
      let isWhole = decided.isWhole && separator == 0
      let stored = texts.converted(to: isWhole ? .bigint : .double, threads: threads) { bytes in
        guard case .number(let cell) = NumberCell.read(bytes), let value = cell.value(locale) else {
          return nil
        }
        return isWhole ? value.integer : Int64(bitPattern: value.double.bitPattern)
      }
      replaced[column] = (isWhole ? .bigint : .double, stored)
      tellNumbers(candidate, decided)
    case .text(let refusal):
      guard refusal.isRefused || style.parentheses.count == style.numberCount,
        let example = refusal.examples.first
      else { return }
      let row = texts.firstRow(of: example.ordinal)
      guard refusal.examples.count == 1, refusal.isRefused else {
        let rows = refusal.examples.map { ($0.text, texts.firstRow(of: $0.ordinal)) }
        return tell(.contradiction(name(column), refusal.why, rows))
      }
      tell(.ambiguousNumbers(name(column), example.text, row: row, style.readings(of: example)))
    }
  }

  /// Whether numbers are read as people write them without being asked.
  ///
  /// In other files `$74.69` and `22.69%` stay what they are: nobody confuses them with anything,
  /// and their sign would be lost.
  var isLocal: Bool {
    context.locale != nil || context.hasVietnameseText || context.vietnameseColumns > 0
  }

  /// Whether the file leaves the comma to its numbers, as the delimiter is another sign.
  func isForeign(_ style: NumberColumnStyle) -> Bool {
    context.delimiter != [0x2C] && style.units.isEmpty && style.isStyled
  }

  /// Says how a column that stays text would be read.
  mutating func propose(_ candidate: Candidate, _ decided: NumberColumnStyle.Style) {
    let (texts, style) = (candidate.texts, candidate.number)
    if style.isStyled {
      guard let (shown, value) = shown(style, decided) else { return }
      tell(
        .proposedNumbers(
          name(candidate.column), shown.text, row: texts.firstRow(of: shown.ordinal),
          value: value, decided))
    } else if let nothing = style.nothing, style.numberCount >= 3 {
      tell(
        .proposedNull(
          name(candidate.column), nothing.text, row: texts.firstRow(of: nothing.ordinal),
          count: style.numberCount))
    }
  }

  /// A value that shows how the column is written, and what it means.
  func shown(
    _ style: NumberColumnStyle, _ decided: NumberColumnStyle.Style
  ) -> (example: NumberColumnStyle.Example, value: String)? {
    let scaled = style.scaled.first ?? style.parentheses.first ?? style.spaced.first
    let shown = decided.example ?? scaled ?? style.units.values.min { $0.ordinal < $1.ordinal }
    guard let shown, case .number(let cell) = NumberCell.read(Array(shown.text.utf8)),
      let value = cell.value(decided.locale)
    else { return nil }
    return (shown, value.text)
  }

  func checkFit(
    _ candidate: Candidate, _ locale: NumberLocale, _ path: String
  ) throws(Diagnostic) {
    let other = locale == .vietnamese ? candidate.number.american : candidate.number.vietnamese
    guard let example = other.first else { return }
    throw .misfittingNumber(
      name(candidate.column), example.text, path: path,
      row: candidate.texts.firstRow(of: example.ordinal), locale: locale)
  }

  mutating func tellNumbers(_ candidate: Candidate, _ decided: NumberColumnStyle.Style) {
    let (texts, style) = (candidate.texts, candidate.number)
    let dashes =
      style.nothingCount == 0
      ? 0
      : texts.rowCount { bytes in
        !bytes.isEmpty && CellText.meansNothing(CellText.folded(bytes))
      }
    guard let (shown, value) = shown(style, decided), context.locale == nil else {
      if dashes > 0 { tell(.cellsWithoutValue(name(candidate.column), dashes, "number")) }
      return
    }
    tell(
      .numberStyle(
        name(candidate.column), shown.text, row: texts.firstRow(of: shown.ordinal), value: value,
        decided, dashes: dashes))
  }
}
