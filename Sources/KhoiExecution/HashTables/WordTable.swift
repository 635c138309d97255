import KhoiData

/// A key of one or two 64-bit words, as rows of it lie one after the other.
protocol WordKey: BitwiseCopyable, Equatable {
  var hash: UInt64 { get }
}

extension UInt64: WordKey {
  @inline(__always)
  var hash: UInt64 { Hashing.mix(self) }
}

/// A key of 128 bits.
struct TwoWords: WordKey {
  var first: UInt64
  var second: UInt64

  @inline(__always)
  var hash: UInt64 { Hashing.mix(Hashing.mix(first) ^ second) }

  @inline(__always)
  static func == (left: TwoWords, right: TwoWords) -> Bool {
    left.first == right.first && left.second == right.second
  }
}

/// Numbers the distinct keys of one or two words: open addressing, linear probing.
///
/// A slot holds the key itself beside its number, so a look-up that hits touches one cache line. A
/// key's number is its place in `keys`.
@safe struct WordTable<Key: WordKey>: ~Copyable {
  private struct Slot: BitwiseCopyable {
    var key: Key
    /// Number plus one; zero for an empty slot.
    var mark: UInt64
  }

  private var slots: UnsafeMutablePointer<Slot>
  private var slotCount: Int
  private(set) var keys: GrowableBuffer<Key>

  init() {
    slotCount = 64
    unsafe slots = .block(slotCount)
    unsafe Self.clear(slots, slotCount)
    keys = GrowableBuffer(capacity: 64)
  }

  deinit { unsafe slots.freeBlock(slotCount) }

  private static func clear(_ slots: UnsafeMutablePointer<Slot>, _ count: Int) {
    unsafe UnsafeMutableRawPointer(slots).initializeMemory(
      as: UInt8.self, repeating: 0, count: count * MemoryLayout<Slot>.stride)
  }

  var count: Int { keys.count }

  var byteCount: Int { slotCount * MemoryLayout<Slot>.stride + keys.byteCount }

  /// Makes room so that `extra` more keys keep the load below a half.
  mutating func reserve(_ extra: Int) {
    keys.reserve(extra)
    if (keys.count + extra) * 2 > slotCount { grow(keys.count + extra) }
  }

  private mutating func grow(_ wanted: Int) {
    var larger = slotCount
    while larger < wanted * 2 { larger *= 2 }
    unsafe slots.freeBlock(slotCount)
    unsafe slots = .block(larger)
    slotCount = larger
    unsafe Self.clear(slots, larger)
    let mask = larger &- 1
    let known = unsafe keys.base
    for number in 0..<keys.count {
      let key = unsafe known[number]
      var place = Int(truncatingIfNeeded: key.hash) & mask
      while unsafe slots[place].mark != 0 { place = (place &+ 1) & mask }
      unsafe slots[place] = Slot(key: key, mark: UInt64(number &+ 1))
    }
  }

  /// The number of each key of a chunk, new keys numbered in order of appearance.
  ///
  /// Room must have been reserved.
  mutating func insert(
    _ rows: UnsafePointer<Key>, count: Int, numbers: UnsafeMutablePointer<UInt32>
  ) {
    let mask = slotCount &- 1
    let slots = unsafe slots
    for row in 0..<count {
      let key = unsafe rows[row]
      var place = Int(truncatingIfNeeded: key.hash) & mask
      while true {
        let mark = unsafe slots[place].mark
        if mark == 0 {
          keys.appendReserved(key)
          unsafe slots[place] = Slot(key: key, mark: UInt64(keys.count))
          unsafe numbers[row] = UInt32(truncatingIfNeeded: keys.count &- 1)
          break
        }
        if unsafe slots[place].key == key {
          unsafe numbers[row] = UInt32(truncatingIfNeeded: mark &- 1)
          break
        }
        place = (place &+ 1) & mask
      }
    }
  }

  /// The number of each key, `UInt32.max` for one that is not there.
  func find(
    _ rows: UnsafePointer<Key>, count: Int, numbers: UnsafeMutablePointer<UInt32>
  ) {
    let mask = slotCount &- 1
    let slots = unsafe slots
    for row in 0..<count {
      let key = unsafe rows[row]
      var place = Int(truncatingIfNeeded: key.hash) & mask
      var found = UInt32.max
      while unsafe slots[place].mark != 0 {
        if unsafe slots[place].key == key {
          found = unsafe UInt32(truncatingIfNeeded: slots[place].mark &- 1)
          break
        }
        place = (place &+ 1) & mask
      }
      unsafe numbers[row] = found
    }
  }
}
