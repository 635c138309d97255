import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// CREATE, INSERT and DROP.
extension Binder {
  /// The name an entry of the catalog has: a schema that is not the session's stays part of it.
  func catalogName(_ name: NameSyntax) -> String {
    let schemas: Set<String> = ["main", "memory", "public", "temp", "khoi", "default"]
    let parts = name.parts.dropLast().filter { !schemas.contains($0.text.lowercased()) }
    return (parts + [name.parts.last].compactMap(\.self)).map(\.text).joined(separator: ".")
  }

  // MARK: CREATE TABLE

  func bindCreateTable(
    _ creation: CreateTableSyntax, source: QuerySyntax?, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let name = catalogName(creation.name)
    var fields: [Field] = []
    var required: [Bool] = []
    var plan: LogicalPlan?
    if let query = source ?? creation.source {
      (plan, fields) = try tableSource(query, creation)
      required = Array(repeating: false, count: fields.count)
    } else {
      for column in creation.columns {
        let (field, isRequired) = try bindColumnDefinition(column)
        fields.append(field)
        required.append(isRequired)
      }
    }
    var seen: Set<IdentifierKey> = []
    for (index, field) in fields.enumerated()
    where !seen.insert(IdentifierKey(field.name)).inserted {
      let place =
        creation.columns.indices.contains(index)
        ? creation.columns[index].name.range : creation.name.range
      throw .duplicateName("CREATE TABLE", field.name, at: place)
    }
    if fields.isEmpty { throw .noColumnsLeft(at: creation.name.range) }
    for constraint in creation.constraints {
      guard case .primaryKey(let columns) = constraint else { continue }
      for column in columns {
        let key = IdentifierKey(column.text)
        for index in fields.indices where IdentifierKey(fields[index].name) == key {
          required[index] = true
        }
      }
    }
    if !creation.constraints.isEmpty { notice(.constraintsNotChecked(at: creation.name.range)) }
    return .createTable(
      BoundStatement.CreateTable(
        name: name, schema: Schema(fields), isRequired: required, source: plan,
        orReplace: creation.orReplace, ifNotExists: creation.ifNotExists,
        range: creation.name.range))
  }

  /// The rows a table starts with; a column that is always NULL becomes BIGINT.
  private func tableSource(
    _ query: QuerySyntax, _ creation: CreateTableSyntax
  ) throws(Diagnostic) -> (LogicalPlan?, [Field]) {
    var plan = finish(try bindQuery(query, QueryFrame(outer: nil, parent: nil)))
    let names = creation.columns.map(\.name)
    let columns = try rename(
      plan.columns, to: names, table: creation.name.text, at: creation.name.range)
    var fields = columns.map { Field($0.name, $0.type == .null ? .bigint : $0.type) }
    for (index, definition) in creation.columns.enumerated() where index < fields.count {
      guard let syntax = definition.type else { continue }
      let type = try bindType(syntax)
      guard TypeCoercion.cost(from: columns[index].type, to: type) != nil else {
        throw .insertType(definition.name.text, columns[index].type, type, at: definition.range)
      }
      fields[index].type = type
    }
    let items = zip(plan.columns, fields).map { column, field in
      OutputItem(
        name: field.name, expression: cast(BoundExpression(column), to: field.type))
    }
    plan = projection(of: plan, items: items).plan
    return (creation.isWithoutData ? nil : plan, fields)
  }

  private func bindColumnDefinition(
    _ column: ColumnDefinitionSyntax
  ) throws(Diagnostic) -> (Field, isRequired: Bool) {
    if let generated = column.generated {
      throw .unsupported("generated columns", at: generated.range)
    }
    if let value = column.defaultValue {
      guard case .literal(.null) = value.kind else {
        throw .unsupported("DEFAULT values", at: value.range)
      }
    }
    guard let type = column.type else {
      throw .columnWithoutType(column.name.text, at: column.range)
    }
    var isRequired = false
    for constraint in column.constraints {
      switch constraint {
      case .notNull: isRequired = true
      case .primaryKey:
        isRequired = true
        notice(.constraintsNotChecked(at: column.range))
      case .unique, .check, .references: notice(.constraintsNotChecked(at: column.range))
      case .null: break
      case .collate(let name): try checkCollation(name)
      }
    }
    return (Field(column.name.text, try bindType(type)), isRequired)
  }

  // MARK: CREATE VIEW

