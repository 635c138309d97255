/// Free stretches of an address space, by address; neighbours are one stretch.
///
/// There are few: blocks are large, and come and go in the same sizes. So a plain sorted array
/// does.
struct FreeRanges {
  private(set) var ranges: [Range<Int>] = []
  /// The bytes of all of them.
  private(set) var byteCount = 0

  /// Takes `size` bytes from the start of the smallest range that has them; nil where none does.
  mutating func take(_ size: Int) -> Int? {
    var best = -1
    for index in ranges.indices where ranges[index].count >= size {
      if best < 0 || ranges[index].count < ranges[best].count { best = index }
    }
    guard best >= 0 else { return nil }
    let start = ranges[best].lowerBound
    if ranges[best].count == size {
      ranges.remove(at: best)
    } else {
      ranges[best] = start + size..<ranges[best].upperBound
    }
    byteCount -= size
    return start
  }

  /// Adds a range; returns the place of the one it is now part of.
  @discardableResult
  mutating func add(_ range: Range<Int>) -> Int {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    byteCount += range.count
    let joinsNext = low < ranges.count && ranges[low].lowerBound == range.upperBound
    if low > 0 && ranges[low - 1].upperBound == range.lowerBound {
      let end = joinsNext ? ranges[low].upperBound : range.upperBound
      ranges[low - 1] = ranges[low - 1].lowerBound..<end
      if joinsNext { ranges.remove(at: low) }
      return low - 1
    }
    if joinsNext {
      ranges[low] = range.lowerBound..<ranges[low].upperBound
    } else {
      ranges.insert(range, at: low)
    }
    return low
  }

  /// Takes up to `wanted` bytes out of the range at `place`, in whole pages of `page` bytes, from
  /// its end; nil where it holds no whole page.
  mutating func takePages(of page: Int, from place: Int, upTo wanted: Int) -> Range<Int>? {
    let range = ranges[place]
    let first = (range.lowerBound + page - 1) & ~(page - 1)
    let end = range.upperBound & ~(page - 1)
    let most = (wanted + page - 1) & ~(page - 1)
    guard first < end, most > 0 else { return nil }
    let taken = max(first, end - most)..<end
    var rest: [Range<Int>] = []
    if range.lowerBound < taken.lowerBound { rest.append(range.lowerBound..<taken.lowerBound) }
    if taken.upperBound < range.upperBound { rest.append(taken.upperBound..<range.upperBound) }
    ranges.replaceSubrange(place...place, with: rest)
    byteCount -= taken.count
    return taken
  }
}
