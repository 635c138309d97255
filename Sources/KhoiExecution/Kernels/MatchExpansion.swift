import KhoiData

/// Pairs of probe and build rows with equal keys, some thousand at a time.
struct MatchExpansion {
  private let numbers: Buffer<UInt32>
  private let table: JoinTable
  /// Where the next pair is: a probe row, and how many of its pairs were given already.
  private(set) var row = 0
  private var given = 0

  init(_ numbers: Buffer<UInt32>, _ table: JoinTable) {
    self.numbers = numbers
    self.table = table
  }

  var isDone: Bool { row >= numbers.count }

  /// Pairs of probe and build rows; for a left join `UInt32.max` stands for no build row.
  struct Pairs {
    let probe: Buffer<UInt32>
    let build: Buffer<UInt32>
  }

  /// Up to `capacity` further pairs.
  ///
  /// `keepsUnmatched` adds a pair for each probe row without a build row; rows for which `skip` is
  /// not zero are left out.
  mutating func next(
    capacity: Int, keepsUnmatched: Bool = false, skip: MatchFlags? = nil
  ) -> Pairs {
    let probe = BufferOwner(byteCount: capacity * 4)
    let build = BufferOwner(byteCount: capacity * 4)
    let probeRows = unsafe probe.base.assumingMemoryBound(to: UInt32.self)
    let buildRows = unsafe build.base.assumingMemoryBound(to: UInt32.self)
    var count = 0
    let table = table
    let isUnique = table.isUnique
    while row < numbers.count && count < capacity {
      if let skip, unsafe skip.base[row] != 0 {
        row &+= 1
        given = 0
        continue
      }
      let number = unsafe numbers.base[row]
      let total = table.matchCount(number)
      if total == 0 {
        if keepsUnmatched {
          unsafe probeRows[count] = UInt32(truncatingIfNeeded: row)
          unsafe buildRows[count] = UInt32.max
          count &+= 1
        }
        row &+= 1
        continue
      }
      let take = min(total &- given, capacity &- count)
      if isUnique {
        unsafe probeRows[count] = UInt32(truncatingIfNeeded: row)
        unsafe buildRows[count] = unsafe table.onlyRow.base[Int(number)]
      } else {
        let first = unsafe Int(table.offsets.base[Int(number)]) &+ given
        let source = unsafe table.rows.base + first
        for index in 0..<take {
          unsafe probeRows[count &+ index] = UInt32(truncatingIfNeeded: row)
          unsafe buildRows[count &+ index] = unsafe source[index]
        }
      }
      count &+= take
      given &+= take
      if given == total {
        row &+= 1
        given = 0
      }
    }
    return unsafe Pairs(
      probe: Buffer(owner: probe, base: UnsafePointer(probeRows), count: count),
      build: Buffer(owner: build, base: UnsafePointer(buildRows), count: count))
  }
}

/// One byte per row: whether it found a match, or what is known of one.
@safe final class MatchFlags: @unchecked Sendable {
  // Safe because one worker writes it, and only afterwards others read.
  let base: UnsafeMutablePointer<UInt8>
  let count: Int

  init(count: Int) {
    self.count = count
    unsafe base = .block(max(count, 1))
    unsafe base.initialize(repeating: 0, count: count)
  }

  deinit { unsafe base.freeBlock(max(count, 1)) }

  /// Sets the flags of rows; returns whether one of them was set before.
  @discardableResult
  func set(_ rows: Buffer<UInt32>) -> Bool {
    var wasSet: UInt8 = 0
    for index in 0..<rows.count where unsafe rows.base[index] != UInt32.max {
      let row = unsafe Int(rows.base[index])
      precondition(row < count, "row out of range")
      unsafe wasSet |= base[row]
      unsafe base[row] = 1
    }
    return wasSet != 0
  }

  /// Whether the flag of a row is set.
  func isSet(_ row: Int) -> Bool {
    precondition(row < count, "row out of range")
    return unsafe base[row] != 0
  }

  /// Raises the flags of rows to 1 where they are 0: for what is unknown before 2 says it is true.
  func raise(_ rows: Buffer<UInt32>, to level: UInt8) {
    for index in 0..<rows.count {
      let row = unsafe Int(rows.base[index])
      precondition(row < count, "row out of range")
      unsafe base[row] = unsafe max(base[row], level)
    }
  }

