package import KhoiData

/// Row numbers in ascending order, and what is done with them.
package enum Selection {
  /// The rows below `count` that are not in `rows` (ascending).
  package static func complement(of rows: Buffer<UInt32>, count: Int) -> Buffer<UInt32> {
    unsafe Buffer(count: count - rows.count) { out in
      var next = 0
      var written = 0
      let taken = unsafe rows.base
      for row in 0..<count {
        if unsafe next < rows.count && Int(taken[next]) == row {
          next &+= 1
        } else {
          unsafe out[written] = UInt32(truncatingIfNeeded: row)
          written &+= 1
        }
      }
    }
  }

  /// The same row `count` times.
  package static func repeating(_ row: Int, count: Int) -> Buffer<UInt32> {
    Buffer(repeating: UInt32(truncatingIfNeeded: row), count: count)
  }

  /// The row numbers `start ..< start + count`.
  package static func range(_ start: Int, count: Int) -> Buffer<UInt32> {
    unsafe Buffer(count: count) { out in
      for index in 0..<count { unsafe out[index] = UInt32(truncatingIfNeeded: start &+ index) }
    }
  }
}

/// Row numbers that are gathered from several windows of a larger range.
package struct RowAccumulator: ~Copyable {
  private var owner: BufferOwner
  private let capacity: Int
  package private(set) var count = 0

  package init(capacity: Int) {
    self.capacity = capacity
    owner = BufferOwner(byteCount: capacity * 4 + 4)
  }

  /// Adds rows, each moved by `offset`; there must be room.
  package mutating func append(_ rows: Buffer<UInt32>, offset: Int) {
    precondition(count + rows.count <= capacity, "no room for more rows")
    let target = unsafe owner.base.assumingMemoryBound(to: UInt32.self) + count
    let shift = UInt32(truncatingIfNeeded: offset)
    for index in 0..<rows.count { unsafe target[index] = unsafe rows.base[index] &+ shift }
    count += rows.count
  }

  /// Where the next rows go.
  var room: UnsafeMutablePointer<UInt32> {
    unsafe owner.base.assumingMemoryBound(to: UInt32.self) + count
  }

  mutating func advance(by added: Int) { count += added }

  /// The rows so far; the accumulator starts again.
  package mutating func take() -> Buffer<UInt32> {
    let base = unsafe UnsafePointer(owner.base.assumingMemoryBound(to: UInt32.self))
    let rows = unsafe Buffer(owner: owner, base: base, count: count)
    owner = BufferOwner(byteCount: capacity * 4 + 4)
    count = 0
    return rows
  }
}

extension Validity {
  /// One byte per row: 1 where it is null.
  var nullBytes: Buffer<UInt8> {
    let words = unsafe words.base
    return unsafe Buffer(count: count) { out in
      for row in 0..<count {
        unsafe out[row] = unsafe UInt8(
          truncatingIfNeeded: (words[row >> 6] >> UInt64(row & 63) & 1) ^ 1)
      }
    }
  }
}

extension Vector {
  /// A vector of `count` rows put together from parts, each with the rows it is for; together the
  /// parts must cover every row once.
  package static func scattering(
    _ parts: [(rows: Buffer<UInt32>, values: Vector)], count: Int, type: LogicalType
  ) -> Vector {
    if parts.count == 1 && parts[0].values.isConstant {
      return parts[0].values.typed(type).slice(0, count)
    }
    let places = unsafe Buffer<UInt32>(count: count) { out in
      unsafe out.initialize(repeating: 0, count: count)
      var start = 0
      for part in parts {
        precondition(part.rows.count == part.values.count, "a value for each row")
        for index in 0..<part.rows.count {
          let row = Int(part.rows[index])
          precondition(row < count, "row out of range")
          unsafe out[row] = UInt32(truncatingIfNeeded: start &+ index)
        }
        start += part.rows.count
      }
    }
    let all = Vector.concatenate(parts.map { $0.values.typed(type) }, type: type)
    return all.gather(places)
  }
}

extension Selection {
  /// The rows that are in both (each ascending).
  package static func intersection(
    _ left: Buffer<UInt32>, _ right: Buffer<UInt32>
  ) -> Buffer<UInt32> {
    var accumulator = RowAccumulator(capacity: min(left.count, right.count))
    accumulator.appendIntersection(left, right)
    return accumulator.take()
  }
}

extension RowAccumulator {
  fileprivate mutating func appendIntersection(_ left: Buffer<UInt32>, _ right: Buffer<UInt32>) {
    let target = unsafe room
    var (first, second, written) = (0, 0, 0)
    while first < left.count && second < right.count {
      let (one, two) = unsafe (left.base[first], right.base[second])
      if one == two {
        unsafe target[written] = one
        written &+= 1
      }
      first &+= one <= two ? 1 : 0
      second &+= two <= one ? 1 : 0
    }
    advance(by: written)
  }
}

extension Selection {
  /// For each number from `from` below `to` the first row that has it; numbers first appear in
  /// ascending order.
  package static func firstAppearances(
    _ numbers: Buffer<UInt32>, from: Int, to: Int
  ) -> Buffer<UInt32> {
    unsafe Buffer(count: to - from) { out in
      var row = 0
      for number in from..<to {
        while Int(numbers[row]) != number { row &+= 1 }
        unsafe out[number - from] = UInt32(truncatingIfNeeded: row)
      }
    }
  }
}

extension Selection {
  /// Whether the rows are `0 ..< count`.
  package static func isRange(_ rows: Buffer<UInt32>, count: Int) -> Bool {
    guard rows.count == count else { return false }
    for index in 0..<count where unsafe Int(rows.base[index]) != index { return false }
    return true
  }
}
