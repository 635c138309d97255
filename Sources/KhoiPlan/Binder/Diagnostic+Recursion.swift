import KhoiText

/// The wording of what can be wrong with recursive queries, samples and side results.
extension Diagnostic {
  static func recursionBeforeStart(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "recursion-form", "`\(name)` is mentioned before it has any rows", at: range,
      notes: [
        "a recursive query is the union of a part that does not mention it and one that does: "
          + "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 10)"
      ])
  }

  static func recursionInsideAnother(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "recursion-nested", "`\(name)` cannot be mentioned inside another recursive step",
      at: range)
  }

  static func recursionWithoutUnion(_ kind: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "recursion-form", "RECURSIVE \(kind) has no meaning; RECURSIVE UNION has", at: range)
  }

  static func recursionInCircle(_ names: [String], at range: SourceRange?) -> Diagnostic {
    let list = names.map { "`\($0)`" }.joined(separator: ", ")
    return Diagnostic(
      .bind, "recursion-circle", "\(list) mention each other in a circle", at: range,
      notes: ["a recursive query may mention only itself"])
  }

  static func severalRecursiveMentions(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "recursion-mentions", "RECURSIVE UNION mentions `\(name)` more than once",
      at: range, notes: ["WITH RECURSIVE allows several mentions"])
  }

  static func recursionWithoutMention(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "recursion-mentions", "the query of RECURSIVE UNION does not mention `\(name)`",
      at: range)
  }

  static func recursionWithoutAlias(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "recursion-alias", "RECURSIVE UNION of a query needs a name for its rows", at: range,
      label: "AS name after the query")
  }

  static func recursiveTypes(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "type-mismatch", "the types of the columns of `\(name)` do not settle", at: range,
      notes: ["CAST in the first part of the union fixes them"])
  }

  static func depthWithoutRecursion(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "recursion-depth", "WITH DEPTH stands only after a recursive query", at: range)
  }

  static func emptyDepthRange(at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "recursion-depth", "the least depth is above the greatest", at: range)
  }

  static func depthOfValues(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "recursion-depth", "WITH DEPTH adds a column, and SELECT AS gives rows without",
      at: range)
  }

  static func unorderedRecursion(
    _ clause: String, _ name: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "recursion-form", "\(clause) cannot stand in the recursive query `\(name)`",
      at: range, notes: ["it can stand in the query that reads `\(name)`"])
  }

  static func severalValues(_ count: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "select-as-value", "SELECT AS VALUE takes one column, not \(count)", at: range)
  }

  static func notKnownYet(_ name: String) -> Diagnostic {
    Diagnostic(
      .bind, "not-constant", "the rows of `\(name)` are not known while the query is planned")
  }

  static func stepAfterTerminal(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "step-after-terminal", "no step can follow \(word), which ends the pipeline",
      at: range)
  }

  static func strictNames(_ kind: String, _ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "set-operation-columns",
      "\(kind) STRICT wants the same columns everywhere, and `\(name)` is not", at: range)
  }

  static func unknownSampleMethod(
    _ name: String, suggestions: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "sample-method", "no sampling method `\(name)`", at: range,
      label: didYouMeanLabel(suggestions), notes: ["methods: BERNOULLI, RESERVOIR, SYSTEM"])
  }

  static func badPercentage(_ value: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "bad-percentage", "a percentage lies between 0 and 100, not at \(value)", at: range)
  }
}
