import KhoiData
import KhoiText

/// An aggregate of one or two doubles that is a formula of their moments.
final class MomentState: AggregateState {
  private let moments = Accumulators<Moments>(initial: Moments())
  private let name: String
  private let formula: (Moments) -> Double?

  /// `formula` gives nil where there are too few rows.
  init(_ name: String, _ formula: @escaping (Moments) -> Double?) {
    self.name = name
    self.formula = formula
  }

  func reserve(groupCount: Int) { moments.reserve(groupCount) }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    if arguments.contains(where: \.isConstantNull) { return }
    let first = arguments[0].flattened()
    let target = unsafe moments.base
    let values = unsafe first.float64s.base
    let places = unsafe groups.base
    guard arguments.count > 1 else {
      forEachValid(first.validity, count: count) { unsafe target[Int(places[$0])].add(values[$0]) }
      return
    }
    let second = arguments[1].flattened()
    let others = unsafe second.float64s.base
    // The first argument of the pair functions is the dependent one: corr(y, x).
    forEachValid(.and(first.validity, second.validity), count: count) { row in
      unsafe target[Int(places[row])].add(others[row], values[row])
    }
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    try update(arguments, groups: GroupZero.groups(count), count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: MomentState.self)
    for group in 0..<groups.count { moments[Int(groups[group])].add(other.moments[group]) }
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    let results = range.map { formula(moments[$0]) }
    for (place, result) in results.enumerated() {
      // Infinities in, infinities out; but finite numbers must not become one.
      let sums = moments[range.lowerBound + place]
      if let result, !result.isFinite, sums.x.value.isFinite, sums.y.value.isFinite {
        throw .statisticOverflow(name)
      }
    }
    let validity = Validity(count: range.count) { results[$0] != nil }
    return Vector(
      .double, .float64(Buffer(results.map { $0 ?? 0 })),
      validity: validity.nullCount == 0 ? nil : validity)
  }

  var byteCount: Int { moments.byteCount }
}
