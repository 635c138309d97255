/// The colours of a terminal: which SGR sequence a meaning gets, or none at all.
///
/// Only the sixteen colours of the terminal's own theme are used, so that text stays readable on
/// dark and on light backgrounds without asking the terminal which one it has.
package struct Palette: Sendable {
  /// Whether anything is coloured.
  package var isEnabled: Bool

  package init(isEnabled: Bool) {
    self.isEnabled = isEnabled
  }

  /// No colour at all.
  package static let none = Palette(isEnabled: false)

  /// The sequence that begins `meaning`, empty for plain text and for a palette that is off.
  package func begin(_ meaning: Meaning) -> String {
    guard isEnabled, let code = Self.code(of: meaning) else { return "" }
    return "\u{1B}[\(code)m"
  }

  /// The sequence that ends any meaning.
  package var end: String { isEnabled ? "\u{1B}[0m" : "" }

  /// `text` with the sequences of `meaning` around it.
  package func paint(_ text: String, _ meaning: Meaning) -> String {
    let start = begin(meaning)
    return start.isEmpty ? text : start + text + end
  }

  /// `text` as a string for the terminal.
  package func render(_ text: StyledText) -> String {
    text.spans.reduce(into: "") { $0 += paint($1.text, $1.meaning) }
  }

  private static func code(of meaning: Meaning) -> String? {
    switch meaning {
    case .plain, .symbol, .identifier: nil
    case .keyword: "1;34"
    case .function, .notice: "36"
    case .string: "32"
    case .number: "35"
    case .comment, .typeName, .frame, .null, .escape, .muted, .continuation: "90"
    case .pipe: "1;35"
    case .parameter: "33"
    case .fault, .label: "31"
    case .match: "1;4"
    case .heading, .strong, .prompt: "1"
    case .error, .caret: "1;31"
    case .warning: "1;33"
    }
  }
}

/// What `--color` says.
package enum ColorChoice: String, Sendable, CaseIterable {
  case auto, always, never

  /// Whether to colour, given what the stream is and what the environment asks for.
  ///
  /// The switch on the command line wins; then `NO_COLOR`, `FORCE_COLOR`/`CLICOLOR_FORCE`,
  /// `CLICOLOR=0` and `TERM=dumb`; then whether a person reads the stream.
  package func isEnabled(
    isTerminal: Bool, environment: (String) -> String?
  ) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if let value = environment("NO_COLOR"), !value.isEmpty { return false }
    for name in ["FORCE_COLOR", "CLICOLOR_FORCE"] {
      if let value = environment(name), !value.isEmpty, value != "0" { return true }
    }
    if environment("CLICOLOR") == "0" { return false }
    if environment("TERM") == "dumb" { return false }
    return isTerminal
  }
}
