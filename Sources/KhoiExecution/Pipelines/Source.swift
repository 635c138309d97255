package import KhoiData
package import KhoiText

/// Where the rows of a pipeline come from, cut into morsels that workers take one after the other.
///
/// Morsel numbers follow the order of the rows; how rows are cut may depend on the data but the
/// order may not depend on who reads what. A source is immutable; what changes while reading is in
/// the states.
package protocol Source: AnyObject, Sendable {
  var morselCount: Int { get }
  /// An upper bound of the rows, for choosing methods.
  var rowEstimate: Int { get }
  /// The morsels in the order in which workers should take them; nil for that of the rows.
  var order: [Int]? { get }
  /// The rows, where they lie in memory as chunks already.
  var materializedRows: ChunkCollection? { get }
  /// What one worker needs for reading; called on the worker's thread.
  func makeLocalState() throws(Diagnostic) -> any SourceState
}

extension Source {
  package var order: [Int]? { nil }
  package var materializedRows: ChunkCollection? { nil }
}

/// One worker's reading of a source.
package protocol SourceState: AnyObject, Sendable {
  /// Passes the chunks of a morsel on, in order, until there are no more or `emit` has enough.
  func read(morsel: Int, emit: ChunkConsumer) throws(Diagnostic) -> Flow
}

/// Takes one chunk and says whether more of this morsel is wanted.
package typealias ChunkConsumer = (Chunk) throws(Diagnostic) -> Flow

/// Whether a consumer wants more of the morsel it is being given.
package enum Flow: Sendable {
  case more, enough
}
