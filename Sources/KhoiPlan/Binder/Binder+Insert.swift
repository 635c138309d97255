import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// INSERT.
extension Binder {
  /// A table whose rows or columns may change.
  func changeableTable(
    _ name: NameSyntax, word: String
  ) throws(Diagnostic) -> (name: String, stored: Catalog.StoredTable) {
    guard let (found, entry) = try findEntry(name) else { throw unknownTable(name) }
    switch entry {
    case .table(let stored): return (found, stored)
    case .view:
      if word == "INSERT" { throw .insertIntoView(found, at: name.range) }
      throw .changeOfView(word, found, at: name.range)
    }
  }

  func bindInsert(
    _ syntax: InsertSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let (name, stored) = try changeableTable(syntax.table, word: "INSERT")
    let frame = QueryFrame(outer: nil, parent: nil)
    let firstCommonTable = commonTables.count
    if let with = syntax.with { try bindWith(with, frame) }
    var given: [(place: Int, expression: BoundExpression)] = []
    var plan: LogicalPlan
    switch syntax.source {
    case .defaultValues: plan = singleRow
    case .query(let query):
      if let rows = plainValues(query), !syntax.isByName {
        plan = try insertedValues(rows, syntax, stored, frame)
        let targets = try insertTargets(syntax, stored, count: nil)
        for (target, column) in zip(targets, plan.columns) {
          given.append((target, try fitting(column, stored, target, syntax, at: query.range)))
        }
      } else {
        let relation = try bindQuery(query, frame)
        plan = finish(relation)
        for (target, column) in zip(try insertTargets(syntax, stored, of: plan), plan.columns) {
          given.append((target, try fitting(column, stored, target, syntax, at: query.range)))
        }
      }
    }
    plan = closeCommonTables(from: firstCommonTable, around: plan)
    plan = try completing(given, plan, stored, name: name, at: syntax.table.range)
    var insert = BoundStatement.Insert(tableName: name, source: plan, range: range)
    insert.conflict = try bindConflict(syntax, name, stored)
    insert.returning = try bindReturning(
      syntax.returning, stored.table.schema, name: syntax.alias?.text ?? name)
    return .insert(insert)
  }

  /// The rows of a bare VALUES.
  private func plainValues(_ query: QuerySyntax) -> [[ExpressionSyntax]]? {
    guard query.with == nil, query.orderBy.isEmpty, query.limit == nil,
      query.pipeOperators.isEmpty, case .values(let rows) = query.body
    else { return nil }
    return rows
  }

  /// Values written out take the types of their columns one by one.
  private func insertedValues(
    _ rows: [[ExpressionSyntax]], _ syntax: InsertSyntax, _ stored: Catalog.StoredTable,
    _ frame: QueryFrame
  ) throws(Diagnostic) -> LogicalPlan {
    let targets = try insertTargets(syntax, stored, count: rows.first?.count ?? 0)
    let schema = stored.table.schema
    let context = ExpressionContext(scope: Scope(), frame: frame, clause: Clause("VALUES"))
    var bound: [[BoundExpression]] = []
    bound.reserveCapacity(rows.count)
    for row in rows {
      guard row.count == targets.count else {
        throw .valuesWidth(
          row.count, expected: targets.count,
          at: row.first.map { first in row.reduce(first.range) { $0.union($1.range) } })
      }
      var values: [BoundExpression] = []
      values.reserveCapacity(row.count)
      for (target, value) in zip(targets, row) {
        if case .defaultValue = value.kind {
          values.append(try defaultValue(of: target, stored, at: value.range))
        } else {
          values.append(try bindExpression(value, context))
        }
      }
      bound.append(values)
    }
    var columns: [PlanColumn] = []
    for (place, target) in targets.enumerated() {
      let field = schema[target]
      if let type = commonConstantType(bound, place) {
        columns.append(identities.makeColumn(field.name, type))
        continue
      }
      for row in bound.indices {
        bound[row][place] = try fitting(
          bound[row][place], field, at: rows[row][place].range, place: rows[row][place].range)
      }
      columns.append(identities.makeColumn(field.name, field.type))
    }
    return .values(LogicalPlan.Values(columns: columns, rows: bound))
  }

  /// The type of a long column of constants, which is then cast as a whole.
  private func commonConstantType(_ rows: [[BoundExpression]], _ place: Int) -> LogicalType? {
    guard rows.count > 256, let type = rows.first?[place].type else { return nil }
    for row in rows {
      guard case .constant(_, type) = row[place] else { return nil }
    }
    return type
  }

  private func fitting(
    _ column: PlanColumn, _ stored: Catalog.StoredTable, _ target: Int, _ syntax: InsertSyntax,
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    try fitting(
      BoundExpression(column), stored.table.schema[target], at: syntax.table.range, place: range)
  }

  /// The expression in the type of the column it goes into.
  func fitting(
    _ expression: BoundExpression, _ field: Field, at range: SourceRange, place: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if expression.type == field.type { return expression }
    if case .constant(.integer(let number), .bigint) = expression,
      case .narrow(let narrow) = field.type, narrow.bounds.contains(number)
    {
      return .constant(.integer(number), field.type)
    }
    guard expression.type == .null || Cast.isPossible(from: expression.type, to: field.type) else {
      throw .insertType(field.name, expression.type, field.type, at: range)
    }
    return cast(expression, to: field.type, at: place)
  }

