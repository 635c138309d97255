import KhoiData
import KhoiFunctions
import KhoiText

/// Passes rows on and fails at the first for which a condition is not true.
final class AssertOperator: Operator {
  private let condition: ExpressionEvaluator
  private let payload: [ExpressionEvaluator]
  private let text: String
  private let range: SourceRange?

  init(
    condition: ExpressionEvaluator, payload: [ExpressionEvaluator], text: String,
    range: SourceRange?
  ) {
    self.condition = condition
    self.payload = payload
    self.text = text
    self.range = range
  }

  func makeLocalState() -> any OperatorState { State(step: self) }

  private func check(_ chunk: Chunk) throws(Diagnostic) {
    let kept = Logic.selection(of: try condition.evaluate(chunk).asBoolean)
    if kept.count == chunk.count { return }
    let failed = Selection.complement(of: kept, count: chunk.count).slice(0, 1)
    if payload.isEmpty { throw .assertionFailed(text, at: range) }
    var parts: [String] = []
    for expression in payload {
      parts.append(try expression.evaluate(chunk, rows: failed)[0].text)
    }
    throw .assertionFailed(parts.joined(separator: " "), at: range)
  }

  private final class State: OperatorState {
    private let step: AssertOperator

    init(step: AssertOperator) {
      self.step = step
    }

    func process(_ chunk: Chunk, emit: ChunkConsumer) throws(Diagnostic) -> Flow {
      try step.check(chunk)
      return try emit(chunk)
    }
  }
}
