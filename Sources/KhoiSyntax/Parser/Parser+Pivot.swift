import KhoiText

/// `PIVOT`, `UNPIVOT` and `TABLESAMPLE`, which follow tables and stand in pipes alike.
extension Parser {
  // MARK: PIVOT

  /// `PIVOT (aggregates FOR axis IN (values) … [GROUP BY keys])`.
  mutating func parsePivot() throws(SyntaxFailure) -> PivotSyntax {
    let start = start
    advance()
    try expect(.leftParenthesis)
    let aggregates = try parseList { (parser) throws(SyntaxFailure) in try parser.parseSelectItem()
    }
    guard acceptSubclause(.for) else {
      throw SyntaxFailure(suspectedKeyword() ?? unexpected("`,`", "`FOR`"))
    }
    var axes = [try parsePivotAxis()]
    // Further axes follow without a comma.
    while !at(.rightParenthesis), !at(.group), !atEnd, at(.leftParenthesis) || atName {
      axes.append(try parsePivotAxis())
    }
    var groupBy: [ExpressionSyntax]?
    mark(at(.group) ? .subclause : [])
    if accept(.group, .by) {
      groupBy = try parseList { (parser) throws(SyntaxFailure) in try parser.parseExpression() }
    }
    try expectClosing(.rightParenthesis)
    return PivotSyntax(
      aggregates: aggregates, axes: axes, groupBy: groupBy, range: range(from: start))
  }

  private mutating func parsePivotAxis() throws(SyntaxFailure) -> PivotAxisSyntax {
    let key = try parseExpression(from: .bitwiseOr)
    var expressions = [key]
    if case .row(let elements) = key.kind { expressions = elements }
    try expect(.in)
    return PivotAxisSyntax(expressions: expressions, values: try parsePivotValues())
  }

  /// `(value [AS name], …)`, `(ANY [ORDER BY …])`, `(query)`; without brackets a list's name.
  private mutating func parsePivotValues() throws(SyntaxFailure) -> PivotAxisSyntax.Values {
    guard at(.leftParenthesis) else {
      let item = try parseSelectItem()
      return .list([item])
    }
    if startsQuery(at: 1) { return .query(try parseParenthesisedQuery()) }
    advance()
    if at(.any), ahead(1).symbol == .rightParenthesis || ahead(1).keyword == .order {
      advance()
      let order = at(.order, .by) ? try parseOrderBy() : []
      try expectClosing(.rightParenthesis)
      return .any(orderBy: order)
    }
    let values = try parseList { (parser) throws(SyntaxFailure) in try parser.parseSelectItem() }
    try refuseTrailingComma()
    try expectClosing(.rightParenthesis)
    return .list(values)
  }

  /// `PIVOT t ON axis [IN (…)], … USING aggregates GROUP BY keys`.
  mutating func parsePivotStatement() throws(SyntaxFailure) -> TableReferenceSyntax {
    let start = start
    advance()
    let table = try parseTableReference()
    var axes: [PivotAxisSyntax] = []
    if acceptSubclause(.on) {
      axes = try parseList { (parser) throws(SyntaxFailure) in
        let key = try parser.parseExpression(from: .bitwiseOr)
        guard parser.accept(.in) else {
          return PivotAxisSyntax(expressions: [key], values: .any(orderBy: []))
        }
        return PivotAxisSyntax(expressions: [key], values: try parser.parsePivotValues())
      }
    }
    var aggregates: [SelectItemSyntax] = []
    if acceptSubclause(.using) {
      aggregates = try parseList { (parser) throws(SyntaxFailure) in try parser.parseSelectItem() }
    }
    var groupBy: [ExpressionSyntax]?
    mark(at(.group) ? .subclause : [])
    if accept(.group, .by) {
      groupBy = try parseList { (parser) throws(SyntaxFailure) in try parser.parseExpression() }
    }
    let pivot = PivotSyntax(
      aggregates: aggregates, axes: axes, groupBy: groupBy, range: range(from: start))
    return TableReferenceSyntax(.pivot(table, pivot), range: range(from: start))
  }

  /// Here a comma at the end may as well be a value that was forgotten.
  private func refuseTrailingComma() throws(SyntaxFailure) {
    guard index > 0, tokens[index - 1].symbol == .comma else { return }
    throw SyntaxFailure(.extraComma(at: tokens[index - 1].range))
  }

  // MARK: UNPIVOT

