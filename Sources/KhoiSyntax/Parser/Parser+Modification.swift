import KhoiText

/// `INSERT`, `UPDATE`, `DELETE`, `MERGE` and `COPY`.
extension Parser {
  /// `WITH … INSERT|UPDATE|DELETE`; nothing if a query follows instead.
  mutating func parseModificationAfterWith() throws(SyntaxFailure) -> StatementSyntax.Kind? {
    guard withLeadsToModification else { return nil }
    let with = try parseWith()
    switch token.keyword {
    case .insert?: return try parseInsert(with: with)
    case .update?: return try parseUpdate(with: with)
    default: return try parseDelete(with: with)
    }
  }

  /// Looks over the bracketed queries of `WITH` for the word behind them.
  private var withLeadsToModification: Bool {
    var offset = 1
    var depth = 0
    while true {
      let token = ahead(offset)
      if token.kind == .end || token.symbol == .semicolon || token.kind == .pipe, depth == 0 {
        return false
      }
      if token.kind == .end { return false }
      switch token.symbol {
      case .leftParenthesis?: depth += 1
      case .rightParenthesis?: depth -= 1
      default: break
      }
      if depth == 0, ahead(offset - 1).symbol == .rightParenthesis {
        switch token.keyword {
        case .insert?, .update?, .delete?: return true
        case .select?, .from?, .values?, .table?: return false
        default: break
        }
      }
      offset += 1
    }
  }

  // MARK: INSERT

  mutating func parseInsert(with: WithSyntax?) throws(SyntaxFailure) -> StatementSyntax.Kind {
    var conflict: InsertSyntax.Conflict?
    if accept(.replace) {
      conflict = .replace
    } else {
      try expect(.insert)
      if accept(.or) {
        if accept(.replace) {
          conflict = .replace
        } else if accept(.ignore) {
          conflict = .ignore
        } else {
          throw SyntaxFailure(unexpected("`REPLACE`", "`IGNORE`"))
        }
      }
    }
    _ = accept(.overwrite)
    guard accept(.into) || atName else { throw SyntaxFailure(unexpected("`INTO`")) }
    _ = at(.table) && isName(ahead(1)) && accept(.table)
    let table = try parseName("a table")
    let alias = accept(.as) ? try parseIdentifier("an alias") : nil
    var insert = InsertSyntax(
      with: with, table: table, alias: alias, source: .defaultValues, conflict: conflict)
    if at(.leftParenthesis), !startsQuery(at: 1), ahead(1).symbol != .leftParenthesis {
      mark(.spaced)
      insert.columns = try parseColumnNames()
    }
    if accept(.by, .name) {
      insert.isByName = true
    } else if at(.by), atWord("POSITION", offset: 1) {
      advance()
      advance()
    }
    if !accept(.default, .values) { insert.source = .query(try parseQuery()) }
    try parseConflict(&insert)
    insert.returning = try parseReturning()
    return .insert(insert)
  }

  /// `ON CONFLICT [(columns)] DO NOTHING | DO UPDATE SET …`.
  private mutating func parseConflict(_ insert: inout InsertSyntax) throws(SyntaxFailure) {
    mark(at(.on, .conflict) ? .clause : [])
    guard accept(.on, .conflict) else { return }
    if at(.leftParenthesis) { insert.conflictColumns = try parseColumnNames() }
    try expect(.do)
    if accept(.nothing) {
      insert.conflict = .ignore
      return
    }
    guard accept(.update, .set) else {
      throw SyntaxFailure(unexpected("`NOTHING`", "`UPDATE SET`"))
    }
    let assignments = try parseAssignments(step: nil)
    let filter = accept(.where) ? try parseExpression() : nil
    insert.conflict = .update(assignments, filter: filter)
  }

  private mutating func parseReturning() throws(SyntaxFailure) -> [SelectItemSyntax] {
    guard acceptClause(.returning) else { return [] }
    return try parseList { (parser) throws(SyntaxFailure) in try parser.parseSelectItem() }
  }

  // MARK: UPDATE and DELETE

  mutating func parseUpdate(with: WithSyntax?) throws(SyntaxFailure) -> StatementSyntax.Kind {
    try expect(.update)
    let table = try parseName("a table")
    let alias = at(.set) ? nil : try parseOptionalAlias()
    mark(.clause)
    try expect(.set)
    var update = UpdateSyntax(
      with: with, table: table, alias: alias, assignments: try parseAssignments(step: nil))
    if acceptClause(.from) { update.from = try parseTableReferences() }
    if acceptClause(.where) { update.filter = try parseExpression() }
    update.returning = try parseReturning()
    return .update(update)
  }

