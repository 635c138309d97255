import Synchronization

/// The distinct texts of one column of a table; its vectors hold codes into it.
///
/// What is expensive per text (a function, a comparison, a rank in an order) is done once per entry
/// and looked up by code. A dictionary never changes once vectors point to it. Where
/// `hasUniqueEntries` holds, equal codes and equal texts are the same thing; a dictionary made by
/// applying a function to each entry of another need not have it.
package final class TextDictionary: @unchecked Sendable {
  // Safe because entries never change after init and the lazily made parts are under the lock.
  package let entries: Buffer<TextView>
  package let heaps: [TextHeap]
  package let hasUniqueEntries: Bool
  private let lazyParts = Mutex<LazyParts>(LazyParts())

  private struct LazyParts {
    var codes: TextCodeTable?
    var ranks: Buffer<UInt32>?
  }

  package init(entries: Buffer<TextView>, heaps: [TextHeap], hasUniqueEntries: Bool) {
    self.entries = entries
    self.heaps = heaps
    self.hasUniqueEntries = hasUniqueEntries
  }

  package var count: Int { entries.count }

  /// Bytes of the entries and of the heaps behind them.
  package var byteCount: Int {
    entries.count * MemoryLayout<TextView>.stride + heaps.reduce(0) { $0 + $1.byteCount }
  }

  /// The code of a text, or nil where no entry equals it.
  ///
  /// Needs unique entries.
  package func code(of text: TextView) -> UInt32? {
    precondition(hasUniqueEntries, "a code is unique only among unique entries")
    return lazyParts.withLock { parts in
      if parts.codes == nil {
        var table = TextCodeTable()
        for index in 0..<entries.count { _ = table.insert(entries[index]) }
        parts.codes = table
      }
      return parts.codes?.find(text)
    }
  }

  /// For each code its place in the order of the texts by bytes; equal texts share a place.
  package var ranks: Buffer<UInt32> {
    lazyParts.withLock { parts in
      if let ranks = parts.ranks { return ranks }
      let order = (0..<entries.count).sorted { TextView.compare(entries[$0], entries[$1]) < 0 }
      let ranks = unsafe Buffer<UInt32>(count: entries.count) { out in
        var rank: UInt32 = 0
        for (place, code) in order.enumerated() {
          if place > 0, !(entries[order[place - 1]] == entries[code]) { rank = UInt32(place) }
          unsafe out[code] = rank
        }
      }
      parts.ranks = ranks
      return ranks
    }
  }
}

/// A growing set of texts, each with the number of its first appearance: open addressing with
/// linear probing over codes, the hash kept beside to avoid touching texts.
package struct TextCodeTable: @unchecked Sendable {
  // Safe because it is a value: its arrays are copied on write.
  package private(set) var entries: [TextView] = []
  private var slots: [UInt64] = Array(repeating: 0, count: 64)  // hash (high 32) | code + 1

  package init() {}

  package var count: Int { entries.count }

  /// The code of the text if it is there.
  package func find(_ text: TextView) -> UInt32? {
    let hash = text.hash
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[place]
      if slot == 0 { return nil }
      if slot >> 32 == hash >> 32 {
        let code = UInt32(truncatingIfNeeded: slot) &- 1
        if entries[Int(code)] == text { return code }
      }
      place = (place + 1) & mask
    }
  }

  /// The code of the text, new if it was not there; the view must stay valid.
  package mutating func insert(_ text: TextView) -> UInt32 {
    insert(text) { $0 }
  }

  /// The code of the text; `keep` turns a transient view into a lasting one when it is new.
  @inline(__always)
  package mutating func insert(_ text: TextView, keep: (TextView) -> TextView) -> UInt32 {
    let hash = text.hash
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[place]
      if slot == 0 { break }
      if slot >> 32 == hash >> 32 {
        let code = UInt32(truncatingIfNeeded: slot) &- 1
        if entries[Int(code)] == text { return code }
      }
      place = (place + 1) & mask
    }
    let code = UInt32(entries.count)
    entries.append(keep(text))
    slots[place] = (hash >> 32) << 32 | UInt64(code + 1)
    if entries.count * 2 > slots.count { grow() }
    return code
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = larger.count - 1
    for (code, entry) in entries.enumerated() {
      let hash = entry.hash
      var place = Int(truncatingIfNeeded: hash) & mask
      while larger[place] != 0 { place = (place + 1) & mask }
      larger[place] = (hash >> 32) << 32 | UInt64(code + 1)
    }
    slots = larger
  }
}
