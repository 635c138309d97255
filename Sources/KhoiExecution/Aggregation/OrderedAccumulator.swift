import KhoiData
import KhoiFunctions
import KhoiText

/// Keeps the rows of an aggregate that cannot take them as they come, and feeds them to the state
/// at the end: only those that HAVING lets through, by the keys of its ORDER BY, then as the rows
/// came, each distinct one once, up to the LIMIT.
final class OrderedAccumulator: Accumulator {
  private struct Part {
    let arguments: [Vector]
    let keys: [Vector]
    let having: Vector?
    let groups: Buffer<UInt32>
    let position: RowPosition
  }

  private let program: AggregateProgram
  private let filter: FilterState?
  private var parts: [Part] = []
  private var groupCount = 0
  private(set) var byteCount = 0

  init(_ program: AggregateProgram) {
    self.program = program
    filter = program.filter?.makeState()
  }

  func reserve(groupCount: Int) { self.groupCount = max(self.groupCount, groupCount) }

  func update(
    _ chunk: Chunk, groups: Buffer<UInt32>?, at position: RowPosition
  ) throws(Diagnostic) {
    let input = try program.inputs(chunk, groups: groups, filter: filter)
    if input.count == 0 { return }
    var keys: [Vector] = []
    for key in program.orderBy {
      keys.append(try evaluate(key.expression, chunk, input.rows))
    }
    var having: Vector?
    if let written = program.having {
      having = try evaluate(written.expression, chunk, input.rows)
    }
    parts.append(
      Part(
        arguments: input.arguments, keys: keys, having: having, groups: input.explicitGroups,
        position: position))
    byteCount += (input.arguments + keys).reduce(input.count * 4) { $0 + $1.byteCount }
  }

  private func evaluate(
    _ expression: ExpressionEvaluator, _ chunk: Chunk, _ rows: Buffer<UInt32>?
  ) throws(Diagnostic) -> Vector {
    if let rows { return try expression.evaluate(chunk, rows: rows) }
    return try expression.evaluate(chunk)
  }

  func combine(_ other: any Accumulator, groups: Buffer<UInt32>) throws(Diagnostic) {
    guard let other = other as? OrderedAccumulator else {
      throw .broken("accumulators of two kinds are combined")
    }
    for part in other.parts {
      parts.append(
        Part(
          arguments: part.arguments, keys: part.keys, having: part.having,
          groups: groups.gather(part.groups), position: part.position))
    }
    byteCount += other.byteCount
  }

  func finalize(count: Int, _ context: QueryContext) throws(Diagnostic) -> Vector {
    parts.sort { $0.position < $1.position }
    let groupCount = max(count, groupCount)
    do throws(Diagnostic) {
      try keepExtremes(groupCount: groupCount)
      if !program.orderBy.isEmpty && !parts.isEmpty { parts = [sorted()] }
      let state = program.makeState()
      state.reserve(groupCount: groupCount)
      let distinct = program.isDistinct ? DistinctPairs(program, namesNew: true) : nil
      var taken = program.limit.map { _ in [Int](repeating: 0, count: groupCount) }
      for part in parts {
        var (arguments, groups) = (part.arguments, part.groups)
        if let distinct {
          let rows = try distinct.insertNew(arguments, groups: groups, count: groups.count)
          arguments = arguments.map { $0.gather(rows) }
          groups = groups.gather(rows)
        }
        if let limit = program.limit {
          let rows = Self.first(limit, groups, &taken)
          arguments = arguments.map { $0.gather(rows) }
          groups = groups.gather(rows)
        }
        try state.update(arguments, groups: groups, count: groups.count)
      }
      return try state.finalize(0..<count)
    } catch {
      throw error.located(at: program.range)
    }
  }

  /// The rows that are among the first of their group.
  private static func first(
    _ limit: Int, _ groups: Buffer<UInt32>, _ taken: inout [Int]?
  ) -> Buffer<UInt32> {
    guard var counts = taken else { return Selection.range(0, count: groups.count) }
    taken = nil
    var rows: [UInt32] = []
    for row in 0..<groups.count where counts[Int(groups[row])] < limit {
      counts[Int(groups[row])] += 1
      rows.append(UInt32(truncatingIfNeeded: row))
    }
    taken = counts
    return Buffer(rows)
  }

  /// Drops the rows in which what HAVING looks at is not the extreme of the group.
  private func keepExtremes(groupCount: Int) throws(Diagnostic) {
    guard let having = program.having else { return }
    let type = having.expression.type
    let extreme = having.extreme.makeState([type])
    extreme.reserve(groupCount: groupCount)
    for part in parts {
      guard let values = part.having else { continue }
      try extreme.update([values.typed(type)], groups: part.groups, count: part.groups.count)
    }
    let best = try extreme.finalize(0..<groupCount)
    parts = parts.compactMap { part in
      guard let values = part.having?.typed(type).canonical() else { return nil }
      let bounds = best.gather(part.groups).canonical()
      let isBest = Comparison.equal.bytes(values, bounds, count: values.count)
      let rows = Buffer(
        (0..<values.count).filter { isBest[$0] != 0 && !values.isNull($0) }
          .map { UInt32(truncatingIfNeeded: $0) })
      return Part(
        arguments: part.arguments.map { $0.gather(rows) }, keys: part.keys.map { $0.gather(rows) },
        having: nil, groups: part.groups.gather(rows), position: part.position)
    }
  }

  /// All rows in one part, by the keys; rows with equal keys stay as they came.
  private func sorted() -> Part {
    func all(_ pick: (Part) -> Vector, _ type: LogicalType) -> Vector {
      Vector.concatenate(parts.map { pick($0).typed(type) }, type: type)
    }
    let keys = program.orderBy.indices.map { index in
      RowOrder.Key(
        all({ $0.keys[index] }, program.orderBy[index].expression.type).sortable,
        isDescending: program.orderBy[index].isDescending,
        nullsFirst: program.orderBy[index].nullsFirst)
    }
    let groups = Buffer.concatenate(parts.map(\.groups))
    let order = RowOrder.sorted(keys, count: groups.count)
    let arguments = program.arguments.indices.map { index in
      all({ $0.arguments[index] }, program.arguments[index].type).gather(order)
    }
    return Part(
      arguments: arguments, keys: [], having: nil, groups: groups.gather(order),
      position: RowPosition(morsel: 0, row: 0))
  }
}
