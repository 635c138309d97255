package import KhoiText

/// A type as it was written: `BIGINT`, `DECIMAL(10, 2)`, `INTEGER[]`, `STRUCT(a INTEGER)`.
package struct TypeSyntax: Sendable {
  package var kind: Kind
  package var range: SourceRange

  package init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  /// What stands there.
  package indirect enum Kind: Sendable {
    /// The words in capitals with single spaces (`DOUBLE PRECISION`, `TIMESTAMP WITH TIME ZONE`);
    /// a quoted or dotted name keeps its letters.
    case named(String, arguments: [ExpressionSyntax])
    /// `t[]`, `t[3]`, `LIST(t)`, `ARRAY<t>`.
    case list(TypeSyntax, length: Int?)
    /// `STRUCT(a t, …)`, `STRUCT<t, …>`, `ROW(…)`.
    case structure([StructureTypeFieldSyntax])
    case map(key: TypeSyntax, value: TypeSyntax)
    /// `UNION(a t, …)`.
    case union([StructureTypeFieldSyntax])
    /// `ANY TYPE` and `ANY TABLE` in function definitions.
    case any
  }
}

/// One field of a structure type.
package struct StructureTypeFieldSyntax: Sendable {
  package var name: IdentifierSyntax?
  package var type: TypeSyntax

  package init(name: IdentifierSyntax? = nil, type: TypeSyntax) {
    self.name = name
    self.type = type
  }
}
