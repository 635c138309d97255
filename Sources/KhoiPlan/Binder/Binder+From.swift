import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// FROM: tables, files, functions, subqueries, and their aliases.
extension Binder {
  /// Tables with commas between them; without any, one row without columns.
  func bindFrom(
    _ references: [TableReferenceSyntax], _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    guard let first = references.first else {
      return Relation(plan: singleRow, scope: Scope())
    }
    var relation = try bindReference(first, frame, left: nil)
    for reference in references.dropFirst() {
      let right = try bindReference(reference, frame, left: relation.scope)
      relation = crossJoin(relation, right, at: reference.range)
    }
    return relation
  }

  func bindReference(
    _ reference: TableReferenceSyntax, _ frame: QueryFrame, left: Scope?
  ) throws(Diagnostic) -> Relation {
    try enter(reference.range)
    defer { leave() }
    var relation: Relation
    var defaultName: String?
    switch reference.kind {
    case .name(let name):
      relation = try bindNamedTable(name, frame)
      defaultName = relation.scope.tables.first?.name
    case .file(let path):
      relation = try bindFile(path, at: reference.range)
      defaultName = relation.scope.tables.first?.name
    case .parameter(let parameter):
      throw .unsupported("tables as parameters", at: parameter.range)
    case .function(let call, _):
      relation = try bindTableFunction(call, frame, lateral: left)
      defaultName = call.name.parts.last?.text
    case .unnest(let lists):
      relation = try bindUnnest(lists, reference.ordinality, frame, lateral: left)
      defaultName = "unnest"
    case .subquery(let query, let isLateral):
      relation = try bindFromSubquery(
        query, left.map { lateralFrame($0, frame, isLateral: isLateral) }, frame)
    case .values(let rows):
      relation = try bindValues(rows, left.map { lateralFrame($0, frame) } ?? frame)
    case .join(let join): relation = try bindJoinReference(join, frame, outer: left)
    case .parenthesised(let inner): relation = try bindReference(inner, frame, left: left)
    case .pivot(let inner, let pivot):
      relation = try bindPivot(pivot, try bindReference(inner, frame, left: nil), frame)
    case .unpivot(let inner, let unpivot):
      relation = try bindUnpivot(unpivot, try bindReference(inner, frame, left: nil), frame)
    }
    if reference.ordinality != nil, case .unnest = reference.kind {
    } else if reference.ordinality != nil {
      throw .unsupported("WITH ORDINALITY here", at: reference.range)
    }
    if let sample = reference.sample { relation.plan = try bindSample(sample, relation, frame) }
    if let alias = reference.alias {
      if case .unnest = reference.kind, alias.columns.isEmpty,
        relation.scope.columns.count == (reference.ordinality == nil ? 1 : 2)
      {
        // The elements are called by the one name there is: FROM UNNEST([1, 2]) AS x |> SELECT x.
        relation.scope.columns[0] = relation.scope.columns[0].renamed(alias.name.text)
      }
      try apply(alias, to: &relation)
    } else if let defaultName {
      relation.scope.tables = [
        Scope.Table(defaultName, relation.scope.columns + hiddenColumns(of: relation.scope))
      ]
    }
    return relation
  }

  /// The row numbers of a table and the like, which `*` does not give.
  private func hiddenColumns(of scope: Scope) -> [Scope.Column] {
    guard scope.tables.count == 1 else { return [] }
    return scope.tables[0].columns.filter { column in
      Self.isHiddenName(column.key) && !scope.columns.contains { $0.id == column.id }
    }
  }

  /// `AS name (columns)`: the one name of everything in the relation.
  private func apply(
    _ alias: TableAliasSyntax, to relation: inout Relation
  ) throws(Diagnostic) {
    let columns = relation.scope.columns
    guard alias.columns.count <= columns.count else {
      throw .tooManyColumnNames(
        alias.name.text, alias.columns.count, columns.count, at: alias.range)
    }
    for (index, name) in alias.columns.enumerated() {
      relation.scope.columns[index] = columns[index].renamed(name.text)
    }
    relation.scope.tables = [
      Scope.Table(
        alias.name.text, relation.scope.columns + hiddenColumns(of: relation.scope))
    ]
  }

