/// A half-open range of UTF-8 byte offsets into the text of one statement or script.
///
/// Offsets count bytes of the text as the person typed it, before any normalisation, so that a
/// caret drawn from a range always stands under the right characters.
package struct SourceRange: Hashable, Sendable {
  package var lower: Int
  package var upper: Int

  package init(_ lower: Int, _ upper: Int) {
    self.lower = lower
    self.upper = upper
  }

  /// The smallest range that covers both.
  package func union(_ other: SourceRange) -> SourceRange {
    SourceRange(min(lower, other.lower), max(upper, other.upper))
  }

  /// The same range moved by `offset` bytes: from a statement's text into its script's.
  package func shifted(by offset: Int) -> SourceRange {
    SourceRange(lower + offset, upper + offset)
  }

  /// Whether the other range begins within this one; nothing lies nowhere.
  package func contains(_ other: SourceRange?) -> Bool {
    other.map { $0.lower >= lower && $0.lower < upper } ?? false
  }

  package var isEmpty: Bool { lower >= upper }
}