  func bindCreateView(_ creation: CreateViewSyntax) throws(Diagnostic) -> BoundStatement {
    // Bound once now, so that what is wrong shows at once.
    let plan = finish(try bindQuery(creation.query, QueryFrame(outer: nil, parent: nil)))
    _ = try rename(
      plan.columns, to: creation.columns, table: creation.name.text, at: creation.name.range)
    var names: [String]?
    if !creation.columns.isEmpty {
      names =
        creation.columns.map(\.text) + plan.columns.dropFirst(creation.columns.count).map(\.name)
    }
    let lower = max(0, creation.query.range.lower - textOffset)
    let upper = min(text.count, creation.query.range.upper - textOffset)
    let written = lower < upper ? String(decoding: text[lower..<upper], as: UTF8.self) : ""
    let view = Catalog.View(query: creation.query, columnNames: names, text: written)
    return .createView(
      name: catalogName(creation.name), view: view, orReplace: creation.orReplace,
      ifNotExists: creation.ifNotExists)
  }

  // MARK: INSERT

  func bindInsert(
    _ syntax: InsertSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    if syntax.conflict != nil { throw .unsupported("ON CONFLICT", at: syntax.table.range) }
    if !syntax.returning.isEmpty { throw .unsupported("RETURNING", at: range) }
    let name = catalogName(syntax.table)
    let stored: Catalog.StoredTable
    switch environment.catalog.entry(named: name) {
    case .table(let found)?: stored = found
    case .view?: throw .insertIntoView(name, at: syntax.table.range)
    case nil: throw unknownTable(syntax.table)
    }
    let schema = stored.table.schema
    guard case .query(let query) = syntax.source else {
      let row = schema.fields.map { BoundExpression.constant(.null, $0.type) }
      let columns = schema.fields.map { identities.makeColumn($0.name, $0.type) }
      let plan = LogicalPlan.values(LogicalPlan.Values(columns: columns, rows: [row]))
      return .insert(BoundStatement.Insert(tableName: name, source: plan, range: range))
    }
    isInserting = true
    defer { isInserting = false }
    let frame = QueryFrame(outer: nil, parent: nil)
    let firstCommonTable = commonTables.count
    if let with = syntax.with { try bindWith(with, frame) }
    var relation = try bindQuery(query, frame)
    relation.plan = closeCommonTables(from: firstCommonTable, around: relation.plan)
    let plan = finish(relation)
    let places = try insertPlaces(syntax, schema, plan.columns, at: range)
    let items = try schema.fields.indices.map { (index) throws(Diagnostic) -> OutputItem in
      let field = schema.fields[index]
      guard let place = places[index] else {
        return OutputItem(name: field.name, expression: .constant(.null, field.type))
      }
      let column = plan.columns[place]
      guard Cast.isPossible(from: column.type, to: field.type) else {
        throw .insertType(field.name, column.type, field.type, at: syntax.table.range)
      }
      return OutputItem(
        name: field.name,
        expression: cast(BoundExpression(column), to: field.type, at: query.range))
    }
    return .insert(
      BoundStatement.Insert(
        tableName: name, source: projection(of: plan, items: items).plan, range: range))
  }

  /// For each column of the table the place in the rows that are inserted.
  private func insertPlaces(
    _ syntax: InsertSyntax, _ schema: Schema, _ columns: [PlanColumn], at range: SourceRange
  ) throws(Diagnostic) -> [Int?] {
    var places = [Int?](repeating: nil, count: schema.count)
    if syntax.isByName {
      for (place, column) in columns.enumerated() {
        guard let index = schema.indices(named: column.name).first else {
          throw .unknownColumnOfTable(
            column.name, table: syntax.table.text,
            suggestions: nearest(column.name, schema.names), columns: shortList(schema.names),
            at: syntax.table.range)
        }
        places[index] = place
      }
      return places
    }
    if syntax.columns.isEmpty {
      guard columns.count == schema.count else {
        throw .insertWidth(
          syntax.table.text, columns.count, wanted: schema.count, at: syntax.table.range)
      }
      return schema.fields.indices.map { $0 }
    }
    guard columns.count == syntax.columns.count else {
      throw .insertWidth(
        syntax.table.text, columns.count, wanted: syntax.columns.count, at: syntax.table.range)
    }
    for (place, name) in syntax.columns.enumerated() {
      guard let index = schema.indices(named: name.text).first else {
        throw .unknownColumnOfTable(
          name.text, table: syntax.table.text, suggestions: nearest(name.text, schema.names),
          columns: shortList(schema.names), at: name.range)
      }
      if places[index] != nil { throw .duplicateName("INSERT", name.text, at: name.range) }
      places[index] = place
    }
    return places
  }

  // MARK: DROP

  func bindDropStatement(
    _ drop: DropSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    switch drop.objectKind {
    case .table:
      return .drop(kind: .table, names: drop.names.map { catalogName($0) }, ifExists: drop.ifExists)
    case .view:
      return .drop(kind: .view, names: drop.names.map { catalogName($0) }, ifExists: drop.ifExists)
    case .schema, .index: return .nothing
    default: throw .unsupported("DROP \(drop.objectKind.rawValue)", at: range)
    }
  }
}
