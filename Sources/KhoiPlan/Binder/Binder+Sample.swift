import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// `TABLESAMPLE` and `USING SAMPLE`.
extension Binder {
  /// The seed of samples that name none, so that the same query gives the same rows.
  private static let standardSeed: UInt64 = 42

  func bindSample(
    _ sample: SampleSyntax, _ relation: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> LogicalPlan {
    let size = try sampleSize(sample)
    let method: LogicalPlan.Sample.Method
    switch sample.method?.text.lowercased() {
    case nil:
      if case .rows = size { method = .reservoir } else { method = .bernoulli }
    case "bernoulli", "system": method = .bernoulli
    case "reservoir": method = .reservoir
    case let name?:
      let known = ["bernoulli", "reservoir", "system"]
      throw .unknownSampleMethod(
        name, suggestions: nearest(name, known), at: sample.method?.range ?? sample.range)
    }
    var seed = Self.standardSeed
    if let expression = sample.seed {
      let value = try constantValue(expression, what: "REPEATABLE")
      guard case .integer(let number) = value else {
        throw .notConstant("REPEATABLE", at: expression.range)
      }
      seed = UInt64(bitPattern: number)
    }
    if !sample.partitionBy.isEmpty, method == .reservoir {
      let context = ExpressionContext(
        scope: relation.scope, frame: frame, clause: Clause("TABLESAMPLE"))
      var keys: [BoundExpression] = []
      for key in sample.partitionBy { keys.append(try bindExpression(key, context)) }
      return try sampledByGroup(relation.plan, keys, size, seed: seed, at: sample.range)
    }
    // Where each row is chosen for itself, groups change nothing.
    return .sample(
      LogicalPlan.Sample(
        input: relation.plan, method: method, size: size, seed: seed, range: sample.range))
  }

  /// So many rows, or such a share of them, of each group: the first ones in an order that follows
  /// from the seed.
  private func sampledByGroup(
    _ input: LogicalPlan, _ keys: [BoundExpression], _ size: LogicalPlan.Sample.Size,
    seed: UInt64, at range: SourceRange
  ) throws(Diagnostic) -> LogicalPlan {
    let (rows, place) = try numbered(input)
    let seedValue = BoundExpression.constant(.integer(Int64(bitPattern: seed)), .bigint)
    let chance = try callFunction("hash", [place, seedValue], ranges: [range, range], at: range)
    guard let ranking = FunctionLibrary.window(named: "row_number"),
      let rankOverload = ranking.overloads.first,
      let counting = FunctionLibrary.aggregate(named: "count"),
      let count = OverloadResolution.resolve(
        overloads: counting.overloads, argumentTypes: [], isLiteralText: [])
    else { throw .broken("there is no row_number") }
    let rank = identities.makeColumn("rank", .bigint)
    let total = identities.makeColumn("total", .bigint)
    let order = [chance, place].map { SortKey($0, isDescending: false, nullsFirst: false) }
    let ranked = LogicalPlan.window(
      LogicalPlan.Window(
        input: rows, partitionBy: keys, orderBy: order,
        items: [
          .init(
            column: rank,
            call: BoundWindowCall(
              function: .window(ranking, rankOverload, arguments: [], ignoresNulls: false),
              frame: .wholePartition, type: .bigint)),
          .init(
            column: total,
            call: BoundWindowCall(
              function: .aggregate(
                BoundAggregate(
                  function: counting, overload: count.overload, arguments: [],
                  type: count.resultType)), frame: .wholePartition, type: .bigint)),
        ]))
    let wanted: BoundExpression
    switch size {
    case .rows(let count): wanted = .constant(.integer(Int64(count)), .bigint)
    case .share(let share):
      let part = try callOperator(
        "*", [BoundExpression(total), .constant(.double(share), .double)], ranges: [range, range],
        at: range)
      wanted = try callFunction("round", [part], ranges: [range], at: range)
    }
    let isChosen = try callOperator(
      "<=", [BoundExpression(rank), wanted], ranges: [range, range], at: range)
    let chosen = LogicalPlan.filter(LogicalPlan.Filter(input: ranked, predicate: isChosen))
    let inOrder = LogicalPlan.sort(
      LogicalPlan.Sort(
        input: chosen, keys: [SortKey(place, isDescending: false, nullsFirst: false)]))
    return projection(of: inOrder, keeping: input.columns)
  }

  private func projection(of plan: LogicalPlan, keeping columns: [PlanColumn]) -> LogicalPlan {
    .project(
      LogicalPlan.Project(
        input: plan,
        items: columns.map { .init(column: $0, expression: BoundExpression($0)) }))
  }

  private func sampleSize(
    _ sample: SampleSyntax
  ) throws(Diagnostic) -> LogicalPlan.Sample.Size {
    let value = try constantValue(sample.size, what: "the size of a sample")
    if sample.isPercent {
      guard let percent = value.number, (0...100).contains(percent) else {
        throw .badPercentage(value.text, at: sample.size.range)
      }
      return .share(percent / 100)
    }
    guard let number = value.number, number >= 0, number.rounded() == number else {
      throw .badRowCount("a sample", value.text, at: sample.size.range)
    }
    return .rows(Int(exactly: number) ?? .max)
  }
}

extension Value {
  /// The number that a number, or a text of one, is.
  var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .double(let number): number
    case .text(let text): Double(text)
    default: nil
    }
  }
}
