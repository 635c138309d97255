import KhoiText

/// A function that gives a table: one definition that binding, help and completion are made of.
///
/// A function over rows has no operator of its own. Its meaning is written as a query over a table
/// called `input`, so it can do nothing that a person could not write out.
package struct TableFunction: Sendable {
  package let name: String
  /// One sentence without the name.
  package let summary: String
  /// How a call looks, for help and for errors.
  package let usage: String
  package let parameters: [TableFunctionParameter]
  let meaning: Meaning

  enum Meaning: Sendable {
    /// Whole numbers; whether the last one is included.
    case series(includesStop: Bool)
    /// A query over `input`.
    case query(@Sendable (TableFunctionArguments) throws(Diagnostic) -> String)
  }

  /// Whether the function works on rows: those of the pipe, or of `TABLE t` as its first argument.
  package var takesTable: Bool {
    if case .query = meaning { true } else { false }
  }
}

/// One parameter of a table function.
package struct TableFunctionParameter: Sendable {
  /// What a parameter accepts.
  package enum Kind: Sendable {
    /// The name of a column: `DESCRIPTOR(year)`, `year` or `'year'`.
    case column
    /// Names of columns.
    case columns
    /// A constant.
    case value
    /// `[('column', value), …]`
    case columnValues
  }

  package let name: String
  package let kind: Kind
  package let isRequired: Bool

  init(_ name: String, _ kind: Kind, isRequired: Bool = true) {
    self.name = name
    self.kind = kind
    self.isRequired = isRequired
  }
}

extension TableFunction {
  /// Every table function, in the order help shows them.
  ///
  /// Functions that read files are with the formats.
  package static let builtins: [TableFunction] = [
    generateSeries, range, runs, complete, gapFill, proposeAliases,
  ]

  /// The function of a name, compared as identifiers are.
  package static func named(_ name: String) -> TableFunction? {
    let key = IdentifierKey(name)
    return builtins.first { IdentifierKey($0.name) == key }
  }
}
