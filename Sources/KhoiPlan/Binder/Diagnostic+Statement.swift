import KhoiData
import KhoiText

/// The wording of what can be wrong with statements that define and change things.
extension Diagnostic {
  static func exists(_ kind: String, _ name: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .bind, "\(kind)-exists", "there is already a \(kind) `\(name)`", at: range,
      notes: ["CREATE OR REPLACE replaces it; CREATE … IF NOT EXISTS leaves it"])
  }

  static func unknown(
    _ kind: String, _ name: String, suggestions: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-\(kind.split(separator: " ").joined(separator: "-"))",
      "no \(kind) `\(name)`", at: range, label: didYouMeanLabel(suggestions))
  }

  static func wrongKind(
    _ name: String, is kind: String, word: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "wrong-kind", "`\(name)` is a \(kind)", at: range,
      notes: ["\(word) \(kind.uppercased()) \(name) is what means it"])
  }

  static func schemaNotEmpty(
    _ name: String, _ contents: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "schema-not-empty", "the schema `\(name)` still holds \(contents)", at: range,
      notes: ["DROP SCHEMA \(name) CASCADE drops them as well"])
  }

  static func changeOfView(_ word: String, _ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "change-of-view", "`\(name)` is a view; \(word) changes tables", at: range)
  }

  static func generatedTarget(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "generated-column", "`\(name)` is computed from the other columns and takes no value",
      at: range)
  }

  static func noSuchKey(_ table: String, _ columns: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "no-key", "`\(table)` has no UNIQUE or PRIMARY KEY over \(columns)", at: range,
      notes: ["ON CONFLICT names the columns of a key; INSERT OR … needs one"])
  }

  static func usedColumn(
    _ name: String, by what: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(.bind, "column-in-use", "`\(name)` is used by \(what)", at: range)
  }

  static func lastColumn(_ table: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "no-columns", "it is the only column of `\(table)`", at: range,
      notes: ["DROP TABLE \(table) drops the table"])
  }

  static func columnExists(
    _ name: String, table: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "duplicate-name", "`\(table)` already has a column `\(name)`", at: range)
  }

  static func twoPrimaryKeys(_ table: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "primary-key", "`\(table)` can have only one PRIMARY KEY", at: range)
  }

  static func foreignKeysNotChecked(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "foreign-key", "references to other tables are not checked", at: range,
      severity: .notice)
  }

  static func mergeAction(_ what: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "merge-action", what, at: range,
      notes: ["WHEN MATCHED changes or removes rows, WHEN NOT MATCHED inserts them"])
  }

  static func badSequence(_ what: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "sequence", what, at: range)
  }

  static func sequenceIsExhausted(_ name: String) -> Diagnostic {
    Diagnostic(
      .runtime, "sequence-end", "the sequence `\(name)` has no more numbers",
      notes: ["CREATE OR REPLACE SEQUENCE \(name) … CYCLE begins anew after the last one"])
  }

  static func sequenceNotStarted(_ name: String) -> Diagnostic {
    Diagnostic(
      .runtime, "sequence-start", "the sequence `\(name)` has given no number yet",
      notes: ["nextval('\(name)') gives the first"])
  }

  static func unknownSettingName(
    _ name: String, suggestions: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-setting", "no table and no setting `\(name)`", at: range,
      label: didYouMeanLabel(suggestions))
  }
}

/// The wording of what can be wrong with functions that were defined.
extension Diagnostic {
  static func macroArguments(
    _ macro: Macro, _ problem: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "arguments", "\(macro.name): \(problem)", at: range,
      notes: ["it is called as \(macro.signature)"])
  }

  static func recursiveMacro(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "recursive-function", "the function `\(name)` calls itself", at: range)
  }

  static func macroGivesTable(_ macro: Macro, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "table-function", "`\(macro.name)` gives a table, not a value", at: range,
      notes: ["it stands in FROM: FROM \(macro.signature)"])
  }

  static func macroGivesValue(_ macro: Macro, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-table-function", "`\(macro.name)` gives a value, not a table", at: range,
      notes: ["it stands in an expression: \(macro.signature)"])
  }

  /// An error in what stands behind a function; its range is of another text.
  static func insideMacro(
    _ macro: Macro, _ inner: Diagnostic, text: String, at range: SourceRange
  ) -> Diagnostic {
    var error = inner
    error.range = range
    error.message = "in `\(macro.name)`: \(inner.message)"
    if !text.isEmpty { error.notes.append("\(macro.signature) is \(text)") }
    return error
  }
}
