import KhoiData
import KhoiFunctions
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
  /// What a top-N above says of an output column.
  let top: (place: Int, bound: TopBound)?
  /// The output columns that someone reads; in the places of others stand NULLs.
  let readPlaces: [Int]
  let chunkCapacity: Int
  let morsels: [Morsel]
  package let order: [Int]?
  package let rowEstimate: Int

  init(
    table: Table, sourceIndices: [Int], filter: FilterEvaluator?, filterColumns: [Int],
    keyFilters: [(place: Int, filter: KeyFilter)] = [], top: (place: Int, bound: TopBound)? = nil,
    zonePredicates: [ZonePredicate], chunkCapacity: Int
  ) {
    self.table = table
    self.sourceIndices = sourceIndices
    self.filter = filter
    self.filterColumns = filterColumns
    self.keyFilters = keyFilters
    self.top = top
    readPlaces = Array(sourceIndices.indices)
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
    order = top.map { place, bound in
      // The best values first: what comes later may then be skipped as a whole.
      let best = table.segments.map { bound.bestKey(of: $0.columns[sourceIndices[place]]) }
      return morsels.indices.sorted {
        (best[morsels[$0].segment], $0) < (best[morsels[$1].segment], $1)
      }
    }
    rowEstimate = rows
  }

  /// The same without the columns that only filters read.
  init(_ source: ScanSource, reading places: Set<Int>) {
    table = source.table
    sourceIndices = source.sourceIndices
    filter = source.filter
    filterColumns = source.filterColumns
    keyFilters = source.keyFilters
    top = source.top
    readPlaces = places.sorted()
    chunkCapacity = source.chunkCapacity
    morsels = source.morsels
    order = source.order
    rowEstimate = source.rowEstimate
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
  private let bits = RowBits()
  private let absent = Vector(nulls: .null, count: 0)
  /// How many rows are tested at once.
  private let step: Int

  init(_ source: ScanSource) {
    self.source = source
    filter = source.filter?.makeState()
    let chunks = filter?.isPlain ?? true ? ScanSource.chunksPerMorsel : Self.chunksPerTest
    step = source.chunkCapacity * chunks
  }

  /// Where conditions leave vectors behind, these should stay in the processor's caches.
  private static let chunksPerTest = 4

  func read(morsel: Int, emit: ChunkConsumer) throws(Diagnostic) -> Flow {
    let morsel = source.morsels[morsel]
    if let (place, bound) = source.top, !bound.mayHold(in: column(place, morsel)) { return .more }
    if filter != nil || !source.keyFilters.isEmpty || source.top != nil {
      return try readFiltered(morsel, emit)
    }
    return try self.emit(window(morsel), 0, morsel.count, emit)
  }

  private func column(_ place: Int, _ morsel: ScanSource.Morsel) -> StoredColumn {
    source.table.segments[morsel.segment].columns[source.sourceIndices[place]]
  }

  /// The columns that are read, in the rows of a morsel.
  private func window(_ morsel: ScanSource.Morsel) -> [Vector] {
    source.readPlaces.map { column($0, morsel).slice(morsel.start, morsel.count) }
  }

  /// Rows that pass are gathered from the whole morsel, so that a selective filter gives few full
  /// chunks instead of many small ones.
  ///
  /// Several chunks are tested at once: a comparison takes less time than what surrounds it.
  private func readFiltered(
    _ morsel: ScanSource.Morsel, _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow {
    if step >= morsel.count {
      guard let rows = try select(morsel, 0, morsel.count) else {
        return try self.emit(window(morsel), 0, morsel.count, emit)
      }
      return rows.count == 0 ? .more : try gather(rows, window(morsel), emit)
    }
    var pending = RowAccumulator(capacity: source.chunkCapacity + step)
    var columns: [Vector]?
    var start = 0
    while start < morsel.count {
      let length = min(step, morsel.count - start)
      let rows = try select(morsel, start, length)
      if rows?.count != 0 && columns == nil { columns = window(morsel) }
      if let rows { pending.append(rows, offset: start) }
      if let columns, rows == nil || pending.count >= source.chunkCapacity {
        if pending.count > 0, try gather(pending.take(), columns, emit) == .enough {
          return .enough
        }
        if rows == nil, try self.emit(columns, start, length, emit) == .enough { return .enough }
      }
      start += length
    }
    guard pending.count > 0, let columns else { return .more }
    return try gather(pending.take(), columns, emit)
  }

  /// Hands on all rows of a part of the window.
  private func emit(
    _ window: [Vector], _ first: Int, _ length: Int, _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow {
    // Without columns there is nothing that a chunk must fit in.
    let capacity = window.isEmpty ? length : source.chunkCapacity
    var start = first
    while start < first + length {
      let count = min(capacity, first + length - start)
      let chunk = chunk(window.map { $0.slice(start, count) }, count: count)
      if try emit(chunk) == .enough { return .enough }
      start += count
    }
    return .more
  }

  /// A chunk of all columns from those that are read.
  private func chunk(_ vectors: [Vector], count: Int) -> Chunk {
    if vectors.count == source.sourceIndices.count { return Chunk(vectors, count: count) }
    var all = Array(repeating: absent.slice(0, count), count: source.sourceIndices.count)
    for (index, place) in source.readPlaces.enumerated() { all[place] = vectors[index] }
    return Chunk(all, count: count)
  }

  /// The rows of a part of a morsel that pass all filters; nil where all do.
  private func select(
    _ morsel: ScanSource.Morsel, _ start: Int, _ length: Int
  ) throws(Diagnostic) -> Buffer<UInt32>? {
    func part(_ place: Int) -> Vector {
      column(place, morsel).slice(morsel.start + start, length)
    }
    var rows: Buffer<UInt32>?
    if let filter {
      rows = try filter.select(Chunk(source.filterColumns.map(part), count: length))
    }
    for (place, filter) in source.keyFilters {
      if rows?.count == 0 { break }
      rows = filter.select(part(place), among: rows)
    }
    guard let (place, bound) = source.top, let test = bound.test, rows?.count != 0 else {
      return rows
    }
    let key = part(place)
    if let known = rows { return test.select(key, among: known) ?? known }
    bits.begin(count: length)
    return bits.keep(test, in: key) ? bits.rows : nil
  }

  private func gather(
    _ rows: Buffer<UInt32>, _ window: [Vector], _ emit: ChunkConsumer
  ) throws(Diagnostic) -> Flow {
    let capacity = window.isEmpty ? rows.count : source.chunkCapacity
    var offset = 0
    while offset < rows.count {
      let part = rows.slice(offset, min(capacity, rows.count - offset))
      let chunk = chunk(window.map { $0.gather(part) }, count: part.count)
      if try emit(chunk) == .enough { return .enough }
      offset += part.count
    }
    return .more
  }
}
