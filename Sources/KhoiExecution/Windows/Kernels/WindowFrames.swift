import KhoiData
import KhoiPlan
import KhoiText

/// For each sorted row the rows of its frame: from `start` up to, not including, `end`.
struct WindowFrames {
  let start: Buffer<UInt32>
  let end: Buffer<UInt32>
  /// Whether every frame is its whole partition.
  let coverPartitions: Bool

  /// `orderKey` is the only order key, sorted, for RANGE with offsets.
  init(
    _ frame: WindowFrame, _ boundaries: WindowBoundaries, orderKey: Vector?, isDescending: Bool
  ) throws(Diagnostic) {
    guard frame.exclusion == .none else {
      throw .unsupported("EXCLUDE in window frames", at: nil)
    }
    if case .unboundedPreceding = frame.start, case .unboundedFollowing = frame.end {
      start = boundaries.partitionStart
      end = boundaries.partitionEnd
      coverPartitions = true
      return
    }
    coverPartitions = false
    let edges = FrameEdges(
      unit: frame.unit, boundaries: boundaries, orderKey: orderKey, isDescending: isDescending)
    let starts = try edges.places(frame.start, isStart: true)
    let ends = try edges.places(frame.end, isStart: false)
    start = starts
    // An end before the start is an empty frame.
    end = unsafe Buffer<UInt32>(count: starts.count) { out in
      for row in 0..<starts.count { unsafe out[row] = max(starts[row], ends[row]) }
    }
  }
}

/// Computes one edge of every row's frame.
private struct FrameEdges {
  let unit: WindowFrame.Unit
  let boundaries: WindowBoundaries
  let orderKey: Vector?
  let isDescending: Bool

  func places(_ bound: WindowFrame.Bound, isStart: Bool) throws(Diagnostic) -> Buffer<UInt32> {
    switch bound {
    case .unboundedPreceding: return boundaries.partitionStart
    case .unboundedFollowing: return boundaries.partitionEnd
    case .currentRow:
      switch unit {
      case .rows: return rowPlaces(offset: 0, isStart: isStart)
      case .range, .groups: return isStart ? boundaries.peerStart : boundaries.peerEnd
      }
    case .preceding(let value): return try places(value, direction: -1, isStart: isStart)
    case .following(let value): return try places(value, direction: 1, isStart: isStart)
    }
  }

  private func places(
    _ value: Value, direction: Int, isStart: Bool
  ) throws(Diagnostic) -> Buffer<UInt32> {
    switch unit {
    case .rows: return rowPlaces(offset: try distance(value) * direction, isStart: isStart)
    case .groups: return groupPlaces(offset: try distance(value) * direction, isStart: isStart)
    case .range: return try rangePlaces(value, direction: direction, isStart: isStart)
    }
  }

  private func distance(_ value: Value) throws(Diagnostic) -> Int {
    guard case .integer(let number) = value, number >= 0 else {
      throw Diagnostic(
        .runtime, "invalid-frame-offset",
        "the offset of a ROWS or GROUPS frame is a whole number of at least 0")
    }
    // More rows than there are is as good as all of them.
    return Int(min(number, Int64(UInt32.max)))
  }

  private func rowPlaces(offset: Int, isStart: Bool) -> Buffer<UInt32> {
    unsafe Buffer(count: boundaries.rowCount) { out in
      for row in 0..<boundaries.rowCount {
        let low = Int(boundaries.partitionStart[row])
        let high = Int(boundaries.partitionEnd[row])
        let place = row + offset + (isStart ? 0 : 1)
        unsafe out[row] = UInt32(min(max(place, low), high))
      }
    }
  }

