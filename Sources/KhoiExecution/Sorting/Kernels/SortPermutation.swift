import KhoiData
import KhoiText

/// Sorts row numbers by levels of codes, stably.
///
/// The first level sorts all rows; each further level sorts the runs of rows that are still equal.
/// Long runs take a radix sort (least significant digit first, skipping digits that all rows
/// share), short ones an insertion sort.
struct SortPermutation {
  private struct Entry {
    var code: UInt64
    var row: UInt32
  }

  private let levels: [SortLevel]
  private let isCancelled: () -> Bool
  private var entries: [Entry] = []
  private var scratch: [Entry] = []

  /// The row numbers `0..<count` in the order of the levels; rows that are equal on all of them
  /// keep their order.
  static func sort(
    _ levels: [SortLevel], count: Int, isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) -> Buffer<UInt32> {
    var rows = [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
      for row in 0..<count { buffer[row] = UInt32(row) }
      filled = count
    }
    var sorter = SortPermutation(levels: SortLevel.pack(levels), isCancelled: isCancelled)
    try sorter.sort(&rows)
    return Buffer(rows)
  }

  private init(levels: [SortLevel], isCancelled: @escaping () -> Bool) {
    self.levels = levels
    self.isCancelled = isCancelled
  }

  private mutating func sort(_ rows: inout [UInt32]) throws(Diagnostic) {
    // Runs that are equal on all levels before `level`, still to be sorted by it.
    var runs = [0..<rows.count]
    for level in levels {
      var next: [Range<Int>] = []
      for run in runs where run.count > 1 {
        try checkCancelled()
        switch level {
        case .codes(let codes):
          sort(&rows, run, bits: codes.bits) { codes.codes.base[$0] }
          appendRuns(&next, run)
        case .text(let texts, let isDescending):
          sort(&rows, run, texts.views, isDescending: isDescending, &next)
        }
      }
      runs = next
      if runs.isEmpty { break }
    }
  }

  private func checkCancelled() throws(Diagnostic) {
    if isCancelled() { throw .cancelled }
  }

  /// Sorts the run by codes; `entries` then holds the run's sorted entries.
  private mutating func sort(
    _ rows: inout [UInt32], _ run: Range<Int>, bits: Int, code: (Int) -> UInt64
  ) {
    entries.removeAll(keepingCapacity: true)
    entries.reserveCapacity(run.count)
    for place in run {
      let row = rows[place]
      entries.append(Entry(code: code(Int(row)), row: row))
    }
    sortEntries(bits: bits)
    for (offset, entry) in entries.enumerated() { rows[run.lowerBound + offset] = entry.row }
  }

  /// Adds the runs of equal codes among the sorted entries.
  private func appendRuns(_ runs: inout [Range<Int>], _ run: Range<Int>) {
    var start = 0
    for place in 1..<max(entries.count, 1) where entries[place].code != entries[start].code {
      if place - start > 1 { runs.append(run.lowerBound + start..<run.lowerBound + place) }
      start = place
    }
    if entries.count - start > 1 {
      runs.append(run.lowerBound + start..<run.lowerBound + entries.count)
    }
  }

  private mutating func sortEntries(bits: Int) {
    let count = entries.count
    if count < 64 {
      insertionSort()
      return
    }
    scratch = entries
    var shift: UInt64 = 0
    while shift < UInt64(bits) {
      var counts = [Int](repeating: 0, count: 256)
      entries.withUnsafeBufferPointer { source in
        for entry in source { counts[Int(entry.code >> shift & 0xFF)] += 1 }
      }
      // A digit that all rows share orders nothing.
      if !counts.contains(count) {
        var offset = 0
        for digit in 0..<256 {
          let digitCount = counts[digit]
          counts[digit] = offset
          offset += digitCount
        }
        entries.withUnsafeBufferPointer { source in
          scratch.withUnsafeMutableBufferPointer { target in
            for entry in source {
              let digit = Int(entry.code >> shift & 0xFF)
              target[counts[digit]] = entry
              counts[digit] += 1
            }
          }
        }
        swap(&entries, &scratch)
      }
      shift += 8
    }
  }

  private mutating func insertionSort() {
    entries.withUnsafeMutableBufferPointer { buffer in
      for index in 1..<max(buffer.count, 1) {
        let entry = buffer[index]
        var place = index
        while place > 0, buffer[place - 1].code > entry.code {
          buffer[place] = buffer[place - 1]
          place -= 1
        }
        buffer[place] = entry
      }
    }
  }

  /// Sorts the run by text: first by the first eight bytes, then the runs that share them whole.
  private mutating func sort(
    _ rows: inout [UInt32], _ run: Range<Int>, _ views: Buffer<TextView>, isDescending: Bool,
    _ next: inout [Range<Int>]
  ) {
    sort(&rows, run, bits: 64) { row in
      let prefix = views.base[row].sortPrefix
      return isDescending ? ~prefix : prefix
    }
    var shared: [Range<Int>] = []
    appendRuns(&shared, run)
    for range in shared {
      let sorted = rows[range].sorted { left, right in
        let order = TextView.compare(views.base[Int(left)], views.base[Int(right)])
        // `sorted` is not stable by contract: the row number decides ties.
        if order == 0 { return left < right }
        return isDescending ? order > 0 : order < 0
      }
      rows.replaceSubrange(range, with: sorted)
      var start = range.lowerBound
      for place in range.dropFirst()
      where !(views.base[Int(rows[place])] == views.base[Int(rows[start])]) {
        if place - start > 1 { next.append(start..<place) }
        start = place
      }
      if range.upperBound - start > 1 { next.append(start..<range.upperBound) }
    }
  }
}

extension TextView {
  /// The first eight bytes as a number that orders as they do; shorter texts are filled with zeros.
  fileprivate var sortPrefix: UInt64 {
    let first = UInt64(UInt32(truncatingIfNeeded: low >> 32).byteSwapped) << 32
    if isInline {
      return first | UInt64(UInt32(truncatingIfNeeded: high).byteSwapped)
    }
    return withBytes { bytes in
      var rest: UInt64 = 0
      for index in 4..<8 { rest = rest << 8 | UInt64(bytes[index]) }
      return first | rest
    }
  }
}
