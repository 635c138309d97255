import KhoiData
import KhoiFunctions
import KhoiText

/// Keeps the rows of an order-sensitive aggregate and feeds them to the state in order at the end:
/// by the keys of its ORDER BY, then as the rows came.
final class OrderedAccumulator: Accumulator {
  private struct Part {
    let arguments: [Vector]
    let keys: [Vector]
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
      if let rows = input.rows {
        keys.append(try key.expression.evaluate(chunk, rows: rows))
      } else {
        keys.append(try key.expression.evaluate(chunk))
      }
    }
    parts.append(
      Part(
        arguments: input.arguments, keys: keys, groups: input.explicitGroups, position: position))
    byteCount += (input.arguments + keys).reduce(input.count * 4) { $0 + $1.byteCount }
  }

  func combine(_ other: any Accumulator, groups: Buffer<UInt32>) throws(Diagnostic) {
    guard let other = other as? OrderedAccumulator else {
      throw .broken("accumulators of two kinds are combined")
    }
    for part in other.parts {
      parts.append(
        Part(
          arguments: part.arguments, keys: part.keys, groups: groups.gather(part.groups),
          position: part.position))
    }
    byteCount += other.byteCount
  }

  func finalize(count: Int) throws(Diagnostic) -> Vector {
    parts.sort { $0.position < $1.position }
    if !program.orderBy.isEmpty && !parts.isEmpty { parts = [sorted()] }
    let state = program.makeState()
    state.reserve(groupCount: max(count, groupCount))
    let distinct = program.isDistinct ? DistinctPairs(program) : nil
    do throws(Diagnostic) {
      for part in parts {
        var (arguments, groups) = (part.arguments, part.groups)
        if let distinct {
          let rows = try distinct.insert(arguments, groups: groups, count: groups.count)
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

  /// All rows in one part, by the keys; rows with equal keys stay as they came.
  private func sorted() -> Part {
    func all(_ pick: (Part) -> Vector, _ type: LogicalType) -> Vector {
      Vector.concatenate(parts.map { pick($0).typed(type) }, type: type)
    }
    let keys = program.orderBy.indices.map { index in
      RowOrder.Key(
        all({ $0.keys[index] }, program.orderBy[index].expression.type),
        isDescending: program.orderBy[index].isDescending,
        nullsFirst: program.orderBy[index].nullsFirst)
    }
    let groups = Buffer.concatenate(parts.map(\.groups))
    let order = RowOrder.sorted(keys, count: groups.count)
    let arguments = program.arguments.indices.map { index in
      all({ $0.arguments[index] }, program.arguments[index].type).gather(order)
    }
    return Part(
      arguments: arguments, keys: [], groups: groups.gather(order),
      position: RowPosition(morsel: 0, row: 0))
  }
}
