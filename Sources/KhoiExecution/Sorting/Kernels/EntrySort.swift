import KhoiData
import KhoiText

/// A row and the code that it is sorted by.
struct SortEntry: BitwiseCopyable {
  var code: UInt64
  var row: UInt32
}

/// Entries that are written before they are read.
@safe final class SortEntries {
  let base: UnsafeMutablePointer<SortEntry>
  let count: Int

  init(count: Int) {
    self.count = count
    unsafe base = .block(max(count, 1))
  }

  deinit { unsafe base.freeBlock(max(count, 1)) }
}

/// Sorts entries by their codes, stably.
///
/// A radix sort from the most significant digit: the codes between the least and the greatest are
/// cut into up to 2048 stretches, those of one stretch are brought together and sorted in the same
/// way. After one or two passes a stretch lies in the caches and is short enough for an insertion
/// sort; passes over all rows from the least significant digit on would be eight for a double.
/// Measured by the probes "sort by …".
@safe struct EntrySort {
  /// So many entries are sorted by insertion.
  private static let shortCount = 20
  private static let digitBits = 11

  let interruption: Interruption

  /// Sorts `count` entries in place; `scratch` has room for as many.
  func sort(
    _ entries: UnsafeMutablePointer<SortEntry>, scratch: UnsafeMutablePointer<SortEntry>,
    count: Int
  ) throws(Diagnostic) {
    if count <= Self.shortCount {
      unsafe Self.insertionSort(entries, count, into: entries)
      return
    }
    if unsafe try isSorted(entries, count) { return }
    // Each level takes at least four bits, so there are no more than sixteen.
    let counters = GrowableBuffer<UInt32>(capacity: 16 << Self.digits(count))
    unsafe try sort(entries, scratch, count, intoOther: false, counters.base)
  }

  /// Bits of a digit, so that a stretch has a few entries even where their codes crowd.
  private static func digits(_ count: Int) -> Int {
    max(4, min(digitBits, Int.bitWidth - count.leadingZeroBitCount - 1))
  }

  private func sort(
    _ data: UnsafeMutablePointer<SortEntry>, _ other: UnsafeMutablePointer<SortEntry>,
    _ count: Int, intoOther: Bool, _ counters: UnsafeMutablePointer<UInt32>
  ) throws(Diagnostic) {
    if count <= Self.shortCount {
      unsafe Self.insertionSort(data, count, into: intoOther ? other : data)
      return
    }
    let codes = unsafe try extent(data, count)
    if codes.least == codes.greatest {
      if intoOther { unsafe other.update(from: data, count: count) }
      return
    }
    let bits = UInt64.bitWidth - (codes.greatest &- codes.least).leadingZeroBitCount
    let digit = min(bits, Self.digits(count))
    let shift = UInt64(bits - digit)
    let bucketCount = 1 << digit
    unsafe try distribute(
      data, other, count, least: codes.least, shift: shift, counters, bucketCount)
    var start = 0
    for bucket in 0..<bucketCount {
      let end = unsafe Int(counters[bucket])
      let size = end &- start
      if size == 1 || (size > 0 && shift == 0) {
        if !intoOther { unsafe (data + start).update(from: other + start, count: size) }
      } else if size > 1 {
        unsafe try sort(
          other + start, data + start, size, intoOther: !intoOther, counters + bucketCount)
      }
      start = end
    }
  }

  /// Whether the entries are in order already.
  private func isSorted(
    _ data: UnsafeMutablePointer<SortEntry>, _ count: Int
  ) throws(Diagnostic) -> Bool {
    var descents = 0
    var last = unsafe data[0].code
    try interruption.forEachBlock(of: count) { block in
      if descents > 0 { return }
      for index in block {
        let code = unsafe data[index].code
        descents &+= code < last ? 1 : 0
        last = code
      }
    }
    return descents == 0
  }

  /// The least and the greatest code.
  private func extent(
    _ data: UnsafeMutablePointer<SortEntry>, _ count: Int
  ) throws(Diagnostic) -> (least: UInt64, greatest: UInt64) {
    var least = unsafe data[0].code
    var greatest = least
    try interruption.forEachBlock(of: count) { block in
      for index in block {
        let code = unsafe data[index].code
        least = min(least, code)
        greatest = max(greatest, code)
      }
    }
    return (least, greatest)
  }

  /// Brings the entries of each digit together in `other`; `counters` then says where each ends.
  private func distribute(
    _ data: UnsafeMutablePointer<SortEntry>, _ other: UnsafeMutablePointer<SortEntry>,
    _ count: Int, least: UInt64, shift: UInt64, _ counters: UnsafeMutablePointer<UInt32>,
    _ bucketCount: Int
  ) throws(Diagnostic) {
    unsafe counters.initialize(repeating: 0, count: bucketCount)
    try interruption.forEachBlock(of: count) { block in
      for index in block {
        unsafe counters[Int((data[index].code &- least) &>> shift)] &+= 1
      }
    }
    var total: UInt32 = 0
    for bucket in 0..<bucketCount {
      let size = unsafe counters[bucket]
      unsafe counters[bucket] = total
      total &+= size
    }
    try interruption.forEachBlock(of: count) { block in
      for index in block {
        let entry = unsafe data[index]
        let bucket = Int((entry.code &- least) &>> shift)
        let place = unsafe counters[bucket]
        unsafe other[Int(place)] = entry
        unsafe counters[bucket] = place &+ 1
      }
    }
  }

  private static func insertionSort(
    _ data: UnsafeMutablePointer<SortEntry>, _ count: Int,
    into target: UnsafeMutablePointer<SortEntry>
  ) {
    for index in 0..<count {
      let entry = unsafe data[index]
      var place = index
      while place > 0, unsafe target[place &- 1].code > entry.code {
        unsafe target[place] = unsafe target[place &- 1]
        place &-= 1
      }
      unsafe target[place] = entry
    }
  }
}
