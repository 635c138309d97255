import CByteScan
import KhoiData

/// The distinct texts that one worker met in one column: a text goes in, its code comes out.
///
/// Codes are numbers of first appearance, private to the worker; `TableAssembler` merges the
/// workers' texts into the dictionary of the column. Where texts hardly repeat, `isWorthwhile`
/// turns false and the column is stored as views.
@safe final class TextInterner: @unchecked Sendable {
  // Safe because one worker fills it and it is only read afterwards.
  let heap = TextHeap(firstBlockSize: 1 << 12)
  private(set) var entries: UnsafeMutablePointer<TextView>
  private(set) var count = 0
  private var entryCapacity = 4
  /// Upper half: upper half of the hash; lower half: code + 1, zero where the slot is free.
  private var slots: UnsafeMutablePointer<UInt64>
  private var slotCount = 8
  private var rowsSeen = 0
  private var countBefore = 0
  private(set) var isWorthwhile = true

  init() {
    unsafe entries = .allocate(capacity: entryCapacity)
    unsafe slots = .allocate(capacity: slotCount)
    unsafe slots.initialize(repeating: 0, count: slotCount)
  }

  deinit {
    unsafe entries.deallocate()
    unsafe slots.deallocate()
  }

  /// The view of up to 15 readable bytes at `bytes`, without a loop where the text is short.
  @inline(__always)
  static func view(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> TextView {
    if count > TextView.inlineCapacity { return unsafe TextView(bytes, count: count) }
    let raw = unsafe UnsafeRawPointer(bytes)
    let first = unsafe UInt64(UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self)))
    let rest = unsafe UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 4, as: UInt64.self))
    let firstHalf = UInt64(truncatingIfNeeded: 32 &- 4 &* min(count, 4))
    let restHalf = UInt64(truncatingIfNeeded: 32 &- 4 &* max(count &- 4, 0))
    var view = TextView()
    view.low =
      UInt64(truncatingIfNeeded: count)
      | (first & (UInt64.max &>> firstHalf) &>> firstHalf) &<< 32
    view.high = rest & (UInt64.max &>> restHalf) &>> restHalf
    return view
  }

  /// Writes the codes of the first `batchCount` texts of a batch, code 0 for rows without a text.
  func intern(_ batch: TextBatch, _ batchCount: Int, into codes: UnsafeMutablePointer<UInt32>) {
    let views = unsafe batch.views
    // What lies in the nearest cache needs no asking beforehand.
    if slotCount <= 1 << 10 {
      for index in 0..<batchCount {
        let view = unsafe views[index]
        unsafe codes[index] = TextBatch.isNoText(view) ? 0 : code(of: view, hash: view.hash)
      }
      return
    }
    let mask = slotCount &- 1
    let slots = unsafe slots
    let hashes = unsafe batch.hashes
    for index in 0..<batchCount {
      let hash = unsafe views[index].hash
      unsafe hashes[index] = hash
      unsafe khoi_prefetch(slots + Int(truncatingIfNeeded: hash) & mask)
    }
    if count > 1 << 14 {
      // The entries do not fit the caches nearest by either: ask for them before they are compared.
      for index in 0..<batchCount {
        let slot = unsafe slots[Int(truncatingIfNeeded: hashes[index]) & mask]
        unsafe khoi_prefetch(
          entries + Int(truncatingIfNeeded: (slot & 0xFFFF_FFFF) &- 1) & 0xFFFF_FFFF)
      }
    }
    for index in 0..<batchCount {
      let view = unsafe views[index]
      unsafe codes[index] = TextBatch.isNoText(view) ? 0 : code(of: view, hash: hashes[index])
    }
  }

  /// The code of a text, new if need be; long texts are copied into the heap when they are new.
  @inline(__always)
  func code(of view: TextView, hash: UInt64) -> UInt32 {
    let mask = slotCount &- 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = unsafe slots[place]
      if slot == 0 { return insert(view, hash: hash, place: place) }
      if slot &>> 32 == hash &>> 32 {
        let code = UInt32(truncatingIfNeeded: slot) &- 1
        if unsafe entries[Int(code)] == view { return code }
      }
      place = (place &+ 1) & mask
    }
  }

  @inline(never)
  private func insert(_ view: TextView, hash: UInt64, place: Int) -> UInt32 {
    if count == entryCapacity {
      let larger = UnsafeMutablePointer<TextView>.allocate(capacity: entryCapacity * 2)
      unsafe larger.update(from: entries, count: count)
      unsafe entries.deallocate()
      unsafe entries = unsafe larger
      entryCapacity *= 2
    }
    let code = UInt32(truncatingIfNeeded: count)
    unsafe entries[count] = heap.keep(view)
    count += 1
    unsafe slots[place] = (hash &>> 32) &<< 32 | UInt64(code &+ 1)
    if count * 2 > slotCount { grow() }
    return code
  }

  /// Gives back the memory that only looking up needs.
  func dropTable() {
    guard slotCount > 0 else { return }
    unsafe slots.deallocate()
    unsafe slots = .allocate(capacity: 1)
    slotCount = 0
  }

  /// Makes the table again where it was dropped.
  func restoreTable() {
    if slotCount == 0 { makeTable(8 << max(0, Int.bitWidth - (count / 4).leadingZeroBitCount)) }
  }

  private func grow() {
    // Small tables grow fast, large ones had better stay in the caches.
    makeTable(slotCount * (count < 4096 ? 4 : 2))
  }

  private func makeTable(_ newCount: Int) {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: newCount)
    unsafe larger.initialize(repeating: 0, count: newCount)
    let mask = newCount - 1
    for code in 0..<count {
      let hash = unsafe entries[code].hash
      var place = Int(truncatingIfNeeded: hash) & mask
      while unsafe larger[place] != 0 { place = (place &+ 1) & mask }
      unsafe larger[place] = (hash &>> 32) &<< 32 | UInt64(code + 1)
    }
    unsafe slots.deallocate()
    unsafe slots = unsafe larger
    slotCount = newCount
  }

  /// Notes how many texts were looked up since the last call, and gives up where nearly all of them
  /// are new.
  ///
  /// Among rows that repeat a set of texts at random, the share of new ones falls steadily; it
  /// stays near one only where texts do not repeat. Long texts are given up sooner, as looking them
  /// up means to read them.
  func noteRows(_ rows: Int) {
    let added = count - countBefore
    countBefore = count
    rowsSeen += rows
    guard count > 1 << 16, rows > 0 else { return }
    let isLong = heap.byteCount > count * 4
    let limit = isLong ? 0.75 : 0.97
    if Double(added) > Double(rows) * limit || (count > 1 << 21 && count * 2 > rowsSeen) {
      isWorthwhile = false
    }
  }

  /// A copy of the entries.
  var entryBuffer: Buffer<TextView> { unsafe Buffer(copying: entries, count: count) }
}

/// Texts looked up together, so that the waits for memory overlap: the scratch of one worker.
@safe final class TextBatch {
  static let size = 256
  let views: UnsafeMutablePointer<TextView>
  let hashes: UnsafeMutablePointer<UInt64>

  init() {
    unsafe views = .allocate(capacity: TextBatch.size)
    unsafe hashes = .allocate(capacity: TextBatch.size)
  }

  deinit {
    unsafe views.deallocate()
    unsafe hashes.deallocate()
  }

  /// Stands for a row without a text: no text of length zero has other bytes than zero.
  static var noText: TextView {
    var view = TextView()
    view.high = UInt64.max
    return view
  }

  @inline(__always)
  static func isNoText(_ view: TextView) -> Bool { view.low == 0 && view.high == UInt64.max }
}
