import KhoiData
import KhoiText

/// Count and sums of the powers of values up to the fourth.
struct PowerSums: BitwiseCopyable {
  var count: Int64 = 0
  var first = DoubleDouble(0)
  var second = DoubleDouble(0)
  var third = DoubleDouble(0)
  var fourth = DoubleDouble(0)

  mutating func add(_ value: Double) {
    count &+= 1
    let square = DoubleDouble(value) * DoubleDouble(value)
    first.add(value)
    second.add(square)
    third.add(square * DoubleDouble(value))
    fourth.add(square * square)
  }

  mutating func add(_ other: PowerSums) {
    count &+= other.count
    first.add(other.first)
    second.add(other.second)
    third.add(other.third)
    fourth.add(other.fourth)
  }

  /// The means of the second, third and fourth powers of the distances from the mean.
  var centralMoments: (second: Double, third: Double, fourth: Double) {
    let count = Double(count)
    let mean = first / count
    let (two, three, four) = (second / count, third / count, fourth / count)
    let square = mean * mean
    let times = { (factor: Double, value: DoubleDouble) in DoubleDouble(factor) * value }
    let variance = two - square
    let lean = three - times(3, mean * two) - times(-2, mean * square)
    let tails =
      four - times(4, mean * three) - times(-6, square * two) - times(3, square * square)
    // What rounding leaves of equal values is no spread.
    let noise = Swift.abs(two.value) * 1e-28
    return (variance.value <= noise ? 0 : variance.value, lean.value, tails.value)
  }
}

/// An aggregate that is a formula of power sums.
final class PowerSumState: AggregateState {
  private let sums = Accumulators<PowerSums>(initial: PowerSums())
  private let name: String
  private let formula: (PowerSums) -> Double?

  init(_ name: String, _ formula: @escaping (PowerSums) -> Double?) {
    self.name = name
    self.formula = formula
  }

  func reserve(groupCount: Int) { sums.reserve(groupCount) }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    if arguments[0].isConstantNull { return }
    let flat = arguments[0].flattened()
    let values = flat.float64s
    forEachValid(flat.validity, count: count) { row in
      sums[Int(groups[row])].add(values[row])
    }
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    try update(arguments, groups: GroupZero.groups(count), count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: PowerSumState.self)
    for group in 0..<groups.count { sums[Int(groups[group])].add(other.sums[group]) }
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    let results = range.map { formula(sums[$0]) }
    for (place, result) in results.enumerated() {
      let first = sums[range.lowerBound + place].first.value
      let fourth = sums[range.lowerBound + place].fourth.value
      if result != nil, first.isFinite, !fourth.isFinite { throw .statisticOverflow(name) }
    }
    let validity = Validity(count: range.count) { results[$0] != nil }
    return Vector(
      .double, .float64(Buffer(results.map { $0 ?? 0 })),
      validity: validity.nullCount == 0 ? nil : validity)
  }

  var byteCount: Int { sums.byteCount }
}
