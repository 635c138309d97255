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
  private let rows = KeyedRows()
  private var groupCount = 0
  private var fraction: QuantileFraction?
  /// After the end of input: all keys group by group.
  private var settled: Settled?

  /// Keys group by group; group `g` has those from `starts[g]` to `starts[g + 1]`.
  private struct Settled {
    let keys: BufferOwner
    let starts: Buffer<Int>
  }

  init(_ type: LogicalType, interpolates: Bool) {
    self.type = type
    self.interpolates = interpolates
  }

  func reserve(groupCount: Int) {
    self.groupCount = max(groupCount, self.groupCount)
  }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    try add(arguments, groups: groups, count: count)
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    try add(arguments, groups: nil, count: count)
  }

  private func add(
    _ arguments: [Vector], groups: Buffer<UInt32>?, count: Int
  ) throws(Diagnostic) {
    if arguments[0].isConstantNull || count == 0 { return }
    if fraction == nil, arguments.count > 1 { fraction = try QuantileFraction(arguments, row: 0) }
    unsettle()
    let flat = arguments[0].flattened()
    let numbers = OrderedKey.keys(flat)
    guard let validity = flat.validity, validity.nullCount > 0 else {
      rows.append(numbers, groups: groups)
      return
    }
    let valid = validity.validRows
    rows.append(numbers.gather(valid), groups: groups?.gather(valid))
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: QuantileState.self)
    fraction = fraction ?? other.fraction
    unsettle()
    other.unsettle()
    rows.append(other.rows, groups: groups)
  }

  /// Brings the keys of each group together: tasks count their share of the rows, and write it to
  /// where the counts say.
  func settle(_ loop: IndexLoop) -> Bool {
    if settled != nil { return true }
    let rowCount = rows.count
    let groupCount = groupCount
    let parts = rows.parts
    let taskCount = max(1, min(8, parts.count, rowCount / (4 * max(groupCount, 1024))))
    let places = BufferOwner(byteCount: taskCount * groupCount * 8)
    let keys = BufferOwner(byteCount: rowCount * 8)
    unsafe places.base.assumingMemoryBound(to: Int.self).initialize(
      repeating: 0, count: taskCount * groupCount)
    let share: @Sendable (Int) -> ArraySlice<KeyedRows.Part> = { task in
      parts[parts.count * task / taskCount..<parts.count * (task + 1) / taskCount]
    }
    loop(taskCount) { task in
      let counts = unsafe places.base.assumingMemoryBound(to: Int.self) + task * groupCount
      for part in share(task) {
        guard let groups = part.groups else {
          unsafe counts[0] &+= part.keys.count
          continue
        }
        for row in 0..<groups.count { unsafe counts[Int(groups.base[row])] &+= 1 }
      }
    }
    let starts = unsafe Self.turnIntoPlaces(
      places.base.assumingMemoryBound(to: Int.self), taskCount, groupCount)
    loop(taskCount) { task in
      let next = unsafe places.base.assumingMemoryBound(to: Int.self) + task * groupCount
      let target = unsafe keys.base.assumingMemoryBound(to: Int64.self)
      for part in share(task) {
        guard let groups = part.groups else {
          unsafe (target + next[0]).update(from: part.keys.base, count: part.keys.count)
          unsafe next[0] &+= part.keys.count
          continue
        }
        for row in 0..<groups.count {
          let group = unsafe Int(groups.base[row])
          unsafe target[next[group]] = unsafe part.keys.base[row]
          unsafe next[group] &+= 1
        }
      }
    }
    rows.removeAll()
    settled = Settled(keys: keys, starts: starts)
    return true
  }

  /// Turns each task's count of each group into the place of its first key; returns where the
  /// groups start.
  private static func turnIntoPlaces(
    _ counts: UnsafeMutablePointer<Int>, _ taskCount: Int, _ groupCount: Int
  ) -> Buffer<Int> {
    unsafe Buffer(count: groupCount + 1) { starts in
      var place = 0
      for group in 0..<groupCount {
        unsafe starts[group] = place
        for task in 0..<taskCount {
          let count = unsafe counts[task * groupCount + group]
          unsafe counts[task * groupCount + group] = place
          place += count
        }
      }
      unsafe starts[groupCount] = place
    }
  }

  /// Gives every key its group again, for rows that come after a result was asked for.
  private func unsettle() {
    guard let settled else { return }
    let starts = settled.starts
    let rowCount = starts[starts.count - 1]
    let groups = unsafe Buffer<UInt32>(count: rowCount) { out in
      for group in 0..<(starts.count - 1) {
        for place in starts[group]..<starts[group + 1] { unsafe out[place] = UInt32(group) }
      }
    }
    let base = unsafe UnsafePointer(settled.keys.base.assumingMemoryBound(to: Int64.self))
    let keys = unsafe Buffer(owner: settled.keys, base: base, count: rowCount)
    rows.append(keys, groups: groups)
    self.settled = nil
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    _ = settle { count, body in for index in 0..<count { body(index) } }
    guard let settled else { return Vector(nulls: type, count: range.count) }
    let starts = settled.starts
    let keys = unsafe UnsafePointer(settled.keys.base.assumingMemoryBound(to: Int64.self))
    var selection = KeySelection()
    let results = unsafe Buffer<Int64>(count: range.count) { out in
      for (place, group) in range.enumerated() {
        let count = starts[group + 1] - starts[group]
        unsafe out[place] =
          unsafe count == 0 ? 0 : result(keys + starts[group], count: count, &selection)
      }
    }
    let validity = Validity(count: range.count) { place in
      starts[range.lowerBound + place] < starts[range.lowerBound + place + 1]
    }
    return Vector(
      type, OrderedKey.values(results, type: type),
      validity: validity.nullCount == 0 ? nil : validity)
  }

  private func result(
    _ members: UnsafePointer<Int64>, count: Int, _ selection: inout KeySelection
  ) -> Int64 {
    let fraction = fraction ?? .half
    guard interpolates else {
      return unsafe selection.select(members, count: count, place: fraction.place(among: count)).key
    }
    let (place, rest) = fraction.position(among: count)
    let (key, next) = unsafe selection.select(members, count: count, place: place)
    if type.canonicalPhysicalType != .float64 { return interpolated(key, rest, next) }
    let low = OrderedKey.double(key)
    if rest == 0 { return OrderedKey.key(low) }
    let high = OrderedKey.double(next ?? key)
    let between = QuantileFraction.between(low, high, rest)
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

  var byteCount: Int {
    rows.byteCount + (settled.map { $0.keys.byteCount + $0.starts.count * 8 } ?? 0)
  }
}
