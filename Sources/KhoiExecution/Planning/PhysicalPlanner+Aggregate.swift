import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  func planAggregate(_ node: LogicalPlan.Aggregate) throws(Diagnostic) -> PipelineDraft {
    if let known = knownCounts(node) { return known }
    var input = try open(node.input)
    let layout = input.layout
    var keys: [ExpressionEvaluator] = []
    var domains: [ColumnID: ColumnDomain] = [:]
    var parts: [KeyPart] = []
    for key in node.keys {
      let domain = input.domain(of: key.expression)
      keys.append(try ExpressionEvaluator(key.expression, layout: layout, context: context))
      domains[key.column.id] = domain
      parts.append(KeyPart(type: key.expression.type, domain: domain))
    }
    var programs: [AggregateProgram] = []
    for item in node.aggregates {
      programs.append(
        try AggregateProgram(
          item.aggregate, input: input, isGrouped: !node.keys.isEmpty, context: context))
    }
    input = input.reading(keys.flatMap(\.columns) + programs.flatMap(\.columns))
    let keyLayout = KeyLayout(parts)
    let method = GroupMethod(keyLayout, rowEstimate: input.rowEstimate)
    let profile = OperatorProfile("Aggregate", children: [input.profile])
    let rows: ChunkCollection
    if let division = division(node, keyLayout, method, rowEstimate: input.rowEstimate) {
      switch division {
      case .hash: profile.set(method: "\(method.name), partitioned by hash")
      case .ranges(let ranges):
        let name = GroupMethod.slots(ranges.slotCount).name
        profile.set(method: "\(name), partitioned into \(ranges.count) ranges")
      }
      let sink = PartitionedAggregateSink(
        keys: keys, layout: keyLayout, division: division, programs: programs, context: context,
        profile: profile)
      try run(input, into: sink, profile: profile)
      rows = sink.collection
    } else {
      profile.set(method: node.keys.isEmpty ? "no keys" : method.name)
      let sink = AggregateSink(
        keys: keys, layout: keyLayout, method: method, programs: programs,
        endsEarly: input.readsWithoutFailure && !programs.contains { $0.canFail },
        context: context, profile: profile)
      try run(input, into: sink, profile: profile)
      rows = sink.collection
    }
    profile.set(rows: rows.count)
    return draft(
      reading: rows, columns: node.keys.map(\.column) + node.aggregates.map(\.column),
      domains: domains, profile: profile)
  }

  /// COUNT(*) of a whole table, which needs no row of it.
  private func knownCounts(_ node: LogicalPlan.Aggregate) -> PipelineDraft? {
    guard node.keys.isEmpty, case .scan(let scan) = node.input, scan.filters.isEmpty,
      !scan.columns.contains(where: { keyFilters[$0.id] != nil }),
      node.aggregates.allSatisfy({ $0.aggregate.countsAllRows })
    else { return nil }
    let count = Vector(constant: .integer(Int64(scan.table.rowCount)), count: 1)
    let columns = node.aggregates.map(\.column)
    let profile = OperatorProfile("Aggregate", detail: scan.name)
    profile.set(method: "known number of rows")
    profile.set(rows: 1)
    return draft(
      reading: ChunkCollection(
        types: columns.map(\.type), chunks: [Chunk(columns.map { _ in count }, count: 1)]),
      columns: columns, profile: profile)
  }

  /// How rows are partitioned before they are grouped, where so many groups are to be expected that
  /// this pays. What decides does not depend on the number of threads, as the order of the groups
  /// follows from it.
  ///
  /// Keys that can be numbered densely enough take the ranges of a direct array; other keys take
  /// partitions by hash where few rows are to be expected for each.
  private func division(
    _ node: LogicalPlan.Aggregate, _ layout: KeyLayout, _ method: GroupMethod, rowEstimate: Int
  ) -> PartitionedAggregateSink.Division? {
    guard rowEstimate >= context.partitioningThreshold,
      PartitionedAggregateSink.applies(to: layout)
    else { return nil }
    let groups = estimator.estimate(.aggregate(node)).rows
    if let slots = layout.slotCount, slots >= context.partitioningThreshold,
      slots <= max(4096, rowEstimate / 8) || Double(slots) <= min(groups * 4, Double(rowEstimate))
    {
      return .ranges(SlotRanges(slotCount: slots))
    }
    if case .slots = method { return nil }
    let isLarge =
      groups >= Double(context.partitioningThreshold)
      && groups * 8 >= estimator.estimate(node.input).rows
    return isLarge ? .hash : nil
  }
}

extension BoundAggregate {
  /// Whether it is COUNT(*) and nothing more.
  fileprivate var countsAllRows: Bool {
    function.name == "count" && arguments.isEmpty && !isDistinct && filter == nil && having == nil
      && limit == nil
  }
}

extension PipelineDraft {
  /// Whether rows come straight from a table, and no condition on them can fail.
  fileprivate var readsWithoutFailure: Bool {
    guard operators.isEmpty, let scan = source as? ScanSource else { return false }
    return !(scan.filter?.canFail ?? false)
  }
}
