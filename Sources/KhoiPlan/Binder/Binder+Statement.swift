import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Statements: what is to be done with which rows.
extension Binder {
  func bindStatement(_ statement: StatementSyntax) throws(Diagnostic) -> BoundStatement {
    let range = statement.range
    switch statement.kind {
    case .query(let query): return try bindQueryStatement(query)
    case .createTable(let creation):
      return try bindCreateTable(creation, source: nil, at: range)
    case .createView(let creation): return try bindCreateView(creation)
    case .insert(let insertion): return try bindInsert(insertion, at: range)
    case .drop(let drop): return try bindDropStatement(drop, at: range)
    case .describe(let described): return .facts(try describe(described, at: range).plan)
    case .show(let show): return .facts(try bindShow(show, at: range).plan)
    case .summarize(let described): return .summarize(try rows(of: described, at: range))
    case .explain(let inner, let isAnalyze, _):
      return try bindExplain(inner, isAnalyze: isAnalyze)
    case .set(let setting): return try bindSetStatement(setting, at: range)
    case .copyTo(let copy): return try bindCopy(copy, at: range)
    case .copyFrom(let copy): return try bindCopyFrom(copy, at: range)
    case .call(let call):
      let frame = QueryFrame(outer: nil, parent: nil)
      return .query(
        finish(try bindTableFunction(call, frame, lateral: nil)), isOrdered: false)
    case .begin, .commit, .rollback, .pragma, .maintenance, .use, .createSchema, .createIndex,
      .empty, .comment:
      return .nothing
    default: throw .unsupported(lackingStatement(statement), at: firstWord(of: range))
    }
  }

  private func lackingStatement(_ statement: StatementSyntax) -> String {
    let words = source(statement.range).split(separator: " ").prefix(2).map { $0.uppercased() }
    guard let first = words.first else { return "this statement" }
    return words.count > 1 && ["CREATE", "ALTER"].contains(first)
      ? words.joined(separator: " ") : first
  }

  /// The range of a statement's first word.
  private func firstWord(of range: SourceRange) -> SourceRange {
    let word = source(range).prefix { $0 != " " }
    return SourceRange(range.lower, min(range.upper, range.lower + word.utf8.count))
  }

  // MARK: Queries

  private func bindQueryStatement(_ query: QuerySyntax) throws(Diagnostic) -> BoundStatement {
    let frame = QueryFrame(outer: nil, parent: nil)
    guard let last = query.pipeOperators.last else {
      if case .statement(let statement) = query.body, query.orderBy.isEmpty, query.limit == nil {
        return try bindStatement(statement)
      }
      return try plainQuery(query, frame)
    }
    if let outputs = try bindOutputs(query, frame) { return outputs }
    var source = query
    source.pipeOperators.removeLast()
    switch last.kind {
    case .export(let export):
      let plan = finish(try bindQuery(source, frame))
      return .export(try bindExport(export, plan, at: last.range))
    case .createTable(let creation):
      return try bindCreateTable(creation, source: source, at: last.range)
    case .insert(let table, let columns, let isByName):
      let insertion = InsertSyntax(
        table: table, columns: columns, isByName: isByName, source: .query(source))
      return try bindInsert(insertion, at: last.range)
    default: return try plainQuery(query, frame)
    }
  }

  private func plainQuery(
    _ query: QuerySyntax, _ frame: QueryFrame
  ) throws(Diagnostic) -> BoundStatement {
    let relation = try bindQuery(query, frame)
    return .query(finish(relation), isOrdered: relation.isOrdered)
  }