  mutating func parseDelete(with: WithSyntax?) throws(SyntaxFailure) -> StatementSyntax.Kind {
    try expect(.delete)
    guard accept(.from) || atName else { throw SyntaxFailure(unexpected("`FROM`")) }
    let table = try parseName("a table")
    var delete = DeleteSyntax(with: with, table: table, alias: try parseOptionalAlias())
    if acceptClause(.using) { delete.using = try parseTableReferences() }
    if acceptClause(.where) { delete.filter = try parseExpression() }
    delete.returning = try parseReturning()
    return .delete(delete)
  }

  // MARK: MERGE

  mutating func parseMerge() throws(SyntaxFailure) -> StatementSyntax.Kind {
    advance()
    _ = accept(.into)
    let table = try parseName("a table")
    let alias = at(.using) ? nil : try parseOptionalAlias()
    mark(.clause)
    try expect(.using)
    let source = try parseTable()
    guard let condition = try parseJoinCondition() else {
      throw SyntaxFailure(unexpected("`ON`", "`USING`"))
    }
    var clauses: [MergeClauseSyntax] = []
    guard at(.when) else { throw SyntaxFailure(unexpected("`WHEN MATCHED`", "`WHEN NOT MATCHED`")) }
    while acceptClause(.when) { clauses.append(try parseMergeClause()) }
    return .merge(
      MergeSyntax(
        table: table, alias: alias, source: source, condition: condition, clauses: clauses))
  }

  private mutating func parseMergeClause() throws(SyntaxFailure) -> MergeClauseSyntax {
    var match = MergeSyntax.Match.matched
    if accept(.not) { match = .notMatchedByTarget }
    try expect(.matched)
    if match == .notMatchedByTarget, accept(.by) {
      if accept(.source) { match = .notMatchedBySource } else { try expect(.target) }
    }
    let condition = accept(.and) ? try parseExpression() : nil
    try expect(.then)
    return MergeClauseSyntax(match: match, condition: condition, action: try parseMergeAction())
  }

  private mutating func parseMergeAction() throws(SyntaxFailure) -> MergeSyntax.Action {
    if accept(.delete) { return .delete }
    if accept(.do, .nothing) { return .doNothing }
    if accept(.update) {
      try expect(.set)
      return .update(try parseAssignments(step: nil))
    }
    guard accept(.insert) else {
      throw SyntaxFailure(unexpected("`UPDATE`", "`INSERT`", "`DELETE`"))
    }
    let columns = at(.leftParenthesis) ? try parseColumnNames() : []
    try expect(.values)
    let values = try parseParenthesisedList { (parser) throws(SyntaxFailure) in
      try parser.parseExpression()
    }
    return .insert(columns: columns, values: values)
  }

  // MARK: COPY

  mutating func parseCopy() throws(SyntaxFailure) -> StatementSyntax.Kind {
    advance()
    if at(.leftParenthesis) {
      let query = try parseParenthesisedQuery()
      try expect(.to)
      return .copyTo(try parseCopyTarget(.query(query)))
    }
    let table = try parseName("a table")
    mark(.spaced)
    let columns = at(.leftParenthesis) ? try parseColumnNames() : []
    if accept(.to) { return .copyTo(try parseCopyTarget(.table(table, columns: columns))) }
    guard accept(.from) else { throw SyntaxFailure(unexpected("`TO`", "`FROM`")) }
    let path = try parsePrimary()
    let options = try parseCopyOptions()
    return .copyFrom(CopyFromSyntax(table: table, columns: columns, path: path, options: options))
  }

  /// `[WITH] (name value, …)`, and the older form without brackets: `DELIMITER ',' HEADER`.
  private mutating func parseCopyOptions() throws(SyntaxFailure) -> [OptionSyntax] {
    _ = accept(.with)
    if at(.leftParenthesis) { return try parseOptions() }
    var options: [OptionSyntax] = []
    while atName {
      let start = start
      let name = try parseIdentifier("an option")
      var value: ExpressionSyntax?
      if token.kind == .string || token.kind == .number { value = try parsePrimary() }
      options.append(OptionSyntax(name: name, value: value, range: range(from: start)))
    }
    return options
  }

  private mutating func parseCopyTarget(
    _ source: CopyToSyntax.Source
  ) throws(SyntaxFailure) -> CopyToSyntax {
    let path = try parsePrimary()
    let options = try parseCopyOptions()
    return CopyToSyntax(source: source, path: path, options: options)
  }
}
