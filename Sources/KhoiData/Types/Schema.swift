import KhoiText

/// One column's name and type.
package struct Field: Hashable, Sendable {
  package var name: String
  package var type: LogicalType
  /// Whether `*` leaves the column out, as it does where a row of a file comes from.
  package var isHidden = false

  package init(_ name: String, _ type: LogicalType, isHidden: Bool = false) {
    self.name = name
    self.type = type
    self.isHidden = isHidden
  }
}

/// The named and typed columns of a table, a plan or a result, in order.
///
/// Names may repeat; only a reference to a repeated name is an error.
package struct Schema: Hashable, Sendable {
  package var fields: [Field]

  package init(_ fields: [Field]) {
    self.fields = fields
  }

  package var count: Int { fields.count }
  package var names: [String] { fields.map(\.name) }
  package var types: [LogicalType] { fields.map(\.type) }

  package subscript(index: Int) -> Field { fields[index] }

  /// The positions of the columns with this name, compared as identifiers are.
  package func indices(named name: String) -> [Int] {
    let wanted = IdentifierKey(name)
    return fields.indices.filter { IdentifierKey(fields[$0].name) == wanted }
  }
}
