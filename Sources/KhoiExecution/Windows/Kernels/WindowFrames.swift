import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

/// For each sorted row the rows of its frame.
///
/// A frame is one stretch of rows; where rows are excluded it is what is left before, at and after
/// them.
struct WindowFrames {
  /// In order, without overlap.
  let parts: [FramePart]
  /// Whether every frame is its whole partition.
  let coverPartitions: Bool
  /// Whether the frames of a partition keep their start while their ends only move on.
  let onlyGrow: Bool

  var count: Int { parts[0].start.count }

  /// Frames made of these parts.
  init(_ parts: [FramePart], coverPartitions: Bool, onlyGrow: Bool = false) {
    self.parts = parts
    self.coverPartitions = coverPartitions
    self.onlyGrow = onlyGrow
  }

  /// The offsets belong to the frame's edges, if those have any.
  init(
    _ frame: WindowFrame, _ boundaries: WindowBoundaries, start: FrameOffset?, end: FrameOffset?,
    order: SortSpecification, interruption: Interruption
  ) throws(Diagnostic) {
    let whole: FramePart
    var isWhole = false
    if case .unboundedPreceding = frame.start, case .unboundedFollowing = frame.end {
      whole = FramePart(start: boundaries.partitionStart, end: boundaries.partitionEnd)
      isWhole = true
    } else {
      let edges = FrameEdges(
        unit: frame.unit, boundaries: boundaries, order: order, interruption: interruption)
      let starts = try edges.places(frame.start, start, isStart: true)
      let ends = try edges.places(frame.end, end, isStart: false)
      // An end before the start is an empty frame.
      let canBeEmpty = if case .unboundedPreceding = frame.start { false } else { true }
      whole = FramePart(start: starts, end: canBeEmpty ? Self.latest(starts, ends) : ends)
    }
    parts = Self.excluding(frame.exclusion, from: whole, boundaries)
    coverPartitions = isWhole && frame.exclusion == .none
    if case .unboundedPreceding = frame.start, case .currentRow = frame.end {
      onlyGrow = frame.exclusion == .none
    } else {
      onlyGrow = false
    }
  }

  private static func latest(_ left: Buffer<UInt32>, _ right: Buffer<UInt32>) -> Buffer<UInt32> {
    unsafe Buffer(count: left.count) { out in
      for row in 0..<left.count { unsafe out[row] = max(left.base[row], right.base[row]) }
    }
  }

  /// What is left of the frames without the excluded rows.
  private static func excluding(
    _ exclusion: WindowFrame.Exclusion, from whole: FramePart, _ boundaries: WindowBoundaries
  ) -> [FramePart] {
    let count = whole.start.count
    func part(_ range: (Int) -> (start: UInt32, end: UInt32)) -> FramePart {
      var ends = [UInt32](repeating: 0, count: count)
      let starts = unsafe Buffer<UInt32>(count: count) { out in
        for row in 0..<count {
          let (start, end) = range(row)
          let low = min(max(start, whole.start[row]), whole.end[row])
          unsafe out[row] = low
          ends[row] = max(low, min(end, whole.end[row]))
        }
      }
      return FramePart(start: starts, end: Buffer(ends))
    }
    let here: (Int) -> (start: UInt32, end: UInt32) = { row in (UInt32(row), UInt32(row) + 1) }
    switch exclusion {
    case .none: return [whole]
    case .currentRow:
      return [
        part { row in (0, UInt32(row)) },
        part { row in (UInt32(row) + 1, UInt32.max) },
      ]
    case .group:
      return [
        part { row in (0, boundaries.peerStart[row]) },
        part { row in (boundaries.peerEnd[row], UInt32.max) },
      ]
    case .ties:
      return [
        part { row in (0, boundaries.peerStart[row]) }, part(here),
        part { row in (boundaries.peerEnd[row], UInt32.max) },
      ]
    }
  }

  /// The stretches of a row's frame that are not empty.
  func ranges(of row: Int, into ranges: inout [Range<Int>]) {
    ranges.removeAll(keepingCapacity: true)
    for part in parts {
      let start = Int(part.start[row])
      let end = Int(part.end[row])
      if start < end { ranges.append(start..<end) }
    }
  }