  func crossJoin(_ left: Relation, _ right: Relation, at range: SourceRange) -> Relation {
    let plan: LogicalPlan
    if case .values(let values) = left.plan, values.columns.isEmpty {
      plan = right.plan
    } else if let unnested = unnested(left.plan, right.plan, keepsEmpty: false) {
      plan = unnested
    } else {
      plan = .join(
        LogicalPlan.Join(kind: .inner, left: left.plan, right: right.plan, range: range))
    }
    var scope = left.scope
    scope.columns += right.scope.columns
    scope.tables += right.scope.tables
    return Relation(plan: plan, scope: scope)
  }

  // MARK: Subqueries

  private func bindFromSubquery(
    _ query: QuerySyntax, _ lateral: QueryFrame?, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let inner = lateral ?? QueryFrame(outer: frame.outer, parent: frame)
    let bound = try bindQuery(query, inner)
    let plan = finish(bound)
    return Relation(plan: plan, scope: Scope(plan.columns, table: nil), isOrdered: bound.isOrdered)
  }

  /// A query in FROM that sees the tables before it, with or without the word LATERAL.
  private func lateralFrame(
    _ left: Scope, _ frame: QueryFrame, isLateral: Bool = false
  ) -> QueryFrame {
    let outer = ExpressionContext(scope: left, frame: frame, clause: Clause("LATERAL"))
    outer.isLateral = isLateral
    return QueryFrame(outer: outer, parent: frame)
  }

  // MARK: Names

  func bindNamedTable(
    _ name: NameSyntax, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    guard let last = name.parts.last else { throw .broken("a table without a name") }
    if name.parts.count == 1 {
      let key = IdentifierKey(last.text)
      if let common = commonTables.last(where: { $0.key == key }) {
        return try mention(common, at: name.range)
      }
      if last.text == "_" && !last.isQuoted, environment.catalog.entry(named: "_") == nil {
        return try lastResult(at: name.range)
      }
    }
    guard let (found, entry) = try findEntry(name) else {
      if let system = systemTable(name) { return system }
      if last.isQuoted && name.parts.count == 1, looksLikeFile(last.text) {
        return try bindFile(last.text, at: name.range)
      }
      throw unknownTable(name)
    }
    switch entry {
    case .table(let stored): return scan(stored.table, Catalog.mainName(found))
    case .view(let view): return try bindView(view, found, at: name.range)
    }
  }

  /// The entry of the catalog that a name means; a schema before it is that of the session.
  func findEntry(
    _ name: NameSyntax
  ) throws(Diagnostic) -> (name: String, entry: Catalog.Entry)? {
    guard let last = name.parts.last else { return nil }
    let qualifiers = name.parts.dropLast().filter {
      !Catalog.mainSchemas.contains($0.text.lowercased())
    }
    guard qualifiers.isEmpty else {
      let joined = (qualifiers + [last]).map(\.text).joined(separator: ".")
      return environment.catalog.entry(named: joined).map { (joined, $0) }
    }
    if name.parts.count == 1, let schema = environment.catalog.currentSchema {
      let joined = "\(schema).\(last.text)"
      if let entry = environment.catalog.entry(named: joined) { return (joined, entry) }
    }
    if let entry = environment.catalog.entry(named: last.text) { return (last.text, entry) }
    guard last.text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    // A name typed without marks means the marked one if there is just one.
    let wanted = last.text.lowercased()
    let matches = environment.catalog.all.filter {
      Suggestion.withoutMarks($0.name.lowercased()) == wanted
    }
    guard matches.count == 1 else { return nil }
    notice(.unmarkedName(typed: last.text, meant: matches[0].name, at: last.range))
    return (matches[0].name, matches[0].entry)
  }

