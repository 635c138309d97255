import KhoiData
import KhoiText

extension ScalarFunction {
  static let generateDateArray = ScalarFunction(
    FunctionDocumentation(
      "generate_date_array", .date,
      "The list of the days from one to another, both included, by a step of one day or another.",
      examples: [
        FunctionExample(
          "generate_date_array(DATE '2024-01-30', DATE '2024-02-01')",
          "[2024-01-30, 2024-01-31, 2024-02-01]"),
        FunctionExample(
          "generate_date_array(DATE '2024-01-31', DATE '2024-03-31', INTERVAL 1 MONTH)",
          "[2024-01-31, 2024-02-29, 2024-03-31]"),
      ]),
    overloads: [
      moments("generate_date_array", [.date, .date], .date),
      moments("generate_date_array", [.date, .date, .interval], .date),
    ])

  static let generateTimestampArray = ScalarFunction(
    FunctionDocumentation(
      "generate_timestamp_array", .date,
      "The list of the moments from one to another, both included, by a step.",
      examples: [
        FunctionExample(
          "generate_timestamp_array(DATE '2024-01-01', DATE '2024-01-02', INTERVAL 1 DAY)",
          "[2024-01-01 00:00:00, 2024-01-02 00:00:00]")
      ]),
    overloads: [
      moments("generate_timestamp_array", [.timestamp, .timestamp, .interval], .timestamp)
    ])

  /// The n-th moment is `start + n * step`, so that months stay on their day of the month.
  static func moments(
    _ name: String, _ types: [LogicalType], _ type: LogicalType, includesStop: Bool = true
  ) -> ScalarOverload {
    ScalarOverload(
      types.map { .type($0) }, returns: .type(.list(type)), canFail: true
    ) { arguments, count, _ throws(Diagnostic) in
      let starts = try Cast.evaluate(arguments[0], to: .timestamp).int64s
      let stops = try Cast.evaluate(arguments[1], to: .timestamp).int64s
      var values: [Int64] = []
      var counts: [Int] = []
      for row in 0..<count {
        let before = values.count
        defer { counts.append(values.count - before) }
        if arguments.contains(where: { $0.isNull(row) }) { continue }
        let step = arguments.count > 2 ? arguments[2].intervals[row] : Interval(days: 1)
        let length = step.comparableMicroseconds
        guard length != 0 else { throw .badArgument(name, "the step is 0") }
        if Calendar.isInfinite(timestamp: starts[row]) || Calendar.isInfinite(timestamp: stops[row])
        {
          throw .badArgument(name, "the list would not end")
        }
        var index: Int64 = 0
        while let offset = step.multiplied(by: index),
          let moment = DateArithmetic.shift(starts[row], by: offset),
          length > 0 ? moment <= stops[row] : moment >= stops[row],
          includesStop || moment != stops[row]
        {
          values.append(moment)
          index += 1
          guard values.count <= 10_000_000 else {
            throw .badArgument(name, "the list would have more than 10 million moments")
          }
        }
      }
      let elements = try Cast.evaluate(
        Vector(.timestamp, .int64(Buffer(values)), count: values.count), to: type)
      return Vector(
        .list(type), .list(ListValues(counts: counts, elements: elements.flattened())),
        count: count)
    }
  }
}
