import KhoiData

/// The numbers of rows in their partitions.
enum RankNumbers {
  /// The place of each row in its partition, from 1.
  static func rows(_ input: WindowInput) -> Vector {
    numbers(input) { row in unsafe row &- Int(input.partitionStart.base[row]) &+ 1 }
  }

  /// The place of each row's first peer in the partition, from 1.
  static func ranks(_ input: WindowInput) -> Vector {
    numbers(input) { row in
      unsafe Int(input.peerStart.base[row]) &- Int(input.partitionStart.base[row]) &+ 1
    }
  }

  /// How many groups of peers the partition has up to each row.
  static func groups(_ input: WindowInput) -> Vector {
    var group = 0
    return numbers(input) { row in
      if unsafe Int(input.partitionStart.base[row]) == row {
        group = 1
      } else if unsafe Int(input.peerStart.base[row]) == row {
        group &+= 1
      }
      return group
    }
  }

  @inline(__always)
  private static func numbers(_ input: WindowInput, _ number: (Int) -> Int) -> Vector {
    let count = input.rowCount
    precondition(
      input.partitionStart.count == count && input.peerStart.count == count, "one a row")
    let numbers = unsafe Buffer<Int64>(count: count) { out in
      for row in 0..<count { unsafe out[row] = Int64(number(row)) }
    }
    return Vector(.bigint, .int64(numbers))
  }
}