  /// `UNPIVOT [INCLUDE NULLS] (value FOR name IN (column [AS label], …))`.
  mutating func parseUnpivot() throws(SyntaxFailure) -> UnpivotSyntax {
    let start = start
    advance()
    let includesNulls = try parseUnpivotNulls()
    try expect(.leftParenthesis)
    let values: [IdentifierSyntax]
    if at(.leftParenthesis) {
      values = try parseColumnNames()
    } else {
      values = try parseList { (parser) throws(SyntaxFailure) in
        try parser.parseIdentifier("a name for the values")
      }
    }
    try expect(.for)
    let name = try parseIdentifier("a name for the names")
    try expect(.in)
    try expect(.leftParenthesis)
    let items = try parseList { (parser) throws(SyntaxFailure) in try parser.parseUnpivotItem() }
    try refuseTrailingComma()
    try expectClosing(.rightParenthesis)
    try expectClosing(.rightParenthesis)
    return UnpivotSyntax(
      includesNulls: includesNulls, valueColumns: values, nameColumn: name, items: items,
      range: range(from: start))
  }

  private mutating func parseUnpivotNulls() throws(SyntaxFailure) -> Bool {
    guard at(.include) || at(.exclude), ahead(1).keyword == .nulls else { return false }
    let includes = advance().keyword == .include
    advance()
    return includes
  }

  private mutating func parseUnpivotItem() throws(SyntaxFailure) -> UnpivotItemSyntax {
    let start = start
    let key = at(.star) ? try parseStar() : try parseExpression(from: .bitwiseOr)
    var columns = [key]
    if case .row(let elements) = key.kind { columns = elements }
    var label: ExpressionSyntax?
    if accept(.as) || token.kind == .string || token.kind == .number {
      label = try parseUnpivotLabel()
    } else if atBareAlias {
      let name = identifier(in: advance())
      label = ExpressionSyntax(.name(NameSyntax(name)), range: name.range)
    }
    return UnpivotItemSyntax(columns: columns, label: label, range: range(from: start))
  }

  private mutating func parseUnpivotLabel() throws(SyntaxFailure) -> ExpressionSyntax {
    if at(.null) || at(.minus) { throw SyntaxFailure(unexpected("a text", "a number")) }
    return try parseExpression(from: .bitwiseOr)
  }

  /// `UNPIVOT t ON columns INTO NAME n VALUE v`.
  mutating func parseUnpivotStatement() throws(SyntaxFailure) -> TableReferenceSyntax {
    let start = start
    advance()
    let table = try parseTableReference()
    let leading = try parseUnpivotNulls()
    mark(.subclause)
    try expect(.on)
    let items = try parseList { (parser) throws(SyntaxFailure) in try parser.parseUnpivotItem() }
    let here = range(from: start)
    var name = IdentifierSyntax(text: "name", range: here)
    var values = [IdentifierSyntax(text: "value", range: here)]
    if acceptSubclause(.into) {
      try expect(.name)
      name = try parseIdentifier("a name for the names")
      if !accept(.values) { try expect(.value) }
      values = try parseList { (parser) throws(SyntaxFailure) in
        try parser.parseIdentifier("a name for the values")
      }
    }
    let trailing = try parseUnpivotNulls()
    let unpivot = UnpivotSyntax(
      includesNulls: leading || trailing, valueColumns: values, nameColumn: name, items: items,
      range: range(from: start))
    return TableReferenceSyntax(.unpivot(table, unpivot), range: range(from: start))
  }

  // MARK: TABLESAMPLE

  /// `%` or `PERCENT` behind a number.
  mutating func acceptPercent() -> Bool {
    if at(.percent as Symbol) { mark(.suffix) }
    return accept(.percent as Symbol) || accept(.percent as Keyword)
  }

  /// `method (size unit)`, `size unit (method, seed)`, `size%`; the keyword is consumed.
  mutating func parseSampleSize(start: Int) throws(SyntaxFailure) -> SampleSyntax {
    var method: IdentifierSyntax?
    if isName(token) { method = try parseIdentifier("a method") }
    let isBracketed = accept(.leftParenthesis)
    let size = try parseExpression(from: .prefix)
    var sample = SampleSyntax(method: method, size: size, range: size.range)
    if acceptPercent() {
      sample.isPercent = true
    } else if !accept(.rows) {
      _ = accept(.row)
    }
    if isBracketed {
      if accept(.partition, .by) {
        sample.partitionBy = try parseList { (parser) throws(SyntaxFailure) in
          try parser.parseExpression()
        }
      }
      try expectClosing(.rightParenthesis)
    } else if accept(.leftParenthesis) {
      // `10% (bernoulli, 42)`
      sample.method = try parseIdentifier("a method")
      if accept(.comma) { sample.seed = try parseExpression() }
      try expectClosing(.rightParenthesis)
    }
    if accept(.repeatable) {
      try expect(.leftParenthesis)
      sample.seed = try parseExpression()
      try expectClosing(.rightParenthesis)
    }
    sample.range = range(from: start)
    return sample
  }
}
