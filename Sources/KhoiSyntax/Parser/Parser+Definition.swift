import KhoiText

/// `CREATE`, `DROP` and `ALTER`.
extension Parser {
  /// What `CREATE` was modified with.
  private struct Modifiers {
    var orReplace = false
    var isTemporary = false
    var isRecursive = false
  }

  mutating func parseCreate() throws(SyntaxFailure) -> StatementSyntax.Kind {
    advance()
    var modifiers = Modifiers()
    modifiers.orReplace = accept(.or, .replace)
    modifiers.isTemporary = accept(.temp) || accept(.temporary)
    if at(.recursive), ahead(1).keyword == .view {
      advance()
      modifiers.isRecursive = true
    }
    if at(.materialized), ahead(1).keyword == .view { advance() }
    switch token.keyword {
    case .table? where ahead(1).keyword == .function || ahead(1).keyword == .macro:
      advance()
      return try parseCreateFunction(modifiers)
    case .table?: return try parseCreateTable(modifiers)
    case .view?: return try parseCreateView(modifiers)
    case .function?, .macro?: return try parseCreateFunction(modifiers)
    case .schema?:
      advance()
      let ifNotExists = accept(.if, .not, .exists)
      return .createSchema(
        CreateSchemaSyntax(
          orReplace: modifiers.orReplace, ifNotExists: ifNotExists,
          name: try parseName("a schema")))
    case .index?, .unique?: return try parseCreateIndex()
    case .type?:
      advance()
      let ifNotExists = accept(.if, .not, .exists)
      let name = try parseName("a type name")
      try expect(.as)
      return .createType(
        CreateTypeSyntax(
          orReplace: modifiers.orReplace, ifNotExists: ifNotExists, name: name,
          type: try parseType()))
    case .sequence?:
      return try parseCreateSequence(modifiers)
    default:
      throw SyntaxFailure(unexpected("`TABLE`", "`VIEW`", "`FUNCTION`", "`SCHEMA`", "`TYPE`"))
    }
  }

  // MARK: Tables

  private mutating func parseCreateTable(
    _ modifiers: Modifiers
  ) throws(SyntaxFailure) -> StatementSyntax.Kind {
    advance()
    let ifNotExists = accept(.if, .not, .exists)
    let name = try parseName("a table name")
    var table = CreateTableSyntax(
      orReplace: modifiers.orReplace, isTemporary: modifiers.isTemporary,
      ifNotExists: ifNotExists, name: name)
    if at(.leftParenthesis) { try parseTableElements(&table) }
    if accept(.as) {
      table.source = try parseQuery()
      if accept(.with) {
        if accept(.no) {
          table.isWithoutData = true
        }
        try expect(.data)
      }
    } else if table.columns.isEmpty {
      throw SyntaxFailure(unexpected("`(` before the columns", "`AS` before a query"))
    }
    return .createTable(table)
  }

  /// `(column type constraint …, constraint …)`.
  mutating func parseTableElements(_ table: inout CreateTableSyntax) throws(SyntaxFailure) {
    var columns: [ColumnDefinitionSyntax] = []
    var constraints: [TableConstraintSyntax] = []
    mark(.spaced)
    try expect(.leftParenthesis)
    mark(.items)
    repeat {
      if at(.comma) { throw SyntaxFailure(.extraComma(at: token.range)) }
      if let constraint = try parseTableConstraint() {
        constraints.append(constraint)
      } else {
        columns.append(try parseColumnDefinition())
      }
    } while acceptComma() && !at(.rightParenthesis)
    try expectClosing(.rightParenthesis)
    table.columns = columns
    table.constraints = constraints
  }

  mutating func parseTableConstraint() throws(SyntaxFailure) -> TableConstraintSyntax? {
    if at(.constraint), isName(ahead(1)) {
      advance()
      advance()
    }
    if at(.primary, .key) {
      advance()
      advance()
      return .primaryKey(try parseColumnNames())
    }
    if at(.unique), ahead(1).symbol == .leftParenthesis {
      advance()
      return .unique(try parseColumnNames())
    }
    if at(.check), ahead(1).symbol == .leftParenthesis {
      advance()
      return .check(try parseParenthesisedExpression())
    }
    guard at(.foreign, .key) else { return nil }
    advance()
    advance()
    let columns = try parseColumnNames()
    try expect(.references)
    let table = try parseName("a table")
    let others = at(.leftParenthesis) ? try parseColumnNames() : []
    skipReferenceActions()
    return .foreignKey(columns, table, columns: others)
  }

