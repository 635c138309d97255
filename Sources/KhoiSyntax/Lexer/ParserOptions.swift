/// Choices about how a text is read.
package struct ParserOptions: Sendable {
  /// Whether `"x"` is a string, for scripts made for other engines.
  package var doubleQuotesAreStrings: Bool
  /// How deep brackets, subqueries and operators may be nested.
  package var nestingLimit: Int

  package init(doubleQuotesAreStrings: Bool = false, nestingLimit: Int = 400) {
    self.doubleQuotesAreStrings = doubleQuotesAreStrings
    self.nestingLimit = nestingLimit
  }
}
