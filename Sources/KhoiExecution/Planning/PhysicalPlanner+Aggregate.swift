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
      programs.append(try AggregateProgram(item.aggregate, input: input, context: context))
    }
    let keyLayout = KeyLayout(parts)
    let method = GroupMethod(keyLayout, rowEstimate: input.rowEstimate)
    let profile = OperatorProfile("Aggregate", children: [input.profile])
    profile.set(method: node.keys.isEmpty ? "no keys" : method.name)
    let sink = AggregateSink(
      keys: keys, layout: keyLayout, method: method, programs: programs, context: context,
      profile: profile)
    try run(input, into: sink, profile: profile)
    profile.set(rows: sink.collection.count)
    return draft(
      reading: sink.collection,
      columns: node.keys.map(\.column) + node.aggregates.map(\.column), domains: domains,
      profile: profile)
  }
}