  /// Adds another worker's flags.
  func formUnion(_ other: MatchFlags) {
    for row in 0..<min(count, other.count) { unsafe base[row] |= other.base[row] }
  }

  /// The rows whose flag is set, or those whose flag is not.
  func rows(set wanted: Bool) -> Buffer<UInt32> {
    var accumulator = RowAccumulator(capacity: count)
    unsafe accumulator.append(flags: UnsafePointer(base), count: count, wanted: wanted)
    return accumulator.take()
  }

  /// A Boolean per row: level 2 true, 1 NULL, 0 false.
  func marks() -> Vector {
    let flags = unsafe Buffer<UInt8>(count: count) { out in
      for row in 0..<count { unsafe out[row] = unsafe base[row] == 2 ? 1 : 0 }
    }
    let validity = Validity(count: count) { unsafe base[$0] != 1 }
    return Vector(
      .boolean, .boolean(flags), validity: validity.nullCount == 0 ? nil : validity)
  }
}

enum MatchKernel {
  /// For each probe row its only build row or `UInt32.max`; the table must be unique.
  static func onlyRows(_ numbers: Buffer<UInt32>, _ table: JoinTable) -> Buffer<UInt32> {
    let onlyRow = unsafe table.onlyRow.base
    return unsafe Buffer(count: numbers.count) { out in
      for row in 0..<numbers.count {
        let number = unsafe numbers.base[row]
        unsafe out[row] = unsafe number == UInt32.max ? UInt32.max : onlyRow[Int(number)]
      }
    }
  }

  /// Flags the rows whose key has build rows; returns whether one has several.
  static func flagMatches(
    _ numbers: Buffer<UInt32>, _ table: JoinTable, _ flags: MatchFlags, level: UInt8
  ) -> Bool {
    var most = 0
    for row in 0..<numbers.count {
      let count = unsafe table.matchCount(numbers.base[row])
      most = max(most, count)
      if count > 0 { unsafe flags.base[row] = level }
    }
    return most > 1
  }

  /// Pairs in order of the probe rows, with a pair without build row for each row in
  /// `first ..< end` that is not flagged.
  static func withUnmatched(
    _ pairs: MatchExpansion.Pairs, _ flags: MatchFlags, from first: Int, to end: Int
  ) -> MatchExpansion.Pairs {
    var unmatched = 0
    for row in first..<max(first, end) where unsafe flags.base[row] == 0 { unmatched += 1 }
    if unmatched == 0 { return pairs }
    let total = pairs.probe.count + unmatched
    let build = BufferOwner(byteCount: total * 4)
    let buildRows = unsafe build.base.assumingMemoryBound(to: UInt32.self)
    let probe = unsafe Buffer<UInt32>(count: total) { out in
      var pair = 0
      var row = first
      var written = 0
      while pair < pairs.probe.count || row < end {
        let isPairNext =
          unsafe pair < pairs.probe.count && (row >= end || Int(pairs.probe.base[pair]) <= row)
        if isPairNext {
          unsafe out[written] = unsafe pairs.probe.base[pair]
          unsafe buildRows[written] = unsafe pairs.build.base[pair]
          written &+= 1
          pair &+= 1
        } else {
          if unsafe flags.base[row] == 0 {
            unsafe out[written] = UInt32(truncatingIfNeeded: row)
            unsafe buildRows[written] = UInt32.max
            written &+= 1
          }
          row &+= 1
        }
      }
    }
    return unsafe MatchExpansion.Pairs(
      probe: probe, build: Buffer(owner: build, base: UnsafePointer(buildRows), count: total))
  }
}

extension RowAccumulator {
  fileprivate mutating func append(
    flags: UnsafePointer<UInt8>, count: Int, wanted: Bool
  ) {
    let target = unsafe room
    var written = 0
    for row in 0..<count {
      unsafe target[written] = UInt32(truncatingIfNeeded: row)
      unsafe written &+= (flags[row] != 0) == wanted ? 1 : 0
    }
    advance(by: written)
  }
}
