import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

/// One aggregate of a query made ready to run: what all workers share.
struct AggregateProgram: Sendable {
  enum Kind: Sendable {
    /// Rows go into the state as they come.
    case plain
    /// Distinct arguments are gathered first.
    case distinct
    /// Rows are kept and go into the state in their order at the end.
    case ordered
  }

  let kind: Kind
  let overload: AggregateOverload
  let type: LogicalType
  let range: SourceRange?
  let isDistinct: Bool
  let arguments: [ExpressionEvaluator]
  /// What is known of each argument, for the keys of DISTINCT.
  let domains: [ColumnDomain]
  let filter: FilterEvaluator?
  let orderBy: [(expression: ExpressionEvaluator, isDescending: Bool, nullsFirst: Bool)]
  let having: (expression: ExpressionEvaluator, extreme: AggregateOverload)?
  let limit: Int?
  /// Whether there can be more than one group.
  let isGrouped: Bool

  init(
    _ aggregate: BoundAggregate, input: PipelineDraft, isGrouped: Bool, context: QueryContext
  ) throws(Diagnostic) {
    let layout = input.layout
    self.isGrouped = isGrouped
    overload = aggregate.overload
    type = aggregate.type
    range = aggregate.range
    isDistinct =
      aggregate.isDistinct && (!aggregate.overload.ignoresDuplicates || aggregate.limit != nil)
    var arguments: [ExpressionEvaluator] = []
    for argument in aggregate.arguments {
      arguments.append(try ExpressionEvaluator(argument, layout: layout, context: context))
    }
    self.arguments = arguments
    domains = aggregate.arguments.map { input.domain(of: $0) }
    filter = try aggregate.filter.map { predicate throws(Diagnostic) in
      try FilterEvaluator([predicate], layout: layout, context: context)
    }
    var orderBy: [(expression: ExpressionEvaluator, isDescending: Bool, nullsFirst: Bool)] = []
    for key in aggregate.orderBy {
      orderBy.append(
        (
          try ExpressionEvaluator(key.expression, layout: layout, context: context),
          key.isDescending, key.nullsFirst
        ))
    }
    self.orderBy = orderBy
    if let written = aggregate.having {
      having = (
        try ExpressionEvaluator(written.expression, layout: layout, context: context),
        written.extreme
      )
    } else {
      having = nil
    }
    limit = aggregate.limit
    let isSensitive = overload.isOrderSensitive && (isDistinct || context.threads > 1)
    if !orderBy.isEmpty || isSensitive || having != nil || limit != nil {
      kind = .ordered
    } else {
      kind = isDistinct ? .distinct : .plain
    }
  }

  /// Whether a row can make it fail before the end.
  var canFail: Bool {
    filter?.canFail ?? false || arguments.contains { $0.canFail }
  }

  func makeState() -> any AggregateState { overload.makeState(arguments.map(\.type)) }

  func makeAccumulator() -> any Accumulator {
    switch kind {
    case .plain: PlainAccumulator(self)
    case .distinct: DistinctAccumulator(self)
    case .ordered: OrderedAccumulator(self)
    }
  }
}

/// One worker's part of one aggregate, for all groups.
protocol Accumulator: AnyObject {
  func reserve(groupCount: Int)
  /// Adds the rows of a chunk; without `groups` all of them to group 0.
  func update(
    _ chunk: Chunk, groups: Buffer<UInt32>?, at position: RowPosition
  ) throws(Diagnostic)
  /// Adds what another worker has: its group `g` to `groups[g]`.
  func combine(_ other: any Accumulator, groups: Buffer<UInt32>) throws(Diagnostic)
  /// The results of the groups `0 ..< count`.
  func finalize(count: Int, _ context: QueryContext) throws(Diagnostic) -> Vector
  var byteCount: Int { get }
  /// Whether further rows cannot change the result.
  var isSaturated: Bool { get }
}

extension Accumulator {
  var isSaturated: Bool { false }
}

extension AggregateProgram {
  /// The arguments and groups of the rows that pass the filter of the aggregate.
  func inputs(
    _ chunk: Chunk, groups: Buffer<UInt32>?, filter: FilterState?
  ) throws(Diagnostic) -> AggregateInput {
    var rows: Buffer<UInt32>?
    if let filter { rows = try filter.select(chunk) }
    var values: [Vector] = []
    values.reserveCapacity(arguments.count)
    for argument in arguments {
      if let rows {
        values.append(try argument.evaluate(chunk, rows: rows))
      } else {
        values.append(try argument.evaluate(chunk))
      }
    }
    guard let rows else {
      return AggregateInput(arguments: values, groups: groups, rows: nil, count: chunk.count)
    }
    return AggregateInput(
      arguments: values, groups: groups?.gather(rows), rows: rows, count: rows.count)
  }
}

/// What one chunk brings to one aggregate.
struct AggregateInput {
  let arguments: [Vector]
  let groups: Buffer<UInt32>?
  /// The rows of the chunk they come from; nil for all.
  let rows: Buffer<UInt32>?
  let count: Int

  /// The groups, where nil means group 0 throughout.
  var explicitGroups: Buffer<UInt32> { groups ?? Buffer(repeating: 0, count: count) }
}
