import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// ALTER TABLE: another table in the place of the old one, with the columns that did not change.
extension Binder {
  func bindAlter(
    _ syntax: AlterTableSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    guard [.table, .view].contains(syntax.objectKind) else {
      throw .unsupported("ALTER \(syntax.objectKind.rawValue)", at: firstWord(of: range))
    }
    guard let found = try findEntry(syntax.name) else {
      if syntax.ifExists { return .nothing }
      throw unknownTable(syntax.name)
    }
    if case .renameTable(let newName) = syntax.action {
      return try renameEntry(found.name, found.entry, to: newName)
    }
    let (name, stored) = try changeableTable(syntax.name, word: "ALTER TABLE")
    let column = ColumnChange(table: syntax.name, name: name, stored: stored)
    switch syntax.action {
    case .addColumn(let definition, let ifNotExists):
      return try addColumn(definition, ifNotExists: ifNotExists, column)
    case .dropColumn(let target, let ifExists):
      return try dropColumn(target, ifExists: ifExists, column)
    case .renameColumn(let target, let newName):
      return try renameColumn(target, to: newName, column)
    case .renameTable: return .nothing
    case .setType(let target, let type, let using):
      return try setType(target, type, using, column)
    case .setDefault(let target, let value):
      return try changeDeclaration(column, of: target) { (declared) throws(Diagnostic) in
        let definition = ColumnDefinitionSyntax(
          name: target, defaultValue: value, range: value.range)
        declared.defaultValue =
          try declaration(of: definition, stored.table.schema).defaultValue
      }
    case .dropDefault(let target):
      return try changeDeclaration(column, of: target) { $0.defaultValue = nil }
    case .setNotNull(let target):
      let index = try places(of: [target], in: stored.table.schema, name)[0]
      var declaration = stored.declaration
      declaration.columns[index].isRequired = true
      return .createTable(rebuilt(stored, name, declaration, at: target.range))
    case .dropNotNull(let target):
      return try changeDeclaration(column, of: target) { $0.isRequired = false }
    case .addConstraint(let constraint):
      var declaration = stored.declaration
      try declare(constraint, stored.table.schema, table: syntax.name, into: &declaration)
      return .createTable(rebuilt(stored, name, declaration, at: syntax.name.range))
    }
  }

  /// The table whose column changes.
  private struct ColumnChange {
    let table: NameSyntax
    let name: String
    let stored: Catalog.StoredTable
  }

  private func renameEntry(
    _ name: String, _ entry: Catalog.Entry, to newName: IdentifierSyntax
  ) throws(Diagnostic) -> BoundStatement {
    var catalog = environment.catalog
    let (schema, _) = catalog.splitting(name)
    let full = schema == "main" ? newName.text : "\(schema).\(newName.text)"
    if catalog.entry(named: full) != nil, IdentifierKey(full) != IdentifierKey(name) {
      throw .exists("table", newName.text, at: newName.range)
    }
    catalog.remove(named: name)
    catalog.set(entry, named: full)
    return .changeCatalog(catalog)
  }

  /// The same rows under another declaration, which they are checked against.
  func rebuilt(
    _ stored: Catalog.StoredTable, _ name: String, _ declaration: TableDeclaration,
    at range: SourceRange
  ) -> BoundStatement.CreateTable {
    let columns = stored.table.schema.fields.map { identities.makeColumn($0.name, $0.type) }
    var table = BoundStatement.CreateTable(
      name: name, schema: stored.table.schema, declaration: declaration,
      source: .scan(
        LogicalPlan.Scan(
          table: stored.table, name: name, columns: columns,
          sourceIndices: Array(columns.indices))),
      orReplace: true, ifNotExists: false, range: range)
    table.countsRows = false
    return table
  }