  /// What stands in a column that is given no value.
  func defaultValue(
    of column: Int, _ stored: Catalog.StoredTable, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let field = stored.table.schema[column]
    guard let written = stored.declaration.columns[column].defaultValue else {
      return .constant(.null, field.type)
    }
    let value = try bind(written, over: Scope(), what: "the default", at: range)
    return try fitting(value, field, at: range, place: range)
  }

  /// Rows with every column of the table: the given ones, defaults, then what is computed.
  func completing(
    _ given: [(place: Int, expression: BoundExpression)], _ plan: LogicalPlan,
    _ stored: Catalog.StoredTable, name: String, at range: SourceRange
  ) throws(Diagnostic) -> LogicalPlan {
    let schema = stored.table.schema
    var items: [OutputItem] = []
    for (index, field) in schema.fields.enumerated() {
      if let value = given.first(where: { $0.place == index }) {
        items.append(OutputItem(name: field.name, expression: value.expression))
      } else {
        items.append(
          OutputItem(
            name: field.name, expression: try defaultValue(of: index, stored, at: range)))
      }
    }
    return try computingGenerated(projection(of: plan, items: items).plan, stored, name, at: range)
  }

  /// The rows of a table with its generated columns computed from the others.
  func computingGenerated(
    _ plan: LogicalPlan, _ stored: Catalog.StoredTable, _ name: String, at range: SourceRange
  ) throws(Diagnostic) -> LogicalPlan {
    let declared = stored.declaration.columns
    guard declared.contains(where: { $0.generated != nil }) else { return plan }
    var plan = plan
    // One may be computed from another, so they are computed in their order.
    for (index, column) in declared.enumerated() {
      guard let generated = column.generated else { continue }
      let scope = Scope(plan.columns, table: name)
      var items = plan.columns.map {
        OutputItem(name: $0.name, expression: BoundExpression($0))
      }
      let value = try bind(generated, over: scope, what: "the column", at: range)
      items[items.count - declared.count + index].expression = try fitting(
        value, stored.table.schema[index], at: range, place: range)
      plan = projection(of: plan, items: items).plan
    }
    return plan
  }

  // MARK: Targets

  /// The columns of the table that the values go into, in the order of the values.
  func insertTargets(
    _ syntax: InsertSyntax, _ stored: Catalog.StoredTable, count: Int?
  ) throws(Diagnostic) -> [Int] {
    let schema = stored.table.schema
    let generated = stored.declaration.columns.map { $0.generated != nil }
    guard syntax.columns.isEmpty else {
      let targets = try places(of: syntax.columns, in: schema, syntax.table.text)
      for (target, name) in zip(targets, syntax.columns) where generated[target] {
        throw .generatedTarget(name.text, at: name.range)
      }
      if let count, count != targets.count {
        throw .insertWidth(
          syntax.table.text, count, wanted: targets.count, at: syntax.table.range)
      }
      return targets
    }
    let targets = schema.fields.indices.filter { !generated[$0] }
    if let count, count != targets.count {
      throw .insertWidth(syntax.table.text, count, wanted: targets.count, at: syntax.table.range)
    }
    return targets
  }

  private func insertTargets(
    _ syntax: InsertSyntax, _ stored: Catalog.StoredTable, of plan: LogicalPlan
  ) throws(Diagnostic) -> [Int] {
    guard syntax.isByName else {
      return try insertTargets(syntax, stored, count: plan.columns.count)
    }
    let schema = stored.table.schema
    var targets: [Int] = []
    for column in plan.columns {
      guard let index = schema.indices(named: column.name).first else {
        throw .unknownColumnOfTable(
          column.name, table: syntax.table.text,
          suggestions: nearest(column.name, schema.names), columns: shortList(schema.names),
          at: syntax.table.range)
      }
      if targets.contains(index) {
        throw .duplicateName("INSERT", column.name, at: syntax.table.range)
      }
      if stored.declaration.columns[index].generated != nil {
        throw .generatedTarget(column.name, at: syntax.table.range)
      }
      targets.append(index)
    }
    return targets
  }

  // MARK: RETURNING

  /// What a change gives back, over rows that are not known yet.
  func bindReturning(
    _ items: [SelectItemSyntax], _ schema: Schema, name: String
  ) throws(Diagnostic) -> BoundStatement.Deferred? {
    guard let first = items.first, let last = items.last else { return nil }
    let standIn = Table(schema: schema, segments: [])
    let input = scan(standIn, Catalog.mainName(name))
    let select = PipeSelectSyntax(items: items)
    let range = first.range.union(last.range)
    let relation = try bindPipeSelect(
      select, input, QueryFrame(outer: nil, parent: nil),
      PipeOperatorSyntax(.select(select), keywordRange: range, range: range))
    return BoundStatement.Deferred(plan: finish(relation), standIn: standIn)
  }
}

extension Catalog {
  /// The name without its schema.
  static func mainName(_ name: String) -> String {
    name.split(separator: ".").last.map(String.init) ?? name
  }
}
