import KhoiData
import KhoiText

/// The wording of everything that can be wrong with types, calls and grouping.
extension Diagnostic {
  // MARK: Types

  static func unknownType(
    _ name: String, suggestions: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-type", "no type `\(name)`", at: range, label: didYouMeanLabel(suggestions))
  }

  static func badNumber(_ digits: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "bad-number", "\(digits) is not a number", at: range)
  }

  static func impossibleCast(
    _ source: LogicalType, _ target: LogicalType, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "impossible-cast", "\(source.name) cannot be cast to \(target.name)", at: range)
  }

  static func notACondition(
    _ what: String, _ type: LogicalType, _ text: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "not-a-condition", "\(what) needs a condition, and this is \(type.name)", at: range,
      notes: ["\(text) IS NOT NULL, or a comparison of it, is a condition"])
  }

  static func noCommonType(
    _ what: String, _ first: LogicalType, _ firstText: String, _ second: LogicalType,
    _ secondText: String, at range: SourceRange?
  ) -> Diagnostic {
    let hint =
      first == .varchar
      ? "CAST(\(secondText) AS VARCHAR)"
      : second == .varchar
        ? "CAST(\(firstText) AS VARCHAR)" : "CAST(\(secondText) AS \(first.name))"
    return Diagnostic(
      .bind, "type-mismatch", "\(what) are \(first.name) and \(second.name)", at: range,
      notes: firstText.isEmpty || secondText.isEmpty ? [] : ["a cast makes them alike: \(hint)"])
  }

  static func operatorMismatch(
    _ name: String, types: [LogicalType], hint: String?, at range: SourceRange
  ) -> Diagnostic {
    let names = types.map(\.name)
    let message: String
    if names.count == 2, ["=", "<>", "<", "<=", ">", ">=", "IN"].contains(name) {
      message = "\(names[0]) cannot be compared with \(names[1])"
    } else if names.count == 2, name.hasPrefix("is ") {
      message = "\(names[0]) cannot be compared with \(names[1])"
    } else {
      message = "`\(name.uppercased())` does not take \(names.joined(separator: " and "))"
    }
    return Diagnostic(
      .bind, "type-mismatch", message, at: range, label: hint.map { "write \($0)" })
  }

  static func rowLengths(_ left: Int, _ right: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "row-length", "a row of \(left) beside a row of \(right)", at: range)
  }

  static func unknownIntervalUnit(
    _ unit: String, suggestions: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-interval-unit", "no unit of time `\(unit)`", at: range,
      label: didYouMeanLabel(suggestions))
  }

  static func intervalWithoutUnit(_ value: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "interval-without-unit", "the interval has no unit of time", at: range,
      label: "write INTERVAL \(value) DAY")
  }

  static func intervalTooLong(at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "interval-too-long", "the interval is too long", at: range)
  }

  static func missingParameter(
    _ name: String, suggestions: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "missing-parameter", "no value for the parameter $\(name)", at: range,
      label: suggestions.first.map { "did you mean `$\($0)`?" },
      notes: ["a value is given with --param \(name)=… or .param \(name) …"])
  }

  // MARK: Calls

  static func unknownFunction(
    _ name: String, suggestions: [String], notes: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-function", "no function `\(name)`", at: range,
      label: didYouMeanLabel(suggestions), notes: notes)
  }

  static func noOverload(
    _ name: String, types: [LogicalType], signatures: [String], at range: SourceRange
  ) -> Diagnostic {
    let given = types.map(\.name).joined(separator: ", ")
    return Diagnostic(
      .bind, "no-overload", "\(name.uppercased()) does not take (\(given))", at: range,
      notes: signatures)
  }

  static func argumentCount(
    _ name: String, wanted: String, got: Int, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "argument-count", "\(name) takes \(wanted) arguments, not \(got)", at: range)
  }

  static func onlyForAggregates(
    _ what: String, _ name: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "only-for-aggregates",
      "\(what) is for aggregate functions, and \(name.uppercased()) is none", at: range)
  }

  static func tableArgument(of name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "table-argument", "\(name.uppercased()) takes values, not a table", at: range)
  }

  // MARK: Aggregates

  static func negativeFraction(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "bad-fraction", "with WITHIN GROUP a fraction lies between 0 and 1", at: range,
      notes: ["ORDER BY … DESC counts from the greatest value"])
  }

  static func mixedFractions(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "bad-fraction", "the fractions of a quantile must all have one sign", at: range)
  }

  static func separatorNotConstant(at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "separator-not-constant", "the separator must be a constant text", at: range)
  }

  static func orderByText(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "order-by-text", "ORDER BY a text has no effect; a separator is an argument",
      at: range)
  }

  static func distinctOrder(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "distinct-order",
      "with DISTINCT an aggregate is ordered by its arguments only", at: range)
  }

  static func fractionNotConstant(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "bad-fraction", "the fraction of a quantile must be a constant", at: range)
  }

  static func aggregateNameNotConstant(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "aggregate-not-constant", "the name of the aggregate must be a constant text",
      at: range)
  }

  static func notOrdered(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "not-ordered", "\(name.uppercased()) does not depend on an order of its rows",
      at: range)
  }

  static func nestedAggregate(_ text: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "nested-aggregate", "the aggregate `\(text)` stands inside another one", at: range,
      notes: ["two AGGREGATE steps, one after the other, aggregate twice"])
  }

  static func misplacedAggregate(
    _ text: String, name: String, clause: String, isPipe: Bool, at range: SourceRange
  ) -> Diagnostic {
    let rewrite: String
    switch (clause, isPipe) {
    case ("WHERE", false): rewrite = "HAVING \(text) … after GROUP BY is a condition on groups"
    case ("WHERE", true), ("ASSERT", true), ("ORDER BY", true):
      rewrite = "|> AGGREGATE \(text) AS x GROUP BY … |> \(clause) x …"
    case ("GROUP BY", _): rewrite = "a key is computed for each row, before groups are formed"
    default: rewrite = "|> AGGREGATE \(text) GROUP BY …"
    }
    return Diagnostic(
      .bind, "misplaced-aggregate",
      "the aggregate \(name) cannot stand in \(isPipe ? "|> " : "")\(clause)", at: range,
      label: isPipe ? "belongs in |> AGGREGATE" : nil,
      notes: ["write: \(rewrite)"])
  }

  static func notGrouped(_ name: String, isPipe: Bool, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .bind, "not-grouped", "`\(name)` is neither grouped by nor inside an aggregate", at: range,
      notes: ["add it to GROUP BY, or take one value of each group: ANY_VALUE(\(name))"])
  }

  static func itemWithoutAggregate(_ text: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "item-without-aggregate", "`\(text)` in AGGREGATE holds no aggregate", at: range,
      notes: ["a key stands after GROUP BY and is in the result by itself"])
  }

  static func emptyAggregate(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "empty-aggregate", "AGGREGATE needs an aggregate or GROUP BY", at: range)
  }

  static func constantKey(_ text: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "constant-key", "GROUP BY \(text) in AGGREGATE is no column", at: range,
      notes: ["keys in AGGREGATE are named, not numbered"])
  }

  static func groupByAllInPipe(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "group-by-all", "GROUP BY ALL is for SELECT", at: range,
      notes: ["AGGREGATE names its keys after GROUP BY"])
  }

  static func outerAggregate(_ text: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "outer-aggregate",
      "the aggregate `\(text)` is of columns of the outer query, which cannot aggregate here",
      at: range)
  }

  static func tooManyGroupingSets(_ limit: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "grouping-sets", "more than \(limit) grouping sets", at: range)
  }

  static func groupingOfNoKey(_ text: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "grouping-key", "\(text) is about what is not grouped by", at: range)
  }

  static func emptyKeyAmongKeys(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "empty-key", "GROUP BY () stands alone and groups the rows for an aggregate",
      at: range)
  }

  static func orderOfGroupingSets(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "grouping-sets", "GROUP AND ORDER BY takes plain keys only", at: range,
      notes: ["|> ORDER BY after AGGREGATE orders grouping sets"])
  }

  static func nullsWithoutOrder(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "nulls-order", "NULLS FIRST and NULLS LAST of a key need ASC or DESC before them",
      at: range)
  }

  static func textAsKey(_ text: String, isNotice: Bool, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "constant-key", "ORDER BY takes a column, and '\(text)' is a text", at: range,
      label: "the column is written `\(text)`", severity: isNotice ? .notice : .error)
  }

  // MARK: Windows

  static func windowStepWithoutWindow(at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .bind, "window-step", "|> WINDOW takes window calls only", at: range,
      notes: ["|> EXTEND computes any expression"])
  }

  static func windowWithoutOver(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "window-without-over", "\(name) needs OVER", at: range,
      label: "\(name)(…) OVER (ORDER BY …)")
  }

  static func notAWindowFunction(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "not-a-window-function",
      "\(name.uppercased()) is neither an aggregate nor a window function", at: range,
      label: "OVER does not go with it")
  }

  static func misplacedWindow(
    _ text: String, clause: String, isPipe: Bool, isNested: Bool, at range: SourceRange
  ) -> Diagnostic {
    if isNested {
      return Diagnostic(
        .bind, "nested-window", "the window call `\(text)` stands inside another call", at: range,
        notes: ["|> EXTEND \(text) AS x computes it in a step of its own"])
    }
    let note: String
    switch (clause, isPipe) {
    case ("WHERE", false): note = "QUALIFY, or |> WHERE after the query, takes window calls"
    case ("AGGREGATE", true): note = "|> EXTEND \(text) AS x before or after AGGREGATE computes it"
    default: note = "|> EXTEND \(text) AS x computes it in a step of its own"
    }
    return Diagnostic(
      .bind, "misplaced-window", "a window call cannot stand in \(isPipe ? "|> " : "")\(clause)",
      at: range, notes: [note])
  }

  static func unknownWindow(
    _ name: String, suggestions: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-window", "no window `\(name)` in this step", at: range,
      label: didYouMeanLabel(suggestions),
      notes: ["WINDOW \(name) AS (PARTITION BY … ORDER BY …) at the end of the step names one"])
  }

  static func windowOverrides(
    _ what: String, _ name: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "window-override", "the window `\(name)` already says \(what)", at: range)
  }

  static func frameNeedsOrder(_ unit: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "frame-order", "a \(unit) frame with an offset needs one ORDER BY key", at: range)
  }

  static func emptyFrame(at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "empty-frame", "the frame ends before it starts", at: range)
  }

  static func badFrameOffset(
    _ value: String, _ type: LogicalType, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "frame-offset", "\(value) is no distance from a row over \(type.name)", at: range)
  }

  // MARK: PIVOT

  static func pivotNeedsAggregate(_ text: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "pivot-aggregate", "PIVOT takes plain aggregate calls", at: range,
      notes: text.isEmpty ? [] : ["such as PIVOT (MAX(\(text)) FOR … IN (…))"])
  }

  static func tooManyPivotColumns(_ limit: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "pivot-columns", "PIVOT would give more than \(limit) columns", at: range)
  }

  static func pivotOnConstant(at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "pivot-constant", "PIVOT takes a column, and this is a constant", at: range)
  }

  static func pivotValueTwice(at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "pivot-values", "a value stands twice in the IN of PIVOT", at: range)
  }

  static func valuesOfOuterRows(at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .bind, "outer-values",
      "the columns of the result cannot depend on rows of an outer query", at: range)
  }

  // MARK: Table functions

  static func unknownTableFunction(
    _ name: String, suggestions: [String], notes: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-table-function", "no table function `\(name)`", at: range,
      label: didYouMeanLabel(suggestions), notes: notes)
  }

  static func badTableArgument(
    _ function: String, _ what: String, usage: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "table-function-argument", "\(function.uppercased()): \(what)", at: range,
      notes: [usage])
  }
}
