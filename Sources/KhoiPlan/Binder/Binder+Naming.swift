import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Statements that change only what names stand for: views, schemas, types, sequences, DROP.
extension Binder {
  // MARK: CREATE VIEW

  func bindCreateView(_ creation: CreateViewSyntax) throws(Diagnostic) -> BoundStatement {
    let name = try catalogName(creation.name)
    if let entry = environment.catalog.entry(named: name), !creation.orReplace {
      if creation.ifNotExists { return .nothing }
      let kind = if case .view = entry { "view" } else { "table" }
      throw .exists(kind, creation.name.text, at: creation.name.range)
    }
    // Bound once now, so that what is wrong shows at once.
    let plan = finish(try bindQuery(creation.query, QueryFrame(outer: nil, parent: nil)))
    _ = try rename(
      plan.columns, to: creation.columns, table: creation.name.text, at: creation.name.range)
    var names: [String]?
    if !creation.columns.isEmpty {
      names =
        creation.columns.map(\.text) + plan.columns.dropFirst(creation.columns.count).map(\.name)
    }
    let view = Catalog.View(
      query: creation.query, columnNames: names, text: rawText(creation.query.range))
    var catalog = environment.catalog
    catalog.set(.view(view), named: name)
    return .changeCatalog(catalog)
  }

  // MARK: Schemas, types, sequences

  func bindCreateSchema(_ creation: CreateSchemaSyntax) throws(Diagnostic) -> BoundStatement {
    let name = creation.name.parts.last?.text ?? ""
    var catalog = environment.catalog
    if catalog.hasSchema(name) {
      if creation.ifNotExists { return .nothing }
      guard creation.orReplace, catalog.schemas[IdentifierKey(name)] != nil else {
        throw .exists("schema", name, at: creation.name.range)
      }
      for entry in catalog.all where isInside(entry.name, name, catalog) {
        catalog.remove(named: entry.name)
      }
    }
    catalog.schemas[IdentifierKey(name)] = name
    return .changeCatalog(catalog)
  }

  private func isInside(_ entry: String, _ schema: String, _ catalog: Catalog) -> Bool {
    IdentifierKey(catalog.splitting(entry).schema) == IdentifierKey(schema)
  }

  func bindUse(_ name: NameSyntax) throws(Diagnostic) -> BoundStatement {
    let schema = name.parts.last?.text ?? ""
    var catalog = environment.catalog
    guard catalog.hasSchema(schema) else {
      throw .unknown(
        "schema", schema,
        suggestions: nearest(schema, catalog.schemas.values.sorted() + ["main"]), at: name.range)
    }
    catalog.currentSchema = catalog.schemas[IdentifierKey(schema)]
    return .changeCatalog(catalog)
  }

  func bindCreateType(_ creation: CreateTypeSyntax) throws(Diagnostic) -> BoundStatement {
    let name = creation.name.parts.last?.text ?? ""
    var catalog = environment.catalog
    if catalog.types[IdentifierKey(name)] != nil, !creation.orReplace {
      if creation.ifNotExists { return .nothing }
      throw .exists("type", name, at: creation.name.range)
    }
    catalog.types[IdentifierKey(name)] = (name, try bindType(creation.type))
    return .changeCatalog(catalog)
  }

  func bindCreateSequence(_ syntax: CreateSequenceSyntax) throws(Diagnostic) -> BoundStatement {
    let name = try catalogName(syntax.name)
    var catalog = environment.catalog
    if catalog.sequences[IdentifierKey(name)] != nil, !syntax.orReplace {
      if syntax.ifNotExists { return .nothing }
      throw .exists("sequence", name, at: syntax.name.range)
    }
    let increment = try wholeNumber(syntax.increment) ?? 1
    if increment == 0 { throw .badSequence("the increment cannot be 0", at: syntax.name.range) }
    let least = try wholeNumber(syntax.least) ?? (increment > 0 ? 1 : Int64.min)
    let greatest = try wholeNumber(syntax.greatest) ?? (increment > 0 ? Int64.max : -1)
    let start = try wholeNumber(syntax.start) ?? (increment > 0 ? least : greatest)
    guard least <= start, start <= greatest else {
      throw .badSequence(
        "the start \(start) is not between \(least) and \(greatest)", at: syntax.name.range)
    }
    catalog.sequences[IdentifierKey(name)] = NumberSequence(
      name: name, start: start, increment: increment, least: least, greatest: greatest,
      cycles: syntax.cycles)
    return .changeCatalog(catalog)
  }

  private func wholeNumber(_ syntax: ExpressionSyntax?) throws(Diagnostic) -> Int64? {
    guard let syntax else { return nil }
    let value = try constantValue(syntax, what: "a sequence")
    guard let number = Int64(value.text) else {
      throw .badSequence("`\(value.text)` is not a whole number", at: syntax.range)
    }
    return number
  }

