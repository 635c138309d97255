import KhoiData
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  /// Computes the calls over all rows at once; partition, order and arguments are computed as
  /// further columns of the input first.
  ///
  /// Windows below with the same partition are computed along. With `rowLimit` only the first rows
  /// of each partition are wanted; others may be missing.
  func planWindow(
    _ node: LogicalPlan.Window, rowLimit: Int? = nil
  ) throws(Diagnostic) -> PipelineDraft {
    let nodes = rowLimit == nil ? node.withSamePartition : [node]
    let input = nodes[0].input
    var expressions: [BoundExpression] = []
    func place(_ expression: BoundExpression) -> Int {
      expressions.append(expression)
      return expressions.count - 1
    }
    // Places among the expressions, and once the plan is made among its columns.
    for node in nodes { _ = WindowStep(node, place: place) }
    let extended = extend(input, by: expressions)
    var draft = try open(extended.plan)
    let layout = draft.layout
    let positions = extended.added.compactMap { layout.position(of: $0.id) }
    var next = 0
    let steps = nodes.map { node in
      WindowStep(node) { _ in
        next += 1
        return positions[next - 1]
      }
    }
    var top: PartitionTop?
    if let rowLimit {
      let step = PartitionTop(
        steps[0], limit: rowLimit, layout: keyLayout(steps[0], draft),
        rowEstimate: draft.rowEstimate, context: context)
      let profile = OperatorProfile(
        "PartitionTop", detail: "\(rowLimit)", children: [draft.profile])
      draft.append(step, columns: draft.columns, profile: profile)
      top = step
    }
    let profile = OperatorProfile("Window", children: [draft.profile])
    let sink = CollectSink(types: layout.types, context: context, name: "a window function")
    try run(draft, into: sink, profile: profile)
    let collected = sink.collection
    profile.add(byteCount: collected.byteCount)
    let inputPlaces = input.columns.compactMap { layout.position(of: $0.id) }
    let chunks = try measured(profile) { () throws(Diagnostic) in
      let rows = try top?.pruned(collected) ?? collected
      if WindowParts.applies(to: rows, steps, context) {
        return try WindowParts(rows, steps, context: context, profile: profile)
          .compute(inputPlaces)
      }
      return pieces(of: try computed(steps, rows, inputPlaces))
    }
    let output = input.columns + nodes.flatMap { $0.items.map(\.column) }
    return self.draft(
      reading: ChunkCollection(types: output.map(\.type), chunks: chunks),
      columns: output, domains: draft.domains, profile: profile)
  }

  private func keyLayout(_ step: WindowStep, _ draft: PipelineDraft) -> KeyLayout {
    KeyLayout(
      step.partitionKeys.map { place in
        let column = draft.columns[place]
        return KeyPart(type: column.type, domain: draft.domain(of: column.id))
      })
  }

  /// The columns of few rows and the results of all calls, computed at once.
  private func computed(
    _ steps: [WindowStep], _ collection: ChunkCollection, _ columns: [Int]
  ) throws(Diagnostic) -> Chunk {
    let rows = try concatenated(collection)
    let reservation = MemoryReservation(context.memory, for: "a window function")
    var vectors = columns.map { rows[$0] }
    for step in steps {
      let results = try step.results(
        { rows[$0] }, rowCount: rows.count,
        isCancelled: { self.context.cancellation.isCancelled })
      for result in results { try reservation.add(result.byteCount) }
      vectors += results
    }
    return Chunk(vectors, count: rows.count)
  }
}

extension LogicalPlan.Window {
  /// The node and those right below it with the same partition that it does not read from, the
  /// lowest first.
  fileprivate var withSamePartition: [LogicalPlan.Window] {
    var nodes = [self]
    var used = expressions.reduce(into: Set<ColumnID>()) { $0.formUnion($1.columnsUsed) }
    while case .window(let below) = nodes[nodes.count - 1].input,
      below.partitionBy.count == partitionBy.count,
      zip(below.partitionBy, partitionBy).allSatisfy({ $0.isSame(as: $1) }),
      used.isDisjoint(with: below.items.map(\.column.id))
    {
      nodes.append(below)
      for expression in below.expressions { used.formUnion(expression.columnsUsed) }
    }
    return nodes.reversed()
  }

  /// Everything that it computes for each row of its input.
  private var expressions: [BoundExpression] {
    var all: [BoundExpression] = []
    _ = WindowStep(self) { expression in
      all.append(expression)
      return 0
    }
    return all
  }
}

extension WindowStep {
  /// `place` gives the place of each expression's column, always in the same order.
  init(_ node: LogicalPlan.Window, place: (BoundExpression) -> Int) {
    partitionKeys = node.partitionBy.map(place)
    orderKeys = node.orderBy.map { place($0.expression) }
    specifications = node.orderBy.map(SortSpecification.init)
    calls = node.items.map { CallColumns($0.call, place: place) }
  }
}

extension PartitionTop {
  fileprivate convenience init(
    _ step: WindowStep, limit: Int, layout: KeyLayout, rowEstimate: Int, context: QueryContext
  ) {
    self.init(
      keys: step.partitionKeys, order: step.orderKeys[0], specification: step.specifications[0],
      limit: limit, layout: layout, rowEstimate: rowEstimate, context: context)
  }
}
