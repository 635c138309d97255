/// What a person reads about a function: one definition that help, completion, the reference and
/// the tests of the examples are made of.
package struct FunctionDocumentation: Sendable {
  package let name: String
  package let aliases: [String]
  package let category: FunctionCategory
  /// One sentence without the name: `The text in capital letters.`.
  package let summary: String
  package let examples: [FunctionExample]

  package init(
    _ name: String, aliases: [String] = [], _ category: FunctionCategory, _ summary: String,
    examples: [FunctionExample]
  ) {
    self.name = name
    self.aliases = aliases
    self.category = category
    self.summary = summary
    self.examples = examples
  }

  /// Whether this is the name or an alias, in small letters.
  func isNamed(_ key: String) -> Bool { name == key || aliases.contains(key) }
}

/// An expression and the text of its value; every example runs as a test.
package struct FunctionExample: Sendable {
  /// For scalar functions an expression, for aggregates and window functions a whole query.
  package let code: String
  /// The text of the answer as `CAST(… AS VARCHAR)` spells it (`NULL` for null); several rows are
  /// joined by `, `.
  package let answer: String

  package init(_ code: String, _ answer: String) {
    self.code = code
    self.answer = answer
  }
}

/// The heading a function stands under.
package enum FunctionCategory: String, Sendable, CaseIterable {
  case `operator`, comparison, conditional, text, number, date, list, structure, json, conversion,
    aggregate, window
}
