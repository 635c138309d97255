import KhoiData
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  /// Plans and runs the step anew for each round, over the rows of the round before.
  ///
  /// What the step computes without those rows is computed once, before the first round.
  func planRecursion(_ node: LogicalPlan.Recursion) throws(Diagnostic) -> PipelineDraft {
    let types = node.columns.map(\.type)
    let profile = OperatorProfile("Recursion", detail: node.name)
    let seen = node.keepsDuplicates ? nil : SeenRows(types: types, context: context)
    let output = RoundOutput(node, context: context)
    let domains = types.map { _ in ColumnDomain.unknown }
    let first = try collect(try open(node.start), for: profile.name)
    var rows = try seen?.newRows(of: first) ?? first
    try output.append(rows, round: 0)
    let changing = Self.changingNumbers(node)
    let (step, computed) = try hoisted(node, changing)
    let outerCache = roundCache
    roundCache = RoundCache(changing: changing)
    defer { roundCache = outerCache }
    var round = 0
    while rows.count > 0, node.depth?.upper ?? .max > round, output.count < node.rowLimit ?? .max {
      guard round < node.bounds.rounds else {
        throw .tooManyRounds(node.name, node.bounds.rounds, at: node.range)
      }
      try context.checkCancelled()
      round += 1
      shared[node.number] = SharedRows(
        collection: rows, domains: domains, profile: OperatorProfile("Round"))
      let next = try collect(try open(step), for: profile.name, limit: output.roomLeft)
      rows = try seen?.newRows(of: next) ?? next
      try output.append(rows, round: round)
    }
    shared[node.number] = nil
    for number in computed { shared[number] = nil }
    profile.set(method: "\(round) rounds")
    profile.set(rows: output.count)
    return draft(
      reading: output.collection, columns: LogicalPlan.recursion(node).columns, profile: profile)
  }

  /// The shared rows that differ from round to round.
  private static func changingNumbers(_ node: LogicalPlan.Recursion) -> Set<Int> {
    var changing: Set<Int> = [node.number]
    node.step.visit { part in
      if case .recursion(let inner) = part { changing.insert(inner.number) }
      if case .with(let with) = part { changing.insert(with.number) }
    }
    return changing
  }

  /// The step with scans in place of everything that is the same in each round, which is run.
  private func hoisted(
    _ node: LogicalPlan.Recursion, _ changing: Set<Int>
  ) throws(Diagnostic) -> (step: LogicalPlan, computed: [Int]) {
    var computed: [Int] = []
    func replaced(_ plan: LogicalPlan) throws(Diagnostic) -> LogicalPlan {
      if !plan.isWorthKeeping {
        return try plan.mapInputs { (input) throws(Diagnostic) in try replaced(input) }
      }
      if plan.readsShared(changing) || !plan.isRepeatable {
        return try plan.mapInputs { (input) throws(Diagnostic) in try replaced(input) }
      }
      let draft = try open(plan)
      let number = makeSharedNumber()
      computed.append(number)
      shared[number] = SharedRows(
        collection: try collect(draft, for: "Recursion"),
        domains: draft.columns.map { draft.domain(of: $0.id) }, profile: draft.profile)
      return .sharedScan(
        LogicalPlan.SharedScan(
          number: number, name: "computed once", columns: plan.columns,
          sourceIndices: Array(plan.columns.indices)))
    }
    let step = try replaced(node.step)
    return (step, computed)
  }
}

extension LogicalPlan {
  /// Whether its rows are more than a look at what is stored.
  fileprivate var isWorthKeeping: Bool {
    switch self {
    case .values, .series, .sharedScan, .with: false
    case .scan(let node): !node.filters.isEmpty
    case .project(let node): node.input.isWorthKeeping
    default: true
    }
  }
}

extension Vector {
  /// About how many bytes the texts and lists of the rows are long.
  fileprivate var contentByteCount: Int {
    switch type {
    case .varchar, .json, .blob:
      let views = canonical().texts.views
      return (0..<views.count).reduce(0) { $0 + (isNull($1) ? 0 : views[$1].count) }
    case .list, .map:
      let entries = canonical().lists.entries
      return (0..<entries.count).reduce(0) { $0 + (isNull($1) ? 0 : Int(entries[$1].count)) } * 8
    default: return 0
    }
  }
}

