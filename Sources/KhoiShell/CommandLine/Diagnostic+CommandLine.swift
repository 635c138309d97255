import KhoiText

/// The wording of wrong usage on the command line.
extension Diagnostic {
  static func unknownOption(
    _ name: String, of program: String, among names: [String]
  ) -> Diagnostic {
    let nearest = Suggestion.nearest(to: name, among: names.filter { $0.hasPrefix("--") })
    let notes = nearest.isEmpty ? [] : ["did you mean \(nearest.joined(separator: ", "))?"]
    return Diagnostic(
      .parse, "unknown-option", "there is no option \(name)",
      notes: notes + ["\(program) --help shows all options"])
  }

  static func missingValue(_ name: String, _ value: String) -> Diagnostic {
    Diagnostic(.parse, "missing-value", "\(name) needs a value: \(name) \(value)")
  }

  static func needlessValue(_ name: String, _ value: String) -> Diagnostic {
    Diagnostic(.parse, "needless-value", "\(name) takes no value, not even '\(value)'")
  }

  static func badOption(_ name: String, _ value: String, expected: [String]) -> Diagnostic {
    Diagnostic(
      .parse, "bad-option",
      "\(name) takes \(expected.joined(separator: ", ")), not '\(value)'")
  }

  static func needlessWord(_ word: String, behind name: String) -> Diagnostic {
    Diagnostic(
      .parse, "needless-word", "one name is enough: '\(word)' stands behind '\(name)'",
      notes: ["parameters are given as --param name=value"])
  }

  static func excludedOption(_ name: String, by other: String) -> Diagnostic {
    Diagnostic(.parse, "excluded-option", "\(name) and \(other) exclude each other")
  }

  static func noFiles(for name: String) -> Diagnostic {
    Diagnostic(.parse, "no-files", "\(name) needs files")
  }
}
