import KhoiData
import KhoiText

/// The rows of every group, one group after the other, each in the order they came.
struct GroupedRows {
  /// The arguments, flat and canonical.
  let arguments: [Vector]
  /// Group `g` has the rows `starts[g] ..< starts[g + 1]`.
  let starts: [Int]

  var groupCount: Int { starts.count - 1 }

  func rows(of group: Int) -> Range<Int> { starts[group]..<starts[group + 1] }

  /// Which groups have rows; nil where all have some.
  var filled: Validity? {
    let validity = Validity(count: groupCount) { starts[$0] < starts[$0 + 1] }
    return validity.nullCount == 0 ? nil : validity
  }
}

/// An aggregate that needs all rows of a group at once, of whatever types: they are kept as they
/// come, and brought to their groups at the end by one counting sort.
final class CollectedState: AggregateState {
  /// One row per group.
  typealias Finish = (GroupedRows) throws(Diagnostic) -> Vector

  private struct Part {
    let arguments: [Vector]
    let groups: Buffer<UInt32>
  }

  private let types: [LogicalType]
  private let required: [Int]
  private let finish: Finish
  private var parts: [Part] = []
  private var groupCount = 0
  private var settled: GroupedRows?
  private(set) var byteCount = 0

  /// Rows where one of the `required` arguments is null do not count.
  init(_ types: [LogicalType], required: [Int] = [0], finish: @escaping Finish) {
    self.types = types
    self.required = required
    self.finish = finish
  }

  func reserve(groupCount: Int) {
    if groupCount > self.groupCount {
      self.groupCount = groupCount
      settled = nil
    }
  }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    var validity: Validity?
    for place in required {
      if arguments[place].isConstantNull { return }
      if !arguments[place].isConstant {
        validity = Validity.and(validity, arguments[place].validity)
      }
    }
    if count == 0 { return }
    settled = nil
    var part = Part(arguments: arguments, groups: groups)
    if let validity, validity.nullCount > 0 {
      var kept: [UInt32] = []
      forEachValid(validity, count: count) { kept.append(UInt32(truncatingIfNeeded: $0)) }
      let rows = Buffer(kept)
      part = Part(arguments: arguments.map { $0.gather(rows) }, groups: groups.gather(rows))
    }
    parts.append(part)
    byteCount += part.arguments.reduce(part.groups.count * 4) { $0 + $1.byteCount }
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    try update(arguments, groups: GroupZero.groups(count), count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: CollectedState.self)
    settled = nil
    for part in other.parts {
      parts.append(Part(arguments: part.arguments, groups: groups.gather(part.groups)))
    }
    byteCount += other.byteCount
  }

  private func settle() -> GroupedRows {
    if let settled { return settled }
    let groups = Buffer.concatenate(parts.map(\.groups))
    let arguments = types.indices.map { place in
      Vector.concatenate(parts.map { $0.arguments[place] }, type: types[place])
    }
    parts = groups.count == 0 ? [] : [Part(arguments: arguments, groups: groups)]
    var starts = [Int](repeating: 0, count: groupCount + 1)
    for row in 0..<groups.count { starts[Int(groups[row]) + 1] += 1 }
    for group in 0..<groupCount { starts[group + 1] += starts[group] }
    var rows = arguments.map { $0.canonical() }
    if groupCount > 1 {
      var next = starts
      var order = [UInt32](repeating: 0, count: groups.count)
      for row in 0..<groups.count {
        let group = Int(groups[row])
        order[next[group]] = UInt32(truncatingIfNeeded: row)
        next[group] += 1
      }
      let places = Buffer(order)
      rows = rows.map { $0.gather(places) }
    }
    let grouped = GroupedRows(arguments: rows, starts: starts)
    settled = grouped
    return grouped
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    let all = settle()
    if range == 0..<all.groupCount { return try finish(all) }
    let first = all.starts[range.lowerBound]
    let last = all.starts[range.upperBound]
    return try finish(
      GroupedRows(
        arguments: all.arguments.map { $0.slice(first, last - first) },
        starts: all.starts[range.lowerBound...range.upperBound].map { $0 - first }))
  }
}
