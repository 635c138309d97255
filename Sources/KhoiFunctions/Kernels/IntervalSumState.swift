import KhoiData
import KhoiText

/// SUM and AVG of intervals.
final class IntervalSumState: AggregateState {
  private struct Slot: BitwiseCopyable {
    var months: Int64 = 0
    var days: Int64 = 0
    var microseconds = Int128(0)
    var count: Int64 = 0
  }

  private let result: SumResult
  private let slots = Accumulators<Slot>(initial: Slot())

  init(_ result: SumResult) {
    self.result = result
  }

  func reserve(groupCount: Int) { slots.reserve(groupCount) }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    if arguments[0].isConstantNull { return }
    let flat = arguments[0].flattened()
    let values = flat.intervals
    forEachValid(flat.validity, count: count) { row in
      let value = values[row]
      var slot = slots[Int(groups[row])]
      slot.months &+= Int64(value.months)
      slot.days &+= Int64(value.days)
      slot.microseconds &+= Int128(value.microseconds)
      slot.count &+= 1
      slots[Int(groups[row])] = slot
    }
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    try update(arguments, groups: GroupZero.groups(count), count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: IntervalSumState.self)
    for group in 0..<groups.count {
      let theirs = other.slots[group]
      var slot = slots[Int(groups[group])]
      slot.months &+= theirs.months
      slot.days &+= theirs.days
      slot.microseconds &+= theirs.microseconds
      slot.count &+= theirs.count
      slots[Int(groups[group])] = slot
    }
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    var results: [Interval] = []
    for group in range {
      let slot = slots[group]
      let span =
        switch result {
        case .sum:
          IntervalMean.interval(
            months: slot.months, days: slot.days, microseconds: slot.microseconds)
        case .mean:
          IntervalMean.mean(
            months: slot.months, days: slot.days, microseconds: slot.microseconds,
            count: max(slot.count, 1))
        }
      guard let span else { throw .intervalOutOfRange() }
      results.append(span)
    }
    let validity = Validity(count: range.count) { slots[range.lowerBound + $0].count > 0 }
    return Vector(
      .interval, .interval(Buffer(results)), validity: validity.nullCount == 0 ? nil : validity)
  }

  var byteCount: Int { slots.byteCount }
}

/// Sums of intervals divided: what is left of months goes over to days, of days to microseconds.
enum IntervalMean {
  private static let dayLength = Int128(86_400_000_000)

  static func interval(months: Int64, days: Int64, microseconds: Int128) -> Interval? {
    guard let months = Int32(exactly: months), let days = Int32(exactly: days),
      let microseconds = Int64(exactly: microseconds)
    else { return nil }
    return Interval(months: months, days: days, microseconds: microseconds)
  }

  static func mean(months: Int64, days: Int64, microseconds: Int128, count: Int64) -> Interval? {
    let allDays = days + months % count * 30
    let rest = microseconds + Int128(allDays % count) * dayLength
    let parts = Int128(count)
    let half = rest < 0 ? -parts / 2 : parts / 2
    return interval(
      months: months / count, days: allDays / count, microseconds: (rest + half) / parts)
  }

  /// The interval a fraction of the way from one to another.
  static func between(_ low: Interval, _ high: Interval, _ fraction: Double) -> Interval {
    func part(_ low: Double, _ high: Double) -> Double { low + (high - low) * fraction }
    let months = part(Double(low.months), Double(high.months))
    let wholeMonths = months.rounded(.towardZero)
    let days = part(Double(low.days), Double(high.days)) + (months - wholeMonths) * 30
    let wholeDays = days.rounded(.towardZero)
    let time =
      part(Double(low.microseconds), Double(high.microseconds)) + (days - wholeDays)
      * 86_400_000_000
    return Interval(
      months: Int32(clamping: Int64(wholeMonths)), days: Int32(clamping: Int64(wholeDays)),
      microseconds: Int64(exactly: time.rounded()) ?? low.microseconds)
  }
}
