import KhoiData
import KhoiText

/// Sorts row numbers by levels of codes, stably.
///
/// The first level sorts all rows; each further level sorts the runs of rows that are still equal.
@safe struct SortPermutation {
  let entries: SortEntries
  private let scratch: SortEntries
  let sorter: EntrySort

  /// The row numbers `0..<count` in the order of the levels; rows that are equal on all of them
  /// keep their order.
  static func sort(
    _ levels: [SortLevel], count: Int, isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) -> Buffer<UInt32> {
    if levels.isEmpty {
      return unsafe Buffer(count: count) { out in
        for row in 0..<count { unsafe out[row] = UInt32(truncatingIfNeeded: row) }
      }
    }
    let interruption = Interruption(isCancelled: isCancelled)
    let sort = SortPermutation(
      entries: SortEntries(count: count), scratch: SortEntries(count: count),
      sorter: EntrySort(interruption: interruption))
    try sort.run(SortLevel.pack(levels), count)
    let entries = unsafe sort.entries.base
    return unsafe Buffer(count: count) { out in
      for place in 0..<count { unsafe out[place] = unsafe entries[place].row }
    }
  }

  private func run(_ levels: [SortLevel], _ count: Int) throws(Diagnostic) {
    let entries = unsafe entries.base
    try sorter.interruption.forEachBlock(of: count) { block in
      for row in block { unsafe entries[row].row = UInt32(truncatingIfNeeded: row) }
    }
    // Runs that are equal on all levels before `level`, still to be sorted by it.
    var runs = [0..<count]
    for (index, level) in levels.enumerated() {
      let isLast = index == levels.count - 1
      var next: [Range<Int>] = []
      for run in runs where run.count > 1 {
        try sorter.interruption.check()
        switch level {
        case .codes(let codes):
          try sort(run) { unsafe codes.codes.base[$0] }
          if !isLast { try appendRuns(&next, run) }
        case .text(let texts, let isDescending):
          try sort(run, texts.views, isDescending: isDescending, &next)
        }
      }
      runs = next
      if runs.isEmpty { break }
    }
  }

  /// Sorts the entries of the run by codes of their rows.
  @inline(__always)
  func sort(_ run: Range<Int>, code: (Int) -> UInt64) throws(Diagnostic) {
    let base = unsafe entries.base + run.lowerBound
    try sorter.interruption.forEachBlock(of: run.count) { block in
      for index in block { unsafe base[index].code = code(Int(base[index].row)) }
    }
    unsafe try sorter.sort(base, scratch: scratch.base + run.lowerBound, count: run.count)
  }

  /// Adds the runs of equal codes among the sorted entries of a run.
  func appendRuns(
    _ runs: inout [Range<Int>], _ run: Range<Int>
  ) throws(Diagnostic) {
    let entries = unsafe entries.base
    var start = run.lowerBound
    try sorter.interruption.forEachBlock(of: run.count) { block in
      for index in block {
        let place = run.lowerBound &+ index
        if unsafe entries[place].code == entries[start].code { continue }
        if place &- start > 1 { runs.append(start..<place) }
        start = place
      }
    }
    if run.upperBound - start > 1 { runs.append(start..<run.upperBound) }
  }
}
