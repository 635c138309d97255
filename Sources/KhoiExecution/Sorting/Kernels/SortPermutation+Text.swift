import KhoiData
import KhoiText

extension SortPermutation {
  /// Runs of fewer rows are sorted by comparing whole texts.
  private static let shortCount = 12

  /// Sorts the run by text, seven bytes at a time: the runs of rows that share them go on behind.
  func sort(
    _ run: Range<Int>, _ views: Buffer<TextView>, isDescending: Bool, _ next: inout [Range<Int>]
  ) throws(Diagnostic) {
    var open = [(run: run, offset: 0)]
    while let (run, known) = open.popLast() {
      try sorter.interruption.check()
      if run.count < Self.shortCount {
        sortByComparing(run, views, isDescending: isDescending, &next)
        continue
      }
      let offset = try sharedCount(run, views, known)
      try sort(run) { row in
        let word = unsafe views.base[row].sortWord(from: offset)
        return isDescending ? ~word : word
      }
      var shared: [Range<Int>] = []
      try appendRuns(&shared, run)
      for range in shared {
        let code = unsafe entries.base[range.lowerBound].code
        if TextView.goesOn(behind: isDescending ? ~code : code) {
          open.append((range, offset + 7))
        } else {
          next.append(range)
        }
      }
    }
  }

  /// How many bytes all texts of the run share, from the first on.
  private func sharedCount(
    _ run: Range<Int>, _ views: Buffer<TextView>, _ known: Int
  ) throws(Diagnostic) -> Int {
    let base = unsafe entries.base + run.lowerBound
    let first = unsafe views.base[Int(base[0].row)]
    var shared = first.count
    try sorter.interruption.forEachBlock(of: run.count) { block in
      for index in block where shared > known {
        let view = unsafe views.base[Int(base[index].row)]
        shared = min(shared, first.sharedCount(with: view, known: known))
      }
    }
    return max(shared, known)
  }

  private func sortByComparing(
    _ run: Range<Int>, _ views: Buffer<TextView>, isDescending: Bool, _ next: inout [Range<Int>]
  ) {
    let entries = unsafe entries.base
    for index in run {
      let entry = unsafe entries[index]
      var place = index
      while place > run.lowerBound {
        let before = unsafe entries[place - 1]
        let order = unsafe TextView.compare(
          views.base[Int(before.row)], views.base[Int(entry.row)])
        if isDescending ? order >= 0 : order <= 0 { break }
        unsafe entries[place] = before
        place -= 1
      }
      unsafe entries[place] = entry
    }
    var start = run.lowerBound
    for place in run.dropFirst() {
      let (row, first) = unsafe (Int(entries[place].row), Int(entries[start].row))
      if unsafe views.base[row] == views.base[first] { continue }
      if place - start > 1 { next.append(start..<place) }
      start = place
    }
    if run.upperBound - start > 1 { next.append(start..<run.upperBound) }
  }
}
