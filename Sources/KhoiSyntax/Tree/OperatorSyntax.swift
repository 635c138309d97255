/// An operator before its operand.
package enum UnaryOperator: String, Sendable, CaseIterable {
  case plus = "+"
  case minus = "-"
  case bitwiseNot = "~"
  case not = "NOT"
}

/// An operator between two operands.
package enum BinaryOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case integerDivide = "//"
  case modulo = "%"
  case power = "**"
  case concatenate = "||"
  case equal = "="
  case notEqual = "<>"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case and = "AND"
  case or = "OR"
  case bitwiseAnd = "&"
  case bitwiseOr = "|"
  case bitwiseXor = "^"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  /// A member of a JSON value.
  case arrow = "->"
  /// A member of a JSON value as text.
  case longArrow = "->>"
  /// The left list contains the right one.
  case contains = "@>"
  /// The left list is contained in the right one.
  case containedIn = "<@"
  /// The left text starts with the right one.
  case startsWith = "^@"
}

/// How a text is compared with a pattern.
package enum PatternOperator: String, Sendable, CaseIterable {
  case like = "LIKE"
  case ilike = "ILIKE"
  case glob = "GLOB"
  case similar = "SIMILAR TO"
  /// `~`, `REGEXP`, `RLIKE`.
  case regularExpression = "~"
  /// `~*`.
  case regularExpressionIgnoringCase = "~*"
  /// `@@`: what was typed of accents must be there, the rest is free.
  case search = "@@"
}

/// Over which values of a list or subquery a comparison must hold.
package enum Quantifier: String, Sendable {
  case any = "ANY"
  case all = "ALL"
}

/// What `IS` can ask about a truth value.
package enum TruthTest: String, Sendable {
  case `true` = "TRUE"
  case `false` = "FALSE"
  case unknown = "UNKNOWN"
}