  private mutating func parseParenthesisedExpression() throws(SyntaxFailure) -> ExpressionSyntax {
    try expect(.leftParenthesis)
    let expression = try parseExpression()
    try expectClosing(.rightParenthesis)
    return expression
  }

  /// `ON DELETE CASCADE` and so on, which change nothing here.
  private mutating func skipReferenceActions() {
    while at(.on), ahead(1).keyword == .delete || ahead(1).keyword == .update {
      advance()
      advance()
      if at(.set) || at(.no) { advance() }
      advance()
    }
  }

  mutating func parseColumnDefinition() throws(SyntaxFailure) -> ColumnDefinitionSyntax {
    let start = start
    let name = try parseIdentifier("a column name")
    var column = ColumnDefinitionSyntax(name: name, range: name.range)
    if atName, !atColumnConstraint { column.type = try parseType() }
    while try parseColumnConstraint(&column) {}
    column.range = range(from: start)
    return column
  }

  private var atColumnConstraint: Bool {
    switch token.keyword {
    case .not?, .null?, .default?, .primary?, .unique?, .check?, .references?, .collate?,
      .generated?, .constraint?:
      true
    default: false
    }
  }

  /// One constraint behind a column; false if none stands here.
  private mutating func parseColumnConstraint(
    _ column: inout ColumnDefinitionSyntax
  ) throws(SyntaxFailure) -> Bool {
    if at(.constraint), isName(ahead(1)) {
      advance()
      advance()
    }
    switch token.keyword {
    case .not? where ahead(1).keyword == .null:
      advance()
      advance()
      column.constraints.append(.notNull)
    case .null?:
      advance()
      column.constraints.append(.null)
    case .primary? where ahead(1).keyword == .key:
      advance()
      advance()
      if !accept(.asc) { _ = accept(.desc) }
      column.constraints.append(.primaryKey)
    case .unique?:
      advance()
      column.constraints.append(.unique)
    case .check?:
      advance()
      column.constraints.append(.check(try parseParenthesisedExpression()))
    case .default?:
      advance()
      column.defaultValue = try parseExpression(from: .bitwiseOr)
    case .collate?:
      advance()
      column.constraints.append(.collate(try parseName("a collation")))
    case .references?:
      advance()
      let table = try parseName("a table")
      let columns = at(.leftParenthesis) ? try parseColumnNames() : []
      skipReferenceActions()
      column.constraints.append(.references(table, columns: columns))
    case .generated?, .as?:
      if accept(.generated) { try expect(.always) }
      try expect(.as)
      column.generated = try parseParenthesisedExpression()
      if !accept(.stored) { _ = accept(.virtual) }
    default: return false
    }
    return true
  }

  // MARK: Views, functions, indexes

  private mutating func parseCreateView(
    _ modifiers: Modifiers
  ) throws(SyntaxFailure) -> StatementSyntax.Kind {
    advance()
    let ifNotExists = accept(.if, .not, .exists)
    let name = try parseName("a view name")
    let columns = at(.leftParenthesis) ? try parseColumnNames() : []
    try expect(.as)
    var query = try parseQuery()
    if modifiers.isRecursive, let last = name.parts.last { query = recursive(query, last, columns) }
    return .createView(
      CreateViewSyntax(
        orReplace: modifiers.orReplace, isTemporary: modifiers.isTemporary,
        ifNotExists: ifNotExists, name: name, columns: columns, query: query))
  }

  /// `WITH RECURSIVE name (columns) AS (query) TABLE name`: what a recursive view stands for.
  private func recursive(
    _ query: QuerySyntax, _ name: IdentifierSyntax, _ columns: [IdentifierSyntax]
  ) -> QuerySyntax {
    let table = CommonTableSyntax(
      name: name, columns: columns, query: query, range: query.range)
    return QuerySyntax(
      with: WithSyntax(isRecursive: true, tables: [table], range: query.range),
      body: .table(NameSyntax(name)), range: query.range)
  }

