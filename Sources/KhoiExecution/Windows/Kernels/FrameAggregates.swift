import KhoiData
import KhoiFunctions
import KhoiText

/// Aggregates over frames that need not touch every row of every frame.
///
/// Frames are ranges of rows of `argument`; NULL rows do not count.
struct FrameAggregates {
  let frames: WindowFrames
  let interruption: Interruption

  /// The number of rows of each frame that are not null (all rows where there is no argument).
  func count(_ argument: Vector?) -> Vector {
    let members = FrameMembers(argument)
    return Vector(.bigint, .int64(members.counts(frames).converted(to: Int64.self)))
  }

  /// The sums of integers by differences of running totals: exact in 128 bits.
  func sum(
    integers argument: Vector
  ) throws(Diagnostic) -> Vector {
    let values = argument.canonical()
    let numbers = unsafe values.int64s.base
    let totals = unsafe Buffer<Int128>(count: values.count + 1) { out in
      var total: Int128 = 0
      unsafe out[0] = 0
      for row in 0..<values.count {
        if !values.isNull(row) { unsafe total &+= Int128(numbers[row]) }
        unsafe out[row + 1] = total
      }
    }
    try interruption.check()
    var overflowed = false
    let sums = unsafe Buffer<Int64>(count: frames.count) { out in
      unsafe out.initialize(repeating: 0, count: frames.count)
      var excess: [Int128] = []
      if frames.parts.count > 1 { excess = Array(repeating: 0, count: frames.count) }
      for part in frames.parts {
        let (starts, ends) = unsafe (part.start.base, part.end.base)
        for row in 0..<frames.count {
          var sum = unsafe totals.base[Int(ends[row])] &- totals.base[Int(starts[row])]
          if !excess.isEmpty {
            excess[row] &+= sum
            sum = excess[row]
          }
          unsafe out[row] = Int64(truncatingIfNeeded: sum)
          // What does not fit yet may with the next part of the frame.
          if excess.isEmpty && Int128(Int64(truncatingIfNeeded: sum)) != sum { overflowed = true }
        }
      }
      overflowed = overflowed || excess.contains { Int64(exactly: $0) == nil }
    }
    try interruption.check()
    if overflowed {
      throw Diagnostic(
        .runtime, "integer-overflow", "a sum does not fit in BIGINT",
        notes: ["cast the argument to DOUBLE for an approximate sum"])
    }
    return Vector(.bigint, .int64(sums), validity: FrameMembers(values).nonEmpty(frames))
  }

  /// The sums or means of doubles, without differences of running totals: those would lose digits
  /// and drown in an infinity.
  ///
  /// Frames that only grow take in row after row; for others a tree of partial sums of each
  /// partition is made. What comes out does not depend on what other partitions there are;
  /// `partitionOfRow` has the number of the partition of each row of `argument`.
  func sum(
    doubles argument: Vector, partitionOfRow: Buffer<UInt32>, isMean: Bool
  ) throws(Diagnostic) -> Vector {
    let values = argument.canonical()
    guard case .float64(let numbers) = values.values else { return values }
    var sums =
      frames.onlyGrow
      ? try runningSums(numbers, values.validity)
      : try treeSums(numbers.zeroing(values.validity), partitionOfRow)
    let members = FrameMembers(values)
    if isMean {
      let counts = members.counts(frames)
      sums = unsafe Buffer<Double>(count: frames.count) { out in
        for row in 0..<frames.count {
          unsafe out[row] = unsafe sums.base[row] / Double(counts.base[row])
        }
      }
    }
    return Vector(values.type, .float64(sums), validity: members.nonEmpty(frames))
  }

  /// The sums of frames that keep their start while their ends move on, with what rounding loses
  /// carried along.
  private func runningSums(
    _ numbers: Buffer<Double>, _ validity: Validity?
  ) throws(Diagnostic) -> Buffer<Double> {
    let (starts, ends) = unsafe (frames.parts[0].start.base, frames.parts[0].end.base)
    let sums = WritableBuffer<Double>(frames.count)
    var sum = RunningSum()
    var (start, next) = (UInt32.max, 0)
    try interruption.forEachBlock(of: frames.count) { block in
      for row in block {
        if unsafe starts[row] != start {
          start = unsafe starts[row]
          next = Int(start)
          sum = RunningSum()
        }
        let end = unsafe Int(ends[row])
        while next < end {
          if validity?.isValid(next) ?? true { unsafe sum.add(numbers.base[next]) }
          next &+= 1
        }
        unsafe sums.base[row] = sum.value
      }
    }
    return sums.buffer
  }

