import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  /// UNION ALL puts the inputs one after the other; everything else is an aggregation of that.
  func planSetOperation(_ node: LogicalPlan.SetOperation) throws(Diagnostic) -> PipelineDraft {
    if node.kind == .union && node.isAll { return try planUnionAll(node) }
    let inner = node.columns.map { PlanColumn(makeColumnID(), $0.name, $0.type) }
    let keys = zip(node.columns, inner).map {
      LogicalPlan.Project.Item(column: $0, expression: BoundExpression($1))
    }
    if node.kind == .union {
      let all = LogicalPlan.SetOperation(
        kind: .union, isAll: true, left: node.left, right: node.right, columns: inner)
      return try planAggregate(
        LogicalPlan.Aggregate(input: .setOperation(all), keys: keys, aggregates: []))
    }
    return try planCounted(node, inner: inner, keys: keys)
  }

  private func planUnionAll(
    _ node: LogicalPlan.SetOperation
  ) throws(Diagnostic) -> PipelineDraft {
    // A chain of many unions is walked in a loop: it may be deeper than the stack.
    var right: [LogicalPlan] = [node.right]
    var left = node.left
    while case .setOperation(let next) = left, next.kind == .union, next.isAll {
      right.append(next.right)
      left = next.left
    }
    var chunks: [Chunk] = []
    var profiles: [OperatorProfile] = []
    for input in [left] + right.reversed() {
      let draft = try open(input)
      profiles.append(draft.profile)
      chunks += try collect(draft, for: "UNION ALL").chunks
    }
    let profile = OperatorProfile("Union all", children: profiles)
    return draft(
      reading: ChunkCollection(types: node.columns.map(\.type), chunks: chunks),
      columns: node.columns, profile: profile)
  }

  /// INTERSECT and EXCEPT: counts how often each row stands left and right.
  private func planCounted(
    _ node: LogicalPlan.SetOperation, inner: [PlanColumn], keys: [LogicalPlan.Project.Item]
  ) throws(Diagnostic) -> PipelineDraft {
    guard let count = FunctionLibrary.aggregate(named: "count"),
      let overload = count.overloads.first(where: { $0.parameters.isEmpty })
    else { throw .broken("there is no count()") }
    let isLeft = PlanColumn(makeColumnID(), "is_left", .boolean)
    let isRight = PlanColumn(makeColumnID(), "is_right", .boolean)
    func tagged(_ plan: LogicalPlan, left: Bool) -> LogicalPlan {
      let items = plan.columns.map { column in
        LogicalPlan.Project.Item(
          column: PlanColumn(makeColumnID(), column.name, column.type),
          expression: BoundExpression(column))
      }
      let tags = [left, !left].map { flag in
        LogicalPlan.Project.Item(
          column: PlanColumn(makeColumnID(), "tag", .boolean),
          expression: .constant(.boolean(flag), .boolean))
      }
      return .project(LogicalPlan.Project(input: plan, items: items + tags))
    }
    func counted(_ tag: PlanColumn) -> LogicalPlan.Aggregate.Item {
      LogicalPlan.Aggregate.Item(
        column: PlanColumn(makeColumnID(), "count", .bigint),
        aggregate: BoundAggregate(
          function: count, overload: overload, arguments: [], filter: BoundExpression(tag),
          type: .bigint))
    }
    let all = LogicalPlan.SetOperation(
      kind: .union, isAll: true, left: tagged(node.left, left: true),
      right: tagged(node.right, left: false), columns: inner + [isLeft, isRight])
    let draft = try planAggregate(
      LogicalPlan.Aggregate(
        input: .setOperation(all), keys: keys, aggregates: [counted(isLeft), counted(isRight)]))
    let profile = OperatorProfile(
      node.kind == .intersect ? "Intersect" : "Except", children: [draft.profile])
    let rows = try concatenated(collect(draft, for: profile.name))
    return self.draft(
      reading: ChunkCollection(
        types: node.columns.map(\.type),
        chunks: pieces(of: repeated(rows, node, node.columns.count))),
      columns: node.columns, profile: profile)
  }

  /// Each row as often as the operation wants it; the two last columns say how often it stands left
  /// and right.
  private func repeated(
    _ rows: Chunk, _ node: LogicalPlan.SetOperation, _ columnCount: Int
  ) -> Chunk {
    let left = rows[columnCount].canonical().int64s
    let right = rows[columnCount + 1].canonical().int64s
    var kept: [UInt32] = []
    for row in 0..<rows.count {
      let times: Int64
      switch (node.kind, node.isAll) {
      case (.intersect, true): times = min(left[row], right[row])
      case (.intersect, false): times = left[row] > 0 && right[row] > 0 ? 1 : 0
      case (_, true): times = max(left[row] - right[row], 0)
      case (_, false): times = left[row] > 0 && right[row] == 0 ? 1 : 0
      }
      for _ in 0..<times { kept.append(UInt32(row)) }
    }
    return rows.selecting(Array(0..<columnCount)).gather(Buffer(kept))
  }
}
