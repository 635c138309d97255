import KhoiData
import KhoiFormats
import KhoiPlan
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

  static func valueOfOtherType(
    _ path: String, row: Int, column: String, value: String, type: LogicalType
  ) -> Diagnostic {
    Diagnostic(
      .io, "csv-value", "column \"\(column)\", row \(row) of '\(path)': '\(value)' is no \(type)",
      notes: ["ignore_errors => true leaves such rows out"])
  }

  static func droppedMisfits(_ count: Int) -> Diagnostic {
    Diagnostic(
      .io, "misfit-rows",
      "\(count) \(count == 1 ? "row" : "rows") with values of other types left out",
      severity: .notice)
  }

  static func nulledMisfits(_ count: Int, _ field: Field) -> Diagnostic {
    Diagnostic(
      .io, "misfit-values",
      "\(count) \(count == 1 ? "value" : "values") of \"\(field.name)\" that "
        + "\(count == 1 ? "is" : "are") no \(field.type.name) read as NULL", severity: .notice)
  }

  static func noSuchColumn(_ column: String, of table: String, _ schema: Schema) -> Diagnostic {
    let names = schema.fields.map(\.name)
    let near = Suggestion.nearest(to: column, among: names, limit: 1).first
    return Diagnostic(
      .bind, "unknown-column", "no column \"\(column)\" in \"\(table)\"",
      label: near.map { "did you mean \"\($0)\"?" },
      notes: ["columns: " + names.joined(separator: ", ")])
  }

  static func notText(_ column: String, _ type: LogicalType) -> Diagnostic {
    Diagnostic(
      .bind, "not-text", "column \"\(column)\" is \(type.name), and only texts can be repaired")
  }

  static func constrainedRepair(_ table: String) -> Diagnostic {
    Diagnostic(
      .unsupported, "constraints", "table \"\(table)\" has constraints that a repair may break",
      notes: ["UPDATE t SET name = fix_text(name, 'tcvn3') repairs it and checks them"])
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

  static func checkFailed(
    _ condition: String, table: String, row: [Value], columns: Schema, at range: SourceRange?
  ) -> Diagnostic {
    let values = zip(columns.fields, row).prefix(8).map { "\($0.name) = \($1.text)" }
    return Diagnostic(
      .runtime, "check", "a row of `\(table)` does not satisfy CHECK (\(condition))", at: range,
      notes: ["the row: \(values.joined(separator: ", "))"])
  }

  static func repeatedKey(
    table: String, columns: [String], values: [Value], isPrimary: Bool, isInsert: Bool,
    at range: SourceRange?
  ) -> Diagnostic {
    let key = zip(columns, values).map { "\($0) = \($1.text)" }.joined(separator: ", ")
    let rule = isPrimary ? "the PRIMARY KEY" : "UNIQUE"
    return Diagnostic(
      .runtime, isPrimary ? "primary-key" : "unique",
      "\(key) would stand twice in `\(table)`, where it is \(rule)",
      at: range,
      notes: isInsert
        ? ["ON CONFLICT DO NOTHING leaves such rows out; INSERT OR REPLACE replaces the old"] : [])
  }

  static func changedTwice(at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .runtime, "changed-twice", "two of the new rows would change the same row", at: range,
      notes: ["DISTINCT or GROUP BY in the source leaves one row a key"])
  }

  static func transactionInside() -> Diagnostic {
    Diagnostic(
      .runtime, "transaction", "a transaction has begun already",
      notes: ["COMMIT keeps what was done since BEGIN, ROLLBACK takes it back"])
  }

  static func noTransaction(_ word: String) -> Diagnostic {
    Diagnostic(
      .runtime, "transaction", "no transaction has begun, so there is nothing to \(word)",
      notes: ["BEGIN begins one"])
  }

  static func unknownPrepared(
    _ name: String, among known: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-prepared", "no prepared statement `\(name)`", at: range,
      label: Suggestion.nearest(to: name, among: known).first.map { "did you mean `\($0)`?" },
      notes: ["PREPARE \(name) AS … makes one"])
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
