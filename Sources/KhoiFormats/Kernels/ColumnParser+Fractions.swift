/// Whether the fractions of doubles might be groups of three digits instead.
extension ColumnParser {
  /// Looks at the fields of a column until one cannot be digits in groups: `74.958` may be 74958,
  /// `7.5`, `0.125` and `1234.567` may not.
  ///
  /// Not part of the loop that parses, and done with at the first value of most columns.
  func fractions(_ rows: FieldRows, _ column: Int) -> RangeColumn.Fractions {
    var result = RangeColumn.Fractions.none
    for row in 0..<rows.rowCount {
      let (start, end) = rows.field(row: row, column: column)
      if start == end { continue }
      let field = content(start, end)
      if field.isNull { continue }
      var place = field.start
      let limit = field.start + field.count
      if unsafe bytes[place] == 0x2D { place += 1 }
      let lead = place
      while unsafe place < limit && bytes[place] &- 48 < 10 { place += 1 }
      if place == limit { continue }
      let isPoint = unsafe bytes[place] == 0x2E && bytes[lead] != 48
      let isGroup =
        isPoint && (1...3).contains(place - lead) && limit - place == 4
        && (1...3).allSatisfy { unsafe bytes[place + $0] &- 48 < 10 }
      if !isGroup { return .decided }
      result = .ambiguous
    }
    return result
  }
}
