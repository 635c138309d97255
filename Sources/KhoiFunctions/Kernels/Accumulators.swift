import KhoiData

/// One accumulator per group in memory that grows by doubling.
@safe final class Accumulators<Element: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int
  private let initial: Element

  init(initial: Element) {
    self.initial = initial
    capacity = 16
    unsafe base = .block(16)
  }

  deinit { unsafe base.freeBlock(capacity) }

  /// Makes `count` accumulators, the new ones in their initial state.
  func reserve(_ count: Int) {
    guard count > self.count else { return }
    if count > capacity {
      let larger = max(count, capacity * 2)
      let target = unsafe UnsafeMutablePointer<Element>.block(larger)
      unsafe target.initialize(from: base, count: self.count)
      unsafe base.freeBlock(capacity)
      unsafe base = unsafe target
      capacity = larger
    }
    unsafe (base + self.count).initialize(repeating: initial, count: count - self.count)
    self.count = count
  }

  subscript(group: Int) -> Element {
    get {
      precondition(group >= 0 && group < count, "group out of range")
      return unsafe base[group]
    }
    set {
      precondition(group >= 0 && group < count, "group out of range")
      unsafe base[group] = newValue
    }
  }

  var byteCount: Int { capacity * MemoryLayout<Element>.stride }

  /// The accumulators of a range of groups as a buffer.
  func buffer(_ range: Range<Int>) -> Buffer<Element> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "group out of range")
    return unsafe Buffer(copying: base + range.lowerBound, count: range.count)
  }
}

/// Integer sums per group, four lanes each while there are few groups.
///
/// A row that adds to the group of the row before it must wait for that addition to come back from
/// memory, four or five cycles. With row `i` adding to lane `i % 4` neighbours never wait, which
/// makes sums over a handful of groups twice as fast; with many groups neighbours seldom meet.
final class LaneAccumulators {
  private static let laneLimit = 1024
  private var sums = Accumulators<Int64>(initial: 0)
  private(set) var groupCount = 0
  /// 2 with lanes, 0 without.
  private(set) var shift = 2

  var base: UnsafeMutablePointer<Int64> { unsafe sums.base }
  var byteCount: Int { sums.byteCount }

  func reserve(_ count: Int) {
    guard count > groupCount else { return }
    if shift == 2 && count > Self.laneLimit {
      let folded = Accumulators<Int64>(initial: 0)
      folded.reserve(groupCount)
      for group in 0..<groupCount { folded[group] = self[group] }
      sums = folded
      shift = 0
    }
    groupCount = count
    sums.reserve(count << shift)
  }

  /// The sum of all lanes.
  subscript(group: Int) -> Int64 {
    if shift == 0 { return sums[group] }
    let first = group << 2
    return sums[first] &+ sums[first + 1] &+ sums[first + 2] &+ sums[first + 3]
  }

  /// Adds to one group.
  func add(_ amount: Int64, to group: Int) {
    sums[group << shift] &+= amount
  }

  /// Calls `body` for every lane of every group with its value and sets it to zero.
  @inline(__always)
  func drain(_ body: (_ group: Int, _ value: Int64) -> Void) {
    let base = unsafe sums.base
    for place in 0..<(groupCount << shift) where unsafe base[place] != 0 {
      unsafe body(place >> shift, base[place])
      unsafe base[place] = 0
    }
  }
}

/// Calls `body` for every row that is valid; without nulls that is a plain loop.
@inline(__always)
func forEachValid(_ validity: Validity?, count: Int, _ body: (Int) -> Void) {
  guard let validity else {
    for row in 0..<count { body(row) }
    return
  }
  let words = unsafe validity.words.base
  var start = 0
  while start < count {
    var word = unsafe words[start >> 6]
    if word == UInt64.max {
      for row in start..<(start &+ 64) { body(row) }
    } else {
      while word != 0 {
        body(start &+ word.trailingZeroBitCount)
        word &= word &- 1
      }
    }
    start &+= 64
  }
}

/// The same with the lane each row belongs to, four rows at a time so that lanes are constants.
@inline(__always)
func forEachValidInLanes(
  _ validity: Validity?, count: Int, _ body: (_ row: Int, _ lane: Int) -> Void
) {
  if validity != nil {
    forEachValid(validity, count: count) { body($0, $0 & 3) }
    return
  }
  var row = 0
  while row &+ 4 <= count {
    body(row, 0)
    body(row &+ 1, 1)
    body(row &+ 2, 2)
    body(row &+ 3, 3)
    row &+= 4
  }
  while row < count {
    body(row, 0)
    row &+= 1
  }
}

/// Group 0 for every row, for states that have no way of their own to take all rows.
enum GroupZero {
  private static let zeros = Buffer<UInt32>(repeating: 0, count: 8192)

  static func groups(_ count: Int) -> Buffer<UInt32> {
    count <= zeros.count ? zeros.slice(0, count) : Buffer(repeating: 0, count: count)
  }
}

/// Brings a state of unknown type, which the caller promises is of this one, to its type.
func sameKind<State: AggregateState>(_ other: any AggregateState, as type: State.Type) -> State {
  guard let same = other as? State else {
    preconditionFailure("only states of one aggregate are combined")
  }
  return same
}
