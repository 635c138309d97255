import KhoiData
import KhoiExecution
import KhoiFunctions
import KhoiPlan
import KhoiText

/// SUMMARIZE: one row a column of a table or query.
extension Session {
  /// The aggregates that summarise one column, with the names of the columns they become.
  private static let measures: [(name: String, function: String, isDistinct: Bool)] = [
    ("min", "min", false), ("max", "max", false), ("distinct", "count", true),
    ("avg", "avg", false), ("std", "stddev", false), ("median", "median", false),
    ("values", "count", false),
  ]

  func summarize(_ plan: LogicalPlan, _ context: QueryContext) throws(Diagnostic) -> Rows {
    var items: [LogicalPlan.Aggregate.Item] = []
    var next = Int.min
    func append(_ function: String, _ column: PlanColumn?, isDistinct: Bool) -> Bool {
      let arguments = column.map { [BoundExpression($0)] } ?? []
      guard let function = FunctionLibrary.aggregate(named: function),
        let resolved = OverloadResolution.resolve(
          overloads: function.overloads, argumentTypes: arguments.map(\.type),
          isLiteralText: arguments.map { _ in false })
      else { return false }
      let cast = zip(arguments, resolved.argumentTypes).map { argument, type in
        argument.type == type
          ? argument : .cast(BoundCast(operand: argument, type: type))
      }
      next += 1
      items.append(
        LogicalPlan.Aggregate.Item(
          column: PlanColumn(ColumnID(next), function.name, resolved.resultType),
          aggregate: BoundAggregate(
            function: function, overload: resolved.overload, arguments: cast,
            isDistinct: isDistinct, type: resolved.resultType)))
      return true
    }
    _ = append("count", nil, isDistinct: false)
    // For each column which measures its type has, in the order of `measures`.
    let has = plan.columns.map { column in
      Self.measures.enumerated().map { place, measure in
        let isNumeric = column.type.isNumeric
        let applies = place < 3 || place == Self.measures.count - 1 || isNumeric
        return applies && append(measure.function, column, isDistinct: measure.isDistinct)
      }
    }
    let result = try run(
      .aggregate(LogicalPlan.Aggregate(input: plan, keys: [], aggregates: items)), context)
    guard let chunk = result.chunks.first(where: { $0.count > 0 }) else {
      throw .broken("an aggregate without keys gave no row")
    }
    return transpose(chunk.row(0), plan.columns, has)
  }

  private func transpose(_ row: [Value], _ columns: [PlanColumn], _ has: [[Bool]]) -> Rows {
    var rest = row[...]
    guard case .integer(let total)? = rest.popFirst() else {
      return Rows(schema: Schema([]), values: [])
    }
    let values = columns.enumerated().map { index, column -> [Value] in
      var measured: [Value] = has[index].map { $0 ? rest.popFirst() ?? .null : .null }
      guard case .integer(let valid)? = measured.popLast() else { return [] }
      return [.text(column.name), .text(column.type.name)]
        + measured.enumerated().map { place, value in
          // Counts and averages stay numbers; least and greatest are of any type, so text.
          place < 2 ? (value.isNull ? .null : .text(value.text)) : value
        } + [.integer(total), .integer(total - valid)]
    }
    return Rows(
      schema: Schema(
        [Field("column", .varchar), Field("type", .varchar)]
          + Self.measures.dropLast().map { measure in
            let type: LogicalType
            switch measure.name {
            case "min", "max": type = .varchar
            case "distinct": type = .bigint
            default: type = .double
            }
            return Field(measure.name, type)
          } + [Field("rows", .bigint), Field("nulls", .bigint)]),
      values: values)
  }
}
