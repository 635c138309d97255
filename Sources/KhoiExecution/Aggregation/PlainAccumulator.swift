import KhoiData
import KhoiFunctions
import KhoiText

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

  func finalize(count: Int) throws(Diagnostic) -> Vector {
    do throws(Diagnostic) {
      return try state.finalize(0..<count)
    } catch {
      throw error.located(at: program.range)
    }
  }

  var byteCount: Int { state.byteCount }
}
