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
    case .insert(let insertion): return try bindInsert(insertion, at: range)
    case .update(let update): return try bindUpdate(update, at: range)
    case .delete(let deletion): return try bindDelete(deletion, at: range)
    case .merge(let merge): return try bindMerge(merge, at: range)
    case .truncate(let name):
      return try bindDelete(DeleteSyntax(table: name), word: "TRUNCATE", at: range)
    case .describe, .show, .summarize, .pragma: return try bindUtility(statement)
    case .explain(let inner, let isAnalyze, _):
      return try bindExplain(inner, isAnalyze: isAnalyze)
    case .set(let setting): return try bindSetStatement(setting, at: range)
    case .copyTo(let copy): return try bindCopy(copy, at: range)
    case .copyFrom(let copy): return try bindCopyFrom(copy, at: range)
    case .call(let call):
      let frame = QueryFrame(outer: nil, parent: nil)
      return .query(
        finish(try bindTableFunction(call, frame, lateral: nil)), isOrdered: false)
    case .begin: return .begin
    case .commit: return .commit
    case .rollback: return .rollback
    case .prepare(let name, let inner): return try bindPrepare(name, inner)
    case .execute(let name, let arguments): return try bindExecute(name, arguments, at: range)
    case .deallocate(let name): return .deallocate(name: name.text, range: name.range)
    case .maintenance, .empty, .comment: return .nothing
    default:
      if let definition = try bindDefinition(statement) { return definition }
      throw .unsupported(lackingStatement(statement), at: firstWord(of: range))
    }
  }

  /// Statements that make, change and drop what has a name.
  private func bindDefinition(_ statement: StatementSyntax) throws(Diagnostic) -> BoundStatement? {
    switch statement.kind {
    case .createTable(let creation):
      return try bindCreateTable(creation, source: nil, at: statement.range)
    case .createView(let creation): return try bindCreateView(creation)
    case .createSchema(let creation): return try bindCreateSchema(creation)
    case .createFunction(let creation): return try bindCreateFunction(creation, statement.range)
    case .createIndex(let creation): return try bindCreateIndex(creation, at: statement.range)
    case .createType(let creation): return try bindCreateType(creation)
    case .createSequence(let creation): return try bindCreateSequence(creation)
    case .alterTable(let alteration): return try bindAlter(alteration, at: statement.range)
    case .drop(let drop): return try bindDropStatement(drop)
    case .use(let name): return try bindUse(name)
    default: return nil
    }
  }

  private func lackingStatement(_ statement: StatementSyntax) -> String {
    let words = source(statement.range).split(separator: " ").prefix(2).map { $0.uppercased() }
    guard let first = words.first else { return "this statement" }
    return words.count > 1 && ["CREATE", "ALTER"].contains(first)
      ? words.joined(separator: " ") : first
  }

  /// The range of a statement's first word.
  func firstWord(of range: SourceRange) -> SourceRange {
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
    case .query(let plan, _), .facts(let plan): return .explain(plan, isAnalyze: isAnalyze)
    case .export(let export): return .explain(export.plan, isAnalyze: isAnalyze)
    case .createTable(let creation):
      if let source = creation.source { return .explain(source, isAnalyze: isAnalyze) }
    case .insert(let insertion): return .explain(insertion.source, isAnalyze: isAnalyze)
    case .update(let update): return .explain(update.plan, isAnalyze: isAnalyze)
    case .delete(let deletion):
      if let plan = deletion.plan { return .explain(plan, isAnalyze: isAnalyze) }
    default: break
    }
    throw .unsupported("EXPLAIN of this statement", at: inner.range)
  }

  // MARK: SET

  private func bindSetStatement(
    _ syntax: SetSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let name = syntax.name.parts.last?.text ?? ""
    if syntax.isVariable {
      let value = try syntax.value.map { (value) throws(Diagnostic) in
        try constantValue(value, what: "SET")
      }
      return .setVariable(name: name, value: value ?? .null)
    }
    guard let expression = syntax.value else {
      return .reset(name: name.lowercased(), range: syntax.name.range)
    }
    return .set(
      name: name.lowercased(), value: try wordOrValue(expression, what: "SET"),
      range: syntax.name.range)
  }

  /// A constant; a bare word is its own text.
  func wordOrValue(
    _ expression: ExpressionSyntax, what: String
  ) throws(Diagnostic) -> Value {
    if case .name(let name) = expression.kind { return .text(name.text) }
    return try constantValue(expression, what: what)
  }

  // MARK: Prepared statements

  /// A statement is looked at when it is prepared, as far as it can be without its parameters.
  private func bindPrepare(
    _ name: IdentifierSyntax, _ inner: StatementSyntax
  ) throws(Diagnostic) -> BoundStatement {
    do throws(Diagnostic) {
      _ = try bindStatement(inner)
    } catch {
      if error.name != "missing-parameter" { throw error }
    }
    return .prepare(name: name.text, inner, text: String(decoding: text, as: UTF8.self))
  }

  private func bindExecute(
    _ name: IdentifierSyntax, _ arguments: [ArgumentSyntax], at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    var values: [String: Value] = [:]
    for (index, argument) in arguments.enumerated() {
      guard case .expression(var expression) = argument.value else {
        throw .tableArgument(of: name.text, at: argument.range)
      }
      var key = argument.name?.text ?? String(index + 1)
      if argument.name == nil, case .binary(.equal, let left, let right, _) = expression.kind,
        case .name(let word) = left.kind
      {
        (key, expression) = (word.text, right)
      }
      values[key] = try constantValue(expression, what: "an argument of EXECUTE")
    }
    return .execute(name: name.text, arguments: values, range: name.range)
  }
}
