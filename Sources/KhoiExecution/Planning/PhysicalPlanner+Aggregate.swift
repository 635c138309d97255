import KhoiData
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  func planAggregate(_ node: LogicalPlan.Aggregate) throws(Diagnostic) -> PipelineDraft {
    let input = try open(node.input)
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
    let keyLayout = KeyLayout(parts)
    let method = GroupMethod(keyLayout, rowEstimate: input.rowEstimate)
    let profile = OperatorProfile("Aggregate", children: [input.profile])
    let rows: ChunkCollection
    if isPartitioned(node, keyLayout, method, rowEstimate: input.rowEstimate) {
      profile.set(method: "\(method.name), partitioned by hash")
      let sink = PartitionedAggregateSink(
        keys: keys, layout: keyLayout, programs: programs, context: context, profile: profile)
      try run(input, into: sink, profile: profile)
      rows = sink.collection
    } else {
      profile.set(method: node.keys.isEmpty ? "no keys" : method.name)
      let sink = AggregateSink(
        keys: keys, layout: keyLayout, method: method, programs: programs, context: context,
        profile: profile)
      try run(input, into: sink, profile: profile)
      rows = sink.collection
    }
    profile.set(rows: rows.count)
    return draft(
      reading: rows, columns: node.keys.map(\.column) + node.aggregates.map(\.column),
      domains: domains, profile: profile)
  }

  /// Whether so many groups are to be expected, and so few rows in each, that rows are partitioned
  /// before they are grouped. What decides does not depend on the number of threads, as the order
  /// of the groups follows from it.
  private func isPartitioned(
    _ node: LogicalPlan.Aggregate, _ layout: KeyLayout, _ method: GroupMethod, rowEstimate: Int
  ) -> Bool {
    if case .slots = method { return false }
    guard rowEstimate >= context.partitioningThreshold,
      PartitionedAggregateSink.applies(to: layout)
    else { return false }
    let groups = estimator.estimate(.aggregate(node)).rows
    return groups >= Double(context.partitioningThreshold)
      && groups * 8 >= estimator.estimate(node.input).rows
  }
}