  /// How many rows the frame of a row has.
  func size(of row: Int) -> Int {
    parts.reduce(0) { $0 + Int($1.end[row]) - Int($1.start[row]) }
  }

  /// The same frames counted in the rows that are left after a filter.
  func compressed(to rows: Buffer<UInt32>) -> WindowFrames {
    let total = count
    var before = [UInt32](repeating: 0, count: total + 1)
    var next = 0
    for row in 0..<total {
      before[row] = UInt32(next)
      if next < rows.count, rows[next] == UInt32(row) { next += 1 }
    }
    before[total] = UInt32(next)
    func moved(_ edges: Buffer<UInt32>) -> Buffer<UInt32> {
      Buffer((0..<edges.count).map { before[Int(edges[$0])] })
    }
    return WindowFrames(
      parts.map { FramePart(start: moved($0.start), end: moved($0.end)) },
      coverPartitions: coverPartitions, onlyGrow: onlyGrow)
  }

  /// The frames without repetitions of the one before, and for each row the number of its frame.
  func withoutRepetitions(
    _ interruption: Interruption
  ) throws(Diagnostic) -> (frames: WindowFrames, numbers: Buffer<UInt32>) {
    let isNew = WritableBuffer<UInt8>(count)
    unsafe isNew.base.initialize(repeating: 0, count: count)
    for part in parts {
      for edges in [part.start, part.end] {
        try interruption.forEachBlock(of: count) { block in
          for row in max(block.lowerBound, 1)..<max(block.upperBound, 1) {
            unsafe isNew.base[row] |= edges.base[row] == edges.base[row - 1] ? 0 : 1
          }
        }
      }
    }
    var firsts: [UInt32] = []
    let numbers = WritableBuffer<UInt32>(count)
    try interruption.forEachBlock(of: count) { block in
      for row in block {
        if unsafe row == 0 || isNew.base[row] != 0 { firsts.append(UInt32(row)) }
        unsafe numbers.base[row] = UInt32(firsts.count - 1)
      }
    }
    let rows = Buffer(firsts)
    return (
      WindowFrames(
        parts.map { FramePart(start: $0.start.gather(rows), end: $0.end.gather(rows)) },
        coverPartitions: coverPartitions, onlyGrow: onlyGrow), numbers.buffer
    )
  }
}

/// The offset of a frame's edge for each sorted row: how many rows or groups, or for RANGE the
/// order key at the edge and the row's own.
struct FrameOffset {
  let value: Vector
  let key: Vector?
}

/// Computes one edge of every row's frame.
private struct FrameEdges {
  let unit: WindowFrame.Unit
  let boundaries: WindowBoundaries
  let order: SortSpecification
  let interruption: Interruption

  func places(
    _ bound: WindowFrame.Bound, _ offset: FrameOffset?, isStart: Bool
  ) throws(Diagnostic) -> Buffer<UInt32> {
    switch bound {
    case .unboundedPreceding: return boundaries.partitionStart
    case .unboundedFollowing: return boundaries.partitionEnd
    case .currentRow:
      switch unit {
      case .rows: return rowPlaces([], direction: 1, isStart: isStart)
      case .range, .groups: return isStart ? boundaries.peerStart : boundaries.peerEnd
      }
    case .preceding: return try places(offset, direction: -1, isStart: isStart)
    case .following: return try places(offset, direction: 1, isStart: isStart)
    }
  }

  private func places(
    _ offset: FrameOffset?, direction: Int, isStart: Bool
  ) throws(Diagnostic) -> Buffer<UInt32> {
    guard let offset else { throw .broken("a frame has lost its offset") }
    try interruption.check()
    switch unit {
    case .rows:
      return rowPlaces(
        try distances(offset.value), direction: direction, isStart: isStart)
    case .groups:
      return groupPlaces(
        try distances(offset.value), direction: direction, isStart: isStart)
    case .range: return try rangePlaces(offset, direction: direction, isStart: isStart)
    }
  }

  private func distances(_ value: Vector) throws(Diagnostic) -> [Int] {
    let numbers = value.canonical()
    var result: [Int] = []
    result.reserveCapacity(numbers.count)
    for row in 0..<numbers.count {
      guard !numbers.isNull(row), numbers.int64s[row] >= 0 else {
        throw .invalidFrameOffset(numbers[row].text)
      }
      // More rows than there are is as good as all of them.
      result.append(Int(min(numbers.int64s[row], Int64(UInt32.max))))
    }
    return result
  }

