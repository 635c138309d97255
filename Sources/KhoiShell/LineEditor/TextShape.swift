package import KhoiText

/// What the line editor must know about the text being typed; the language supplies it.
package struct TextShape: Sendable {
  /// What is open at a place, so that a new line cannot end the statement.
  package enum Opening: Sendable, Equatable {
    case nothing, bracket, string, quotedName, comment, pipe

    /// The continuation prompt, as wide as the prompt proper.
    var prompt: String {
      switch self {
      case .nothing: "   -> "
      case .bracket: "   (> "
      case .string: "   '> "
      case .quotedName: "   \"> "
      case .comment: "  /*> "
      case .pipe: "   |> "
      }
    }
  }

  /// The meaning of each byte.
  package var meanings: [Meaning]
  /// What is open at the end of each line but the last.
  package var openings: [Opening]
  /// Whether a statement separator ends the text and nothing is open.
  package var endsStatement: Bool
  /// Whether nothing is open at the end of the text.
  package var isClosed: Bool

  package init(meanings: [Meaning], openings: [Opening], endsStatement: Bool, isClosed: Bool) {
    self.meanings = meanings
    self.openings = openings
    self.endsStatement = endsStatement
    self.isClosed = isClosed
  }

  /// Text that means nothing in particular, such as a dot command.
  package static func plain(_ byteCount: Int) -> TextShape {
    TextShape(
      meanings: [Meaning](repeating: .plain, count: byteCount), openings: [],
      endsStatement: false, isClosed: true)
  }
}

/// What can be put in place of the word at the cursor.
package struct Completion: Sendable {
  /// One of the possibilities.
  package struct Candidate: Sendable, Equatable {
    /// What is inserted, quotes included.
    package var text: String
    /// What the list of possibilities shows.
    package var shown: String
    /// What follows when it is the only one: a blank, a bracket, a closing quote or nothing.
    package var suffix: String

    package init(_ text: String, shown: String? = nil, suffix: String = " ") {
      self.text = text
      self.shown = shown ?? text
      self.suffix = suffix
    }
  }

  /// The bytes of the text that a candidate replaces.
  package var lower: Int
  package var upper: Int
  package var candidates: [Candidate]

  package init(lower: Int, upper: Int, candidates: [Candidate]) {
    self.lower = lower
    self.upper = upper
    self.candidates = candidates
  }

  /// The longest text that all candidates begin with, whole characters only.
  package var commonPrefix: String {
    guard var prefix = candidates.first?.text[...] else { return "" }
    for candidate in candidates.dropFirst() {
      var end = prefix.startIndex
      for (left, right) in zip(prefix, candidate.text) {
        if left != right { break }
        end = prefix.index(after: end)
      }
      prefix = prefix[..<end]
    }
    return String(prefix)
  }
}
