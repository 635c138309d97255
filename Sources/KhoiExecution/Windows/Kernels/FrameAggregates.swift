import KhoiData
import KhoiFunctions
import KhoiText

/// Aggregates over frames that need not touch every row of every frame.
///
/// Frames are ranges of rows of `argument`; NULL rows do not count.
enum FrameAggregates {
  /// The number of rows of each frame that are not null (all rows where there is no argument).
  static func count(_ argument: Vector?, _ frames: WindowFrames) -> Vector {
    var totals: [UInt32] = []
    if let argument, argument.flattened().validity != nil { totals = validTotals(argument) }
    return unsafe Vector(
      .bigint,
      .int64(
        Buffer(count: frames.count) { out in
          for row in 0..<frames.count {
            var count: Int64 = 0
            for part in frames.parts {
              let (start, end) = (part.start[row], part.end[row])
              count +=
                totals.isEmpty
                ? Int64(end) - Int64(start) : Int64(totals[Int(end)]) - Int64(totals[Int(start)])
            }
            unsafe out[row] = count
          }
        }))
  }

  /// Before each row the number of valid rows so far, and at the end all of them.
  private static func validTotals(_ argument: Vector) -> [UInt32] {
    var totals: [UInt32] = [0]
    totals.reserveCapacity(argument.count + 1)
    var total: UInt32 = 0
    for row in 0..<argument.count {
      if !argument.isNull(row) { total += 1 }
      totals.append(total)
    }
    return totals
  }

  /// The sums of integers by differences of running totals: exact in 128 bits.
  static func sum(
    integers argument: Vector, _ frames: WindowFrames
  ) throws(Diagnostic) -> Vector {
    let values = argument.canonical()
    let numbers = values.int64s
    var totals: [Int128] = [0]
    totals.reserveCapacity(values.count + 1)
    for row in 0..<values.count {
      totals.append(totals[row] + (values.isNull(row) ? 0 : Int128(numbers[row])))
    }
    let counts = validTotals(values)
    var overflowed = false
    let sums = unsafe Buffer<Int64>(count: frames.count) { out in
      for row in 0..<frames.count {
        var sum: Int128 = 0
        for part in frames.parts {
          sum += totals[Int(part.end[row])] - totals[Int(part.start[row])]
        }
        overflowed = overflowed || Int64(exactly: sum) == nil
        unsafe out[row] = Int64(truncatingIfNeeded: sum)
      }
    }
    if overflowed {
      throw Diagnostic(
        .runtime, "integer-overflow", "a sum does not fit in BIGINT",
        notes: ["cast the argument to DOUBLE for an approximate sum"])
    }
    return Vector(.bigint, .int64(sums), validity: nonEmpty(counts, frames))
  }

  /// The sums or means of doubles by a tree of partial sums: a difference of running totals would
  /// lose digits and drown in an infinity.
  static func sum(doubles argument: Vector, _ frames: WindowFrames, isMean: Bool) -> Vector {
    let values = argument.canonical()
    guard case .float64(let numbers) = values.values else { return values }
    let count = values.count
    let counts = validTotals(values)
    var tree = [Double](repeating: 0, count: max(count, 1) * 2)
    for row in 0..<count where !values.isNull(row) { tree[count + row] = numbers[row] }
    for node in stride(from: count - 1, to: 0, by: -1) {
      tree[node] = tree[node * 2] + tree[node * 2 + 1]
    }
    let sums = unsafe Buffer<Double>(count: frames.count) { out in
      for row in 0..<frames.count {
        var sum = 0.0
        var members: UInt32 = 0
        for part in frames.parts {
          members += counts[Int(part.end[row])] - counts[Int(part.start[row])]
          forEachNode(part, row, count) { sum += tree[$0] }
        }
        unsafe out[row] = isMean ? sum / Double(members) : sum
      }
    }
    return Vector(values.type, .float64(sums), validity: nonEmpty(counts, frames))
  }

  private static func nonEmpty(_ counts: [UInt32], _ frames: WindowFrames) -> Validity? {
    let validity = Validity(count: frames.count) { row in
      frames.parts.contains { counts[Int($0.end[row])] > counts[Int($0.start[row])] }
    }
    return validity.validCount == frames.count ? nil : validity
  }

  /// The nodes of a binary tree over `count` leaves that make up a row's part of the frame.
  @inline(__always)
  private static func forEachNode(
    _ part: FramePart, _ row: Int, _ count: Int, _ body: (Int) -> Void
  ) {
    var low = Int(part.start[row]) + count
    var high = Int(part.end[row]) + count
    while low < high {
      if low & 1 == 1 {
        body(low)
        low += 1
      }
      if high & 1 == 1 {
        high -= 1
        body(high)
      }
      low >>= 1
      high >>= 1
    }
  }

  /// For each frame the row with the least code (or the greatest), `UInt32.max` for none.
  ///
  /// A segment tree answers any frame in logarithmic time (Leis et al., "Efficient Processing of
  /// Window Functions in Analytical SQL Queries", PVLDB 2015).
  static func extremes(
    codes: Buffer<UInt64>, validity: Validity?, wantsGreatest: Bool, _ frames: WindowFrames
  ) -> Buffer<UInt32> {
    let count = codes.count
    // Ties keep the earlier row, so a better code is a strictly better one.
    func better(_ left: UInt32, _ right: UInt32) -> UInt32 {
      if left == UInt32.max { return right }
      if right == UInt32.max { return left }
      let (leftCode, rightCode) = (codes[Int(left)], codes[Int(right)])
      if wantsGreatest { return rightCode > leftCode ? right : left }
      return rightCode < leftCode ? right : left
    }
    var tree = [UInt32](repeating: UInt32.max, count: max(count, 1) * 2)
    for row in 0..<count where validity?.isValid(row) ?? true { tree[count + row] = UInt32(row) }
    for node in stride(from: count - 1, to: 0, by: -1) {
      tree[node] = better(tree[node * 2], tree[node * 2 + 1])
    }
    return unsafe Buffer(count: frames.count) { out in
      for row in 0..<frames.count {
        var best = UInt32.max
        for part in frames.parts {
          forEachNode(part, row, count) { best = better(best, tree[$0]) }
        }
        unsafe out[row] = best
      }
    }
  }
}
