import KhoiText

/// The wording of everything that can be wrong with a text.
///
/// Each sentence says what is wrong, the label and notes what to write instead.
extension Diagnostic {
  /// `found` is a description of the token, such as `` `FROM` ``.
  static func unexpected(
    _ found: String, expected: [String], at range: SourceRange
  ) -> Diagnostic {
    let list = expected.prefix(5)
    guard let last = list.last else {
      return Diagnostic(.parse, "unexpected", "\(found) cannot stand here", at: range)
    }
    let wanted =
      list.count == 1 ? last : list.dropLast().joined(separator: ", ") + " or " + last
    return Diagnostic(
      .parse, "unexpected", "expected \(wanted), found \(found)", at: range)
  }

  static func unclosed(_ bracket: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "unclosed-bracket", "this `\(bracket)` is never closed", at: range)
  }

  static func unopened(_ bracket: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "unopened-bracket", "this `\(bracket)` closes nothing", at: range)
  }

  static func extraComma(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "extra-comma", "a comma too many", at: range, label: "remove this comma")
  }

  static func missingComma(before found: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "missing-comma", "expected `,` before \(found)", at: range)
  }

  static func tooDeep(limit: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "too-deep", "nested more than \(limit) levels deep", at: range,
      notes: ["split the statement: name parts of it with WITH or EXTEND"])
  }

  static func tooLong(_ what: String, limit: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(.parse, "too-deep", "more than \(limit) \(what) in a row", at: range)
  }

  static func lexical(
    _ problem: LexicalProblem, text: String, at range: SourceRange
  ) -> Diagnostic {
    switch problem {
    case .unterminatedString:
      Diagnostic(
        .parse, "unterminated-string", "this string has no closing quote", at: range,
        notes: ["a quote inside a string is written twice: 'it''s'"])
    case .unterminatedName:
      Diagnostic(
        .parse, "unterminated-name", "this quoted name has no closing quote", at: range)
    case .unterminatedComment:
      Diagnostic(
        .parse, "unterminated-comment", "this comment has no closing `*/`", at: range)
    case .letterAfterNumber:
      Diagnostic(
        .parse, "letter-after-number", "a number runs into a word in `\(text)`", at: range,
        notes: [
          "between a number and its alias there must be a space",
          "a name that starts with a digit is written in double quotes: \"\(text)\"",
        ])
    case .curvedQuote:
      Diagnostic(
        .parse, "curved-quote", "`\(text)` is a typographic quotation mark", at: range,
        label: "write ' for a text and \" for a name")
    case .otherSpelling:
      Diagnostic(
        .parse, "other-spelling", "`\(text)` is no operator here", at: range,
        label: text.unicodeScalars.first.flatMap(Lexer.usualSpelling).map { "write `\($0)`" })
    case .emptyName:
      Diagnostic(
        .parse, "empty-name", "a name in quotes cannot be empty", at: range,
        notes: ["an empty text is written ''"])
    case .invalidEncoding:
      Diagnostic(.parse, "encoding", "these bytes are not UTF-8", at: range)
    case .unknownCharacter:
      Diagnostic(
        .parse, "unknown-character", "the character `\(text)` has no meaning here", at: range)
    }
  }

  static func doubleAmpersand(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "other-spelling", "`&&` is no operator here", at: range, label: "write `AND`")
  }

  static func exclamation(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "other-spelling", "`!` is no operator here", at: range, label: "write `NOT`")
  }

  static func doubleEqual(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "double-equal", "`==` is read as `=`", at: range, severity: .notice)
  }

  static func brokenPipe(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "broken-pipe", "this is not the pipe sign", at: range, label: "write `|>`")
  }

  static func emptyPipe(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "empty-pipe", "no step follows this `|>`", at: range,
      notes: ["a step starts with a word such as WHERE, SELECT, AGGREGATE, ORDER BY or LIMIT"])
  }

  static func unknownStep(_ word: String, at range: SourceRange) -> Diagnostic {
    let names = Suggestion.nearest(
      to: word,
      among: PipeOperatorKeyword.all.flatMap { $0.name.split(separator: " ").map(String.init) })
    return Diagnostic(
      .parse, "unknown-step", "no pipe step starts with `\(word)`", at: range,
      label: didYouMean(names),
      notes: names.isEmpty
        ? ["a step starts with a word such as WHERE, SELECT, AGGREGATE, ORDER BY or LIMIT"] : [])
  }

  static func unknownStatement(_ word: String, at range: SourceRange) -> Diagnostic {
    let names = Suggestion.nearest(
      to: word, among: Parser.statementWords.map(\.rawValue))
    return Diagnostic(
      .parse, "unknown-statement", "no statement starts with `\(word)`", at: range,
      label: didYouMean(names),
      notes: names.isEmpty
        ? ["a query starts with FROM or SELECT, and a step after the last result with |>"] : [])
  }

  /// A word that was taken for an alias, but is nearly a keyword.
  static func misspelt(
    _ word: String, keyword: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .parse, "misspelt-keyword", "`\(word)` is no keyword here", at: range,
      label: "did you mean `\(keyword)`?")
  }

  static func didYouMean(_ names: [String]) -> String? {
    guard let last = names.last else { return nil }
    let quoted = names.dropLast().map { "`\($0)`" }
    return "did you mean "
      + (quoted.isEmpty ? "" : quoted.joined(separator: ", ") + " or ") + "`\(last)`?"
  }

  /// A clause of `SELECT` where a pipe step was meant.
  static func missingPipe(before keyword: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "missing-pipe", "`\(keyword)` needs a `|>` before it", at: range,
      label: "write `|> \(keyword)`")
  }

  /// `GROUP BY` or `HAVING` in a pipeline, where other words stand for it.
  static func notInPipeline(
    _ clause: String, label: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .parse, "missing-pipe", "`\(clause)` is no part of a pipeline", at: range, label: label)
  }

  static func reservedWord(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "reserved-word", "`\(word)` is a reserved word", at: range,
      label: "as a name write \"\(word)\"")
  }

  /// A step that is written otherwise, such as `|> HAVING`.
  static func misplacedStep(
    _ word: String, label: String, notes: [String] = [], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .parse, "misplaced-step", "`|> \(word)` is no step of its own", at: range, label: label,
      notes: notes)
  }

  static func afterTerminalStep(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "after-terminal-step", "no step can follow `|> \(name)`", at: range)
  }

  static func nothingAggregated(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "nothing-aggregated", "`|> AGGREGATE` has neither an aggregate nor keys", at: range,
      notes: ["for example `|> AGGREGATE COUNT(*) GROUP BY year`"])
  }

  static func recursiveSetOperation(_ words: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "recursive-set-operation", "only a UNION can be recursive, not \(words)", at: range)
  }

  static func misplacedStar(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "misplaced-star",
      "`.*` stands for several columns, so it cannot be part of an "
        + "expression", at: range)
  }

  static func bareNameNeeded(_ step: String, name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "qualified-name", "`|> \(step)` takes bare column names, not `\(name)`",
      at: range)
  }

  static func chainedComparison(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "chained-comparison", "comparisons cannot be chained", at: range,
      notes: ["for a range write `x BETWEEN a AND b` or `a < x AND x < b`"])
  }

  static func nothingSelected(before found: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "nothing-selected", "no column is chosen before \(found)", at: range,
      notes: ["for all columns write `SELECT *`"])
  }

  static func groupByAllInAggregate(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "group-by-all", "`|> AGGREGATE` has no GROUP BY ALL", at: range,
      label: "name the keys", notes: ["the keys are columns of the result without being repeated"])
  }

  static func subqueryForSubpipeline(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "subpipeline", "expected steps that start with `|>`, found a query", at: range)
  }

  static func fromInSetOperation(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "from-in-set-operation",
      "a FROM query in a set operation must stand in parentheses", at: range,
      label: "write `(FROM …)`")
  }

  static func orderBeforeSetOperation(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "order-before-set-operation",
      "\(word) cannot follow ORDER BY or LIMIT", at: range,
      notes: ["put the query before it in parentheses"])
  }

  static func badEscape(_ sequence: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "escape", "`\(sequence)` is no escape sequence", at: range,
      notes: ["the escapes are \\n \\t \\r \\b \\f \\\\ \\' \\xHH \\uHHHH \\UHHHHHHHH"])
  }

  static func badBytes(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .parse, "bytes", "a bytes literal has an even number of hexadecimal digits", at: range)
  }

  static func clauseTwice(_ clause: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.parse, "clause-twice", "\(clause) stands here a second time", at: range)
  }

  static func misordered(
    _ clause: String, before later: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .parse, "clause-order", "\(clause) must stand before \(later)", at: range)
  }
}
