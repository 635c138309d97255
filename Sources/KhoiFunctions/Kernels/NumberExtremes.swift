import KhoiData
import KhoiText

/// The least or greatest number, date, moment or truth value per group.
///
/// A group starts with the value that nothing can be beyond; `isSet` tells it from a group that
/// really holds that value, and is only kept for 64-bit values, which alone can.
final class NumberExtremeState: AggregateState {
  private let type: LogicalType
  private let wantsGreatest: Bool
  private let keys: Accumulators<Int64>
  private let isSet = Accumulators<UInt8>(initial: 0)
  private let worst: Int64

  init(_ type: LogicalType, wantsGreatest: Bool) {
    self.type = type
    self.wantsGreatest = wantsGreatest
    worst = wantsGreatest ? Int64.min : Int64.max
    keys = Accumulators(initial: worst)
  }

  func reserve(groupCount: Int) {
    keys.reserve(groupCount)
    isSet.reserve(groupCount)
  }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    if arguments[0].isConstantNull { return }
    let flat = arguments[0].flattened()
    switch flat.values {
    case .boolean(let values): scatter(values, flat.validity, groups, count)
    case .int8(let values): scatter(values, flat.validity, groups, count)
    case .int16(let values): scatter(values, flat.validity, groups, count)
    case .int32(let values): scatter(values, flat.validity, groups, count)
    default:
      scatter(OrderedKey.keys(flat), flat.validity, groups, count)
      let marks = unsafe isSet.base
      forEachValid(flat.validity, count: count) { unsafe marks[Int(groups.base[$0])] = 1 }
    }
  }

  @inline(__always)
  private func scatter<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>, _ validity: Validity?, _ groups: Buffer<UInt32>, _ count: Int
  ) {
    let best = unsafe keys.base
    let source = unsafe values.base
    let places = unsafe groups.base
    // A branch, not a conditional move: once the groups have settled it is seldom taken, and then
    // no row waits for the store of the one before.
    if wantsGreatest {
      forEachValid(validity, count: count) { row in
        let (group, value) = unsafe (Int(places[row]), Int64(truncatingIfNeeded: source[row]))
        if unsafe value > best[group] { unsafe best[group] = value }
      }
    } else {
      forEachValid(validity, count: count) { row in
        let (group, value) = unsafe (Int(places[row]), Int64(truncatingIfNeeded: source[row]))
        if unsafe value < best[group] { unsafe best[group] = value }
      }
    }
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    if arguments[0].isConstantNull || count == 0 { return }
    let flat = arguments[0].isConstant ? arguments[0].slice(0, 1).flattened() : arguments[0]
    switch flat.values {
    case .boolean(let values): takeAll(values, flat.validity)
    case .int8(let values): takeAll(values, flat.validity)
    case .int16(let values): takeAll(values, flat.validity)
    case .int32(let values): takeAll(values, flat.validity)
    default: takeAll(OrderedKey.keys(flat), flat.validity)
    }
  }

  /// Takes the extreme of a whole chunk into group 0.
  private func takeAll<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>, _ validity: Validity?
  ) {
    if let validity, validity.validCount == 0 { return }
    let source = unsafe values.base
    var best = wantsGreatest ? Element.min : Element.max
    if wantsGreatest {
      forEachValid(validity, count: values.count) { best = unsafe max(best, source[$0]) }
    } else {
      forEachValid(validity, count: values.count) { best = unsafe min(best, source[$0]) }
    }
    take(Int64(truncatingIfNeeded: best), into: 0)
  }

  private func take(_ key: Int64, into group: Int) {
    keys[group] = wantsGreatest ? max(keys[group], key) : min(keys[group], key)
    isSet[group] = 1
  }

  private func hasValue(_ group: Int) -> Bool { keys[group] != worst || isSet[group] != 0 }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: NumberExtremeState.self)
    for group in 0..<groups.count where other.hasValue(group) {
      take(other.keys[group], into: Int(groups[group]))
    }
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    let validity = Validity(count: range.count) { hasValue(range.lowerBound + $0) }
    return Vector(
      type, OrderedKey.values(keys.buffer(range), type: type),
      validity: validity.nullCount == 0 ? nil : validity)
  }

  var byteCount: Int { keys.byteCount + isSet.byteCount }
}
