import KhoiData
import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ScalarFunction {
  static let equalWidthBins = ScalarFunction(
    FunctionDocumentation(
      "equi_width_bins", .list,
      "The upper bounds of about so many equally wide bins from a least to a greatest value; with "
        + "TRUE at round numbers.",
      examples: [
        FunctionExample("equi_width_bins(0, 10, 5, true)", "[2, 4, 6, 8, 10]"),
        FunctionExample("equi_width_bins(0, 101, 5, true)", "[20, 40, 60, 80, 100, 120]"),
      ]),
    overloads: [LogicalType.bigint, .double, .date, .timestamp].map { type in
      ScalarOverload(
        [.type(type), .type(type), .type(.bigint), .type(.boolean)], returns: .type(.list(type)),
        canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        var values: [Value] = []
        for row in 0..<count {
          if arguments.contains(where: { $0.isNull(row) }) {
            values.append(.null)
            continue
          }
          let bins = try EqualWidthBins(
            count: arguments[2].int64s[row], isRound: arguments[3][row] == .boolean(true))
          let bounds = try bins.bounds(arguments[0][row], arguments[1][row])
          values.append(.list(bounds, element: type))
        }
        return Vector(values: values, type: .list(type))
      }
    })
}

/// The upper bounds of bins that are equally wide.
private struct EqualWidthBins {
  private let count: Int
  private let isRound: Bool

  init(count: Int64, isRound: Bool) throws(Diagnostic) {
    guard count > 0, count < 1_000_000 else {
      throw .badArgument("EQUI_WIDTH_BINS", "the number of bins must be from 1 to 999999")
    }
    self.count = Int(count)
    self.isRound = isRound
  }

  func bounds(_ least: Value, _ greatest: Value) throws(Diagnostic) -> [Value] {
    switch (least, greatest) {
    case (.integer(let low), .integer(let high)):
      return try integers(Int128(low), Int128(high)).map { .integer($0) }
    case (.double(let low), .double(let high)):
      return try doubles(low, high).map { .double($0) }
    case (.date(let low), .date(let high)):
      let day = Calendar.microsecondsPerDay
      let bounds = try moments(Int64(low) * day, Int64(high) * day)
      return bounds.map { .date(Int32(clamping: $0 / day)) }
    case (.timestamp(let low), .timestamp(let high)):
      return try moments(low, high).map { .timestamp($0) }
    default: return []
    }
  }

  private func check(_ isOrdered: Bool) throws(Diagnostic) {
    if !isOrdered {
      throw .badArgument("EQUI_WIDTH_BINS", "max value is smaller than min value")
    }
  }

  // MARK: Numbers

  /// The nearest of 1, 2, 5 and 10 times a power of ten (Heckbert, "Nice numbers for graph
  /// labels", Graphics Gems, 1990): factor and exponent.
  private func roundStep(_ step: Double) -> (factor: Double, exponent: Int) {
    let exponent = Int(log10(step).rounded(.down))
    let fraction = step / pow(10, Double(exponent))
    let factor: Double = fraction < 1.5 ? 1 : fraction < 3 ? 2 : fraction < 7 ? 5 : 10
    return (factor, exponent)
  }

  private func integers(_ low: Int128, _ high: Int128) throws(Diagnostic) -> [Int64] {
    try check(low <= high)
    let span = high - low
    if span < Int128(count) { return (0...Int(span)).map { Int64(low + Int128($0)) } }
    if !isRound {
      return (1...count).map { Int64(clamping: low + span * Int128($0) / Int128(count)) }
    }
    let (factor, exponent) = roundStep(Double(span) / Double(count))
    var step = Int128(factor)
    for _ in 0..<Swift.max(0, exponent) { step *= 10 }
    var bounds: [Int64] = []
    var next = (low >= 0 ? low / step : -((-low + step - 1) / step)) * step + step
    while next < high {
      bounds.append(Int64(clamping: next))
      next += step
    }
    bounds.append(Int64(clamping: next))
    return bounds
  }

