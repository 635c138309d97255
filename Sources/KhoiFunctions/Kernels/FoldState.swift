import KhoiData
import KhoiText

/// An aggregate that folds the values of a group one into the next, and is NULL without any.
final class FoldState<Element: BitwiseCopyable>: AggregateState {
  private let type: LogicalType
  private let start: Element
  private let totals: Accumulators<Element>
  private let isSet = Accumulators<UInt8>(initial: 0)
  private let values: (Vector) -> Buffer<Element>
  private let result: (Buffer<Element>) -> Vector.Values
  private let fold: (Element, Element) -> Element

  /// `values` takes a canonical vector apart and `result` puts one together.
  init(
    _ type: LogicalType, start: Element, values: @escaping (Vector) -> Buffer<Element>,
    result: @escaping (Buffer<Element>) -> Vector.Values,
    fold: @escaping (Element, Element) -> Element
  ) {
    self.type = type
    self.start = start
    self.values = values
    self.result = result
    self.fold = fold
    totals = Accumulators(initial: start)
  }

  func reserve(groupCount: Int) {
    totals.reserve(groupCount)
    isSet.reserve(groupCount)
  }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    if arguments[0].isConstantNull { return }
    let flat = arguments[0].canonical()
    let source = unsafe values(flat).base
    let totals = unsafe totals.base
    let marks = unsafe isSet.base
    forEachValid(flat.validity, count: count) { row in
      let group = unsafe Int(groups.base[row])
      unsafe totals[group] = unsafe fold(totals[group], source[row])
      unsafe marks[group] = 1
    }
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    try update(arguments, groups: GroupZero.groups(count), count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: FoldState<Element>.self)
    for group in 0..<groups.count where other.isSet[group] != 0 {
      let target = Int(groups[group])
      totals[target] = fold(totals[target], other.totals[group])
      isSet[target] = 1
    }
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    let validity = Validity(count: range.count) { isSet[range.lowerBound + $0] != 0 }
    return Vector(
      type, result(totals.buffer(range)), validity: validity.nullCount == 0 ? nil : validity)
  }

  var byteCount: Int { totals.byteCount + isSet.byteCount }
}
