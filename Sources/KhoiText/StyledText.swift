/// What a piece of text means to the reader.
///
/// A front end turns it into a colour, a class or nothing.
package enum Meaning: UInt8, Sendable, CaseIterable {
  case plain
  // Source text
  case keyword, function, string, number, comment, symbol, pipe, parameter, identifier, fault
  // Brackets that belong together, under the cursor
  case match
  // Results
  case heading, typeName, frame, null, escape
  // Messages
  case error, warning, notice, caret, label, muted, strong
  // The prompt
  case prompt, continuation
}

/// Text as a list of (meaning, text) pairs, without any colour in it.
package struct StyledText: Sendable, Hashable {
  /// A run of text with one meaning.
  package struct Span: Sendable, Hashable {
    package var meaning: Meaning
    package var text: String
  }

  package private(set) var spans: [Span] = []

  package init() {}

  package init(_ text: String, _ meaning: Meaning = .plain) {
    append(text, meaning)
  }

  /// Adds `text`, joining it to the last span if the meaning is the same.
  package mutating func append(_ text: String, _ meaning: Meaning = .plain) {
    if text.isEmpty { return }
    if let last = spans.last, last.meaning == meaning {
      spans[spans.count - 1].text += text
    } else {
      spans.append(Span(meaning: meaning, text: text))
    }
  }

  /// Adds the spans of another text.
  package mutating func append(_ other: StyledText) {
    for span in other.spans { append(span.text, span.meaning) }
  }

  /// The text alone.
  package var plain: String {
    spans.reduce(into: "") { $0 += $1.text }
  }

  package var isEmpty: Bool { spans.isEmpty }
}