  private func bindExplain(
    _ inner: StatementSyntax, isAnalyze: Bool
  ) throws(Diagnostic) -> BoundStatement {
    switch try bindStatement(inner) {
    case .query(let plan, _), .facts(let plan), .summarize(let plan):
      return .explain(plan, isAnalyze: isAnalyze)
    case .export(let export): return .explain(export.plan, isAnalyze: isAnalyze)
    case .createTable(let creation):
      if let source = creation.source { return .explain(source, isAnalyze: isAnalyze) }
      throw .unsupported("EXPLAIN of this statement", at: inner.range)
    case .insert(let insertion): return .explain(insertion.source, isAnalyze: isAnalyze)
    default: throw .unsupported("EXPLAIN of this statement", at: inner.range)
    }
  }

  /// `DESCRIBE t |> …`: the rows of a statement as the start of a pipeline.
  func bindFactsBody(_ statement: StatementSyntax) throws(Diagnostic) -> Relation {
    switch statement.kind {
    case .describe(let described): return try describe(described, at: statement.range)
    case .show(let show): return try bindShow(show, at: statement.range)
    default:
      throw .unsupported("pipe operators after this statement", at: firstWord(of: statement.range))
    }
  }

  // MARK: SET

  private func bindSetStatement(
    _ syntax: SetSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    if syntax.isVariable { throw .unsupported("SET of a parameter", at: syntax.name.range) }
    let name = syntax.name.parts.last?.text.lowercased() ?? ""
    guard let expression = syntax.value else { return .reset(name: name) }
    return .set(name: name, value: try wordOrValue(expression, what: "SET"))
  }

  /// A constant; a bare word is its own text.
  func wordOrValue(
    _ expression: ExpressionSyntax, what: String
  ) throws(Diagnostic) -> Value {
    if case .name(let name) = expression.kind { return .text(name.text) }
    return try constantValue(expression, what: what)
  }

  // MARK: Export

  func bindExport(
    _ syntax: ExportSyntax, _ plan: LogicalPlan, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement.Export {
    var options = try bindOptions(syntax.options)
    var path: String?
    if let expression = syntax.path {
      path = try pathText(expression)
    } else if let place = options.firstIndex(where: { $0.name == "path" || $0.name == "uri" }) {
      path = options.remove(at: place).value.text
    }
    if let profile = syntax.profile {
      options.append(("profile", .text(profile.text), profile.range))
    }
    guard let path else { throw .exportWithoutPath(at: range) }
    return BoundStatement.Export(plan: plan, path: path, options: options, range: range)
  }

  private func bindCopy(
    _ copy: CopyToSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let frame = QueryFrame(outer: nil, parent: nil)
    let plan: LogicalPlan
    switch copy.source {
    case .query(let query): plan = finish(try bindQuery(query, frame))
    case .table(let name, let columns):
      var relation = try bindNamedTable(name, frame)
      if !columns.isEmpty {
        let context = ExpressionContext(
          scope: relation.scope, frame: frame, clause: Clause("COPY"))
        var items: [OutputItem] = []
        for column in columns {
          let expression = try bindName(NameSyntax(column), context)
          items.append(OutputItem(name: column.text, expression: expression))
        }
        relation.plan = projection(of: relation.plan, items: items).plan
        relation.scope = Scope(relation.plan.columns, table: nil)
      }
      plan = finish(relation)
    }
    return .export(
      BoundStatement.Export(
        plan: plan, path: try pathText(copy.path), options: try bindOptions(copy.options),
        range: copy.path.range))
  }

  func pathText(_ expression: ExpressionSyntax) throws(Diagnostic) -> String {
    guard case .text(let path) = try constantValue(expression, what: "a path") else {
      throw .notConstant("a path", at: expression.range)
    }
    return path
  }

  func bindOptions(
    _ options: [OptionSyntax]
  ) throws(Diagnostic) -> [(name: String, value: Value, range: SourceRange?)] {
    var result: [(name: String, value: Value, range: SourceRange?)] = []
    for option in options {
      let value = try option.value.map { (syntax) throws(Diagnostic) in
        try wordOrValue(syntax, what: "an option")
      }
      result.append((option.name.text.lowercased(), value ?? .boolean(true), option.range))
    }
    return result
  }
}
