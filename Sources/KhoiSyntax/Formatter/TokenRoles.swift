/// What the parser took a token for, as far as the layout of a text depends on it.
struct TokenRoles: OptionSet {
  let rawValue: UInt32

  /// A name, so it stays as it was written even if it is a keyword elsewhere.
  static let name = TokenRoles(rawValue: 1 << 0)
  /// The name of a type.
  static let type = TokenRoles(rawValue: 1 << 1)
  /// The first token of a query.
  static let queryStart = TokenRoles(rawValue: 1 << 2)
  /// The first word of a clause, which starts a line.
  static let clause = TokenRoles(rawValue: 1 << 3)
  /// `UNION`, `INTERSECT`, `EXCEPT` and their first words.
  static let setOperator = TokenRoles(rawValue: 1 << 4)
  /// The first word of a join.
  static let join = TokenRoles(rawValue: 1 << 5)
  /// The first word of what may start a line within a clause: `ON`, `GROUP BY` of a step.
  static let subclause = TokenRoles(rawValue: 1 << 6)
  /// The first token of a list.
  static let items = TokenRoles(rawValue: 1 << 7)
  /// A comma between items.
  static let comma = TokenRoles(rawValue: 1 << 8)
  /// A comma after which a line ends always.
  static let lineEnd = TokenRoles(rawValue: 1 << 9)
  /// `AND` between conditions.
  static let and = TokenRoles(rawValue: 1 << 10)
  /// `OR` between conditions.
  static let or = TokenRoles(rawValue: 1 << 11)
  /// A sign before its operand, without a space.
  static let prefix = TokenRoles(rawValue: 1 << 12)
  /// A sign behind its operand, without a space before.
  static let suffix = TokenRoles(rawValue: 1 << 13)
  /// Without a space on either side.
  static let tight = TokenRoles(rawValue: 1 << 14)
  /// A bracket with a space before it, though a name stands there.
  static let spaced = TokenRoles(rawValue: 1 << 15)
  /// A bracket whose contents stand on lines of their own always.
  static let broken = TokenRoles(rawValue: 1 << 16)
  static let caseStart = TokenRoles(rawValue: 1 << 17)
  static let caseBranch = TokenRoles(rawValue: 1 << 18)
  static let caseEnd = TokenRoles(rawValue: 1 << 19)
}

extension Parser {
  /// Notes a role of the current token, if anybody wants to know.
  mutating func mark(_ role: TokenRoles) {
    if !roles.isEmpty { roles[index].formUnion(role) }
  }

  /// Notes a role of the token that was consumed last.
  mutating func markPrevious(_ role: TokenRoles) {
    if !roles.isEmpty, index > 0 { roles[index - 1].formUnion(role) }
  }

  /// Takes back that the token that was consumed last is a name: a unit is a word of the grammar.
  mutating func unmarkName() {
    if !roles.isEmpty, index > 0 { roles[index - 1].remove(.name) }
  }
}
