import KhoiData
import KhoiText

/// Reads materialised chunks again, a few of them per morsel.
package final class CollectionSource: Source {
  private let collection: ChunkCollection
  /// Where each morsel's chunks begin; one more entry than morsels.
  private let bounds: [Int]
  private let chunkCapacity: Int

  package init(_ collection: ChunkCollection, chunkCapacity: Int) {
    self.collection = collection
    self.chunkCapacity = chunkCapacity
    var bounds = [0]
    var rows = 0
    for index in collection.chunks.indices {
      rows += collection.chunks[index].count
      if rows >= chunkCapacity * 16 {
        bounds.append(index + 1)
        rows = 0
      }
    }
    if rows > 0 { bounds.append(collection.chunks.count) }
    self.bounds = bounds
  }

  package var materializedRows: ChunkCollection? { collection }
  package var morselCount: Int { bounds.count - 1 }
  package var rowEstimate: Int { collection.count }

  package func makeLocalState() -> any SourceState { State(source: self) }

  private final class State: SourceState {
    private let source: CollectionSource

    init(source: CollectionSource) {
      self.source = source
    }

    func read(morsel: Int, emit: ChunkConsumer) throws(Diagnostic) -> Flow {
      let capacity = source.chunkCapacity
      for index in source.bounds[morsel]..<source.bounds[morsel + 1] {
        let chunk = source.collection.chunks[index]
        var offset = 0
        while offset < chunk.count {
          let count = min(capacity, chunk.count - offset)
          if try emit(chunk.slice(offset, count)) == .enough { return .enough }
          offset += count
        }
      }
      return .more
    }
  }
}
