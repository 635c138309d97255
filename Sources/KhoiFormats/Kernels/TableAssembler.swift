import KhoiData
import KhoiText
import Synchronization

/// The columns of one range of a file and how many rows they have.
final class LoadedRange: @unchecked Sendable {
  // Safe because one worker changes it at a time: the one that reads the range, then the last one
  // that copies from it.
  var columns: [RangeColumn]
  let rowCount: Int
  /// Copies still to be made of parts of it.
  private let uses = Atomic(0)

  init(columns: [RangeColumn], rowCount: Int) {
    self.columns = columns
    self.rowCount = rowCount
  }

  func addUses(_ count: Int) { uses.add(count, ordering: .relaxed) }

  /// Notes that a copy was made; the last one lets go of the memory.
  func endUse() {
    if uses.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { columns = [] }
  }
}

/// Puts the ranges of all files together: one dictionary per text column, segments of full size.
struct TableAssembler: Sendable {
  let fields: [Field]
  let ranges: [LoadedRange]
  let threads: Int
  /// The row at which each range starts, and behind them the number of rows.
  private let firstRows: [Int]

  private let pool: SlabPool
  private let monitor: LoadMonitor

  init(
    fields: [Field], ranges: [LoadedRange], threads: Int, pool: SlabPool, monitor: LoadMonitor
  ) {
    self.pool = pool
    self.monitor = monitor
    self.fields = fields
    self.ranges = ranges.filter { $0.rowCount > 0 }
    var firstRows = [0]
    for range in self.ranges { firstRows.append((firstRows.last ?? 0) + range.rowCount) }
    self.firstRows = firstRows
    // What one range gave is put together before another thread has started.
    self.threads = self.ranges.count > 1 ? threads : 1
  }

  var rowCount: Int { firstRows.last ?? 0 }

  func assemble() throws(Diagnostic) -> Table {
    let dictionaries = ParallelResults<TextMerge?>(count: fields.count)
    ParallelLoop.run(count: fields.count, threads: threads) { column, _ in
      if fields[column].type == .varchar { dictionaries.set(column, mergedTexts(column)) }
      return !monitor.shouldStop
    }
    if monitor.shouldStop { throw Diagnostic.loadCancelled }
    let merges = (0..<fields.count).map { dictionaries.take($0) ?? nil }
    let segmentCount = (rowCount + Segment.capacity - 1) / Segment.capacity
    let columnCount = fields.count
    let stored = ParallelResults<StoredColumn>(count: segmentCount * columnCount)
    let slabs = (0..<max(1, threads)).map { _ in SlabAllocator(pool: pool) }
    for segment in 0..<segmentCount {
      for range in rangesOf(segment: segment) { ranges[range].addUses(columnCount) }
    }
    ParallelLoop.run(count: segmentCount * columnCount, threads: threads) { task, worker in
      let (segment, column) = (task / columnCount, task % columnCount)
      stored.set(
        task,
        SegmentColumn(
          type: fields[column].type, pieces: pieces(segment: segment, column: column),
          texts: merges[column], slabs: slabs[worker]
        ).stored)
      for range in rangesOf(segment: segment) { ranges[range].endUse() }
      return !monitor.shouldStop
    }
    if monitor.shouldStop { throw Diagnostic.loadCancelled }
    let segments = (0..<segmentCount).map { segment in
      let columns = (0..<columnCount).compactMap { stored.take(segment * columnCount + $0) }
      let rows = min(Segment.capacity, rowCount - segment * Segment.capacity)
      return Segment(columns: columns, rowCount: rows)
    }
    return Table(schema: Schema(fields), segments: segments)
  }

  /// The parts of ranges that make up one column of one segment.
  private func pieces(segment: Int, column: Int) -> [SegmentColumn.Piece] {
    let lower = segment * Segment.capacity
    let upper = min(rowCount, lower + Segment.capacity)
    return rangesOf(segment: segment).map { range in
      let from = max(lower, firstRows[range])
      let to = min(upper, firstRows[range + 1])
      return SegmentColumn.Piece(
        column: ranges[range].columns[column], from: from - firstRows[range], count: to - from,
        target: from - lower)
    }
  }

