import KhoiData
import KhoiText

/// Computes columns.
final class ProjectOperator: Operator {
  private let expressions: [ExpressionEvaluator]
  private let types: [LogicalType]

  init(_ expressions: [ExpressionEvaluator], types: [LogicalType]) {
    self.expressions = expressions
    self.types = types
  }

  func makeLocalState() -> any OperatorState { State(operator: self) }

  private final class State: OperatorState {
    private let step: ProjectOperator

    init(operator step: ProjectOperator) {
      self.step = step
    }

    func process(_ chunk: Chunk, emit: ChunkConsumer) throws(Diagnostic) -> Flow {
      var vectors: [Vector] = []
      vectors.reserveCapacity(step.expressions.count)
      for (index, expression) in step.expressions.enumerated() {
        vectors.append(try expression.evaluate(chunk).typed(step.types[index]))
      }
      return try emit(Chunk(vectors, count: chunk.count))
    }
  }
}
