package import KhoiData
package import KhoiText

/// A step in the middle of a pipeline: turns each chunk into chunks, without looking at others.
///
/// An operator is immutable and shared by all workers; what changes is in the states. It keeps the
/// order of the rows.
package protocol Operator: AnyObject, Sendable {
  /// What one worker needs; called on the worker's thread.
  func makeLocalState() throws(Diagnostic) -> any OperatorState
}

/// One worker's part of an operator.
package protocol OperatorState: AnyObject, Sendable {
  /// Passes on what becomes of the chunk (which is not empty).
  func process(_ chunk: Chunk, emit: ChunkConsumer) throws(Diagnostic) -> Flow
  /// Passes on what was held back, at the end of each morsel.
  func finishMorsel(emit: ChunkConsumer) throws(Diagnostic) -> Flow
}

extension OperatorState {
  package func finishMorsel(emit: ChunkConsumer) throws(Diagnostic) -> Flow { .more }
}
