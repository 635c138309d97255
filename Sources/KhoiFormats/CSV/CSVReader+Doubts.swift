import KhoiData

/// Columns whose values were read in one way and may mean another.
extension CSVReader {
  /// Whether a column has to be looked at as text, with the rest of the file, before it is known
  /// what it means: every fraction may be a group of digits, every day a month.
  func isDoubtful(_ column: Int, _ kind: ColumnKind, _ ranges: [LoadedRange]) -> Bool {
    let parts = ranges.lazy.filter { $0.rowCount > 0 }.map { $0.columns[column] }
    switch kind {
    case .double where columns[column].checksFractions:
      return parts.contains { $0.fractions == .ambiguous }
        && !parts.contains { $0.fractions == .decided }
    case .date where columns[column].checksDays, .timestamp where columns[column].checksDays:
      let formats = sources.compactMap { $0.formats[column] }
      guard let first = formats.first else { return false }
      if formats.contains(where: { $0.order != first.order }) { return true }
      switch first.order {
      case .certain: return false
      case .dayAndMonth: return !parts.contains { $0.containsDay { $0.day > 12 } }
      case .shortYearLast: return true
      case .shortYearFirst:
        return !parts.contains { $0.containsDay { $0.year % 100 > 31 || $0.year % 100 == 0 } }
      }
    default: return false
    }
  }
}

extension RangeColumn {
  /// Whether some value has such a day; the column holds days or moments.
  func containsDay(_ condition: ((year: Int32, month: Int32, day: Int32)) -> Bool) -> Bool {
    let numbers = wideIntegers
    return (0..<rowCount).contains { row in
      if isNull(row) { return false }
      let days =
        kind == .date
        ? Int32(truncatingIfNeeded: numbers[row]) : Calendar.day(timestamp: numbers[row])
      return condition(Calendar.civil(days))
    }
  }
}
