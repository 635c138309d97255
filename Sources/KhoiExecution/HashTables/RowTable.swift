import KhoiData

/// Numbers the distinct keys of three or more words: keys stored row by row, slots with part of the
/// hash and the number.
@safe struct RowTable: ~Copyable {
  private let width: Int
  /// High half of the hash, then number plus one; zero for an empty slot.
  private var slots: UnsafeMutablePointer<UInt64>
  private var slotCount: Int
  private(set) var keys: GrowableBuffer<UInt64>
  private(set) var count = 0

  init(width: Int) {
    self.width = width
    slotCount = 64
    unsafe slots = .block(slotCount)
    unsafe slots.initialize(repeating: 0, count: slotCount)
    keys = GrowableBuffer(capacity: 64 * width)
  }

  deinit { unsafe slots.freeBlock(slotCount) }

  var byteCount: Int { slotCount * 8 + keys.byteCount }

  /// Makes room so that `extra` more keys keep the load below a half.
  mutating func reserve(_ extra: Int) {
    keys.reserve(extra * width)
    guard (count + extra) * 2 > slotCount else { return }
    var larger = slotCount
    while larger < (count + extra) * 2 { larger *= 2 }
    unsafe slots.freeBlock(slotCount)
    unsafe slots = .block(larger)
    unsafe slots.initialize(repeating: 0, count: larger)
    slotCount = larger
    let mask = larger &- 1
    for number in 0..<count {
      let hash = unsafe Hashing.hash(keys.base + number &* width, count: width)
      var place = Int(truncatingIfNeeded: hash) & mask
      while unsafe slots[place] != 0 { place = (place &+ 1) & mask }
      unsafe slots[place] = Self.slot(hash, number)
    }
  }

  @inline(__always)
  private static func slot(_ hash: UInt64, _ number: Int) -> UInt64 {
    (hash >> 32) << 32 | UInt64(truncatingIfNeeded: number &+ 1)
  }

  @inline(__always)
  private func isKey(_ number: Int, _ row: UnsafePointer<UInt64>) -> Bool {
    let key = unsafe keys.base + number &* width
    for index in 0..<width where unsafe key[index] != row[index] { return false }
    return true
  }

  /// The number of each key of a chunk, new keys numbered in order of appearance.
  mutating func insert(
    _ rows: UnsafePointer<UInt64>, count rowCount: Int, numbers: UnsafeMutablePointer<UInt32>
  ) {
    let mask = slotCount &- 1
    for row in 0..<rowCount {
      let key = unsafe rows + row &* width
      let hash = unsafe Hashing.hash(key, count: width)
      var place = Int(truncatingIfNeeded: hash) & mask
      while true {
        let slot = unsafe slots[place]
        if slot == 0 {
          unsafe slots[place] = Self.slot(hash, count)
          for index in 0..<width { unsafe keys.appendReserved(key[index]) }
          unsafe numbers[row] = UInt32(truncatingIfNeeded: count)
          count &+= 1
          break
        }
        let number = Int(slot & 0xFFFF_FFFF) &- 1
        if unsafe slot >> 32 == hash >> 32 && isKey(number, key) {
          unsafe numbers[row] = UInt32(truncatingIfNeeded: number)
          break
        }
        place = (place &+ 1) & mask
      }
    }
  }

  /// The number of each key, `UInt32.max` for one that is not there.
  func find(
    _ rows: UnsafePointer<UInt64>, count rowCount: Int, numbers: UnsafeMutablePointer<UInt32>
  ) {
    let mask = slotCount &- 1
    for row in 0..<rowCount {
      let key = unsafe rows + row &* width
      let hash = unsafe Hashing.hash(key, count: width)
      var place = Int(truncatingIfNeeded: hash) & mask
      var found = UInt32.max
      while unsafe slots[place] != 0 {
        let slot = unsafe slots[place]
        let number = Int(slot & 0xFFFF_FFFF) &- 1
        if unsafe slot >> 32 == hash >> 32 && isKey(number, key) {
          found = UInt32(truncatingIfNeeded: number)
          break
        }
        place = (place &+ 1) & mask
      }
      unsafe numbers[row] = found
    }
  }
}
