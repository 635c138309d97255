package import KhoiData
package import KhoiText

/// The end of a pipeline: takes in all chunks and makes something of them, such as groups, a hash
/// table or a sorted collection.
///
/// | call | where | when |
/// |---|---|---|
/// | `makeLocalState` | each worker's thread | before its first morsel |
/// | `update` | each worker's thread | once per chunk |
/// | `finalize` | the calling thread, once | after all workers are done; combines their states |
///
/// `finalize` may run further parallel loops with `context.scheduler`.
package protocol Sink: AnyObject, Sendable {
  /// The name in the error of the memory limit.
  var name: String { get }
  /// Whether further morsels are needed; a sink that has enough rows says no.
  var needsMore: Bool { get }
  /// Whether an error in this morsel does not matter, because with one worker it would not have
  /// been read.
  func ignoresFailure(inMorsel morsel: Int) -> Bool
  func makeLocalState() throws(Diagnostic) -> any SinkState
  func finalize(_ states: [any SinkState], _ context: QueryContext) throws(Diagnostic)
}

extension Sink {
  package var needsMore: Bool { true }
  package func ignoresFailure(inMorsel morsel: Int) -> Bool { false }
}

/// One worker's part of a sink.
package protocol SinkState: AnyObject, Sendable {
  /// Takes a chunk (which is not empty); `position` is the place of its first row.
  func update(_ chunk: Chunk, at position: RowPosition) throws(Diagnostic) -> Flow
  /// Called after the last chunk of each morsel.
  func finishMorsel(_ morsel: Int) throws(Diagnostic)
}

extension SinkState {
  package func finishMorsel(_ morsel: Int) throws(Diagnostic) {}
}

/// The place of a row in the input of a sink: rows compare as they would come with one worker.
package struct RowPosition: Hashable, Comparable, Sendable {
  package let morsel: Int
  /// The place among the rows that reached the sink from this morsel.
  package let row: Int

  package init(morsel: Int, row: Int) {
    self.morsel = morsel
    self.row = row
  }

  /// In the order in which the source gives the rows.
  package static func < (left: RowPosition, right: RowPosition) -> Bool {
    left.number < right.number
  }

  /// The position in one word: morsel, then row.
  package var number: UInt64 {
    UInt64(truncatingIfNeeded: morsel) << 32 | UInt64(truncatingIfNeeded: row)
  }
}
