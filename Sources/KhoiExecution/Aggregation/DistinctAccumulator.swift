import KhoiData
import KhoiFunctions
import KhoiText

/// Gathers the distinct arguments of each group, and feeds them to the state at the end.
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
    try pairs.insert(input.arguments, groups: input.explicitGroups, count: input.count)
  }

  func combine(_ other: any Accumulator, groups: Buffer<UInt32>) throws(Diagnostic) {
    guard let other = other as? DistinctAccumulator else {
      throw .broken("accumulators of two kinds are combined")
    }
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
}

/// The set of distinct (group, arguments) of one aggregate.
final class DistinctPairs {
  private let table: GroupTable

  init(_ program: AggregateProgram) {
    let group = KeyPart(
      type: .bigint,
      domain: ColumnDomain(.integers(least: 0, greatest: (1 << 32) - 1), isNullable: false))
    let parts = zip(program.arguments, program.domains).map { argument, domain in
      KeyPart(type: argument.type, domain: domain)
    }
    let layout = KeyLayout([group] + parts)
    table = GroupTable(layout, method: GroupMethod(layout, rowEstimate: 0))
  }

  var byteCount: Int { table.byteCount }

  /// Adds pairs and returns the rows whose pair was not there before.
  @discardableResult
  func insert(
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
    var start = 0
    while start < table.count {
      let count = min(8192, table.count - start)
      let vectors = table.keyVectors(of: Selection.range(start, count: count))
      guard case .int64(let groups) = vectors[0].values else {
        throw .broken("group numbers come back as another type")
      }
      try body(Array(vectors.dropFirst()), groups.converted(to: UInt32.self))
      start += count
    }
  }
}
