import KhoiData
import KhoiText

/// Dates, moments and spans added and subtracted; what leaves their range is an error, and
/// `infinity` stays what it is.
enum DateArithmetic {
  /// A day moved by so many days.
  static func shift(_ day: Int32, by days: Int64) -> Int32? {
    if Calendar.isInfinite(day: day) { return day }
    let (sum, overflow) = Int64(day).addingReportingOverflow(days)
    guard !overflow, let result = Int32(exactly: sum), Calendar.validDays.contains(result) else {
      return nil
    }
    return result
  }

  /// A moment moved by a span: months first, then days, then time.
  static func shift(_ timestamp: Int64, by interval: Interval) -> Int64? {
    if Calendar.isInfinite(timestamp: timestamp) { return timestamp }
    var (day, microseconds) = Calendar.split(timestamp: timestamp)
    if interval.months != 0 {
      guard let moved = Calendar.adding(months: Int64(interval.months), to: day) else { return nil }
      day = moved
    }
    guard let shifted = shift(day, by: Int64(interval.days)) else { return nil }
    let (midnight, first) = Int64(shifted).multipliedReportingOverflow(
      by: Calendar.microsecondsPerDay)
    let (moment, second) = midnight.addingReportingOverflow(microseconds)
    let (sum, third) = moment.addingReportingOverflow(interval.microseconds)
    microseconds = sum
    return first || second || third || !Calendar.validTimestamps.contains(sum) ? nil : sum
  }

  /// One row after the other, where a row that gives nil is an error unless it is null.
  @inline(__always)
  static func map<First: BitwiseCopyable, Second: BitwiseCopyable, Result: BitwiseCopyable>(
    _ arguments: [Vector], _ first: Operand<First>, _ second: Operand<Second>, count: Int,
    filler: Result, failure: (Int) -> Diagnostic, _ body: (First, Second) -> Result?
  ) throws(Diagnostic) -> Buffer<Result> {
    let validity = rowsWithoutNull(arguments)
    let output = OutputBuffer<Result>(count: count)
    for row in 0..<count {
      if let validity, !validity.isValid(row) {
        output[row] = filler
      } else if let result = body(first[row], second[row]) {
        output[row] = result
      } else {
        throw failure(row)
      }
    }
    return output.finished
  }

  /// DATE + or - BIGINT.
  static func addDays(
    _ dates: Vector, _ days: Vector, sign: Int64, count: Int
  ) throws(Diagnostic) -> Vector {
    let values = try map(
      [dates, days], dates.dates, days.integers, count: count, filler: Int32(0),
      failure: { row in
        .dateOutOfRange("\(dates[row].text) \(sign < 0 ? "-" : "+") \(days[row].text) days")
      },
      { date, number in
        let (signed, overflow) = number.multipliedReportingOverflow(by: sign)
        return overflow ? nil : shift(date, by: signed)
      })
    return Vector(.date, .int32(values), count: count)
  }

  /// A moment + or - INTERVAL; a DATE stands for its midnight.
  static func addInterval(
    _ moments: Vector, _ intervals: Vector, isSubtraction: Bool, count: Int
  ) throws(Diagnostic) -> Vector {
    let timestamps = try Cast.evaluate(moments, to: .timestamp)
    let values = try map(
      [timestamps, intervals], timestamps.integers, intervals.spans, count: count,
      filler: Int64(0),
      failure: { row in
        let sign = isSubtraction ? "-" : "+"
        return .dateOutOfRange("\(moments[row].text) \(sign) \(intervals[row].text)")
      },
      { timestamp, interval in
        guard isSubtraction else { return shift(timestamp, by: interval) }
        guard let opposite = Interval().subtracting(interval) else { return nil }
        return shift(timestamp, by: opposite)
      })
    let type = moments.type == .zonedTimestamp ? LogicalType.zonedTimestamp : .timestamp
    return Vector(type, .int64(values), count: count)
  }

