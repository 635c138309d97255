import KhoiData
import KhoiText

/// Keeps the rows for which a conjunction is true.
final class FilterOperator: Operator {
  private let filter: FilterEvaluator

  init(_ filter: FilterEvaluator) {
    self.filter = filter
  }

  func makeLocalState() -> any OperatorState { State(filter: filter.makeState()) }

  private final class State: OperatorState {
    private let filter: FilterState

    init(filter: FilterState) {
      self.filter = filter
    }

    func process(_ chunk: Chunk, emit: ChunkConsumer) throws(Diagnostic) -> Flow {
      guard let rows = try filter.select(chunk) else { return try emit(chunk) }
      if rows.count == 0 { return .more }
      return try emit(chunk.gather(rows))
    }
  }
}
