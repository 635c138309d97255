/// One thing that is wrong, or worth saying: a stable code, a sentence, where, and what to do.
///
/// Every phase throws this one type (`throws(Diagnostic)`). The wording of a phase's diagnostics
/// stands together in one file of its module (`Diagnostic+Syntax.swift`, …) as static functions;
/// `DiagnosticRenderer` draws all of them.
package struct Diagnostic: Error, Hashable, Sendable {
  /// How bad it is.
  package enum Severity: String, Sendable {
    case error, warning, notice
  }

  /// Whose fault it is and in which phase it showed; the first part of the code.
  package enum Kind: String, Sendable {
    /// The text is not a statement of the language.
    case parse
    /// The text names or combines things that do not fit.
    case bind
    /// The data made the statement fail.
    case runtime
    /// A file could not be read or written, or its contents are malformed.
    case io
    /// A construct that khoi knows but lacks.
    case unsupported
    /// A bug in khoi.
    case `internal`
  }

  package var kind: Kind
  /// The stable name within the kind, such as `unknown-column`.
  package var name: String
  package var severity: Severity
  /// One sentence, lower case, without a full stop and without "you".
  package var message: String
  /// Where in the text of the statement.
  package var range: SourceRange?
  /// Short text beside the caret, such as ``did you mean `year`?``.
  package var label: String?
  /// Further facts, one line each.
  package var notes: [String]
  /// Where in a data file, for trouble with data.
  package var location: FileLocation?

  package init(
    _ kind: Kind, _ name: String, _ message: String, at range: SourceRange? = nil,
    label: String? = nil, notes: [String] = [], location: FileLocation? = nil,
    severity: Severity = .error
  ) {
    self.kind = kind
    self.name = name
    self.message = message
    self.range = range
    self.label = label
    self.notes = notes
    self.location = location
    self.severity = severity
  }

  /// The stable code, such as `bind.unknown-column`.
  package var code: String { "\(kind.rawValue).\(name)" }

  /// A copy that points at `range` unless it already points somewhere.
  package func located(at range: SourceRange?) -> Diagnostic {
    var copy = self
    copy.range = copy.range ?? range
    return copy
  }

  /// A bug in khoi: an invariant of the control plane does not hold.
  package static func broken(_ what: String) -> Diagnostic {
    Diagnostic(
      .internal, "broken-invariant", "this is a bug in khoi: \(what)",
      notes: ["the session goes on; please report the statement"])
  }

  /// A construct that khoi recognises but does not have.
  package static func unsupported(_ what: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(.unsupported, "construct", "khoi does not have \(what)", at: range)
  }
}

/// A place in a data file: one-based line and byte column of the offending text.
package struct FileLocation: Hashable, Sendable {
  package var path: String
  package var line: Int
  package var column: Int?

  package init(path: String, line: Int, column: Int? = nil) {
    self.path = path
    self.line = line
    self.column = column
  }
}
