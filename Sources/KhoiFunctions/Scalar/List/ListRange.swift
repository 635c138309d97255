import KhoiData
import KhoiText

extension ScalarFunction {
  static let range = ScalarFunction(
    FunctionDocumentation(
      "range", .list,
      "The list of whole numbers below a bound, or from one number to below another by a step; "
        + "also of times by an INTERVAL.",
      examples: [
        FunctionExample("range(3)", "[0, 1, 2]"), FunctionExample("range(1, 7, 3)", "[1, 4]"),
      ]),
    overloads: ListRange.overloads(isInclusive: false))

  static let series = ScalarFunction(
    FunctionDocumentation(
      "generate_series", aliases: ["generate_array", "sequence"], .list,
      "The list of whole numbers from one to another, both included, by a step; also of times by "
        + "an INTERVAL.",
      examples: [
        FunctionExample("generate_series(1, 3)", "[1, 2, 3]"),
        FunctionExample("generate_series(5, 1, -2)", "[5, 3, 1]"),
      ]),
    overloads: ListRange.overloads(isInclusive: true))
}

/// Lists of numbers or times at equal distances.
private enum ListRange {
  private static let limit = 100_000_000

  static func overloads(isInclusive: Bool) -> [ScalarOverload] {
    let number = ParameterType.type(.bigint)
    let integers = [[number], [number, number], [number, number, number]].map { parameters in
      ScalarOverload(
        parameters, returns: .type(.list(.bigint)), nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        try numbers(arguments, count: count, isInclusive: isInclusive)
      }
    }
    let times = [LogicalType.timestamp, .zonedTimestamp].map { type in
      ScalarOverload(
        [.type(type), .type(type), .type(.interval)], returns: .type(.list(type)),
        nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        try moments(arguments, type, count: count, isInclusive: isInclusive)
      }
    }
    let decimals = ParameterType.type(.double)
    let fractions = ScalarOverload(
      [decimals, decimals, decimals], returns: .type(.list(.double)), nulls: .explicit,
      canFail: true
    ) { arguments, count, _ throws(Diagnostic) in
      try doubles(arguments, count: count, isInclusive: isInclusive)
    }
    return integers + (isInclusive ? [fractions] : []) + times
  }

  private static func numbers(
    _ arguments: [Vector], count: Int, isInclusive: Bool
  ) throws(Diagnostic) -> Vector {
    var values: [Int64] = []
    var lists = ListBuilder()
    for row in 0..<count {
      let given = arguments.compactMap { $0.optionalInteger(row) }
      guard given.count == arguments.count else {
        lists.finishNullRow()
        continue
      }
      let start = given.count > 1 ? given[0] : 0
      let end = given.count > 1 ? given[1] : given[0]
      let step = given.count > 2 ? given[2] : 1
      if step == 0 { throw .badArgument("RANGE", "the step must not be zero") }
      var next = start
      while step > 0
        ? next < end || isInclusive && next == end : next > end || isInclusive && next == end
      {
        if values.count >= limit { throw .badArgument("RANGE", "the list would be too long") }
        lists.append(UInt32(values.count))
        values.append(next)
        let (sum, overflow) = next.addingReportingOverflow(step)
        if overflow { break }
        next = sum
      }
      lists.finishRow()
    }
    return lists.finished(Vector(.bigint, .int64(Buffer(values))))
  }

  private static func doubles(
    _ arguments: [Vector], count: Int, isInclusive: Bool
  ) throws(Diagnostic) -> Vector {
    var values: [Double] = []
    var lists = ListBuilder()
    for row in 0..<count {
      if arguments.contains(where: { $0.isNull(row) }) {
        lists.finishNullRow()
        continue
      }
      let (start, end) = (arguments[0].float64s[row], arguments[1].float64s[row])
      let step = arguments[2].float64s[row]
      let length = (end - start) / step
      guard step != 0, length.isFinite, length < Double(limit) else {
        throw .badArgument("RANGE", "a list from \(start) to \(end) by \(step) is not possible")
      }
      for number in 0..<max(0, Int(length.rounded(.down)) + 1) {
        lists.append(UInt32(values.count))
        values.append(start + Double(number) * step)
      }
      lists.finishRow()
    }
    return lists.finished(Vector(.double, .float64(Buffer(values))))
  }

  private static func moments(
    _ arguments: [Vector], _ type: LogicalType, count: Int, isInclusive: Bool
  ) throws(Diagnostic) -> Vector {
    var values: [Int64] = []
    var lists = ListBuilder()
    for row in 0..<count {
      guard let start = arguments[0].optionalInteger(row),
        let end = arguments[1].optionalInteger(row), !arguments[2].isNull(row)
      else {
        lists.finishNullRow()
        continue
      }
      let step = arguments[2].intervals[row]
      let length = step.comparableMicroseconds
      let parts = [Int64(step.months), Int64(step.days), step.microseconds]
      if length == 0 || parts.contains(where: { $0 < 0 }) && parts.contains(where: { $0 > 0 }) {
        throw .badArgument("RANGE", "the step must be an interval that goes one way")
      }
      var next = start
      while length > 0
        ? next < end || isInclusive && next == end : next > end || isInclusive && next == end
      {
        if values.count >= limit { throw .badArgument("RANGE", "the list would be too long") }
        lists.append(UInt32(values.count))
        values.append(next)
        guard let sum = DateArithmetic.shift(next, by: step) else { break }
        next = sum
      }
      lists.finishRow()
    }
    return lists.finished(Vector(type, .int64(Buffer(values))))
  }
}
