import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Series of dates and moments: `generate_series(DATE '2024-01-01', DATE '2024-12-01', INTERVAL 1
/// MONTH)`.
extension Binder {
  private static let timeLimit: Int64 = 10_000_000

  /// The series, or nil where the arguments are no moments. The n-th one is `start + n * step`, so
  /// that months stay on their day of the month.
  func bindTimeSeries(
    _ function: TableFunction, _ call: FunctionCallSyntax, includesStop: Bool
  ) throws(Diagnostic) -> Relation? {
    guard call.arguments.count == 3 else { return nil }
    let context = ExpressionContext(
      scope: Scope(), frame: QueryFrame(outer: nil, parent: nil), clause: Clause(function.name))
    var bound: [BoundExpression] = []
    for argument in call.arguments {
      bound.append(
        try bindExpression(try plainArgument(argument, of: function.name), context))
    }
    guard bound[0].type == .date || bound[0].type == .timestamp else { return nil }
    let values = try constantValues(bound, at: call.range)
    let number = identities.makeColumn("number", .bigint)
    guard let start = moment(values[0]), let stop = moment(values[1]),
      case .interval(let step) = values[2]
    else {
      if values.contains(.null) { return emptySeries(function.name, bound[0].type) }
      throw .badTableArgument(
        function.name, "a series of moments takes two of them and an interval",
        usage: "FROM \(function.name)(DATE '2024-01-01', DATE '2024-12-01', INTERVAL 1 MONTH)",
        at: call.range)
    }
    let length = step.comparableMicroseconds
    guard length != 0 else {
      throw .badTableArgument(
        function.name, "the step cannot be 0", usage: function.usage, at: call.range)
    }
    // A month has 28 days at least, so this many steps are enough; what is too much is filtered.
    let span = Int128(stop) - Int128(start)
    guard (span >= 0) == (length > 0) else { return emptySeries(function.name, bound[0].type) }
    let count = span / length * 31 / 28 + 2
    guard count <= Self.timeLimit else {
      throw .badTableArgument(
        function.name, "more than \(Self.timeLimit) moments", usage: function.usage,
        at: call.range)
    }
    let series = LogicalPlan.series(
      LogicalPlan.Series(column: number, start: 0, stop: Int64(count), step: 1))
    let offset = try callOperator(
      "*", [.constant(.interval(step), .interval), BoundExpression(number)], ranges: [],
      at: call.range)
    let place = try callOperator(
      "+", [.constant(values[0], bound[0].type), offset], ranges: [], at: call.range)
    let item = OutputItem(name: function.name, expression: place)
    let (plan, columns) = projection(of: series, items: [item])
    let comparison = length > 0 ? (includesStop ? "<=" : "<") : (includesStop ? ">=" : ">")
    let isInside = try callOperator(
      comparison, [columns[0].expression, .constant(values[1], bound[1].type)], ranges: [],
      at: call.range)
    return Relation(
      plan: .filter(LogicalPlan.Filter(input: plan, predicate: isInside)),
      scope: Scope(columns: columns))
  }

  private func moment(_ value: Value) -> Int64? {
    switch value {
    case .date(let days): Calendar.midnight(days)
    case .timestamp(let microseconds): microseconds
    default: nil
    }
  }

  private func emptySeries(_ name: String, _ type: LogicalType) -> Relation {
    let column = identities.makeColumn(name, type)
    return Relation(
      plan: .values(LogicalPlan.Values(columns: [column], rows: [])),
      scope: Scope([column], table: nil))
  }
}
