import KhoiData
import KhoiText

/// Reads columns of a table: filters first, on the columns they need, then the rest for the rows
/// that passed.
///
/// Vectors are windows into the segments, narrow or in codes as they are stored. Segments that the
/// zone predicates rule out are not among the morsels.
package final class ScanSource: Source {
  /// A run of rows within one segment.
  struct Morsel: Sendable {
    let segment: Int
    let start: Int
    let count: Int
  }

  let table: Table
  /// For each output column its place in the table.
  let sourceIndices: [Int]
  let filter: FilterEvaluator?
  /// For each column of the filter's layout its place among the output columns.
  let filterColumns: [Int]
  /// What joins say of output columns.
  let keyFilters: [(place: Int, filter: KeyFilter)]
  let chunkCapacity: Int
  let morsels: [Morsel]
  package let rowEstimate: Int

  init(
    table: Table, sourceIndices: [Int], filter: FilterEvaluator?, filterColumns: [Int],
    keyFilters: [(place: Int, filter: KeyFilter)] = [],
    zonePredicates: [ZonePredicate], chunkCapacity: Int
  ) {
    self.table = table
    self.sourceIndices = sourceIndices
    self.filter = filter
    self.filterColumns = filterColumns
    self.keyFilters = keyFilters
    self.chunkCapacity = chunkCapacity
    var morsels: [Morsel] = []
    let size = chunkCapacity * Self.chunksPerMorsel
    var rows = 0
    for (index, segment) in table.segments.enumerated()
    where zonePredicates.allSatisfy({ $0.mayHold(in: segment) })
      && keyFilters.allSatisfy({ $0.filter.mayHold(in: segment.columns[sourceIndices[$0.place]]) })
    {
      rows += segment.rowCount
      var start = 0
      while start < segment.rowCount {
        let count = min(size, segment.rowCount - start)
        morsels.append(Morsel(segment: index, start: start, count: count))
        start += count
      }
    }
    self.morsels = morsels
    rowEstimate = rows
  }

  /// Enough that taking a morsel costs nothing, few enough that two cores share one segment.
  static let chunksPerMorsel = 16

  package var morselCount: Int { morsels.count }

  package func makeLocalState() -> any SourceState { ScanState(self) }
}

extension KeyFilter {
  /// Whether a row of a segment may have one of the keys.
  fileprivate func mayHold(in stored: StoredColumn) -> Bool {
    if stored.statistics.nullCount == stored.rowCount { return false }
    guard let least = stored.statistics.least?.integerBits,
      let greatest = stored.statistics.greatest?.integerBits, least <= greatest
    else { return true }
    return holds(anyIn: least...greatest)
  }
}

/// One worker's reading of a scan.
private final class ScanState: SourceState, @unchecked Sendable {
  // Safe because one worker owns it.
  private let source: ScanSource
  private let filter: FilterState?

  init(_ source: ScanSource) {
    self.source = source
    filter = source.filter?.makeState()
  }

  func read(morsel: Int, emit: ChunkConsumer) throws(Diagnostic) -> Flow {
    let morsel = source.morsels[morsel]
    let segment = source.table.segments[morsel.segment]
    let window = source.sourceIndices.map {
      segment.columns[$0].slice(morsel.start, morsel.count)
    }
    if filter != nil || !source.keyFilters.isEmpty {
      return try readFiltered(window, count: morsel.count, emit)
    }
    var start = 0
    while start < morsel.count {
      let count = min(source.chunkCapacity, morsel.count - start)
      let chunk = Chunk(window.map { $0.slice(start, count) }, count: count)
      if try emit(chunk) == .enough { return .enough }
      start += count
    }
    return .more
  }

  /// Rows that pass are gathered from the whole morsel, so that a selective filter gives few full
  /// chunks instead of many small ones.
  ///
  /// Several chunks are tested at once: a comparison takes less time than what surrounds it.
  private func readFiltered(
    _ window: [Vector], count: Int, _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow {
    let capacity = source.chunkCapacity
    let step = capacity * Self.chunksPerTest
    var pending = RowAccumulator(capacity: capacity + step)
    var start = 0
    while start < count {
      let length = min(step, count - start)
      let rows = try select(window, start, length)
      if let rows, rows.count * 4 < length * 3 {
        pending.append(rows, offset: start)
      } else {
        if pending.count > 0, try flush(&pending, window, emit) == .enough { return .enough }
        var chunk = Chunk(window.map { $0.slice(start, length) }, count: length)
        if let rows { chunk = chunk.gather(rows) }
        if try emitParts(of: chunk, emit) == .enough { return .enough }
      }
      if pending.count >= capacity, try flush(&pending, window, emit) == .enough { return .enough }
      start += length
    }
    if pending.count > 0 { return try flush(&pending, window, emit) }
    return .more
  }

  private static let chunksPerTest = 4

  private func emitParts(of chunk: Chunk, _ emit: ChunkConsumer) throws(Diagnostic) -> Flow {
    var start = 0
    while start < chunk.count {
      let count = min(source.chunkCapacity, chunk.count - start)
      if try emit(chunk.slice(start, count)) == .enough { return .enough }
      start += count
    }
    return .more
  }

  /// The rows of a part of the window that pass all filters; nil where all do.
  private func select(
    _ window: [Vector], _ start: Int, _ length: Int
  ) throws(Diagnostic) -> Buffer<UInt32>? {
    var rows: Buffer<UInt32>?
    if let filter {
      rows = try filter.select(
        Chunk(source.filterColumns.map { window[$0].slice(start, length) }, count: length))
    }
    for (place, filter) in source.keyFilters {
      if rows?.count == 0 { break }
      rows = filter.select(window[place].slice(start, length), among: rows)
    }
    return rows
  }

  private func flush(
    _ pending: inout RowAccumulator, _ window: [Vector], _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow {
    let rows = pending.take()
    var offset = 0
    while offset < rows.count {
      let part = rows.slice(offset, min(source.chunkCapacity, rows.count - offset))
      let chunk = Chunk(window.map { $0.gather(part) }, count: part.count)
      if try emit(chunk) == .enough { return .enough }
      offset += part.count
    }
    return .more
  }
}