  private func rowPlaces(
    _ distances: [Int], direction: Int, isStart: Bool
  ) -> Buffer<UInt32> {
    unsafe Buffer(count: boundaries.rowCount) { out in
      for row in 0..<boundaries.rowCount {
        let low = unsafe Int(boundaries.partitionStart.base[row])
        let high = unsafe Int(boundaries.partitionEnd.base[row])
        let offset = distances.isEmpty ? 0 : distances[row] * direction
        let place = row + offset + (isStart ? 0 : 1)
        unsafe out[row] = UInt32(min(max(place, low), high))
      }
    }
  }

  private func groupPlaces(
    _ distances: [Int], direction: Int, isStart: Bool
  ) -> Buffer<UInt32> {
    // The first row of every group of peers, and for each row the number of its group.
    var begins: [UInt32] = []
    var number: [Int] = []
    number.reserveCapacity(boundaries.rowCount)
    for row in 0..<boundaries.rowCount {
      if boundaries.peerStart[row] == UInt32(row) { begins.append(UInt32(row)) }
      number.append(begins.count - 1)
    }
    return unsafe Buffer(count: boundaries.rowCount) { out in
      for row in 0..<boundaries.rowCount {
        let low = boundaries.partitionStart[row]
        let high = boundaries.partitionEnd[row]
        let group = number[row] + distances[row] * direction + (isStart ? 0 : 1)
        let place =
          group < 0 ? low : group >= begins.count ? high : min(max(begins[group], low), high)
        unsafe out[row] = place
      }
    }
  }

  /// Binary search among the partition's order keys for the key at the edge.
  ///
  /// Keys and edges become codes together, so that this knows nothing of types and directions.
  private func rangePlaces(
    _ offset: FrameOffset, direction: Int, isStart: Bool
  ) throws(Diagnostic) -> Buffer<UInt32> {
    guard let key = offset.key else { throw .broken("a RANGE frame has lost its key") }
    let count = boundaries.rowCount
    let both = Vector.concatenate([key, offset.value], type: key.type)
    let levels = SortLevel.make(both, order, isCancelled: interruption.isCancelled)
    var words: [Buffer<UInt64>] = []
    for level in levels {
      if case .codes(let codes) = level { words.append(codes.codes) }
    }
    if words.count < levels.count {
      // Keys without codes, such as wide decimals, compare by their ranks.
      let ranks = try RowRanks(
        [both], [order], count: both.count, isCancelled: interruption.isCancelled)
      words = [ranks.numbers.converted(to: UInt64.self)]
    }
    func compare(_ left: Int, _ right: Int) -> Int {
      for word in words where word[left] != word[right] {
        return word[left] < word[right] ? -1 : 1
      }
      return 0
    }
    var places = [UInt32](repeating: 0, count: count)
    for row in 0..<count {
      if row & 0xFFFF == 0 { try interruption.check() }
      if key.isNull(row) {
        places[row] = isStart ? boundaries.peerStart[row] : boundaries.peerEnd[row]
        continue
      }
      if offset.value.isNull(row) { throw .invalidFrameOffset("NULL") }
      var low = Int(boundaries.partitionStart[row])
      var high = Int(boundaries.partitionEnd[row])
      let target = count + row
      if compare(target, row) * direction < 0 {
        // A time of day that passes midnight is beyond all of them.
        guard key.type == .time else { throw .negativeFrameOffset() }
        places[row] = UInt32(direction < 0 ? low : high)
        continue
      }
      while low < high {
        let middle = (low + high) / 2
        let order = compare(middle, target)
        if order < 0 || (order == 0 && !isStart) { low = middle + 1 } else { high = middle }
      }
      places[row] = UInt32(low)
    }
    return Buffer(places)
  }
}

extension Diagnostic {
  fileprivate static func invalidFrameOffset(_ text: String) -> Diagnostic {
    Diagnostic(
      .runtime, "invalid-frame-offset",
      "the offset of a frame is a whole number of at least 0, not \(text)")
  }

  fileprivate static func negativeFrameOffset() -> Diagnostic {
    Diagnostic(
      .runtime, "invalid-frame-offset", "the offset of a RANGE frame cannot be negative")
  }
}
