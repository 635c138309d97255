import KhoiData
import KhoiText

/// SUM and AVG of HUGEINT and DECIMAL.
final class WideSumState: AggregateState {
  private let sums = Accumulators<Int128>(initial: 0)
  private let counts = Accumulators<Int64>(initial: 0)
  private let type: LogicalType
  private let result: SumResult
  private var hasOverflow = false

  /// `type` is that of the argument.
  init(_ type: LogicalType, _ result: SumResult) {
    self.type = type
    self.result = result
  }

  /// The type of the sum of values of a DECIMAL.
  static func sumType(_ type: LogicalType) -> LogicalType {
    type.isDecimal
      ? .decimal(precision: LogicalType.greatestPrecision, scale: type.decimalScale) : .hugeint
  }

  func reserve(groupCount: Int) {
    sums.reserve(groupCount)
    counts.reserve(groupCount)
  }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    let values = arguments[0].flattened()
    let numbers = values.wideIntegers
    forEachValid(values.validity, count: count) { row in
      add(numbers[row], 1, to: Int(groups[row]))
    }
  }

  private func add(_ number: Int128, _ count: Int64, to group: Int) {
    let (sum, overflow) = sums[group].addingReportingOverflow(number)
    hasOverflow = hasOverflow || overflow
    sums[group] = sum
    counts[group] &+= count
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    try update(arguments, groups: GroupZero.groups(count), count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: WideSumState.self)
    hasOverflow = hasOverflow || other.hasOverflow
    for group in 0..<groups.count {
      add(other.sums[group], other.counts[group], to: Int(groups[group]))
    }
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    let target = Self.sumType(type)
    let bounds = target.wideBounds
    if hasOverflow { throw .sumOverflow("SUM") }
    let validity = Validity(count: range.count) { counts[range.lowerBound + $0] > 0 }
    let nullable = validity.nullCount == 0 ? nil : validity
    if result == .mean {
      let means = range.map { group -> Double in
        if counts[group] == 0 { return 0.0 }
        if type.decimalScale == 0 { return IntegerSumState.mean(sums[group], counts[group]) }
        return DecimalPower.double(sums[group], scale: type.decimalScale) / Double(counts[group])
      }
      return Vector(.double, .float64(Buffer(means)), validity: nullable)
    }
    for group in range where !bounds.contains(sums[group]) { throw .sumOverflow("SUM") }
    return Vector(target, .int128(Buffer(range.map { sums[$0] })), validity: nullable)
  }

  var byteCount: Int { sums.byteCount + counts.byteCount }
}
