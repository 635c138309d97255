package import KhoiText

/// One name as the text has it, without its quotes.
///
/// Doubled quotes inside a quoted name are already undone; letters keep their case and their
/// Unicode form, so whoever compares names folds and normalises them first.
package struct IdentifierSyntax: Sendable {
  package var text: String
  /// Whether the name stood in `"…"` or in backticks.
  package var isQuoted: Bool = false
  package var range: SourceRange

  package init(text: String, isQuoted: Bool = false, range: SourceRange) {
    self.text = text
    self.isQuoted = isQuoted
    self.range = range
  }
}

/// A dotted path of names: `year`, `t.year`, `main.t.year`.
///
/// A path is never empty.
package struct NameSyntax: Sendable {
  package var parts: [IdentifierSyntax]
  package var range: SourceRange

  package init(parts: [IdentifierSyntax], range: SourceRange) {
    self.parts = parts
    self.range = range
  }

  package init(_ identifier: IdentifierSyntax) {
    self.init(parts: [identifier], range: identifier.range)
  }

  /// The path as one text with dots, for messages.
  package var text: String { parts.map(\.text).joined(separator: ".") }
}
