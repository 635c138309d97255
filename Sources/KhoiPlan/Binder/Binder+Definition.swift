import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// CREATE TABLE and what is declared in it.
extension Binder {
  /// The name an entry of the catalog has: a schema that is not the session's stays part of it.
  func catalogName(_ name: NameSyntax) throws(Diagnostic) -> String {
    let parts = name.parts.dropLast().filter {
      !Catalog.mainSchemas.contains($0.text.lowercased())
    }
    guard let last = name.parts.last else { throw .broken("an object without a name") }
    if let schema = parts.last {
      guard environment.catalog.hasSchema(schema.text) else {
        throw .unknown(
          "schema", schema.text,
          suggestions: nearest(schema.text, environment.catalog.schemas.values.sorted() + ["main"]),
          at: schema.range)
      }
      return "\(schema.text).\(last.text)"
    }
    if name.parts.count == 1, let schema = environment.catalog.currentSchema {
      return "\(schema).\(last.text)"
    }
    return last.text
  }

  // MARK: CREATE TABLE

  func bindCreateTable(
    _ creation: CreateTableSyntax, source: QuerySyntax?, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let name = try catalogName(creation.name)
    if let entry = environment.catalog.entry(named: name), !creation.orReplace {
      if creation.ifNotExists { return .nothing }
      let kind = if case .view = entry { "view" } else { "table" }
      throw .exists(kind, creation.name.text, at: creation.name.range)
    }
    var fields: [Field] = []
    var columns: [TableDeclaration.Column] = []
    var plan: LogicalPlan?
    if let query = source ?? creation.source {
      (plan, fields) = try tableSource(query, creation)
      for definition in creation.columns {
        columns.append(try declaration(of: definition, Schema(fields)))
      }
      while columns.count < fields.count { columns.append(TableDeclaration.Column()) }
    } else {
      for column in creation.columns {
        fields.append(Field(column.name.text, try columnType(column, creation)))
      }
      for column in creation.columns {
        columns.append(try declaration(of: column, Schema(fields)))
      }
    }
    try checkNames(fields, creation)
    var declared = TableDeclaration(columns: columns)
    try declareConstraints(creation, Schema(fields), into: &declared)
    return .createTable(
      BoundStatement.CreateTable(
        name: name, schema: Schema(fields), declaration: declared, source: plan,
        orReplace: creation.orReplace, ifNotExists: creation.ifNotExists,
        range: creation.name.range))
  }

  private func checkNames(
    _ fields: [Field], _ creation: CreateTableSyntax
  ) throws(Diagnostic) {
    var seen: Set<IdentifierKey> = []
    for (index, field) in fields.enumerated()
    where !seen.insert(IdentifierKey(field.name)).inserted {
      let place =
        creation.columns.indices.contains(index)
        ? creation.columns[index].name.range : creation.name.range
      throw .duplicateName("CREATE TABLE", field.name, at: place)
    }
    if fields.isEmpty { throw .noColumnsLeft(at: creation.name.range) }
  }

