import KhoiData
import KhoiFunctions
import KhoiText

/// Gathers the distinct arguments of each group, and feeds them to the state at the end.
///
/// Where there is only one group and the arguments can have few combinations, each has a slot of
/// its own and is found without a hash table.
final class DistinctAccumulator: Accumulator {
  private let program: AggregateProgram
  private let filter: FilterState?
  private let pairs: DistinctPairs
  private var groupCount = 0

  init(_ program: AggregateProgram) {
    self.program = program
    filter = program.filter?.makeState()
    pairs = DistinctPairs(program)
  }

  func reserve(groupCount: Int) { self.groupCount = max(self.groupCount, groupCount) }

  func update(
    _ chunk: Chunk, groups: Buffer<UInt32>?, at position: RowPosition
  ) throws(Diagnostic) {
    let input = try program.inputs(chunk, groups: groups, filter: filter)
    if input.count == 0 { return }
    try pairs.insert(input.arguments, groups: input.groups, count: input.count)
  }

  func combine(_ other: any Accumulator, groups: Buffer<UInt32>) throws(Diagnostic) {
    guard let other = other as? DistinctAccumulator else {
      throw .broken("accumulators of two kinds are combined")
    }
    if pairs.formUnion(other.pairs) { return }
    try other.pairs.forEachBatch { arguments, places throws(Diagnostic) in
      try self.pairs.insert(arguments, groups: groups.gather(places), count: places.count)
    }
  }

  func finalize(count: Int, _ context: QueryContext) throws(Diagnostic) -> Vector {
    let state = program.makeState()
    state.reserve(groupCount: max(count, groupCount))
    let range = program.range
    do throws(Diagnostic) {
      try pairs.forEachBatch { arguments, groups throws(Diagnostic) in
        try state.update(arguments, groups: groups, count: groups.count)
      }
      return try state.finalize(0..<count)
    } catch {
      throw error.located(at: range)
    }
  }

  var byteCount: Int { pairs.byteCount }

  var isSaturated: Bool { pairs.isFull }
}

/// The set of distinct (group, arguments) of one aggregate.
final class DistinctPairs {
  /// Where there is one group and the arguments can have few combinations, which of them occurred.
  private let seen: SlotSet?
  /// Else the pairs themselves.
  private let table: GroupTable

  /// A byte a slot: no more than the hash table of some hundred thousand values takes.
  private static let slotLimit = 1 << 22

  /// With `namesNew` rows that are new can be told from others.
  init(_ program: AggregateProgram, namesNew: Bool = false) {
    let group = KeyPart(
      type: .bigint,
      domain: ColumnDomain(.integers(least: 0, greatest: (1 << 32) - 1), isNullable: false))
    let parts = zip(program.arguments, program.domains).map { argument, domain in
      KeyPart(type: argument.type, domain: domain)
    }
    let ungrouped = KeyLayout(parts)
    if !program.isGrouped, !namesNew, let slots = ungrouped.slotCount, slots <= Self.slotLimit {
      seen = SlotSet(ungrouped, slotCount: slots)
    } else {
      seen = nil
    }
    let layout = KeyLayout([group] + parts)
    table = GroupTable(layout, method: GroupMethod(layout, rowEstimate: 0))
  }

  var byteCount: Int { seen?.byteCount ?? table.byteCount }

  /// Whether there is nothing left that rows could add.
  var isFull: Bool { seen?.isFull ?? false }

  /// Adds all pairs of the other; false where these are to be inserted one by one.
  func formUnion(_ other: DistinctPairs) -> Bool {
    guard let seen, let others = other.seen else { return false }
    seen.formUnion(others)
    return true
  }

  /// Adds pairs; without `groups` all belong to group 0.
  func insert(
    _ arguments: [Vector], groups: Buffer<UInt32>?, count: Int
  ) throws(Diagnostic) {
    if let seen { return try seen.insert(arguments, count: count) }
    let group =
      groups.map { Vector(.bigint, .int64($0.converted(to: Int64.self))) }
      ?? Vector(constant: .integer(0), count: count)
    _ = try table.groups(of: [group] + arguments, count: count, at: 0)
  }

  /// Adds pairs and returns the rows whose pair was not there before.
  func insertNew(
    _ arguments: [Vector], groups: Buffer<UInt32>, count: Int
  ) throws(Diagnostic) -> Buffer<UInt32> {
    let known = table.count
    let group = Vector(.bigint, .int64(groups.converted(to: Int64.self)))
    let numbers = try table.groups(of: [group] + arguments, count: count, at: 0)
    return Selection.firstAppearances(numbers, from: known, to: table.count)
  }

  /// Calls `body` with all pairs, some thousand at a time.
  func forEachBatch(
    _ body: ([Vector], Buffer<UInt32>) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    let present = seen?.slots ?? Selection.range(0, count: table.count)
    var start = 0
    while start < present.count {
      let count = min(8192, present.count - start)
      let places = present.slice(start, count)
      start += count
      if let seen {
        try body(seen.vectors(of: places), Buffer(repeating: 0, count: count))
        continue
      }
      let vectors = table.keyVectors(of: places)
      guard case .int64(let groups) = vectors[0].values else {
        throw .broken("group numbers come back as another type")
      }
      try body(Array(vectors.dropFirst()), groups.converted(to: UInt32.self))
    }
  }
}