  private func changeDeclaration(
    _ change: ColumnChange, of target: IdentifierSyntax,
    _ body: (inout TableDeclaration.Column) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> BoundStatement {
    var stored = change.stored
    let index = try places(of: [target], in: stored.table.schema, change.name)[0]
    try body(&stored.declaration.columns[index])
    return replacing(change, by: stored)
  }

  private func replacing(
    _ change: ColumnChange, by stored: Catalog.StoredTable
  ) -> BoundStatement {
    var catalog = environment.catalog
    catalog.set(.table(stored), named: change.name)
    return .changeCatalog(catalog)
  }

  // MARK: Columns

  private func addColumn(
    _ definition: ColumnDefinitionSyntax, ifNotExists: Bool, _ change: ColumnChange
  ) throws(Diagnostic) -> BoundStatement {
    let stored = change.stored
    let schema = stored.table.schema
    guard schema.indices(named: definition.name.text).isEmpty else {
      if ifNotExists { return .nothing }
      throw .columnExists(
        definition.name.text, table: change.table.text, at: definition.name.range)
    }
    guard let syntax = definition.type else {
      throw .columnWithoutType(definition.name.text, at: definition.range)
    }
    let field = Field(definition.name.text, try bindType(syntax))
    let wide = Schema(schema.fields + [field])
    var declared = stored.declaration
    declared.columns.append(try declaration(of: definition, wide))
    for constraint in definition.constraints {
      switch constraint {
      case .unique:
        try declare(.unique([definition.name]), wide, table: change.table, into: &declared)
      case .primaryKey:
        try declare(.primaryKey([definition.name]), wide, table: change.table, into: &declared)
      case .check(let condition):
        try declare(.check(condition), wide, table: change.table, into: &declared)
      default: break
      }
    }
    let rows = scan(stored.table, Catalog.mainName(change.name))
    let wider = Catalog.StoredTable(
      table: Table(schema: wide, segments: []), declaration: declared)
    var items = rows.scope.columns.map { OutputItem(name: $0.name, expression: $0.expression) }
    items.append(
      OutputItem(
        name: field.name,
        expression: try defaultValue(of: schema.count, wider, at: definition.range)))
    let plan = try computingGenerated(
      projection(of: rows.plan, items: items).plan, wider, change.name, at: definition.range)
    return altered(change, wide, declared, plan, at: definition.range)
  }

  private func altered(
    _ change: ColumnChange, _ schema: Schema, _ declaration: TableDeclaration,
    _ plan: LogicalPlan, at range: SourceRange
  ) -> BoundStatement {
    var table = BoundStatement.CreateTable(
      name: change.name, schema: schema, declaration: declaration, source: plan, orReplace: true,
      ifNotExists: false, range: range)
    table.countsRows = false
    return .createTable(table)
  }

  private func dropColumn(
    _ target: IdentifierSyntax, ifExists: Bool, _ change: ColumnChange
  ) throws(Diagnostic) -> BoundStatement {
    var stored = change.stored
    let schema = stored.table.schema
    if ifExists, schema.indices(named: target.text).isEmpty { return .nothing }
    let index = try places(of: [target], in: schema, change.table.text)[0]
    guard schema.count > 1 else { throw .lastColumn(change.table.text, at: target.range) }
    for key in stored.declaration.keys where key.columns.contains(index) {
      let what = key.isPrimary ? "the PRIMARY KEY" : "a UNIQUE key"
      throw .usedColumn(target.text, by: what, at: target.range)
    }
    let kept = schema.fields.indices.filter { $0 != index }
    let narrow = Schema(kept.map { schema[$0] })
    stored.declaration.columns.remove(at: index)
    stored.declaration.keys = stored.declaration.keys.map { key in
      var moved = key
      moved.columns = key.columns.map { $0 > index ? $0 - 1 : $0 }
      return moved
    }
    try checkDependents(stored.declaration, narrow, target, change)
    stored.table = stored.table.selecting(kept, as: narrow)
    return replacing(change, by: stored)
  }

  private func renameColumn(
    _ target: IdentifierSyntax, to newName: IdentifierSyntax, _ change: ColumnChange
  ) throws(Diagnostic) -> BoundStatement {
    var stored = change.stored
    var schema = stored.table.schema
    let index = try places(of: [target], in: schema, change.table.text)[0]
    if let other = schema.indices(named: newName.text).first, other != index {
      throw .columnExists(newName.text, table: change.table.text, at: newName.range)
    }
    schema.fields[index].name = newName.text
    try checkDependents(stored.declaration, schema, target, change)
    stored.table = stored.table.selecting(Array(schema.fields.indices), as: schema)
    return replacing(change, by: stored)
  }

  /// Conditions and computed columns must still find every column they name.
  private func checkDependents(
    _ declaration: TableDeclaration, _ schema: Schema, _ target: IdentifierSyntax,
    _ change: ColumnChange
  ) throws(Diagnostic) {
    let scope = Scope(
      schema.fields.map { identities.makeColumn($0.name, $0.type) },
      table: Catalog.mainName(change.name))
    for written in declaration.checks + declaration.columns.compactMap(\.generated) {
      do throws(Diagnostic) {
        _ = try bind(written, over: scope, what: "CHECK", at: target.range)
      } catch {
        throw .usedColumn(target.text, by: "`\(written.text)`", at: target.range)
      }
    }
  }

  private func setType(
    _ target: IdentifierSyntax, _ type: TypeSyntax, _ using: ExpressionSyntax?,
    _ change: ColumnChange
  ) throws(Diagnostic) -> BoundStatement {
    let stored = change.stored
    var schema = stored.table.schema
    let index = try places(of: [target], in: schema, change.table.text)[0]
    schema.fields[index].type = try bindType(type)
    let rows = scan(stored.table, Catalog.mainName(change.name))
    var items = rows.scope.columns.map { OutputItem(name: $0.name, expression: $0.expression) }
    if let using {
      let context = ExpressionContext(
        scope: rows.scope, frame: QueryFrame(outer: nil, parent: nil), clause: Clause("USING"))
      items[index].expression = try bindExpression(using, context)
    }
    items[index].expression = try fitting(
      items[index].expression, schema[index], at: type.range, place: target.range)
    let plan = projection(of: rows.plan, items: items).plan
    return altered(change, schema, stored.declaration, plan, at: target.range)
  }
}
