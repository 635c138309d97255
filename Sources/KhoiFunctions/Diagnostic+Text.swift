import KhoiText

/// The wording of what text functions and patterns can find wrong.
extension Diagnostic {
  static func badPattern(_ pattern: String, reason: String, part: String) -> Diagnostic {
    var shown = pattern
    if shown.count > 60 { shown = String(shown.prefix(57)) + "..." }
    let detail = part.isEmpty || part == pattern ? reason : "\(reason): \(part)"
    return Diagnostic(
      .runtime, "bad-pattern", "'\(shown)' is not a regular expression: \(detail)")
  }

  static func unknownSearchLevel(_ function: String, _ level: String) -> Diagnostic {
    let nearest = Suggestion.nearest(to: level, among: SearchLevel.allCases.map(\.rawValue)).first
    return Diagnostic(
      .runtime, "bad-argument", "\(function): no level '\(level)'",
      label: nearest.map { "did you mean '\($0)'?" }, notes: ["levels: \(SearchLevel.list)"])
  }

  static func patternTooLarge() -> Diagnostic {
    Diagnostic(.runtime, "bad-pattern", "the regular expression is too large")
  }

  static func unknownPatternOption(_ function: String, _ letter: Character) -> Diagnostic {
    Diagnostic(
      .runtime, "bad-argument",
      "\(function): unrecognized option '\(letter)' of a regular expression",
      notes: [
        "c: case matters, i: it does not, l: the pattern stands for itself, m: ^ and $ match at "
          + "lines, n: . takes no line feed, s: it does, g: replace all"
      ])
  }

  static func globalOption(_ function: String) -> Diagnostic {
    Diagnostic(
      .runtime, "bad-argument",
      "\(function): the option 'g' is only valid for regexp_replace")
  }

  static func nullPatternOption(_ function: String) -> Diagnostic {
    Diagnostic(.runtime, "bad-argument", "\(function): the options must not be NULL")
  }

  static func missingGroup(_ function: String, _ group: Int64, of count: Int) -> Diagnostic {
    Diagnostic(
      .runtime, "bad-argument",
      "\(function): the pattern has \(count) \(count == 1 ? "group" : "groups"); "
        + "there is no group \(group)")
  }
}
