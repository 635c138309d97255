import KhoiData

/// The least keys of each group, as many as asked for, in ascending order.
struct BestKeys: ~Copyable {
  private let limit: Int
  /// `limit` keys a group; the greatest integer stands where there is none yet.
  private var keys = GrowableBuffer<Int64>()

  init(limit: Int) {
    self.limit = limit
  }

  var byteCount: Int { keys.byteCount }

  mutating func reserve(_ groupCount: Int) {
    if groupCount * limit > keys.count { keys.resize(groupCount * limit, repeating: .max) }
  }

  /// The last of the best keys of a group; the greatest integer while there are not enough.
  func worst(of group: Int) -> Int64 {
    precondition((group + 1) * limit <= keys.count, "group out of range")
    return unsafe keys.base[group * limit + limit - 1]
  }

  /// The rows whose key is not greater than the last of the best of their group; nil where that is
  /// all rows. A group that `learns` takes the keys in, which must be new to it.
  mutating func select(
    _ rowKeys: Buffer<Int64>, _ groups: Buffer<UInt32>, count: Int, learns: Bool
  ) -> Buffer<UInt32>? {
    precondition(rowKeys.count >= count && groups.count >= count, "a key and a group each row")
    var accumulator = RowAccumulator(capacity: count)
    let target = unsafe accumulator.room
    let base = unsafe keys.base
    let last = limit - 1
    var written = 0
    for row in 0..<count {
      let key = unsafe rowKeys.base[row]
      let best = unsafe base + Int(groups.base[row]) &* limit
      let worst = unsafe best[last]
      if key > worst { continue }
      unsafe target[written] = UInt32(truncatingIfNeeded: row)
      written &+= 1
      if learns && key < worst { unsafe Self.insert(key, into: best, last: last) }
    }
    accumulator.advance(by: written)
    return written == count ? nil : accumulator.take()
  }

  /// Takes in the keys of other groups; `mapping` says which group each is here.
  mutating func merge(_ other: borrowing BestKeys, _ mapping: Buffer<UInt32>) {
    let base = unsafe keys.base
    for group in 0..<min(mapping.count, other.keys.count / limit) {
      let best = unsafe base + Int(mapping[group]) &* limit
      for place in 0..<limit {
        let key = unsafe other.keys.base[group &* limit &+ place]
        if unsafe key >= best[limit - 1] { break }
        unsafe Self.insert(key, into: best, last: limit - 1)
      }
    }
  }

  @inline(__always)
  private static func insert(_ key: Int64, into best: UnsafeMutablePointer<Int64>, last: Int) {
    var place = last
    while unsafe place > 0 && best[place - 1] > key {
      unsafe best[place] = unsafe best[place - 1]
      place &-= 1
    }
    unsafe best[place] = key
  }
}