  // MARK: Indexes

  /// A unique index is a key of the table; other indexes change nothing here.
  func bindCreateIndex(
    _ creation: CreateIndexSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let (name, stored) = try changeableTable(creation.table, word: "CREATE INDEX")
    guard creation.isUnique else { return .nothing }
    var names: [IdentifierSyntax] = []
    for expression in creation.expressions {
      guard case .name(let column) = expression.kind, let last = column.parts.last else {
        return .nothing
      }
      names.append(last)
    }
    let index = creation.name?.text
    if let index, stored.declaration.keys.contains(where: { $0.name == index }) {
      if creation.ifNotExists { return .nothing }
      throw .exists("index", index, at: creation.name?.range)
    }
    var declaration = stored.declaration
    declaration.keys.append(
      TableDeclaration.Key(
        name: index,
        columns: try places(of: names, in: stored.table.schema, creation.table.text),
        isPrimary: false))
    return .createTable(rebuilt(stored, name, declaration, at: creation.table.range))
  }

  // MARK: DROP

  /// All names are looked at before any is dropped, so that a wrong one loses nothing.
  func bindDropStatement(_ drop: DropSyntax) throws(Diagnostic) -> BoundStatement {
    var catalog = environment.catalog
    for name in drop.names {
      switch drop.objectKind {
      case .table, .view: try dropEntry(name, drop, from: &catalog)
      case .schema: try dropSchema(name, drop, from: &catalog)
      case .function, .tableFunction:
        let found = catalog.macros.removeValue(forKey: IdentifierKey(name.parts.last?.text ?? ""))
        try require(
          found != nil, "function", name, drop, among: catalog.macros.values.map(\.name))
      case .sequence:
        let key = IdentifierKey(try catalogName(name))
        let found = catalog.sequences.removeValue(forKey: key)
        try require(
          found != nil, "sequence", name, drop, among: catalog.sequences.values.map(\.name))
      case .type:
        let found = catalog.types.removeValue(forKey: IdentifierKey(name.parts.last?.text ?? ""))
        try require(found != nil, "type", name, drop, among: catalog.types.values.map(\.name))
      case .index: dropIndex(name, from: &catalog)
      case .column, .database:
        throw .unsupported("DROP \(drop.objectKind.rawValue)", at: name.range)
      }
    }
    return .changeCatalog(catalog)
  }

  private func require(
    _ isThere: Bool, _ kind: String, _ name: NameSyntax, _ drop: DropSyntax, among known: [String]
  ) throws(Diagnostic) {
    if isThere || drop.ifExists { return }
    throw .unknown(
      kind, name.text, suggestions: nearest(name.parts.last?.text ?? "", known), at: name.range)
  }

  private func dropEntry(
    _ name: NameSyntax, _ drop: DropSyntax, from catalog: inout Catalog
  ) throws(Diagnostic) {
    let kind = drop.objectKind == .table ? "table" : "view"
    let found = try findEntry(name)
    if let found {
      switch (found.entry, drop.objectKind) {
      case (.table, .view): throw .wrongKind(name.text, is: "table", word: "DROP", at: name.range)
      case (.view, .table): throw .wrongKind(name.text, is: "view", word: "DROP", at: name.range)
      default: catalog.remove(named: found.name)
      }
    }
    try require(found != nil, kind, name, drop, among: catalog.all.map(\.name))
  }

  private func dropSchema(
    _ name: NameSyntax, _ drop: DropSyntax, from catalog: inout Catalog
  ) throws(Diagnostic) {
    let schema = name.parts.last?.text ?? ""
    let isThere = catalog.schemas[IdentifierKey(schema)] != nil
    try require(isThere, "schema", name, drop, among: catalog.schemas.values.sorted())
    guard isThere else { return }
    let inside = catalog.all.map(\.name).filter { isInside($0, schema, catalog) }
    if !inside.isEmpty, !drop.isCascade {
      throw .schemaNotEmpty(schema, shortList(inside), at: name.range)
    }
    for entry in inside { catalog.remove(named: entry) }
    catalog.schemas[IdentifierKey(schema)] = nil
    if catalog.currentSchema.map({ IdentifierKey($0) == IdentifierKey(schema) }) == true {
      catalog.currentSchema = nil
    }
  }

  /// Indexes that are not unique leave no trace, so an unknown name is no mistake.
  private func dropIndex(_ name: NameSyntax, from catalog: inout Catalog) {
    let key = IdentifierKey(name.parts.last?.text ?? "")
    for (entryName, entry) in catalog.all {
      guard case .table(var stored) = entry else { continue }
      let keys = stored.declaration.keys.filter { $0.name.map(IdentifierKey.init) != key }
      if keys.count < stored.declaration.keys.count {
        stored.declaration.keys = keys
        catalog.set(.table(stored), named: entryName)
      }
    }
  }
}