  /// A table with its row numbers, which only those see who ask for `rowid`.
  func numberedScan(_ table: Table, _ name: String) -> Relation {
    let relation = plainScan(table.numbered(as: Self.rowNumberName), name)
    var scope = relation.scope
    scope.columns.removeLast()
    return Relation(plan: relation.plan, scope: scope)
  }

  func scan(_ table: Table, _ name: String) -> Relation {
    mentionedColumns.contains(Self.rowNumberName)
      && table.schema.indices(named: Self.rowNumberName).isEmpty
      ? numberedScan(table, name) : plainScan(table, name)
  }

  private func plainScan(_ table: Table, _ name: String) -> Relation {
    let columns = table.schema.fields.map { identities.makeColumn($0.name, $0.type) }
    let scan = LogicalPlan.Scan(
      table: table, name: name, columns: columns, sourceIndices: Array(columns.indices))
    var scope = Scope(columns, table: name)
    scope.columns = zip(table.schema.fields, scope.columns).filter { !$0.0.isHidden }.map(\.1)
    return Relation(plan: .scan(scan), scope: scope)
  }

  /// The pseudo-columns of files that the text mentions.
  var mentionedPseudoColumns: [String] {
    Self.pseudoColumnNames.filter { mentionedColumns.contains($0) }
  }

  /// A view's query, bound where it is used; its text is another one than the statement's.
  func bindView(
    _ view: Catalog.View, _ name: String, at range: SourceRange
  ) throws(Diagnostic) -> Relation {
    let key = IdentifierKey(name)
    guard !openViews.contains(key) else { throw .viewContainsItself(name, at: range) }
    openViews.append(key)
    defer { openViews.removeLast() }
    do throws(Diagnostic) {
      var plan = try reading(view.text, offset: view.query.range.lower) { () throws(Diagnostic) in
        finish(try bindQuery(view.query, QueryFrame(outer: nil, parent: nil)))
      }
      if let names = view.columnNames, names.count == plan.columns.count {
        let items = zip(names, plan.columns).map { name, column in
          OutputItem(name: name, expression: BoundExpression(column))
        }
        plan = projection(of: plan, items: items).plan
      }
      plan = plan.relocated(to: range)
      return Relation(plan: plan, scope: Scope(plan.columns, table: name))
    } catch {
      throw .insideView(name, error, at: range)
    }
  }

  func lastResult(at range: SourceRange) throws(Diagnostic) -> Relation {
    guard let table = environment.lastResult else { throw .noLastResult(at: range) }
    return scan(table, "_")
  }

  // MARK: Files

  private func looksLikeFile(_ text: String) -> Bool { text.contains(".") || text.contains("/") }

  func bindFile(_ path: String, at range: SourceRange) throws(Diagnostic) -> Relation {
    let table: Table
    do throws(Diagnostic) {
      table = try environment.provider.table(
        path: path, pseudoColumns: mentionedPseudoColumns, at: range)
    } catch {
      throw error.located(at: range)
    }
    return scan(table, Self.stem(of: path))
  }

  /// `awards` of `datasets/awards.csv.gz`.
  static func stem(of path: String) -> String {
    let file = path.split(separator: "/").last ?? ""
    let stem = file.split(separator: ".").first ?? ""
    return stem.isEmpty ? "file" : String(stem)
  }

  // MARK: Errors

  /// Why no table of the name can be had, with what may have been meant.
  func unknownTable(_ name: NameSyntax) -> Diagnostic {
    let typed = name.parts.last?.text ?? ""
    let known = environment.catalog.all.map(\.name) + commonTables.map(\.name)
    var notes: [String] = []
    if isReadFunction(typed) || TableFunction.named(typed) != nil {
      notes.append("`\(typed)` is a function; a call needs parentheses: \(typed)(…)")
    }
    if looksLikeFile(name.text) {
      notes.append("a file stands in single quotes: FROM '\(name.text)'")
    }
    notes.append(
      known.isEmpty
        ? "there are no tables yet; a file is read by FROM 'path.csv' or .load path.csv"
        : "tables: \(shortList(known))")
    return .unknownTable(
      name.text, suggestions: nearest(typed, known), notes: notes, at: name.range)
  }
}