  private mutating func parseCreateFunction(
    _ modifiers: Modifiers
  ) throws(SyntaxFailure) -> StatementSyntax.Kind {
    let isTable = tokens[index - 1].keyword == .table
    advance()
    let ifNotExists = accept(.if, .not, .exists)
    let name = try parseName("a function name")
    let parameters = try parseParenthesisedList(canBeEmpty: true) {
      (parser) throws(SyntaxFailure) in
      try parser.parseFunctionParameter()
    }
    var returnType: TypeSyntax?
    if accept(.returns), !(at(.table) && accept(.table)) { returnType = try parseType() }
    try expect(.as)
    let body = try parseFunctionBody(isTable: isTable)
    return .createFunction(
      CreateFunctionSyntax(
        orReplace: modifiers.orReplace, isTemporary: modifiers.isTemporary,
        ifNotExists: ifNotExists, name: name, parameters: parameters, returnType: returnType,
        body: body))
  }

  private mutating func parseFunctionBody(
    isTable: Bool
  ) throws(SyntaxFailure) -> CreateFunctionSyntax.Body {
    if accept(.table) { return .query(try parseQuery()) }
    if isTable || startsQuery(at: 0) { return .query(try parseQuery()) }
    return .expression(try parseExpression())
  }

  private mutating func parseFunctionParameter() throws(SyntaxFailure) -> FunctionParameterSyntax {
    let start = start
    let name = try parseIdentifier("a parameter")
    var parameter = FunctionParameterSyntax(name: name, range: name.range)
    if at(.any, .table) || at(.table) {
      if accept(.any) {}
      advance()
      parameter.isTable = true
      if at(.less) {
        let columns = try parseTableColumns()
        parameter.type = columns
      }
    } else if atName, !at(.default) {
      parameter.type = try parseType()
    }
    if accept(.assign) || accept(.equal) || accept(.default) || accept(.doubleArrow) {
      parameter.defaultValue = try parseExpression()
    }
    parameter.range = range(from: start)
    return parameter
  }

  private mutating func parseCreateSequence(
    _ modifiers: Modifiers
  ) throws(SyntaxFailure) -> StatementSyntax.Kind {
    advance()
    let ifNotExists = accept(.if, .not, .exists)
    var sequence = CreateSequenceSyntax(
      orReplace: modifiers.orReplace, ifNotExists: ifNotExists,
      name: try parseName("a sequence"))
    while !atEnd {
      if accept("START") {
        _ = accept(.with)
        sequence.start = try parseExpression()
      } else if accept("INCREMENT") {
        _ = accept(.by)
        sequence.increment = try parseExpression()
      } else if accept("MINVALUE") {
        sequence.least = try parseExpression()
      } else if accept("MAXVALUE") {
        sequence.greatest = try parseExpression()
      } else if accept(.no) {
        guard accept("MINVALUE") || accept("MAXVALUE") || accept("CYCLE") else {
          throw SyntaxFailure(unexpected("`MINVALUE`", "`MAXVALUE`", "`CYCLE`"))
        }
      } else if accept("CYCLE") {
        sequence.cycles = true
      } else {
        throw SyntaxFailure(
          unexpected("`START`", "`INCREMENT`", "`MINVALUE`", "`MAXVALUE`", "`CYCLE`"))
      }
    }
    return .createSequence(sequence)
  }

  /// Takes a word that is no keyword of its own.
  private mutating func accept(_ word: String) -> Bool {
    guard atWord(word) else { return false }
    advance()
    return true
  }

  private mutating func parseCreateIndex() throws(SyntaxFailure) -> StatementSyntax.Kind {
    let isUnique = accept(.unique)
    try expect(.index)
    let ifNotExists = accept(.if, .not, .exists)
    let name = at(.on) ? nil : try parseIdentifier("an index name")
    try expect(.on)
    let table = try parseName("a table")
    if accept(.using) { _ = try parseIdentifier("a method") }
    mark(.spaced)
    let items = try parseParenthesisedList { (parser) throws(SyntaxFailure) in
      let expression = try parser.parseExpression()
      _ = try parser.parseOrderSuffix()
      return expression
    }
    return .createIndex(
      CreateIndexSyntax(
        isUnique: isUnique, ifNotExists: ifNotExists, name: name, table: table,
        expressions: items))
  }
}
