package import KhoiData

/// What is known beforehand of all values a column can hold in a pipeline; it stays true when rows
/// are filtered, joined or repeated.
package struct ColumnDomain: Sendable {
  /// What is known of all values of the column.
  package enum Values: Sendable {
    /// Every chunk holds codes of this dictionary, whose entries are unique.
    case dictionary(TextDictionary)
    /// Integers (or days, microseconds) from `least` to `greatest`.
    case integers(least: Int64, greatest: Int64)
    case unknown
  }

  package let values: Values
  /// Whether NULL can occur.
  package let isNullable: Bool

  package init(_ values: Values, isNullable: Bool) {
    self.values = values
    self.isNullable = isNullable
  }

  /// Nothing is known.
  package static let unknown = ColumnDomain(.unknown, isNullable: true)

  /// The same values or NULL, as behind an outer join.
  package var nullable: ColumnDomain { ColumnDomain(values, isNullable: true) }
}

extension Table {
  /// What the statistics say of a column.
  package func domain(of column: Int) -> ColumnDomain {
    let statistics = statistics(of: column)
    let isNullable = statistics.nullCount > 0
    if schema[column].type.isTextual {
      if let dictionary = dictionary(of: column), dictionary.hasUniqueEntries {
        return ColumnDomain(.dictionary(dictionary), isNullable: isNullable)
      }
      return ColumnDomain(.unknown, isNullable: isNullable)
    }
    if schema[column].type == .boolean {
      return ColumnDomain(.integers(least: 0, greatest: 1), isNullable: isNullable)
    }
    if let least = statistics.least?.integerBits, let greatest = statistics.greatest?.integerBits {
      return ColumnDomain(.integers(least: least, greatest: greatest), isNullable: isNullable)
    }
    return ColumnDomain(.unknown, isNullable: isNullable)
  }
}
