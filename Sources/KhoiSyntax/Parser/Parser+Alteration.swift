import KhoiText

/// `DROP` and `ALTER`.
extension Parser {
  mutating func parseObjectKind() -> StatementSyntax.ObjectKind? {
    if accept(.table, .function) || accept(.table, .macro) || accept(.macro, .table) {
      return .tableFunction
    }
    let kind: StatementSyntax.ObjectKind
    switch token.keyword {
    case .table?: kind = .table
    case .view?: kind = .view
    case .schema?: kind = .schema
    case .function?, .macro?: kind = .function
    case .index?: kind = .index
    case .type?: kind = .type
    case .sequence?: kind = .sequence
    case .column?: kind = .column
    case .database?: kind = .database
    default: return nil
    }
    advance()
    return kind
  }

  mutating func parseDrop() throws(SyntaxFailure) -> StatementSyntax.Kind {
    advance()
    _ = accept(.materialized)
    guard let kind = parseObjectKind() else {
      throw SyntaxFailure(unexpected("`TABLE`", "`VIEW`", "`FUNCTION`", "`SCHEMA`", "`INDEX`"))
    }
    let ifExists = accept(.if, .exists)
    let names = try parseList { (parser) throws(SyntaxFailure) in try parser.parseName() }
    if at(.leftParenthesis) {
      // The parameter types of a function.
      _ = try parseParenthesisedList(canBeEmpty: true) { (parser) throws(SyntaxFailure) in
        try parser.parseType()
      }
    }
    let isCascade = accept(.cascade)
    _ = accept(.restrict)
    return .drop(
      DropSyntax(objectKind: kind, ifExists: ifExists, names: names, isCascade: isCascade))
  }

  mutating func parseAlter() throws(SyntaxFailure) -> StatementSyntax.Kind {
    advance()
    guard let kind = parseObjectKind() else { throw SyntaxFailure(unexpected("`TABLE`", "`VIEW`")) }
    let ifExists = accept(.if, .exists)
    let name = try parseName("a table")
    let action = try parseAlterAction()
    return .alterTable(
      AlterTableSyntax(objectKind: kind, ifExists: ifExists, name: name, action: action))
  }

  private mutating func parseAlterAction() throws(SyntaxFailure) -> AlterTableSyntax.Action {
    switch token.keyword {
    case .add?: return try parseAddition()
    case .drop?:
      advance()
      _ = accept(.column)
      let ifExists = accept(.if, .exists)
      let name = try parseIdentifier("a column")
      if !accept(.cascade) { _ = accept(.restrict) }
      return .dropColumn(name, ifExists: ifExists)
    case .rename?:
      advance()
      if accept(.to) { return .renameTable(try parseIdentifier("a new name")) }
      _ = accept(.column)
      let name = try parseIdentifier("a column")
      try expect(.to)
      return .renameColumn(name, to: try parseIdentifier("a new name"))
    case .alter?:
      advance()
      _ = accept(.column)
      return try parseColumnAlteration(of: try parseIdentifier("a column"))
    default: throw SyntaxFailure(unexpected("`ADD`", "`DROP`", "`RENAME`", "`ALTER`"))
    }
  }

  private mutating func parseAddition() throws(SyntaxFailure) -> AlterTableSyntax.Action {
    advance()
    if at(.primary, .key) || at(.constraint) || at(.foreign, .key)
      || at(.unique, .leftParenthesis) || at(.check, .leftParenthesis)
    {
      if let constraint = try parseTableConstraint() { return .addConstraint(constraint) }
    }
    _ = accept(.column)
    let ifNotExists = accept(.if, .not, .exists)
    return .addColumn(try parseColumnDefinition(), ifNotExists: ifNotExists)
  }

  private mutating func parseColumnAlteration(
    of column: IdentifierSyntax
  ) throws(SyntaxFailure) -> AlterTableSyntax.Action {
    if accept(.set, .default) { return .setDefault(column, try parseExpression()) }
    if accept(.set, .not, .null) { return .setNotNull(column) }
    if accept(.drop, .default) { return .dropDefault(column) }
    if accept(.drop, .not, .null) { return .dropNotNull(column) }
    if accept(.set) { _ = accept(.data) }
    guard accept(.type) else { throw SyntaxFailure(unexpected("`TYPE`", "`SET`", "`DROP`")) }
    let type = try parseType()
    let using = accept(.using) ? try parseExpression() : nil
    return .setType(column, type, using: using)
  }
}
