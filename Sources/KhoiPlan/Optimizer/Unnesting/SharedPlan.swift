import KhoiData
import KhoiFunctions
import KhoiText

/// A plan that is computed once and read in several places.
struct SharedPlan {
  private let number: Int
  private let name: String
  private let definition: LogicalPlan

  fileprivate init(number: Int, name: String, definition: LogicalPlan) {
    self.number = number
    self.name = name
    self.definition = definition
  }

  /// A scan of all columns under these identities.
  func scan(_ columns: [PlanColumn]) -> LogicalPlan {
    .sharedScan(
      LogicalPlan.SharedScan(
        number: number, name: name, columns: columns,
        sourceIndices: Array(columns.indices)))
  }

  /// The plan in which the scans are known.
  func around(_ body: LogicalPlan) -> LogicalPlan {
    .with(
      LogicalPlan.With(number: number, name: name, definition: definition, body: body))
  }
}

extension Unnester {
  /// The plan to be read in several places.
  func share(_ plan: LogicalPlan) -> SharedPlan { context.share(plan, name: "outer rows") }

  /// The plan with a column that numbers the rows of each partition from one.
  func rowNumbered(
    _ plan: LogicalPlan, _ column: PlanColumn, partitionBy: [BoundExpression], orderBy: [SortKey]
  ) throws(Diagnostic) -> LogicalPlan {
    try context.rowNumbered(plan, column, partitionBy: partitionBy, orderBy: orderBy)
  }
}

extension OptimizerContext {
  /// The plan to be read in several places; what it produces has new identities inside, so that the
  /// scans can have the old ones.
  func share(_ plan: LogicalPlan, name: String) -> SharedPlan {
    let copy = plan.refreshed(columnIDs, &withNumber).plan
    return SharedPlan(number: makeWithNumber(), name: name, definition: copy)
  }

  /// The plan with a column that numbers the rows of each partition from one.
  func rowNumbered(
    _ plan: LogicalPlan, _ column: PlanColumn, partitionBy: [BoundExpression], orderBy: [SortKey]
  ) throws(Diagnostic) -> LogicalPlan {
    guard let function = FunctionLibrary.window(named: "row_number"),
      let overload = function.overloads.first
    else { throw .broken("there is no row_number") }
    let call = BoundWindowCall(
      function: .window(function, overload, arguments: [], ignoresNulls: false),
      frame: .wholePartition, type: .bigint)
    return .window(
      LogicalPlan.Window(
        input: plan, partitionBy: partitionBy, orderBy: orderBy,
        items: [.init(column: column, call: call)]))
  }

  /// The first `limit` rows after `offset` of each partition.
  func limited(
    _ plan: LogicalPlan, partitionBy: [BoundExpression], orderBy: [SortKey], limit: Int?,
    offset: Int
  ) throws(Diagnostic) -> LogicalPlan {
    let row = columnIDs.makeColumn("row", .bigint)
    let numbered = try rowNumbered(plan, row, partitionBy: partitionBy, orderBy: orderBy)
    func number(_ value: Int) -> BoundExpression { .constant(.integer(Int64(value)), .bigint) }
    var terms: [BoundExpression] = []
    if offset > 0 { terms.append(try comparison(">", BoundExpression(row), number(offset))) }
    if let limit {
      let (last, overflows) = limit.addingReportingOverflow(offset)
      if !overflows { terms.append(try comparison("<=", BoundExpression(row), number(last))) }
    }
    if terms.isEmpty { return plan }
    return LogicalPlan.filter(LogicalPlan.Filter(input: numbered, predicate: .all(terms)))
      .projected(to: plan.columns)
  }
}

extension BoundAggregate {
  /// The value for no rows: NULL for most, 0 for counts.
  var emptyValue: Value {
    let state = overload.makeState(arguments.map(\.type))
    state.reserve(groupCount: 1)
    guard let result = try? state.finalize(0..<1), result.count == 1 else { return .null }
    return result[0]
  }
}
