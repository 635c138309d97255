package import KhoiData
package import KhoiText

/// What a load read and what it took for granted.
package struct LoadReport: Sendable {
  /// The file, or the pattern that names several.
  package var path: String
  package var fileCount = 1
  package var rowCount = 0
  package var columns: [Field] = []
  /// Nil for formats without one.
  package var delimiter: String?
  package var hasHeader = false
  package var headerLine = 1
  package var encoding = "UTF-8"
  /// Things that were guessed, beyond delimiter and header: one phrase each.
  package var assumed: [String] = []
  package var notices: [Diagnostic] = []
  /// Columns that are to become values of another type than they were read as.
  package var casts: [Int: LogicalType] = [:]
  /// Columns whose texts are JSON, and how deep they are told apart.
  package var jsonColumns: Set<Int> = []
  package var jsonDepth: Int?
  /// Columns of JSON whose types are still to be found.
  package var untypedColumns: Set<Int> = []
  /// Columns of text that become BIGINT if every value is a whole number.
  package var integerCandidates: Set<Int> = []
  /// Columns of text that are numbers which BIGINT or DOUBLE would not hold exactly.
  package var exactNumbers: Set<Int> = []
  /// Whether values that do not have the type become NULL.
  package var nullsMisfits = false
  /// What to say where a cast fails that only came up because of this.
  package var castError: Diagnostic?
  /// Whether rows whose values do not have the type are left out.
  package var dropsMisfits = false
  /// What was left out, and the table that is to list it.
  package var rejects: [RejectedRow] = []
  package var rejectsTable = "rejects"
  package var bytes = 0
  package var seconds = 0.0

  package init(path: String) {
    self.path = path
  }

  /// Such as `awards.csv: 7 rows × 17 columns, delimiter ',', header in line 1`.
  package var summary: String {
    let columnCount = columns.count { !$0.isHidden }
    var parts = [
      "\(fileName): \(grouped(rowCount)) \(rowCount == 1 ? "row" : "rows") × "
        + "\(columnCount) \(columnCount == 1 ? "column" : "columns")"
    ]
    if fileCount > 1 { parts.append("\(fileCount) files") }
    if let delimiter {
      parts.append("delimiter \(delimiter)")
      parts.append(hasHeader ? "header in line \(headerLine)" : "no header")
    }
    if encoding != "UTF-8" { parts.append(encoding) }
    parts.append(contentsOf: assumed)
    return parts.joined(separator: ", ")
  }

  private var fileName: String {
    // In a pattern, a slash may stand inside of braces.
    path.contains("{") ? path : path.split(separator: "/").last.map(String.init) ?? path
  }

  private func grouped(_ number: Int) -> String {
    var digits = String(number)
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    return digits
  }
}
