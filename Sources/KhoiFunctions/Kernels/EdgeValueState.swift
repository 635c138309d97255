import KhoiData
import KhoiText

/// The value of the first or last row per group.
final class EdgeValueState: AggregateState {
  private let values: GroupValues
  private let isLast: Bool
  private let skipsNulls: Bool

  init(_ type: LogicalType, isLast: Bool, skipsNulls: Bool) {
    values = GroupValues(type)
    self.isLast = isLast
    self.skipsNulls = skipsNulls
  }

  func reserve(groupCount: Int) { values.reserve(groupCount) }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    let rows = arguments[0].canonical()
    forEachValid(skipsNulls ? rows.validity : nil, count: count) { row in
      let group = Int(groups[row])
      if isLast || !values.isSet(group) { values.assign(rows, row: row, to: group) }
    }
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    guard count > 0 else { return }
    if skipsNulls {
      try update(arguments, groups: GroupZero.groups(count), count: count)
    } else if isLast || !values.isSet(0) {
      let row = arguments[0].slice(isLast ? count - 1 : 0, 1).canonical()
      values.assign(row, row: 0, to: 0)
    }
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: EdgeValueState.self)
    for group in 0..<groups.count where other.values.isSet(group) {
      let target = Int(groups[group])
      if isLast || !values.isSet(target) {
        values.assign(other.values, group: group, to: target)
      }
    }
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector { values.vector(range) }

  var byteCount: Int { values.byteCount }
}