  private func treeSums(
    _ numbers: Buffer<Double>, _ partitionOfRow: Buffer<UInt32>
  ) throws(Diagnostic) -> Buffer<Double> {
    let forest = PartitionForest(partitionOfRow)
    try interruption.check()
    var tree = [Double](repeating: 0, count: numbers.count * 2 + 1)
    try forest.forEachTree { (first, count) throws(Diagnostic) in
      try interruption.forEachBlock(of: count) { block in
        for row in block { tree[2 * first + count + row] = numbers[first + row] }
      }
      try interruption.forEachBlock(of: count - 1) { block in
        for step in block {
          let node = count - 1 - step
          let place = 2 * first + 2 * node
          tree[2 * first + node] = tree[place] + tree[place + 1]
        }
      }
    }
    let sums = WritableBuffer<Double>(frames.count)
    try interruption.forEachBlock(of: frames.count) { block in
      for row in block {
        var sum = 0.0
        for part in frames.parts {
          forest.forEachNode(part, row) { sum += tree[$0] }
        }
        unsafe sums.base[row] = sum
      }
    }
    return sums.buffer
  }

  /// For each frame the row with the least code (or the greatest), `UInt32.max` for none.
  ///
  /// A segment tree answers any frame in logarithmic time (Leis et al., "Efficient Processing of
  /// Window Functions in Analytical SQL Queries", PVLDB 2015).
  func extremes(
    codes: Buffer<UInt64>, validity: Validity?, wantsGreatest: Bool
  ) throws(Diagnostic) -> Buffer<UInt32> {
    let count = codes.count
    // Ties keep the earlier row, so a better code is a strictly better one.
    func better(_ left: UInt32, _ right: UInt32) -> UInt32 {
      if left == UInt32.max { return right }
      if right == UInt32.max { return left }
      let (leftCode, rightCode) = (codes[Int(left)], codes[Int(right)])
      if wantsGreatest { return rightCode > leftCode ? right : left }
      return rightCode < leftCode ? right : left
    }
    if frames.onlyGrow {
      return try runningExtremes { row, best in
        validity?.isValid(row) ?? true ? better(best, UInt32(row)) : best
      }
    }
    var tree = [UInt32](repeating: UInt32.max, count: max(count, 1) * 2)
    try interruption.forEachBlock(of: count) { block in
      for row in block where validity?.isValid(row) ?? true { tree[count + row] = UInt32(row) }
    }
    try interruption.forEachBlock(of: max(count - 1, 0)) { block in
      for step in block {
        let node = count - 1 - step
        tree[node] = better(tree[node * 2], tree[node * 2 + 1])
      }
    }
    let rows = WritableBuffer<UInt32>(frames.count)
    try interruption.forEachBlock(of: frames.count) { block in
      for row in block {
        var best = UInt32.max
        for part in frames.parts {
          PartitionForest.forEachNode(
            Int(part.start[row]) + count, Int(part.end[row]) + count
          ) { best = better(best, tree[$0]) }
        }
        unsafe rows.base[row] = best
      }
    }
    return rows.buffer
  }

  @inline(__always)
  private func runningExtremes(
    _ better: (_ row: Int, _ best: UInt32) -> UInt32
  ) throws(Diagnostic) -> Buffer<UInt32> {
    let (starts, ends) = unsafe (frames.parts[0].start.base, frames.parts[0].end.base)
    let rows = WritableBuffer<UInt32>(frames.count)
    var (start, next, best) = (UInt32.max, 0, UInt32.max)
    try interruption.forEachBlock(of: frames.count) { block in
      for row in block {
        if unsafe starts[row] != start {
          start = unsafe starts[row]
          (next, best) = (Int(start), UInt32.max)
        }
        let end = unsafe Int(ends[row])
        while next < end {
          best = better(next, best)
          next &+= 1
        }
        unsafe rows.base[row] = best
      }
    }
    return rows.buffer
  }
}

/// A sum with what rounding lost beside it (Knuth's two-sum, TAOCP volume 2, 4.2.2).
private struct RunningSum {
  private var high = 0.0
  private var low = 0.0

  @inline(__always)
  mutating func add(_ value: Double) {
    let sum = high + value
    let part = sum - high
    low += (high - (sum - part)) + (value - part)
    high = sum
  }

  /// After an infinity the small part means nothing.
  @inline(__always)
  var value: Double { high.isFinite && low.isFinite ? high + low : high }
}

extension Buffer where Element == Double {
  /// The values with zero where the row is null.
  fileprivate func zeroing(_ validity: Validity?) -> Buffer {
    guard let validity else { return self }
    return unsafe Buffer(count: count) { out in
      for row in 0..<count { unsafe out[row] = validity.isValid(row) ? base[row] : 0 }
    }
  }
}
