import KhoiData
import KhoiText

/// The wording of everything that can be wrong with what a statement means: names and queries.
/// Types and calls are in `Diagnostic+Typing.swift`.
extension Diagnostic {
  /// ``did you mean `a` or `b`?``
  static func didYouMeanLabel(_ names: [String]) -> String? {
    guard !names.isEmpty else { return nil }
    let quoted = names.map { "`\($0)`" }
    return "did you mean \(quoted.joined(separator: " or "))?"
  }

  // MARK: Columns

  static func unknownColumn(
    _ name: String, in clause: Clause, suggestions: [String], notes: [String],
    at range: SourceRange
  ) -> Diagnostic {
    let place = clause.isPipe ? "in this step" : "in \(clause.name)"
    return Diagnostic(
      .bind, "unknown-column", "no column `\(name)` \(place)", at: range,
      label: didYouMeanLabel(suggestions), notes: notes)
  }

  static func unknownColumnOfTable(
    _ name: String, table: String, suggestions: [String], columns: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-column", "no column `\(name)` in `\(table)`", at: range,
      label: didYouMeanLabel(suggestions), notes: ["columns of \(table): \(columns)"])
  }

  static func unknownTableName(
    _ name: String, column: String, suggestions: [String], notes: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-table-name", "`\(name)` in `\(name).\(column)` names no table here",
      at: range, label: didYouMeanLabel(suggestions), notes: notes)
  }

  static func noColumnsHere(
    _ name: String, isQuotedText: Bool, suggestions: [String], clause: Clause,
    at range: SourceRange
  ) -> Diagnostic {
    let hint =
      isQuotedText
      ? "text stands in single quotes: '\(name)'"
      : "FROM says which table the columns are of: FROM t |> \(clause.name) \(name)"
    return Diagnostic(
      .bind, "no-from", "no column `\(name)`, because there is no FROM", at: range,
      label: didYouMeanLabel(suggestions), notes: [hint])
  }

  static func ambiguousColumn(
    _ name: String, candidates: [String], at range: SourceRange
  ) -> Diagnostic {
    let unique = candidates.count > 1 && Set(candidates).count == candidates.count
    let note =
      unique
      ? "candidates: \(candidates.joined(separator: ", "))"
      : "RENAME or an alias in an earlier step tells them apart"
    return Diagnostic(
      .bind, "ambiguous-column", "`\(name)` could be any of several columns", at: range,
      notes: [note])
  }

  static func unmarkedName(typed: String, meant: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "unmarked-name", "`\(typed)` was read as `\(meant)`", at: range, severity: .notice)
  }

  static func aliasTooLarge(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "too-complex", "the expression behind this alias is too large to repeat", at: range,
      notes: ["|> EXTEND in a step of its own computes it once"])
  }

  static func aliasComputedLater(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "alias-computed-later", "`\(name)` is known only after WHERE", at: range,
      notes: ["conditions on groups stand in HAVING, on windows in QUALIFY, or in |> WHERE after"])
  }

  static func keyIsComputedLater(_ text: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "aggregate-as-key", "`\(text)` is computed from the groups and cannot be a key",
      at: range)
  }

  static func ordinalOutOfRange(
    _ number: Int, count: Int, clause: Clause, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "ordinal-out-of-range",
      "\(clause.name) \(number) names no column: there are \(count)", at: range)
  }

  static func noColumnsLeft(at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "no-columns", "no columns are left", at: range)
  }

  static func duplicateName(
    _ what: String, _ name: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(.bind, "duplicate-name", "`\(name)` stands twice in \(what)", at: range)
  }

  static func qualifiedTarget(
    _ word: String, _ name: String, last: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "qualified-target", "\(word) takes the bare name of a column, not `\(name)`",
      at: range, label: "write `\(last)`")
  }

  static func tooManyColumnNames(
    _ table: String, _ names: Int, _ columns: Int, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "column-names", "\(names) names for the \(columns) columns of `\(table)`", at: range)
  }

  // MARK: Stars

  static func misplacedStar(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "misplaced-star", "`*` can stand only in SELECT and COUNT(*)", at: range)
  }

  static func starWithoutFrom(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "no-from", "`*` means no columns, because there is no FROM", at: range)
  }

  static func ambiguousTable(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "ambiguous-table", "`\(name)` could be any of several tables", at: range,
      notes: ["an alias tells them apart: FROM t AS a JOIN t AS b"])
  }

  // MARK: Tables

  static func unknownTable(
    _ name: String, suggestions: [String], notes: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-table", "no table `\(name)`", at: range,
      label: didYouMeanLabel(suggestions), notes: notes)
  }

  static func noLastResult(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "no-last-result", "there is no last result yet", at: range,
      notes: ["a statement that begins with |>, and the table `_`, go on from the last result"])
  }

  static func viewContainsItself(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "recursive-view", "the view `\(name)` contains itself", at: range)
  }

  /// An error in the query behind a name; its range is of another text.
  static func insideView(
    _ name: String, _ inner: Diagnostic, at range: SourceRange
  ) -> Diagnostic {
    var error = inner
    error.range = range
    error.message = "in the view `\(name)`: \(inner.message)"
    return error
  }

  static func insideTableFunction(
    _ name: String, _ inner: Diagnostic, at range: SourceRange
  ) -> Diagnostic {
    var error = inner
    error.range = range
    error.message = "in \(name): \(inner.message)"
    return error
  }

  // MARK: Joins and set operations

  static func joinWithoutCondition(_ words: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "join-condition", "\(words.uppercased()) needs ON or USING", at: range,
      notes: ["CROSS JOIN pairs every row with every row"])
  }

  static func selectOfAllRows(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "select-aggregates", "aggregates in |> SELECT give one row for all rows", at: range,
      notes: ["|> AGGREGATE says so, and takes GROUP BY"], severity: .notice)
  }

  static func setAgain(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "set-again", "`\(name)` is set again: from here on, SET sees what it was set to",
      at: range, severity: .notice)
  }

  static func joinOfEveryRow(_ words: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "join-condition",
      "\(words.uppercased()) without a condition: every row meets every row", at: range,
      notes: ["CROSS JOIN says so; ON or USING says which rows belong together"],
      severity: .notice)
  }

  static func lateralOuterJoin(_ words: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "lateral-join",
      "the right side of \(words.uppercased()) uses columns of the left side", at: range,
      notes: ["a LATERAL table can be joined by JOIN, LEFT JOIN and CROSS JOIN"])
  }

  static func asOfCondition(_ problem: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "asof-condition", problem, at: range,
      notes: [
        "ASOF JOIN takes equalities and one comparison by >=, >, <= or < of the left side with the "
          + "right: ON a.key = b.key AND a.day >= b.day"
      ])
  }

  static func naturalWithoutCommon(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "join-condition", "NATURAL JOIN finds no column that is on both sides", at: range,
      notes: ["CROSS JOIN pairs every row with every row"])
  }

  static func crossJoinWithCondition(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "join-condition", "CROSS JOIN takes no condition", at: range,
      label: "JOIN … ON takes one")
  }

  static func usingColumnMissing(
    _ name: String, side: String, suggestions: [String], columns: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-column", "no column `\(name)` on the \(side) side of the join", at: range,
      label: didYouMeanLabel(suggestions), notes: ["columns on the \(side) side: \(columns)"])
  }

  static func usingTypes(
    _ name: String, _ left: LogicalType, _ right: LogicalType, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "type-mismatch",
      "`\(name)` is \(left.name) on the left side and \(right.name) on the right side", at: range,
      notes: ["ON a.\(name) = CAST(b.\(name) AS \(left.name)) compares them"])
  }

  static func setOperationWidth(
    _ kind: String, _ left: Int, _ right: Int, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "set-operation-columns", "\(kind) of \(left) columns with \(right) columns",
      at: range, notes: ["BY NAME matches columns by their names"])
  }

  static func setOperationTypes(
    _ kind: String, _ column: String, _ left: LogicalType, _ right: LogicalType,
    at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "type-mismatch",
      "\(kind): `\(column)` is \(left.name) on the left side and \(right.name) on the right side",
      at: range, notes: ["CAST one of them: CAST(\(column) AS \(right.name))"])
  }

  static func noCommonNames(_ kind: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "set-operation-columns", "\(kind) BY NAME: no column is on both sides", at: range)
  }

  static func valuesWidth(_ count: Int, expected: Int, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .bind, "values-columns", "a row of \(count) values among rows of \(expected)", at: range)
  }

  // MARK: Subqueries

  static func subqueryColumns(_ count: Int, wanted: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "subquery-columns",
      "the subquery gives \(count) columns where \(wanted) can stand", at: range)
  }

  // MARK: Order, limit

  static func orderNotInDistinct(_ text: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "order-not-in-distinct",
      "SELECT DISTINCT cannot be ordered by `\(text)`, which it does not select", at: range)
  }

  static func badRowCount(_ what: String, _ value: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "bad-row-count", "\(what) takes a whole number from 0 up, not \(value)", at: range)
  }

  static func notConstant(_ what: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "not-constant", "\(what) takes a constant", at: range)
  }

  static func tooDeeplyNested(at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "too-deep", "the statement is nested too deeply", at: range)
  }

  // MARK: Statements

  static func misplacedTerminal(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "misplaced-terminal",
      "\(word) can only be the last step of a whole statement", at: range)
  }

  static func exportWithoutPath(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "export-path", "no path to write to", at: range,
      notes: ["|> EXPORT 'result.csv', or |> EXPORT DATA OPTIONS (path = 'result.csv')"])
  }

  static func insertWidth(
    _ table: String, _ count: Int, wanted: Int, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "insert-columns", "\(count) values for the \(wanted) columns of `\(table)`",
      at: range)
  }

  static func insertType(
    _ column: String, _ source: LogicalType, _ target: LogicalType, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "type-mismatch",
      "\(source.name) does not go into `\(column)`, which is \(target.name)",
      at: range)
  }

  static func insertIntoView(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "insert-into-view", "`\(name)` is a view; rows go into tables", at: range)
  }

  static func columnWithoutType(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "column-type", "the column `\(name)` needs a type", at: range)
  }
}