  /// The places of the ranges that have rows in a segment.
  private func rangesOf(segment: Int) -> Range<Int> {
    let lower = segment * Segment.capacity
    let upper = min(rowCount, lower + Segment.capacity)
    let first = firstRange(endingBehind: lower)
    var last = first
    while last < ranges.count && firstRows[last] < upper { last += 1 }
    return first..<last
  }

  private func firstRange(endingBehind row: Int) -> Int {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if firstRows[middle + 1] > row { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The dictionary of a text column, or only its heaps where views are smaller.
  private func mergedTexts(_ column: Int) -> TextMerge {
    var heaps: [TextHeap] = []
    var interners: [TextInterner] = []
    var hasViews = false
    for range in ranges {
      let part = range.columns[column]
      heaps = TextValues.union(heaps, part.heaps)
      if case .views = part.values { hasViews = true }
      if let interner = part.interner, !interners.contains(where: { $0 === interner }) {
        interners.append(interner)
      }
    }
    if hasViews {
      return TextMerge(heaps: heaps, interners: interners, dictionary: nil, remaps: [])
    }
    return TextMerge(
      merging: interners, heaps: heaps, rowCount: rowCount, shouldStop: { monitor.shouldStop })
  }
}

/// The texts of a column over all workers: the dictionary, and from each worker's codes to its.
struct TextMerge: Sendable {
  let heaps: [TextHeap]
  let interners: [TextInterner]
  /// Nil where the column is stored as views.
  let dictionary: TextDictionary?
  let remaps: [Buffer<UInt32>]

  init(
    heaps: [TextHeap], interners: [TextInterner], dictionary: TextDictionary?,
    remaps: [Buffer<UInt32>]
  ) {
    self.heaps = heaps
    self.interners = interners
    self.dictionary = dictionary
    self.remaps = remaps
  }

  /// Of no use where `shouldStop` was true, which is asked now and then.
  init(
    merging interners: [TextInterner], heaps: [TextHeap], rowCount: Int, shouldStop: () -> Bool
  ) {
    // The first worker's codes stay as they are; the others' are looked up among them.
    let merged = interners.first ?? TextInterner()
    merged.restoreTable()
    var remaps: [Buffer<UInt32>] = []
    for (place, interner) in interners.enumerated() {
      unsafe remaps.append(
        Buffer(count: interner.count) { out in
          for code in 0..<interner.count {
            if code & 0xFFFF == 0 && shouldStop() {
              unsafe (out + code).initialize(repeating: 0, count: interner.count - code)
              return
            }
            let view = unsafe interner.entries[code]
            unsafe out[code] =
              place == 0
              ? UInt32(truncatingIfNeeded: code) : merged.code(of: view, hash: view.hash)
          }
        })
    }
    var heaps = heaps
    if !heaps.contains(where: { $0 === merged.heap }) { heaps.append(merged.heap) }
    self.heaps = heaps
    self.interners = interners
    self.remaps = remaps
    dictionary =
      merged.count > 1 << 16 && merged.count * 2 > rowCount
      ? nil : TextDictionary(entries: merged.entryBuffer, heaps: heaps, hasUniqueEntries: true)
  }

  /// From the codes of a part to those of the dictionary.
  func remap(of column: RangeColumn) -> Buffer<UInt32>? {
    guard let place = interners.firstIndex(where: { $0 === column.interner }) else { return nil }
    return place < remaps.count ? remaps[place] : nil
  }

}

/// A place for the result of each turn of a parallel loop.
@safe final class ParallelResults<Result: Sendable>: @unchecked Sendable {
  // Safe because each turn writes its own slot and nobody reads before the loop has ended.
  private let slots: UnsafeMutablePointer<Result?>
  private let count: Int

  init(count: Int) {
    self.count = count
    unsafe slots = .allocate(capacity: max(count, 1))
    unsafe slots.initialize(repeating: nil, count: count)
  }

  deinit {
    unsafe slots.deinitialize(count: count)
    unsafe slots.deallocate()
  }

  func set(_ index: Int, _ result: Result) {
    precondition(index >= 0 && index < count, "result out of range")
    unsafe slots[index] = result
  }

  /// The result of a turn, which is no longer kept here; nil if the turn did not run.
  func take(_ index: Int) -> Result? {
    precondition(index >= 0 && index < count, "result out of range")
    defer { unsafe slots[index] = nil }
    return unsafe slots[index]
  }
}
