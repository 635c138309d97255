import KhoiData
import KhoiText

/// Pairs of probe and build rows that a join has to look at, some thousand at a time.
protocol PairExpansion {
  /// Whether all pairs were given.
  var isDone: Bool { get }
  /// The probe row that the next pair belongs to.
  var row: Int { get }
  /// Up to `capacity` further pairs; rows for which `skip` is not zero are left out.
  mutating func nextPairs(capacity: Int, skip: MatchFlags?) -> MatchExpansion.Pairs
}

extension MatchExpansion: PairExpansion {
  mutating func nextPairs(capacity: Int, skip: MatchFlags?) -> Pairs {
    next(capacity: capacity, skip: skip)
  }
}

/// The pairs that satisfy the comparisons of a `RangeIndex`.
struct RangeExpansion: PairExpansion {
  private let index: RangeIndex
  private let codes: [RangeCodes]
  private let count: Int
  private(set) var row = 0
  /// The matches of `row`, and how many of them were given.
  private var found: [UInt32] = []
  private var given = 0
  private var isLoaded = false

  init(_ index: RangeIndex, _ codes: [RangeCodes], count: Int) {
    self.index = index
    self.codes = codes
    self.count = count
  }

  var isDone: Bool { row >= count }

  mutating func nextPairs(capacity: Int, skip: MatchFlags?) -> MatchExpansion.Pairs {
    var probe: [UInt32] = []
    var build: [UInt32] = []
    while row < count && probe.count < capacity {
      if let skip, skip.isSet(row) {
        advance()
        continue
      }
      if !isLoaded {
        index.matches(codes, row: row, into: &found)
        isLoaded = true
      }
      let take = min(found.count - given, capacity - probe.count)
      for _ in 0..<take { probe.append(UInt32(truncatingIfNeeded: row)) }
      build.append(contentsOf: found[given..<given + take])
      given += take
      if given == found.count { advance() }
    }
    return MatchExpansion.Pairs(probe: Buffer(probe), build: Buffer(build))
  }

  private mutating func advance() {
    row += 1
    given = 0
    isLoaded = false
  }
}
