import KhoiData
import KhoiFunctions
import KhoiPlan

/// Plans over the small tables, built by hand.
struct PlanBuilding {
  let columnIDs = ColumnIDGenerator()

  /// A scan of `r(a, b)`, `s(c, d)` or `t(e, f)`, or of a table of that many rows.
  func scan(_ name: String, names: [String]? = nil, rows: Int? = nil) -> LogicalPlan {
    let table: Table
    if let rows, let names {
      table = SmallTables.table(
        (0..<Int64(rows)).map { row in names.map { _ in row } }, names: names)
    } else {
      guard let known = SmallTables.all.first(where: { $0.name == name }) else {
        preconditionFailure("a table called \(name)")
      }
      table = known.table
    }
    return .scan(
      LogicalPlan.Scan(
        table: table, name: name,
        columns: table.schema.fields.map { columnIDs.makeColumn($0.name, $0.type) },
        sourceIndices: Array(0..<table.schema.count)))
  }

  func column(_ plan: LogicalPlan, _ name: String) -> BoundExpression {
    guard let column = plan.columns.first(where: { $0.name == name }) else {
      preconditionFailure("a column called \(name)")
    }
    return BoundExpression(column)
  }

  func call(_ name: String, _ left: BoundExpression, _ right: BoundExpression) -> BoundExpression {
    RandomPlans.call(name, [left, right])
  }

  func number(_ value: Int64) -> BoundExpression { .constant(.integer(value), .bigint) }

  func filter(_ input: LogicalPlan, _ terms: BoundExpression...) -> LogicalPlan {
    .filter(LogicalPlan.Filter(input: input, predicate: .all(terms)))
  }

  func project(_ input: LogicalPlan, _ items: (String, BoundExpression)...) -> LogicalPlan {
    .project(
      LogicalPlan.Project(
        input: input,
        items: items.map { name, expression in
          .init(column: columnIDs.makeColumn(name, expression.type), expression: expression)
        }))
  }

  func aggregate(
    _ input: LogicalPlan, _ name: String, _ argument: BoundExpression, by keys: [BoundExpression]
  ) -> LogicalPlan {
    guard let function = FunctionLibrary.aggregate(named: name),
      let resolved = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: [argument.type], isLiteralText: [false])
    else { preconditionFailure("an aggregate called \(name)") }
    let call = BoundAggregate(
      function: function, overload: resolved.overload, arguments: [argument],
      type: resolved.resultType)
    return .aggregate(
      LogicalPlan.Aggregate(
        input: input,
        keys: keys.enumerated().map { place, key in
          .init(column: columnIDs.makeColumn("key\(place)", key.type), expression: key)
        },
        aggregates: [
          .init(column: columnIDs.makeColumn(name, call.type), aggregate: call)
        ]))
  }

  func join(
    _ kind: LogicalPlan.Join.Kind, _ left: LogicalPlan, _ right: LogicalPlan,
    _ condition: BoundExpression? = nil
  ) -> LogicalPlan {
    .join(LogicalPlan.Join(kind: kind, left: left, right: right, residual: condition))
  }

  func subquery(_ form: BoundSubquery.Form, _ plan: LogicalPlan) -> BoundExpression {
    var type = LogicalType.boolean
    if case .scalar = form { type = plan.columns[0].type }
    return .subquery(BoundSubquery(form: form, plan: plan, type: type, range: nil))
  }
}
