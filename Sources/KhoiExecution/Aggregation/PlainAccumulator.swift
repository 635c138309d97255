import KhoiData
import KhoiFunctions
import KhoiText
import Synchronization

/// Feeds rows to the aggregate's state as they come.
final class PlainAccumulator: Accumulator {
  private let program: AggregateProgram
  private let state: any AggregateState
  private let filter: FilterState?

  init(_ program: AggregateProgram) {
    self.program = program
    state = program.makeState()
    filter = program.filter?.makeState()
  }

  func reserve(groupCount: Int) { state.reserve(groupCount: groupCount) }

  func update(
    _ chunk: Chunk, groups: Buffer<UInt32>?, at position: RowPosition
  ) throws(Diagnostic) {
    let input = try program.inputs(chunk, groups: groups, filter: filter)
    if input.count == 0 { return }
    do throws(Diagnostic) {
      if let groups = input.groups {
        try state.update(input.arguments, groups: groups, count: input.count)
      } else {
        try state.updateAll(input.arguments, count: input.count)
      }
    } catch {
      throw error.located(at: program.range)
    }
  }

  func combine(_ other: any Accumulator, groups: Buffer<UInt32>) throws(Diagnostic) {
    guard let other = other as? PlainAccumulator else {
      throw .broken("accumulators of two kinds are combined")
    }
    do throws(Diagnostic) {
      try state.combine(other.state, groups: groups)
    } catch {
      throw error.located(at: program.range)
    }
  }

  func finalize(count: Int, _ context: QueryContext) throws(Diagnostic) -> Vector {
    do throws(Diagnostic) {
      guard count > 1, context.threads > 1, state.settle(context.loop) else {
        return try state.finalize(0..<count)
      }
      return try finalizeInParts(count, context)
    } catch {
      throw error.located(at: program.range)
    }
  }

  private struct Settled: @unchecked Sendable {
    // Safe because a settled state may be asked from several threads.
    let state: any AggregateState
  }

  private func finalizeInParts(
    _ count: Int, _ context: QueryContext
  ) throws(Diagnostic) -> Vector {
    let size = (count - 1) / (context.threads * 8) + 1
    let parts = Mutex<[Vector?]>(Array(repeating: nil, count: (count - 1) / size + 1))
    let settled = Settled(state: state)
    let body: @Sendable (Int) throws(Diagnostic) -> Void = { part throws(Diagnostic) in
      let result = try settled.state.finalize(part * size..<min(count, (part + 1) * size))
      parts.withLock { $0[part] = result }
    }
    try context.scheduler.forEach(
      (count - 1) / size + 1, threads: context.threads, body)
    let results = parts.withLock { $0.compactMap { $0 } }
    return Vector.concatenate(results, type: results[0].type)
  }

  var byteCount: Int { state.byteCount }
}
