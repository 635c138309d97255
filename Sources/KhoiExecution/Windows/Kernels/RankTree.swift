/// A set of ranks that changes while a frame slides, with counts of what lies below: a Fenwick tree
/// ("A new data structure for cumulative frequency tables", Software 24, 1994).
struct RankTree {
  private var sums: [Int32]
  private var largestStep: Int
  private(set) var count = 0

  /// A set of numbers below `capacity`, empty.
  init(capacity: Int) {
    sums = [Int32](repeating: 0, count: capacity + 1)
    largestStep = 1
    while largestStep * 2 <= capacity { largestStep *= 2 }
  }

  mutating func insert(_ rank: Int) { change(rank, by: 1) }

  mutating func remove(_ rank: Int) { change(rank, by: -1) }

  private mutating func change(_ rank: Int, by amount: Int32) {
    count += Int(amount)
    var place = rank + 1
    while place < sums.count {
      sums[place] &+= amount
      place += place & -place
    }
  }

  /// How many members are less than `rank`.
  func count(below rank: Int) -> Int {
    var total = 0
    var place = min(rank, sums.count - 1)
    while place > 0 {
      total += Int(sums[place])
      place -= place & -place
    }
    return total
  }

  /// The member with `place` members below it; `place` must be less than `count`.
  func member(at place: Int) -> Int {
    var left = Int32(place)
    var position = 0
    var step = largestStep
    while step > 0 {
      if position + step < sums.count, sums[position + step] <= left {
        position += step
        left -= sums[position]
      }
      step /= 2
    }
    return position
  }
}

/// Goes from frame to frame and says which rows leave and which come: few, where frames slide.
struct FrameSlider {
  private var current: [Range<Int>] = []

  mutating func move(
    to next: [Range<Int>], remove: (Int) -> Void, insert: (Int) -> Void
  ) {
    if current == next { return }
    Self.forEachRow(of: current, notIn: next, remove)
    Self.forEachRow(of: next, notIn: current, insert)
    current = next
  }

  private static func forEachRow(
    of ranges: [Range<Int>], notIn others: [Range<Int>], _ body: (Int) -> Void
  ) {
    for range in ranges {
      var lower = range.lowerBound
      for other in others where other.upperBound > lower && other.lowerBound < range.upperBound {
        if other.lowerBound > lower { for row in lower..<other.lowerBound { body(row) } }
        lower = max(lower, other.upperBound)
      }
      if lower < range.upperBound { for row in lower..<range.upperBound { body(row) } }
    }
  }
}
