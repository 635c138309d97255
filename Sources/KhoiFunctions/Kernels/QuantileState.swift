import KhoiData
import KhoiText

/// Quantiles and modes: every value is kept, as a key that sorts as it does, and at the end brought
/// to its group and selected from.
final class QuantileState: AggregateState {
  private let type: LogicalType
  private let interpolates: Bool
  private let wantsMode: Bool
  private var keys: [Int64] = []
  private var groups: [UInt32] = []
  private var groupCount = 0
  private var fraction: Double?
  /// After the end of input: all keys group by group, and where each group starts.
  private var starts: [Int] = []

  init(_ type: LogicalType, interpolates: Bool, wantsMode: Bool = false) {
    self.type = type
    self.interpolates = interpolates
    self.wantsMode = wantsMode
  }

  func reserve(groupCount: Int) {
    self.groupCount = max(groupCount, self.groupCount)
  }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    if arguments[0].isConstantNull || count == 0 { return }
    try takeFraction(arguments)
    unsettle()
    let flat = arguments[0].flattened()
    let numbers = OrderedKey.keys(flat)
    forEachValid(flat.validity, count: count) { row in
      unsafe self.keys.append(numbers.base[row])
      unsafe self.groups.append(groups.base[row])
    }
  }

  private func takeFraction(_ arguments: [Vector]) throws(Diagnostic) {
    guard arguments.count > 1, fraction == nil, !arguments[1].isNull(0) else { return }
    guard case .double(let value) = arguments[1][0], value >= 0, value <= 1 else {
      throw .badArgument("quantile", "the fraction must be between 0 and 1")
    }
    fraction = value
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
    if wantsMode { return unsafe mostFrequent(&members) }
    let fraction = fraction ?? 0.5
    guard interpolates else {
      let place = max(0, Int((fraction * Double(members.count)).rounded(.up)) - 1)
      return unsafe select(&members, place)
    }
    let position = fraction * Double(members.count - 1)
    let place = Int(position.rounded(.down))
    let low = unsafe OrderedKey.double(select(&members, place))
    let rest = position - Double(place)
    if rest == 0 { return OrderedKey.key(low) }
    // After selection everything behind the place is at least as large.
    let next = unsafe members[(place + 1)...].min() ?? members[place]
    let high = OrderedKey.double(next)
    return OrderedKey.key(low == high ? low : low + (high - low) * rest)
  }

  private func mostFrequent(_ members: inout UnsafeMutableBufferPointer<Int64>) -> Int64 {
    unsafe members.sort()
    var best = unsafe (key: members[0], count: 0)
    var start = 0
    while start < members.count {
      var end = start + 1
      while unsafe end < members.count && members[end] == members[start] { end += 1 }
      if end - start > best.count { best = unsafe (members[start], end - start) }
      start = end
    }
    return best.key
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