  /// INTERVAL + or - INTERVAL.
  static func addIntervals(
    _ arguments: [Vector], isSubtraction: Bool, count: Int
  ) throws(Diagnostic) -> Vector {
    let values = try map(
      arguments, arguments[0].spans, arguments[1].spans, count: count, filler: Interval(),
      failure: { _ in .intervalOutOfRange() },
      { isSubtraction ? $0.subtracting($1) : $0.adding($1) })
    return Vector(.interval, .interval(values), count: count)
  }

  /// INTERVAL * BIGINT.
  static func multiply(
    _ intervals: Vector, _ factors: Vector, count: Int
  ) throws(Diagnostic) -> Vector {
    let values = try map(
      [intervals, factors], intervals.spans, factors.integers, count: count, filler: Interval(),
      failure: { _ in .intervalOutOfRange() }, { $0.multiplied(by: $1) })
    return Vector(.interval, .interval(values), count: count)
  }

  /// INTERVAL * DOUBLE.
  static func scale(
    _ intervals: Vector, _ factors: Vector, count: Int
  ) throws(Diagnostic) -> Vector {
    let values = try map(
      [intervals, factors], intervals.spans, factors.doubles, count: count, filler: Interval(),
      failure: { _ in .intervalOutOfRange() }, { $0.scaled(by: $1) })
    return Vector(.interval, .interval(values), count: count)
  }

  /// INTERVAL / DOUBLE; NULL by zero.
  static func divide(
    _ intervals: Vector, _ divisors: Vector, count: Int, context: EvaluationContext
  ) throws(Diagnostic) -> Vector {
    let numbers = divisors.doubles
    let values = try map(
      [intervals, divisors], intervals.spans, numbers, count: count, filler: Interval(),
      failure: { _ in .intervalOutOfRange() },
      { $1 == 0 ? Interval() : $0.divided(by: $1) })
    let hasZero = (0..<count).contains { numbers[$0] == 0 }
    let validity =
      hasZero
      ? Arithmetic.zeroDivisors([intervals, divisors], count: count, context: context) {
        numbers[$0] == 0
      } : nil
    return Vector(.interval, .interval(values), validity: validity, count: count)
  }

  /// The days and time between two moments.
  static func between(_ arguments: [Vector], count: Int) throws(Diagnostic) -> Vector {
    let values = try map(
      arguments, arguments[0].integers, arguments[1].integers, count: count, filler: Interval(),
      failure: { row in
        .dateOutOfRange("\(arguments[0][row].text) - \(arguments[1][row].text)")
      },
      { (first, second) -> Interval? in
        let (difference, overflow) = first.subtractingReportingOverflow(second)
        if overflow || Calendar.isInfinite(timestamp: first)
          || Calendar.isInfinite(timestamp: second)
        {
          return nil
        }
        return Interval(
          days: Int32(truncatingIfNeeded: difference / Calendar.microsecondsPerDay),
          microseconds: difference % Calendar.microsecondsPerDay)
      })
    return Vector(.interval, .interval(values), count: count)
  }

  /// DATE + TIME.
  static func addTime(_ dates: Vector, _ times: Vector, count: Int) throws(Diagnostic) -> Vector {
    let values = try map(
      [dates, times], dates.dates, times.integers, count: count, filler: Int64(0),
      failure: { row in .dateOutOfRange("\(dates[row].text) + \(times[row].text)") },
      { (date, time) -> Int64? in
        guard let midnight = Calendar.midnight(date) else { return nil }
        if Calendar.isInfinite(day: date) { return midnight }
        let (sum, overflow) = midnight.addingReportingOverflow(time)
        return overflow || !Calendar.validTimestamps.contains(sum) ? nil : sum
      })
    return Vector(.timestamp, .int64(values), count: count)
  }

  /// TIME + or - INTERVAL around the clock.
  static func addToTime(_ times: Vector, _ intervals: Vector, sign: Int64, count: Int) -> Vector {
    let values = RowKernel.map(times.integers, intervals.spans, count: count) { time, interval in
      let moved = time &+ sign &* (interval.microseconds % Calendar.microsecondsPerDay)
      let wrapped = moved % Calendar.microsecondsPerDay
      return wrapped < 0 ? wrapped &+ Calendar.microsecondsPerDay : wrapped
    }
    return Vector(.time, .int64(values), count: count)
  }
}
