package import KhoiData

/// The identity of one column of one plan, given once and never reused.
///
/// Expressions refer to columns by identity, not by position or name. So rules may move, prune and
/// join nodes without renumbering, and a reference to a column that the input does not produce is
/// a reference to an outer query.
package struct ColumnID: Hashable, Sendable, CustomStringConvertible {
  package let number: Int

  package init(_ number: Int) {
    self.number = number
  }

  package var description: String { "#\(number)" }
}

/// Hands out column identities within one statement.
package final class ColumnIDGenerator {
  private var next = 0

  package init() {}

  /// Hands out numbers beyond those a plan already has.
  package init(after number: Int) {
    next = number
  }

  /// An identity that no other column has.
  package func make() -> ColumnID {
    next += 1
    return ColumnID(next)
  }

  /// A new column.
  package func makeColumn(_ name: String, _ type: LogicalType) -> PlanColumn {
    PlanColumn(make(), name, type)
  }
}

/// A column that a plan node produces.
package struct PlanColumn: Hashable, Sendable {
  package let id: ColumnID
  /// The name people see; names may repeat.
  package var name: String
  package var type: LogicalType

  package init(_ id: ColumnID, _ name: String, _ type: LogicalType) {
    self.id = id
    self.name = name
    self.type = type
  }
}
