import KhoiData

/// Finds the key that stands at a place of the sorted order, and the next one, without sorting.
///
/// The plain version is Hoare's quickselect, which swaps keys in place. Half of its comparisons are
/// guessed wrong by the processor, at some fifteen cycles each. Here every key is written to both
/// ends of another block of memory, and the comparison only decides which of the two writes stays.
/// Before that, many keys are narrowed down to those between two keys of a sample that lie around
/// the place most likely.
@safe struct KeySelection: ~Copyable {
  private var first = unsafe UnsafeMutablePointer<Int64>.block(0)
  private var second = unsafe UnsafeMutablePointer<Int64>.block(0)
  private var firstCapacity = 0
  private var secondCapacity = 0
  /// So few keys are sorted.
  private static let sortedCount = 24
  /// From so many on, a sample is worth its while.
  private static let sampledCount = 4096

  init() {}

  deinit {
    unsafe first.freeBlock(firstCapacity)
    unsafe second.freeBlock(secondCapacity)
  }

  private mutating func reserve(_ wantedFirst: Int, _ wantedSecond: Int) {
    if wantedFirst > firstCapacity {
      unsafe first.freeBlock(firstCapacity)
      firstCapacity = wantedFirst + wantedFirst / 4
      unsafe first = unsafe .block(firstCapacity)
    }
    if wantedSecond > secondCapacity {
      unsafe second.freeBlock(secondCapacity)
      secondCapacity = wantedSecond + wantedSecond / 4
      unsafe second = unsafe .block(secondCapacity)
    }
  }

  /// The key at a place and, unless it is the last, the one behind it.
  mutating func select(
    _ keys: UnsafePointer<Int64>, count: Int, place: Int
  ) -> (key: Int64, next: Int64?) {
    precondition(place >= 0 && place < count, "place out of range")
    var rest = unsafe Rest(keys: keys, count: count, place: place)
    if count >= Self.sampledCount {
      reserve(count, 0)
      if unsafe narrow(&rest) {
        unsafe reserve(count, rest.count)
        unsafe finish(&rest, first: second, second: first)
      } else {
        reserve(count, count)
        unsafe finish(&rest, first: first, second: second)
      }
    } else {
      reserve(count, count)
      unsafe finish(&rest, first: first, second: second)
    }
    return unsafe (rest.key, place + 1 < count ? rest.next : nil)
  }

  /// The keys that are left to choose from.
  @unsafe private struct Rest {
    var keys: UnsafePointer<Int64>
    var count: Int
    /// The place among them.
    var place: Int
    /// The key, once it is found.
    var key: Int64 = 0
    /// The least of the keys that are known to lie behind all these; then the next key.
    var next = Int64.max
  }

  // MARK: The sample

  /// Leaves the keys between two of a sample, in `first`; false where the place is not among them.
  private func narrow(_ rest: inout Rest) -> Bool {
    let (low, high) = unsafe window(rest)
    var kept = 0
    var below = 0
    var above = Int64.max
    for index in 0..<(unsafe rest.count) {
      let key = unsafe rest.keys[index]
      unsafe first[kept] = key
      kept &+= key >= low && key <= high ? 1 : 0
      below &+= key < low ? 1 : 0
      above = min(above, key > high ? key : Int64.max)
    }
    guard unsafe below <= rest.place && rest.place < below + kept else { return false }
    unsafe rest.keys = unsafe UnsafePointer(first)
    unsafe rest.count = kept
    unsafe rest.place -= below
    unsafe rest.next = above
    return true
  }

  private func window(_ rest: Rest) -> (low: Int64, high: Int64) {
    let count = unsafe rest.count
    // The place of a key among the sample is off by half the root of its size, more or less: three
    // times that lets one in some hundred windows miss.
    let (size, margin) = count < 1 << 16 ? (127, 17) : (1023, 48)
    let stride = count / size
    var sample = [Int64](repeating: 0, count: size)
    for index in 0..<size { sample[index] = unsafe rest.keys[index * stride + stride / 2] }
    sample.sort()
    let middle = unsafe Int(Double(rest.place) / Double(count) * Double(size))
    return (
      middle < margin ? Int64.min : sample[middle - margin],
      middle + margin >= size ? Int64.max : sample[middle + margin]
    )
  }

  // MARK: Parting

  /// Parts the rest by keys of it until the place is found; the rest does not lie in the block that
  /// is given first.
  private func finish(
    _ rest: inout Rest, first: UnsafeMutablePointer<Int64>, second: UnsafeMutablePointer<Int64>
  ) {
    var target = unsafe first
    var other = unsafe second
    var rounds = 0
    while unsafe rest.count > Self.sortedCount && rounds < 64 {
      if unsafe part(&rest, into: target) { return }
      unsafe swap(&target, &other)
      rounds += 1
    }
    unsafe target.update(from: rest.keys, count: rest.count)
    var sorted = unsafe UnsafeMutableBufferPointer(start: target, count: rest.count)
    unsafe sorted.sort()
    unsafe rest.key = unsafe target[rest.place]
    if unsafe rest.place + 1 < rest.count { unsafe rest.next = unsafe target[rest.place + 1] }
  }

  /// Leaves the keys on the side of a pivot on which the place is; true where the pivot is the key.
  private func part(_ rest: inout Rest, into target: UnsafeMutablePointer<Int64>) -> Bool {
    let pivot = unsafe pivot(rest.keys, rest.count)
    let (keys, count) = unsafe (rest.keys, rest.count)
    var less = 0
    var least = Int64.max
    for index in 0..<count {
      let key = unsafe keys[index]
      let isLess = key < pivot
      unsafe target[less] = key
      unsafe target[count &- 1 &- (index &- less)] = key
      less &+= isLess ? 1 : 0
      least = min(least, isLess ? Int64.max : key)
    }
    if unsafe rest.place < less {
      unsafe rest.keys = unsafe UnsafePointer(target)
      unsafe rest.count = less
      unsafe rest.next = least
      return false
    }
    if less == 0 { return unsafe partEqual(&rest, pivot, into: target) }
    unsafe rest.keys = unsafe UnsafePointer(target + less)
    unsafe rest.count = count - less
    unsafe rest.place -= less
    return false
  }

  /// The same where no key is less than the pivot: leaves those that are not equal to it.
  private func partEqual(
    _ rest: inout Rest, _ pivot: Int64, into target: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let (keys, count) = unsafe (rest.keys, rest.count)
    var more = 0
    var least = unsafe rest.next
    for index in 0..<count {
      let key = unsafe keys[index]
      let isEqual = key == pivot
      unsafe target[more] = key
      more &+= isEqual ? 0 : 1
      least = min(least, isEqual ? Int64.max : key)
    }
    let equal = count - more
    if unsafe rest.place < equal {
      unsafe rest.key = pivot
      unsafe rest.next = rest.place + 1 < equal ? pivot : least
      return true
    }
    unsafe rest.keys = unsafe UnsafePointer(target)
    unsafe rest.count = more
    unsafe rest.place -= equal
    return false
  }

  /// The middle one of nine keys.
  private func pivot(_ keys: UnsafePointer<Int64>, _ count: Int) -> Int64 {
    func middle(_ a: Int64, _ b: Int64, _ c: Int64) -> Int64 { max(min(a, b), min(max(a, b), c)) }
    let step = (count - 1) / 8
    let low = unsafe middle(keys[0], keys[step], keys[step * 2])
    let centre = unsafe middle(keys[step * 3], keys[step * 4], keys[step * 5])
    let high = unsafe middle(keys[step * 6], keys[step * 7], keys[step * 8])
    return middle(low, centre, high)
  }
}
