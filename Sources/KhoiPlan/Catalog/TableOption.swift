package import KhoiData
package import KhoiText

/// A named argument of a read function, or an option of COPY.
package struct TableOption: Sendable {
  package var name: String
  package var value: Value
  package var range: SourceRange?

  package init(_ name: String, _ value: Value, at range: SourceRange?) {
    self.name = name
    self.value = value
    self.range = range
  }

  /// What was given: a constant, or several.
  package indirect enum Value: Sendable {
    case constant(KhoiData.Value)
    case list([Value])
    case entries([(name: String, value: Value)])
    /// A type of the language.
    case type(LogicalType)

    /// The text of a constant.
    package var text: String {
      if case .constant(let value) = self { value.text } else { "" }
    }
  }
}

/// A call of a read function.
package struct ReadCall: Sendable {
  package var name: String
  package var paths: [String]
  package var options: [TableOption]
  /// The pseudo-columns asked for, to be hidden fields.
  package var pseudoColumns: [String] = []
  package var range: SourceRange?

  package init(
    name: String, paths: [String], options: [TableOption], pseudoColumns: [String] = [],
    at range: SourceRange?
  ) {
    self.name = name
    self.paths = paths
    self.options = options
    self.pseudoColumns = pseudoColumns
    self.range = range
  }
}