/// The rows of all rounds, with the round where it is asked for.
private final class RoundOutput {
  private let node: LogicalPlan.Recursion
  private let types: [LogicalType]
  private let capacity: Int
  private let reservation: MemoryReservation
  private var chunks: [Chunk] = []
  /// Chunks of small rounds, to be joined.
  private var small: [Chunk] = []
  private var smallCount = 0
  private(set) var count = 0
  /// Rows of all rounds, those at depths that nobody wants included.
  private var produced = 0

  init(_ node: LogicalPlan.Recursion, context: QueryContext) {
    self.node = node
    types = LogicalPlan.recursion(node).columns.map(\.type)
    capacity = context.chunkCapacity
    reservation = MemoryReservation(context.memory, for: "a recursive query")
  }

  /// How many rows a round may give; of rows that may have come before, no one knows.
  var roomLeft: RowLimit? {
    guard node.keepsDuplicates else { return nil }
    return RowLimit(
      rows: max(0, node.bounds.rows - produced),
      excess: .tooManyRecursiveRows(node.name, node.bounds.rows, at: node.range))
  }

  func append(_ rows: ChunkCollection, round: Int) throws(Diagnostic) {
    produced += rows.count
    if round > 0, produced > node.bounds.rows {
      throw .tooManyRecursiveRows(node.name, node.bounds.rows, at: node.range)
    }
    if let depth = node.depth, round < depth.lower || round > depth.upper ?? .max { return }
    for chunk in rows.chunks {
      var chunk = chunk
      if let depth = node.depth {
        let number = Vector(
          constant: .integer(Int64(round)), type: depth.column.type, count: chunk.count)
        chunk = Chunk(chunk.vectors + [number], count: chunk.count)
      }
      try reservation.add(
        chunk.ownedByteCount + chunk.vectors.reduce(0) { $0 + $1.contentByteCount })
      if round > 0, reservation.byteCount > node.bounds.bytes {
        throw .recursionTooLarge(node.name, node.bounds.bytes, at: node.range)
      }
      count += chunk.count
      if chunk.count * 2 > capacity {
        joinSmall()
        chunks.append(chunk)
      } else {
        if smallCount + chunk.count > capacity { joinSmall() }
        small.append(chunk)
        smallCount += chunk.count
      }
    }
  }

  private func joinSmall() {
    if small.count == 1 {
      chunks.append(small[0])
    } else if small.count > 1 {
      chunks.append(Chunk.concatenate(small, types: types))
    }
    small = []
    smallCount = 0
  }

  var collection: ChunkCollection {
    joinSmall()
    return ChunkCollection(types: types, chunks: chunks)
  }
}

/// The rows that came so far, to tell new ones.
private final class SeenRows {
  private let types: [LogicalType]
  private let table: GroupTable
  private let context: QueryContext
  private let reservation: MemoryReservation

  init(types: [LogicalType], context: QueryContext) {
    self.types = types
    self.context = context
    let layout = KeyLayout(types.map { KeyPart(type: $0, domain: .unknown) })
    table = GroupTable(layout, method: GroupMethod(layout, rowEstimate: 0))
    reservation = MemoryReservation(context.memory, for: "a recursive query")
  }

  /// The rows that did not come before, each once.
  func newRows(of rows: ChunkCollection) throws(Diagnostic) -> ChunkCollection {
    var chunks: [Chunk] = []
    for chunk in rows.chunks {
      try context.checkCancelled()
      var next = UInt32(truncatingIfNeeded: table.count)
      let numbers = try table.groups(of: chunk.vectors, count: chunk.count, at: 0)
      var kept: [UInt32] = []
      for row in 0..<numbers.count where numbers[row] == next {
        kept.append(UInt32(truncatingIfNeeded: row))
        next += 1
      }
      if kept.count == chunk.count {
        chunks.append(chunk)
      } else if !kept.isEmpty {
        chunks.append(chunk.gather(Buffer(kept)))
      }
      try reservation.set(table.byteCount)
    }
    return ChunkCollection(types: types, chunks: chunks)
  }
}