  /// The rows a table starts with; a column that is always NULL becomes INTEGER.
  private func tableSource(
    _ query: QuerySyntax, _ creation: CreateTableSyntax
  ) throws(Diagnostic) -> (LogicalPlan?, [Field]) {
    var plan = finish(try bindQuery(query, QueryFrame(outer: nil, parent: nil)))
    let names = creation.columns.map(\.name)
    let columns = try rename(
      plan.columns, to: names, table: creation.name.text, at: creation.name.range)
    var fields = columns.map { Field($0.name, $0.type == .null ? .integer : $0.type) }
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

  private func columnType(
    _ column: ColumnDefinitionSyntax, _ creation: CreateTableSyntax
  ) throws(Diagnostic) -> LogicalType {
    if let type = column.type { return try bindType(type) }
    guard let generated = column.generated else {
      throw .columnWithoutType(column.name.text, at: column.range)
    }
    // The type of the expression, over the columns that have one.
    var others: [Field] = []
    for other in creation.columns where other.generated == nil {
      if let type = other.type { others.append(Field(other.name.text, try bindType(type))) }
    }
    let type = try type(of: generated, over: Schema(others), creation.name.text)
    return type == .null ? .integer : type
  }

  private func type(
    of expression: ExpressionSyntax, over schema: Schema, _ table: String
  ) throws(Diagnostic) -> LogicalType {
    let columns = schema.fields.map { identities.makeColumn($0.name, $0.type) }
    let context = ExpressionContext(
      scope: Scope(columns, table: table), frame: QueryFrame(outer: nil, parent: nil),
      clause: Clause("GENERATED"))
    return try bindExpression(expression, context).type
  }

  // MARK: Declarations

  func declaration(
    of column: ColumnDefinitionSyntax, _ schema: Schema
  ) throws(Diagnostic) -> TableDeclaration.Column {
    var declared = TableDeclaration.Column()
    for constraint in column.constraints {
      switch constraint {
      case .notNull, .primaryKey: declared.isRequired = true
      case .collate(let name): try checkCollation(name)
      case .references: notice(.foreignKeysNotChecked(at: column.range))
      case .null, .unique, .check: break
      }
    }
    if let value = column.defaultValue {
      // Bound once now, so that what is wrong shows at once.
      let context = ExpressionContext(
        scope: Scope(), frame: QueryFrame(outer: nil, parent: nil), clause: Clause("DEFAULT"))
      let bound: BoundExpression
      do throws(Diagnostic) {
        bound = try bindExpression(value, context)
      } catch {
        throw ["no-from", "unknown-column"].contains(error.name)
          ? .notConstant("DEFAULT", at: value.range) : error
      }
      if let type = try column.type.map({ (syntax) throws(Diagnostic) in try bindType(syntax) }),
        !Cast.isPossible(from: bound.type, to: type)
      {
        throw .insertType(column.name.text, bound.type, type, at: value.range)
      }
      declared.defaultValue = written(value)
    }
    if let generated = column.generated {
      _ = try type(of: generated, over: schema, "the table")
      declared.generated = written(generated)
    }
    return declared
  }

  private func declareConstraints(
    _ creation: CreateTableSyntax, _ schema: Schema, into declared: inout TableDeclaration
  ) throws(Diagnostic) {
    for (index, column) in creation.columns.enumerated() {
      for constraint in column.constraints {
        switch constraint {
        case .primaryKey:
          if declared.keys.contains(where: \.isPrimary) {
            throw .twoPrimaryKeys(creation.name.text, at: column.range)
          }
          declared.keys.append(TableDeclaration.Key(columns: [index], isPrimary: true))
        case .unique:
          declared.keys.append(TableDeclaration.Key(columns: [index], isPrimary: false))
        case .check(let condition):
          declared.checks.append(try check(condition, schema, creation.name.text))
        case .notNull, .null, .references, .collate: break
        }
      }
    }
    for constraint in creation.constraints {
      try declare(constraint, schema, table: creation.name, into: &declared)
    }
  }

  func declare(
    _ constraint: TableConstraintSyntax, _ schema: Schema, table: NameSyntax,
    into declared: inout TableDeclaration
  ) throws(Diagnostic) {
    switch constraint {
    case .primaryKey(let names):
      if declared.keys.contains(where: \.isPrimary) {
        throw .twoPrimaryKeys(table.text, at: names.first?.range ?? table.range)
      }
      let columns = try places(of: names, in: schema, table.text)
      for column in columns { declared.columns[column].isRequired = true }
      declared.keys.append(TableDeclaration.Key(columns: columns, isPrimary: true))
    case .unique(let names):
      let columns = try places(of: names, in: schema, table.text)
      declared.keys.append(TableDeclaration.Key(columns: columns, isPrimary: false))
    case .check(let condition):
      declared.checks.append(try check(condition, schema, table.text))
    case .foreignKey(let names, let other, _):
      _ = try places(of: names, in: schema, table.text)
      notice(.foreignKeysNotChecked(at: other.range))
    }
  }

  /// The places of columns in a table, each there and named once.
  func places(
    of names: [IdentifierSyntax], in schema: Schema, _ table: String
  ) throws(Diagnostic) -> [Int] {
    var places: [Int] = []
    for name in names {
      guard let index = schema.indices(named: name.text).first else {
        throw .unknownColumnOfTable(
          name.text, table: table, suggestions: nearest(name.text, schema.names),
          columns: shortList(schema.names), at: name.range)
      }
      if places.contains(index) { throw .duplicateName("the list", name.text, at: name.range) }
      places.append(index)
    }
    return places
  }

  /// A condition that was found to fit the columns.
  private func check(
    _ condition: ExpressionSyntax, _ schema: Schema, _ table: String
  ) throws(Diagnostic) -> WrittenExpression {
    let columns = schema.fields.map { identities.makeColumn($0.name, $0.type) }
    let context = ExpressionContext(
      scope: Scope(columns, table: table), frame: QueryFrame(outer: nil, parent: nil),
      clause: Clause("CHECK"))
    _ = try self.condition(condition, context, what: "CHECK")
    return written(condition)
  }
}
