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
  private let interruption: Interruption
  private var entries: [Entry] = []
  private var scratch: [Entry] = []

  /// The row numbers `0..<count` in the order of the levels; rows that are equal on all of them
  /// keep their order.
  static func sort(
    _ levels: [SortLevel], count: Int, isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) -> Buffer<UInt32> {
    var rows = unsafe [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
      for row in 0..<count { unsafe buffer[row] = UInt32(row) }
      filled = count
    }
    var sorter = SortPermutation(
      levels: SortLevel.pack(levels), interruption: Interruption(isCancelled: isCancelled))
    try sorter.sort(&rows)
    return Buffer(rows)
  }

  private init(levels: [SortLevel], interruption: Interruption) {
    self.levels = levels
    self.interruption = interruption
  }

  private mutating func sort(_ rows: inout [UInt32]) throws(Diagnostic) {
    // Runs that are equal on all levels before `level`, still to be sorted by it.
    var runs = [0..<rows.count]
    for level in levels {
      var next: [Range<Int>] = []
      for run in runs where run.count > 1 {
        try interruption.check()
        switch level {
        case .codes(let codes):
          try sort(&rows, run, bits: codes.bits) { unsafe codes.codes.base[$0] }
          try appendRuns(&next, run)
        case .text(let texts, let isDescending):
          try sort(&rows, run, texts.views, isDescending: isDescending, &next)
        }
      }
      runs = next
      if runs.isEmpty { break }
    }
  }

  /// Sorts the run by codes; `entries` then holds the run's sorted entries.
  private mutating func sort(
    _ rows: inout [UInt32], _ run: Range<Int>, bits: Int, code: (Int) -> UInt64
  ) throws(Diagnostic) {
    if entries.count != run.count { entries = Self.makeEntries(run.count) }
    try interruption.forEachBlock(of: run.count) { block in
      for offset in block {
        let row = rows[run.lowerBound + offset]
        entries[offset] = Entry(code: code(Int(row)), row: row)
      }
    }
    try sortEntries(bits: bits)
    try interruption.forEachBlock(of: run.count) { block in
      for offset in block { rows[run.lowerBound + offset] = entries[offset].row }
    }
  }

  /// Entries that are written before they are read; so many rows that touching them twice would
  /// be felt.
  private static func makeEntries(_ count: Int) -> [Entry] {
    unsafe [Entry](unsafeUninitializedCapacity: count) { _, filled in filled = count }
  }

  /// Adds the runs of equal codes among the sorted entries.
  private func appendRuns(
    _ runs: inout [Range<Int>], _ run: Range<Int>
  ) throws(Diagnostic) {
    var start = 0
    try interruption.forEachBlock(of: entries.count) { block in
      for place in block where entries[place].code != entries[start].code {
        if place - start > 1 { runs.append(run.lowerBound + start..<run.lowerBound + place) }
        start = place
      }
    }
    if entries.count - start > 1 {
      runs.append(run.lowerBound + start..<run.lowerBound + entries.count)
    }
  }

  private mutating func sortEntries(bits: Int) throws(Diagnostic) {
    if entries.count < 64 {
      insertionSort()
      return
    }
    if scratch.count != entries.count { scratch = Self.makeEntries(entries.count) }
    for shift in stride(from: 0, to: bits, by: 8) { try sortEntries(byDigitAt: UInt64(shift)) }
  }

  /// One pass of the radix sort: by the eight bits from `shift`.
  private mutating func sortEntries(byDigitAt shift: UInt64) throws(Diagnostic) {
    let count = entries.count
    var places = [Int](repeating: 0, count: 256)
    try interruption.forEachBlock(of: count) { block in
      unsafe entries.withUnsafeBufferPointer { source in
        for index in block { unsafe places[Int(source[index].code >> shift & 0xFF)] += 1 }
      }
    }
    // A digit that all rows share orders nothing.
    if places.contains(count) { return }
    var offset = 0
    for digit in 0..<256 {
      let digitCount = places[digit]
      places[digit] = offset
      offset += digitCount
    }
    try interruption.forEachBlock(of: count) { block in
      unsafe entries.withUnsafeBufferPointer { source in
        unsafe scratch.withUnsafeMutableBufferPointer { target in
          for index in block {
            let entry = unsafe source[index]
            let digit = Int(entry.code >> shift & 0xFF)
            unsafe target[places[digit]] = entry
            places[digit] += 1
          }
        }
      }
    }
    swap(&entries, &scratch)
  }

  private mutating func insertionSort() {
    unsafe entries.withUnsafeMutableBufferPointer { buffer in
      for index in 1..<max(buffer.count, 1) {
        let entry = unsafe buffer[index]
        var place = index
        while place > 0, unsafe buffer[place - 1].code > entry.code {
          unsafe buffer[place] = unsafe buffer[place - 1]
          place -= 1
        }
        unsafe buffer[place] = entry
      }
    }
  }

  /// Sorts the run by text: first by the first eight bytes, then the runs that share them whole.
  private mutating func sort(
    _ rows: inout [UInt32], _ run: Range<Int>, _ views: Buffer<TextView>, isDescending: Bool,
    _ next: inout [Range<Int>]
  ) throws(Diagnostic) {
    try sort(&rows, run, bits: 64) { row in
      let prefix = unsafe views.base[row].sortPrefix
      return isDescending ? ~prefix : prefix
    }
    var shared: [Range<Int>] = []
    try appendRuns(&shared, run)
    for range in shared {
      let sorted = rows[range].sorted { left, right in
        let order = unsafe TextView.compare(views.base[Int(left)], views.base[Int(right)])
        // `sorted` is not stable by contract: the row number decides ties.
        if order == 0 { return left < right }
        return isDescending ? order > 0 : order < 0
      }
      rows.replaceSubrange(range, with: sorted)
      var start = range.lowerBound
      for place in range.dropFirst()
      where unsafe !(views.base[Int(rows[place])] == views.base[Int(rows[start])]) {
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
    return unsafe withBytes { bytes in
      var rest: UInt64 = 0
      for index in 4..<8 { rest = unsafe rest << 8 | UInt64(bytes[index]) }
      return first | rest
    }
  }
}
