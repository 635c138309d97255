import KhoiData
import KhoiText

/// The value of the row with the least or greatest key per group.
///
/// Rows where either is null do not count (with `keepsNulls` only those where the key is), and of
/// equal keys the first wins. A single argument is value and key. Keys are compared as one word
/// where the type allows it, and as bytes whose order is that of the values otherwise.
final class ArgumentExtremeState: AggregateState {
  private let values: GroupValues
  private let keys: GroupValues
  private let sortKeys = Accumulators<Int64>(initial: 0)
  private let hasSortKeys: Bool
  private let wantsGreatest: Bool
  private let keepsNulls: Bool

  init(value: LogicalType, key: LogicalType, wantsGreatest: Bool, keepsNulls: Bool = false) {
    values = GroupValues(value)
    keys = GroupValues(.blob)
    self.keepsNulls = keepsNulls
    hasSortKeys = OrderedKey.exists(for: key)
    self.wantsGreatest = wantsGreatest
  }

  func reserve(groupCount: Int) {
    values.reserve(groupCount)
    if hasSortKeys { sortKeys.reserve(groupCount) } else { keys.reserve(groupCount) }
  }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    let value = arguments[0].canonical()
    let key = arguments.count > 1 ? arguments[1].canonical() : value
    let validity =
      keepsNulls ? key.validity : Validity.and(value.validity, key.validity)
    if hasSortKeys {
      let numbers = OrderedKey.keys(key)
      forEachValid(validity, count: count) { row in
        let group = Int(groups[row])
        if !values.isSet(group) || isBetter(numbers[row], than: sortKeys[group]) {
          sortKeys[group] = numbers[row]
          values.assign(value, row: row, to: group)
        }
      }
      return
    }
    let texts = Self.comparableTexts(arguments[arguments.count > 1 ? 1 : 0])
    forEachValid(validity, count: count) { row in
      let group = Int(groups[row])
      if let known = keys.text(group), !isBetter(texts.views[row], than: known) { return }
      keys.assign(texts.views[row], to: group)
      values.assign(value, row: row, to: group)
    }
  }

  /// Texts whose bytes have the order of the values.
  private static func comparableTexts(_ key: Vector) -> TextValues {
    let texts = key.type.canonicalPhysicalType == .text ? key : key.sortKeys()
    guard case .text(let values) = texts.canonical().values else {
      preconditionFailure("keys are text")
    }
    return values
  }

  private func isBetter(_ key: TextView, than known: TextView) -> Bool {
    let order = TextView.compare(key, known)
    return wantsGreatest ? order > 0 : order < 0
  }

  private func isBetter(_ key: Int64, than known: Int64) -> Bool {
    wantsGreatest ? key > known : key < known
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    try update(arguments, groups: GroupZero.groups(count), count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: ArgumentExtremeState.self)
    for group in 0..<groups.count where other.values.isSet(group) {
      let target = Int(groups[group])
      if values.isSet(target) {
        if hasSortKeys {
          if !isBetter(other.sortKeys[group], than: sortKeys[target]) { continue }
        } else {
          guard let key = other.keys.text(group) else { continue }
          if let known = keys.text(target), !isBetter(key, than: known) { continue }
        }
      }
      values.assign(other.values, group: group, to: target)
      if hasSortKeys {
        sortKeys[target] = other.sortKeys[group]
      } else {
        keys.assign(other.keys, group: group, to: target)
      }
    }
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector { values.vector(range) }

  var byteCount: Int { values.byteCount + keys.byteCount + sortKeys.byteCount }
}
