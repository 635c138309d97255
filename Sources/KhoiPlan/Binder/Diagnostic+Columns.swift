import KhoiData
import KhoiText

/// The wording of what can be wrong with stars and COLUMNS.
extension Diagnostic {
  /// What STATIC_DESCRIBE says.
  static func columnsHere(_ scope: Scope, at range: SourceRange) -> Diagnostic {
    let columns = scope.columns.map { "\($0.name) \($0.type.name)" }.joined(separator: ", ")
    return Diagnostic(.bind, "columns", "columns: \(columns)", at: range, severity: .notice)
  }

  static func misplacedColumns(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "misplaced-columns",
      "COLUMNS can stand only in SELECT, EXTEND, WHERE, HAVING, QUALIFY and ORDER BY", at: range)
  }

  static func columnsOfDifferentLength(_ counts: [Int], at range: SourceRange) -> Diagnostic {
    let list = counts.map(String.init).joined(separator: " and ")
    return Diagnostic(
      .bind, "columns-count", "COLUMNS in one expression stand for \(list) columns", at: range)
  }

  static func noColumnMatches(_ what: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "no-columns", "no column matches \(what)", at: range)
  }

  static func pivotOnSubquery(at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "pivot-subquery", "PIVOT takes its columns from no subquery", at: range)
  }

  static func starOfNoStructure(_ type: LogicalType, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "star-of-value", "`.*` gives the fields of a structure, and this is \(type.name)",
      at: range)
  }
}
