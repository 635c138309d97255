package import KhoiSyntax

/// What was declared of a table beyond the names and types of its columns.
package struct TableDeclaration: Sendable {
  /// What was declared of one column.
  package struct Column: Sendable {
    /// NOT NULL, also of the columns of a primary key.
    package var isRequired = false
    package var defaultValue: WrittenExpression?
    /// How the column is computed from the others of its row.
    package var generated: WrittenExpression?

    package init(
      isRequired: Bool = false, defaultValue: WrittenExpression? = nil,
      generated: WrittenExpression? = nil
    ) {
      self.isRequired = isRequired
      self.defaultValue = defaultValue
      self.generated = generated
    }
  }

  /// Columns whose values together occur once; a row with a NULL among them is free.
  package struct Key: Sendable {
    /// The name of the unique index, where it is one.
    package var name: String?
    package var columns: [Int]
    package var isPrimary: Bool

    package init(name: String? = nil, columns: [Int], isPrimary: Bool) {
      self.name = name
      self.columns = columns
      self.isPrimary = isPrimary
    }
  }

  package var columns: [Column]
  package var keys: [Key] = []
  /// Conditions that are false for no row.
  package var checks: [WrittenExpression] = []

  package init(columnCount: Int) {
    columns = Array(repeating: Column(), count: columnCount)
  }

  package init(columns: [Column]) {
    self.columns = columns
  }
}

/// An expression that is kept with its text, to be bound where it is needed.
package struct WrittenExpression: Sendable {
  package let syntax: ExpressionSyntax
  /// The text of the expression alone.
  package let text: String

  package init(syntax: ExpressionSyntax, text: String) {
    self.syntax = syntax
    self.text = text
  }
}