  private func groupPlaces(offset: Int, isStart: Bool) -> Buffer<UInt32> {
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
        let group = number[row] + offset + (isStart ? 0 : 1)
        let place =
          group < 0 ? low : group >= begins.count ? high : min(max(begins[group], low), high)
        unsafe out[row] = place
      }
    }
  }

  /// Binary search among the partition's order keys for the key moved by the offset.
  private func rangePlaces(
    _ value: Value, direction: Int, isStart: Bool
  ) throws(Diagnostic) -> Buffer<UInt32> {
    guard let orderKey else {
      throw Diagnostic(
        .runtime, "invalid-frame-offset",
        "a RANGE frame with an offset needs exactly one order key")
    }
    let forward = (direction > 0) != isDescending
    let keys = try RangeKeys(orderKey, value)
    return unsafe Buffer(count: boundaries.rowCount) { out in
      for row in 0..<boundaries.rowCount {
        if orderKey.isNull(row) {
          unsafe out[row] = isStart ? boundaries.peerStart[row] : boundaries.peerEnd[row]
          continue
        }
        let target = keys.moved(row, forward: forward)
        var low = Int(boundaries.partitionStart[row])
        var high = Int(boundaries.partitionEnd[row])
        // NULLs stand at one end of the partition and belong to no frame of a value.
        while low < high, orderKey.isNull(low) { low += 1 }
        while low < high, orderKey.isNull(high - 1) { high -= 1 }
        while low < high {
          let middle = (low + high) / 2
          let order = keys.compare(middle, target) * (isDescending ? -1 : 1)
          if order < 0 || (order == 0 && !isStart) { low = middle + 1 } else { high = middle }
        }
        unsafe out[row] = UInt32(low)
      }
    }
  }
}

/// Order keys of a RANGE frame as numbers, and the distance in the same unit.
private struct RangeKeys {
  private let values: [Double]
  private let exact: [Int128]
  private let distance: Double
  private let exactDistance: Int128
  private let months: Int64
  private let type: LogicalType

  init(_ key: Vector, _ offset: Value) throws(Diagnostic) {
    let canonical = key.canonical()
    type = key.type
    var months: Int64 = 0
    switch (canonical.values, offset) {
    case (.float64(let buffer), _):
      values = buffer.array
      exact = []
      exactDistance = 0
      switch offset {
      case .double(let number): distance = number
      case .integer(let number): distance = Double(number)
      default: throw Self.mismatch(key.type)
      }
    case (.int64(let buffer), .integer(let number)):
      exact = buffer.array.map { Int128($0) }
      exactDistance = Int128(number)
      (values, distance) = ([], 0)
    case (.int64(let buffer), .interval(let interval)) where key.type == .timestamp:
      exact = buffer.array.map { Int128($0) }
      exactDistance =
        Int128(interval.days) * 86_400_000_000 + Int128(interval.microseconds)
      months = Int64(interval.months)
      (values, distance) = ([], 0)
    case (.int32(let buffer), .integer(let number)):
      exact = buffer.array.map { Int128($0) }
      exactDistance = Int128(number)
      (values, distance) = ([], 0)
    case (.int32(let buffer), .interval(let interval)):
      // Days count in microseconds here, so that hours compare too.
      exact = buffer.array.map { Int128($0) * 86_400_000_000 }
      exactDistance =
        Int128(interval.days) * 86_400_000_000 + Int128(interval.microseconds)
      months = Int64(interval.months)
      (values, distance) = ([], 0)
    default: throw Self.mismatch(key.type)
    }
    self.months = months
  }

  private static func mismatch(_ type: LogicalType) -> Diagnostic {
    Diagnostic(
      .runtime, "invalid-frame-offset",
      "the offset of this RANGE frame does not fit an order key of type \(type)")
  }

  enum Target {
    case double(Double)
    case exact(Int128)
  }

  func moved(_ row: Int, forward: Bool) -> Target {
    if exact.isEmpty { return .double(values[row] + (forward ? distance : -distance)) }
    var base = exact[row]
    if months != 0 {
      let perDay: Int128 = 86_400_000_000
      var day = base / perDay
      var rest = base % perDay
      if rest < 0 { (day, rest) = (day - 1, rest + perDay) }
      let shifted = Calendar.adding(months: forward ? months : -months, to: Int32(clamping: day))
      base = Int128(shifted ?? Int32(clamping: day)) * perDay + rest
    }
    return .exact(forward ? base + exactDistance : base - exactDistance)
  }

  func compare(_ row: Int, _ target: Target) -> Int {
    switch target {
    case .double(let number):
      let value = values[row]
      return value < number ? -1 : value == number ? 0 : 1
    case .exact(let number):
      let value = exact[row]
      return value < number ? -1 : value == number ? 0 : 1
    }
  }
}