  private func doubles(_ low: Double, _ high: Double) throws(Diagnostic) -> [Double] {
    guard low.isFinite, high.isFinite else {
      throw .badArgument(
        "EQUI_WIDTH_BINS", "does not support infinite or nan as min/max value")
    }
    try check(low <= high)
    if low == high { return [high] }
    let step = high / Double(count) - low / Double(count)
    if !isRound {
      var bounds = [high]
      var next = high - step
      while bounds.count < count && next > low {
        bounds.append(next)
        next -= step
      }
      return bounds.reversed()
    }
    let (factor, exponent) = roundStep(step)
    // Dividing by a power of ten keeps 0.3 from becoming 0.30000000000000004.
    func multiple(_ number: Double) -> Double {
      exponent < 0
        ? number * factor / pow(10, Double(-exponent)) : number * factor * pow(10, Double(exponent))
    }
    let unit = multiple(1)
    var bounds: [Double] = []
    var number = (low / unit).rounded(.down)
    while multiple(number) < high && bounds.count < count * 4 + 4 {
      number += 1
      if multiple(number) > low { bounds.append(multiple(number)) }
    }
    return bounds
  }

  // MARK: Times

  private static let units: [Int64] = [
    Calendar.microsecondsPerDay, 3_600_000_000, 60_000_000, 1_000_000,
  ]

  /// Steps of months, of days, or of parts of a day, whichever fits; round bounds lie at their
  /// beginnings.
  private func moments(_ low: Int64, _ high: Int64) throws(Diagnostic) -> [Int64] {
    try check(low <= high)
    let span = Int128(high) - Int128(low)
    if span <= Int128(count) { return (0...Int64(span)).map { low + $0 } }
    if !isRound {
      return (1...count).map { low + Int64(span * Int128($0) / Int128(count)) }
    }
    let day = Calendar.microsecondsPerDay
    let months = Self.months(from: low, to: high)
    var step = Interval()
    var end = high
    let average = Int64(span / Int128(count))
    if months >= 12 {
      step.months = Int32(
        clamping: Swift.max(
          1, Int((Double(span) / Double(count) / (30.4375 * Double(day))).rounded())))
      end = Self.nextMonth(high)
    } else if average >= day {
      let days = Double(span) / Double(day)
      step.months = Int32(months / count)
      let rest = days - Double(months) * 30.4375
      step.days = Int32(
        Double(months % count) * 30 / Double(count) + Swift.max(0, rest) / Double(count))
      if step.months == 0 { step.days = Int32(average / day) }
      end = Self.roundedUp(high, day)
    } else if let unit = Self.units.dropFirst().first(where: { average >= $0 }) {
      // Quarters of the unit, whole seconds.
      let part = unit == 1_000_000 ? unit : unit / 4
      step.microseconds = Swift.max(part, (average + part / 2) / part * part)
      end = Self.roundedUp(high, unit)
    } else {
      step.microseconds = Swift.max(1, average)
    }
    var bounds: [Int64] = []
    var next = end
    while next > low && bounds.count < count {
      bounds.append(next)
      let back = Interval(
        months: -step.months, days: -step.days, microseconds: -step.microseconds)
      guard let earlier = DateArithmetic.shift(next, by: back), earlier < next else { break }
      next = earlier
    }
    return bounds.reversed()
  }

  private static func months(from low: Int64, to high: Int64) -> Int {
    var months = Int((Double(high) - Double(low)) / (30.4375 * Double(Calendar.microsecondsPerDay)))
    while months > 0,
      let moved = DateArithmetic.shift(low, by: Interval(months: Int32(clamping: months))),
      moved > high
    { months -= 1 }
    while let moved = DateArithmetic.shift(low, by: Interval(months: Int32(clamping: months + 1))),
      moved <= high
    { months += 1 }
    return months
  }

  /// The beginning of a month at or after a moment.
  private static func nextMonth(_ moment: Int64) -> Int64 {
    let day = Calendar.microsecondsPerDay
    let first = roundedUp(moment, day)
    let number = Int32(clamping: first / day)
    let civil = Calendar.civil(number)
    if civil.day == 1 { return first }
    let start = Int64(number) - Int64(civil.day - 1)
    return DateArithmetic.shift(start * day, by: Interval(months: 1)) ?? first
  }

  private static func roundedUp(_ moment: Int64, _ unit: Int64) -> Int64 {
    let rest = moment % unit
    if rest == 0 { return moment }
    return rest > 0 ? moment - rest + unit : moment - rest
  }
}
