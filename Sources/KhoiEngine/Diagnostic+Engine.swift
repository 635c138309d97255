import KhoiFormats
import KhoiText

/// What the session itself has to say.
extension Diagnostic {
  static func emptyScript() -> Diagnostic {
    Diagnostic(.parse, "empty", "no statement")
  }

  static func divisionByZero(rows: Int) -> Diagnostic {
    Diagnostic(
      .runtime, "division-by-zero",
      "a division by zero gave NULL in \(rows) \(rows == 1 ? "row" : "rows")",
      notes: ["NULLIF(divisor, 0) says the same without this notice"], severity: .notice)
  }

  static func tableExists(_ name: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .bind, "table-exists", "there is already a table or view `\(name)`", at: range,
      notes: ["CREATE OR REPLACE replaces it; CREATE … IF NOT EXISTS leaves it"])
  }

  static func unknownSetting(_ name: String, suggestions: [String]) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-setting", "no setting `\(name)`",
      label: suggestions.first.map { "did you mean `\($0)`?" },
      notes: ["settings: \(Setting.builtins.map(\.name).joined(separator: ", "))"])
  }

  static func invalidSetting(_ setting: Setting, _ value: String) -> Diagnostic {
    Diagnostic(
      .bind, "invalid-setting", "\(setting.name) cannot be \(value); it accepts \(setting.accepts)")
  }

  static func notNull(table: String, column: String, range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .runtime, "not-null", "NULL in column `\(column)` of `\(table)`, which is NOT NULL",
      at: range)
  }

  static func nothingToDrop(_ kind: String, _ name: String, suggestions: [String]) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-table", "no \(kind) `\(name)`",
      label: suggestions.first.map { "did you mean `\($0)`?" })
  }

  static func wrongDropKind(_ name: String, is kind: String) -> Diagnostic {
    Diagnostic(
      .bind, "wrong-kind", "`\(name)` is a \(kind)",
      notes: ["DROP \(kind.uppercased()) \(name) drops it"])
  }
}

extension Diagnostic {
  static func unknownExportFormat(_ name: String, at range: SourceRange?) -> Diagnostic {
    let known = FileFormat.builtins.filter(\.canWrite).map(\.name)
    return Diagnostic(
      .bind, "unknown-format", "no format `\(name)` to write", at: range,
      label: Suggestion.nearest(to: name, among: known).first.map { "did you mean `\($0)`?" },
      notes: ["formats: \(known.joined(separator: ", "))"])
  }
}
