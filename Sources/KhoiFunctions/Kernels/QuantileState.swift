import KhoiData
import KhoiText

/// Quantiles of numbers: every value is kept, as a key that sorts as it does, and at the end
/// brought to its group and selected from.
///
/// The arguments are the value, the fraction (one half without it) and whether to count from the
/// greatest.
final class QuantileState: AggregateState {
  private let type: LogicalType
  private let interpolates: Bool
  private var keys: [Int64] = []
  private var groups: [UInt32] = []
  private var groupCount = 0
  private var fraction: QuantileFraction?
  /// After the end of input: all keys group by group, and where each group starts.
  private var starts: [Int] = []

  init(_ type: LogicalType, interpolates: Bool) {
    self.type = type
    self.interpolates = interpolates
  }

  func reserve(groupCount: Int) {
    self.groupCount = max(groupCount, self.groupCount)
  }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    if arguments[0].isConstantNull || count == 0 { return }
    if fraction == nil, arguments.count > 1 { fraction = try QuantileFraction(arguments, row: 0) }
    unsettle()
    let flat = arguments[0].flattened()
    let numbers = OrderedKey.keys(flat)
    forEachValid(flat.validity, count: count) { row in
      unsafe self.keys.append(numbers.base[row])
      unsafe self.groups.append(groups.base[row])
    }
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    try update(arguments, groups: GroupZero.groups(count), count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: QuantileState.self)
    fraction = fraction ?? other.fraction
    unsettle()
    other.unsettle()
    keys.append(contentsOf: other.keys)
    self.groups.append(contentsOf: other.groups.map { groups[Int($0)] })
  }

  /// Brings the keys of each group together by counting.
  private func settle() {
    guard starts.isEmpty else { return }
    starts = [Int](repeating: 0, count: groupCount + 1)
    for group in groups { starts[Int(group) + 1] += 1 }
    for group in 0..<groupCount { starts[group + 1] += starts[group] }
    var next = starts
    var sorted = [Int64](repeating: 0, count: keys.count)
    for (place, group) in groups.enumerated() {
      sorted[next[Int(group)]] = keys[place]
      next[Int(group)] += 1
    }
    keys = sorted
    groups = []
  }

  /// Gives every key its group again, for rows that come after a result was asked for.
  private func unsettle() {
    guard !starts.isEmpty else { return }
    groups.reserveCapacity(keys.count)
    for group in 0..<(starts.count - 1) {
      for _ in starts[group]..<starts[group + 1] { groups.append(UInt32(group)) }
    }
    starts = []
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    settle()
    var results: [Int64] = []
    unsafe keys.withUnsafeMutableBufferPointer { keys in
      for group in range {
        var members = unsafe UnsafeMutableBufferPointer(
          rebasing: keys[starts[group]..<starts[group + 1]])
        unsafe results.append(members.isEmpty ? 0 : result(&members))
      }
    }
    let validity = Validity(count: range.count) { place in
      starts[range.lowerBound + place] < starts[range.lowerBound + place + 1]
    }
    return Vector(
      type, OrderedKey.values(Buffer(results), type: type),
      validity: validity.nullCount == 0 ? nil : validity)
  }

  private func result(_ members: inout UnsafeMutableBufferPointer<Int64>) -> Int64 {
    let fraction = fraction ?? .half
    guard interpolates else {
      return unsafe select(&members, fraction.place(among: members.count))
    }
    let (place, rest) = fraction.position(among: members.count)
    let key = unsafe select(&members, place)
    if type.canonicalPhysicalType != .float64 {
      return interpolated(key, rest, unsafe members[(place + 1)...].min())
    }
    let low = OrderedKey.double(key)
    if rest == 0 { return OrderedKey.key(low) }
    // After selection everything behind the place is at least as large.
    let next = unsafe members[(place + 1)...].min() ?? members[place]
    let high = OrderedKey.double(next)
    let between = low == high ? low : low + (high - low) * rest
    return OrderedKey.key(type == .float ? Double(Float(between)) : between)
  }

  /// Between two whole numbers, of microseconds or of the last digits of decimals.
  private func interpolated(_ low: Int64, _ rest: Double, _ next: Int64?) -> Int64 {
    guard rest > 0, let next else { return low }
    let (distance, overflow) = next.subtractingReportingOverflow(low)
    let part = Double(distance) * rest
    return overflow
      ? low : low + Int64(part.rounded(type.isDecimal ? .down : .toNearestOrAwayFromZero))
  }

  /// The key at a place of the sorted order, with smaller keys before it and larger ones behind
  /// (Hoare's quickselect with the middle of three as pivot; short or stubborn ranges are sorted).
  private func select(
    _ members: inout UnsafeMutableBufferPointer<Int64>, _ place: Int
  ) -> Int64 {
    var low = 0
    var high = members.count - 1
    var rounds = 64
    while high - low > 16 && rounds > 0 {
      rounds -= 1
      let (a, b, c) = unsafe (members[low], members[low + (high - low) / 2], members[high])
      let pivot = max(min(a, b), min(max(a, b), c))
      var left = low
      var right = high
      while left <= right {
        while unsafe members[left] < pivot { left += 1 }
        while unsafe members[right] > pivot { right -= 1 }
        if left <= right {
          unsafe members.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if place <= right {
        high = right
      } else if place >= left {
        low = left
      } else {
        return unsafe members[place]
      }
    }
    unsafe members[low...high].sort()
    return unsafe members[place]
  }

  var byteCount: Int { keys.count * 8 + groups.count * 4 + starts.count * 8 }
}
