import KhoiData
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  /// Computes the calls over all rows at once; partition, order and arguments are computed as
  /// further columns of the input first.
  func planWindow(_ node: LogicalPlan.Window) throws(Diagnostic) -> PipelineDraft {
    var expressions = node.partitionBy + node.orderBy.map(\.expression)
    let orderStart = node.partitionBy.count
    let argumentStarts = node.items.map { item -> Int in
      let start = expressions.count
      expressions += item.call.arguments
      if let filter = item.call.filter { expressions.append(filter) }
      return start
    }
    let extended = extend(node.input, by: expressions)
    let draft = try open(extended.plan)
    let layout = draft.layout
    let positions = extended.added.compactMap { layout.position(of: $0.id) }
    let profile = OperatorProfile("Window", children: [draft.profile])
    let sink = CollectSink(types: layout.types, context: context, name: "a window function")
    try run(draft, into: sink, profile: profile)
    let rows = try concatenated(sink.collection)
    let computation = try WindowComputation(
      rowCount: rows.count,
      partitionKeys: positions[..<orderStart].map { rows[$0] },
      orderKeys: positions[orderStart..<orderStart + node.orderBy.count].map { rows[$0] },
      orderSpecifications: node.orderBy.map(SortSpecification.init),
      isCancelled: { self.context.cancellation.isCancelled })
    let reservation = MemoryReservation(context.memory, for: "a window function")
    var vectors = node.input.columns.compactMap { layout.position(of: $0.id) }.map { rows[$0] }
    for (item, start) in zip(node.items, argumentStarts) {
      let count = item.call.arguments.count
      let result = try computation.evaluate(
        WindowComputation.Call(
          call: item.call, arguments: positions[start..<start + count].map { rows[$0] },
          filter: item.call.filter == nil ? nil : rows[positions[start + count]]))
      try reservation.add(result.byteCount)
      vectors.append(result)
    }
    let columns = node.input.columns + node.items.map(\.column)
    return self.draft(
      reading: ChunkCollection(
        types: columns.map(\.type), chunks: pieces(of: Chunk(vectors, count: rows.count))),
      columns: columns, domains: draft.domains, profile: profile)
  }
}

extension BoundWindowCall {
  var arguments: [BoundExpression] {
    switch function {
    case .window(_, _, let arguments, _): arguments
    case .aggregate(let aggregate):
      aggregate.arguments
    }
  }

  var filter: BoundExpression? {
    if case .aggregate(let aggregate) = function { return aggregate.filter }
    return nil
  }
}
