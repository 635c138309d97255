import KhoiData
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  /// Computes the calls over all rows at once; partition, order and arguments are computed as
  /// further columns of the input first.
  ///
  /// With `rowLimit` only the first rows of each partition are wanted; others may be missing.
  func planWindow(
    _ node: LogicalPlan.Window, rowLimit: Int? = nil
  ) throws(Diagnostic) -> PipelineDraft {
    var expressions = node.partitionBy + node.orderBy.map(\.expression)
    let orderStart = node.partitionBy.count
    let columns = node.items.map { item in WindowCallColumns(item.call, &expressions) }
    let extended = extend(node.input, by: expressions)
    var draft = try open(extended.plan)
    let layout = draft.layout
    let positions = extended.added.compactMap { layout.position(of: $0.id) }
    let top = rowLimit.map { limit in
      let parts = positions[..<orderStart].map { place in
        let column = layout.columns[place]
        return KeyPart(type: column.type, domain: draft.domain(of: column.id))
      }
      return PartitionTop(
        keys: Array(positions[..<orderStart]), order: positions[orderStart],
        specification: SortSpecification(node.orderBy[0]), limit: limit, layout: KeyLayout(parts),
        rowEstimate: draft.rowEstimate, context: context)
    }
    if let top, let rowLimit {
      let step = OperatorProfile("PartitionTop", detail: "\(rowLimit)", children: [draft.profile])
      draft.append(top, columns: draft.columns, profile: step)
    }
    let profile = OperatorProfile("Window", children: [draft.profile])
    let sink = CollectSink(types: layout.types, context: context, name: "a window function")
    try run(draft, into: sink, profile: profile)
    let collected = sink.collection
    profile.add(byteCount: collected.byteCount)
    let inputPlaces = node.input.columns.compactMap { layout.position(of: $0.id) }
    let all = try measured(profile) { () throws(Diagnostic) in
      let rows = try concatenated(try top?.pruned(collected) ?? collected)
      let computation = try WindowComputation(
        rowCount: rows.count,
        partitionKeys: positions[..<orderStart].map { rows[$0] },
        orderKeys: positions[orderStart..<orderStart + node.orderBy.count].map { rows[$0] },
        orderSpecifications: node.orderBy.map(SortSpecification.init),
        isCancelled: { self.context.cancellation.isCancelled })
      let reservation = MemoryReservation(context.memory, for: "a window function")
      var vectors = inputPlaces.map { rows[$0] }
      for (item, parts) in zip(node.items, columns) {
        let result = try computation.evaluate(parts.call(item.call) { rows[positions[$0]] })
        try reservation.add(result.byteCount)
        vectors.append(result)
      }
      return Chunk(vectors, count: rows.count)
    }
    let output = node.input.columns + node.items.map(\.column)
    return self.draft(
      reading: ChunkCollection(types: output.map(\.type), chunks: pieces(of: all)),
      columns: output, domains: draft.domains, profile: profile)
  }
}

/// Where among the computed columns a call's arguments, filter, order and offsets stand.
private struct WindowCallColumns {
  private let arguments: Range<Int>
  private let filter: Int?
  private let orderBy: Range<Int>
  private let start: Range<Int>
  private let end: Range<Int>

  /// Adds what the call needs to the expressions.
  init(_ call: BoundWindowCall, _ expressions: inout [BoundExpression]) {
    func add(_ added: [BoundExpression]) -> Range<Int> {
      let first = expressions.count
      expressions += added
      return first..<expressions.count
    }
    switch call.function {
    case .window(_, _, let operands, _):
      arguments = add(operands)
      filter = nil
      orderBy = add(call.orderBy.map(\.expression))
    case .aggregate(let aggregate):
      arguments = add(aggregate.arguments)
      filter = aggregate.filter.map { add([$0]).lowerBound }
      orderBy = add(aggregate.orderBy.map(\.expression))
    }
    start = add(call.frame.start.expressions)
    end = add(call.frame.end.expressions)
  }

  func call(
    _ call: BoundWindowCall, column: (Int) -> Vector
  ) -> WindowComputation.Call {
    func offset(_ range: Range<Int>) -> FrameOffset? {
      guard let first = range.first else { return nil }
      return FrameOffset(
        value: column(first), key: range.count > 1 ? column(first + 1) : nil)
    }
    return WindowComputation.Call(
      call: call, arguments: arguments.map(column), filter: filter.map(column),
      orderKeys: orderBy.map(column), start: offset(start), end: offset(end))
  }
}
