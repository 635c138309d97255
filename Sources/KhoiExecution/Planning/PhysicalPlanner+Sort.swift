import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  /// Sorts all rows, or with a limit only keeps the best ones of each worker while they come in.
  func planSort(_ node: LogicalPlan.Sort) throws(Diagnostic) -> PipelineDraft {
    let extended = extend(node.input, by: node.keys.map(\.expression))
    let (wanted, isBeyond) = (node.limit ?? .max).addingReportingOverflow(node.offset)
    let isTop = node.limit != nil && !isBeyond && wanted <= TopRowsSink.rowLimit
    let bound = isTop ? try topBound(node, extended.plan) : nil
    var draft = try open(extended.plan)
    let layout = draft.layout
    let keys = extended.added.compactMap { layout.position(of: $0.id) }
    let specifications = node.keys.map(SortSpecification.init)
    let visible = node.input.columns
    let profile = OperatorProfile("Sort", children: [draft.profile])
    let collection: ChunkCollection
    if isTop {
      profile.set(method: "top \(wanted)")
      let sink = TopRowsSink(
        types: layout.types, keys: keys, specifications: specifications,
        rowCount: wanted, bound: bound, context: context)
      try run(draft, into: sink, profile: profile)
      collection = sink.collection
    } else {
      let sink = CollectSink(types: layout.types, context: context, name: "ORDER BY")
      try run(draft, into: sink, profile: profile)
      profile.set(method: "all rows, by codes")
      profile.add(byteCount: sink.collection.byteCount)
      collection = try measured(profile) { () throws(Diagnostic) in
        let parts = SortParts(
          sink.collection, keys: keys, specifications, context: context, profile: profile)
        if parts.applies { return try parts.sorted(visible.count) }
        let rows = try concatenated(sink.collection)
        let isCancelled = { self.context.cancellation.isCancelled }
        let levels = zip(keys, specifications).flatMap {
          SortLevel.make(rows[$0], $1, isCancelled: isCancelled)
        }
        let order = try SortPermutation.sort(levels, count: rows.count, isCancelled: isCancelled)
        return try gathered(rows, order, visible.count)
      }
    }
    draft = self.draft(
      reading: collection.selecting(Array(visible.indices))
        .window(offset: node.offset, limit: node.limit),
      columns: visible, domains: draft.domains, profile: profile)
    return draft
  }

  /// What the workers of a top-N tell each other, and the scan below where the first key is a
  /// column of it and nothing on the way can fail on a row that is then left out.
  private func topBound(
    _ node: LogicalPlan.Sort, _ input: LogicalPlan
  ) throws(Diagnostic) -> TopBound? {
    guard let first = node.keys.first, OrderedKey.exists(for: first.expression.type) else {
      return nil
    }
    let bound = TopBound(first.expression.type, SortSpecification(first))
    if case .column(let id, _) = first.expression, let column = try input.scanned(id) {
      topBounds[column] = bound
    }
    return bound
  }

  /// The first `columnCount` columns of the rows in another order, in pieces that workers gather.
  private func gathered(
    _ rows: Chunk, _ order: Buffer<UInt32>, _ columnCount: Int
  ) throws(Diagnostic) -> ChunkCollection {
    let visible = rows.selecting(Array(0..<columnCount))
    let size = context.chunkCapacity * 16
    let pieceCount = (order.count + size - 1) / size
    let result = ParallelParts<Chunk>(count: pieceCount)
    let context = context
    try context.scheduler.forEach(pieceCount, threads: context.threads) {
      (piece) throws(Diagnostic) in
      try context.checkCancelled()
      let start = piece * size
      result.set(piece, visible.gather(order.slice(start, min(size, order.count - start))))
    }
    return ChunkCollection(types: visible.vectors.map(\.type), chunks: result.all)
  }

  /// All rows in one chunk, all columns at the same time.
  func concatenated(_ collection: ChunkCollection) throws(Diagnostic) -> Chunk {
    let result = ParallelParts<Vector>(count: collection.types.count)
    let context = context
    // A chunk is copied before another thread has woken up.
    let threads = collection.count > context.chunkCapacity ? context.threads : 1
    try context.scheduler.forEach(collection.types.count, threads: threads) {
      (column) throws(Diagnostic) in
      let vector = collection.column(column, isCancelled: { context.cancellation.isCancelled })
      try context.checkCancelled()
      result.set(column, vector)
    }
    return Chunk(result.all, count: collection.count)
  }

  /// A large chunk cut into pieces of a morsel each.
  func pieces(of chunk: Chunk) -> [Chunk] {
    let size = context.chunkCapacity * 16
    return stride(from: 0, to: chunk.count, by: size).map {
      chunk.slice($0, min(size, chunk.count - $0))
    }
  }

  /// A plan that gives the input's columns and then the expressions as further ones.
  ///
  /// Expressions that are columns of the input already are not computed again.
  func extend(
    _ input: LogicalPlan, by expressions: [BoundExpression]
  ) -> (plan: LogicalPlan, added: [PlanColumn]) {
    var items = input.columns.map {
      LogicalPlan.Project.Item(column: $0, expression: BoundExpression($0))
    }
    var added: [PlanColumn] = []
    for expression in expressions {
      if case .column(let id, _) = expression,
        let column = input.columns.first(where: { $0.id == id })
      {
        added.append(column)
        continue
      }
      let column = PlanColumn(makeColumnID(), "key", expression.type)
      items.append(LogicalPlan.Project.Item(column: column, expression: expression))
      added.append(column)
    }
    if items.count == input.columns.count { return (input, added) }
    return (.project(LogicalPlan.Project(input: input, items: items)), added)
  }
}

extension SortSpecification {
  init(_ key: SortKey) {
    isDescending = key.isDescending
    nullsFirst = key.nullsFirst
  }
}

extension LogicalPlan {
  /// The column of a scan that a column of the output is, if rows come from there one by one and
  /// without anything that can fail.
  fileprivate func scanned(_ id: ColumnID) throws(Diagnostic) -> ColumnID? {
    func canFail(_ expression: BoundExpression, _ input: LogicalPlan) throws(Diagnostic) -> Bool {
      try ExpressionNode(expression, layout: ColumnLayout(input.columns)).canFail
    }
    switch self {
    case .scan(let node):
      for filter in node.filters where try canFail(filter, self) { return nil }
      return node.columns.contains { $0.id == id } ? id : nil
    case .filter(let node):
      return try canFail(node.predicate, node.input) ? nil : try node.input.scanned(id)
    case .project(let node):
      for item in node.items where try canFail(item.expression, node.input) { return nil }
      guard let item = node.items.first(where: { $0.column.id == id }),
        case .column(let inner, let type) = item.expression, type == item.column.type
      else { return nil }
      return try node.input.scanned(inner)
    default: return nil
    }
  }
}
