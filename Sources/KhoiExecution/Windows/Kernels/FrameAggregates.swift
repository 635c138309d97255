import KhoiData
import KhoiText

/// Aggregates over frames that need not touch every row of every frame.
///
/// Frames are ranges of rows of `argument`; NULL rows do not count.
enum FrameAggregates {
  /// The number of rows of each frame that are not null (all rows where there is no argument).
  static func count(_ argument: Vector?, start: Buffer<UInt32>, end: Buffer<UInt32>) -> Vector {
    guard let argument, argument.flattened().validity != nil else {
      return unsafe Vector(
        .bigint,
        .int64(
          Buffer(count: start.count) { out in
            for row in 0..<start.count { unsafe out[row] = Int64(end[row]) - Int64(start[row]) }
          }))
    }
    let totals = validTotals(argument)
    return unsafe Vector(
      .bigint,
      .int64(
        Buffer(count: start.count) { out in
          for row in 0..<start.count {
            unsafe out[row] = Int64(totals[Int(end[row])]) - Int64(totals[Int(start[row])])
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
    integers argument: Vector, start: Buffer<UInt32>, end: Buffer<UInt32>
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
    let sums = unsafe Buffer<Int64>(count: start.count) { out in
      for row in 0..<start.count {
        let sum = totals[Int(end[row])] - totals[Int(start[row])]
        overflowed = overflowed || Int64(exactly: sum) == nil
        unsafe out[row] = Int64(truncatingIfNeeded: sum)
      }
    }
    if overflowed {
      throw Diagnostic(
        .runtime, "integer-overflow", "a sum does not fit in BIGINT",
        notes: ["cast the argument to DOUBLE for an approximate sum"])
    }
    return Vector(
      .bigint, .int64(sums), validity: nonEmpty(counts, start: start, end: end))
  }

  private static func nonEmpty(
    _ counts: [UInt32], start: Buffer<UInt32>, end: Buffer<UInt32>
  ) -> Validity? {
    let validity = Validity(count: start.count) { row in
      counts[Int(end[row])] > counts[Int(start[row])]
    }
    return validity.validCount == start.count ? nil : validity
  }

  /// For each frame the row with the least code (or the greatest), `UInt32.max` for none.
  ///
  /// A segment tree answers any frame in logarithmic time (Leis et al., "Efficient Processing of
  /// Window Functions in Analytical SQL Queries", PVLDB 2015).
  static func extremes(
    codes: Buffer<UInt64>, validity: Validity?, wantsGreatest: Bool,
    start: Buffer<UInt32>, end: Buffer<UInt32>
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
    return unsafe Buffer(count: start.count) { out in
      for row in 0..<start.count {
        var low = Int(start[row]) + count
        var high = Int(end[row]) + count
        var best = UInt32.max
        while low < high {
          if low & 1 == 1 {
            best = better(best, tree[low])
            low += 1
          }
          if high & 1 == 1 {
            high -= 1
            best = better(best, tree[high])
          }
          low >>= 1
          high >>= 1
        }
        unsafe out[row] = best
      }
    }
  }
}
