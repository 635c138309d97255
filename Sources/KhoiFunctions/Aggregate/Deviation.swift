import KhoiData
import KhoiText

extension AggregateFunction {
  static let medianAbsoluteDeviation = AggregateFunction(
    FunctionDocumentation(
      "mad", .aggregate, "The median distance from the median.",
      examples: [FunctionExample("FROM UNNEST([1, 2, 9]) AS x |> AGGREGATE MAD(x)", "1.0")]),
    overloads: [
      AggregateOverload([.type(.double)], returns: .type(.double)) { _ in
        CollectedState([.double]) { grouped in
          let values = grouped.arguments[0].float64s
          let results = (0..<grouped.groupCount).map { group -> Double in
            let sorted = grouped.rows(of: group).map { values[$0] }.sorted()
            guard let middle = middle(sorted) else { return 0 }
            return Self.middle(sorted.map { abs($0 - middle) }.sorted()) ?? 0
          }
          return Vector(.double, .float64(Buffer(results)), validity: grouped.filled)
        }
      },
      spans(of: .timestamp), spans(of: .time),
    ])

  private static func middle(_ sorted: [Double]) -> Double? {
    guard let last = sorted.last else { return nil }
    let half = sorted.count / 2
    if sorted.count == 1 { return last }
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }

  /// Of moments, as an interval.
  private static func spans(of type: LogicalType) -> AggregateOverload {
    AggregateOverload([.type(type)], returns: .type(.interval)) { _ in
      CollectedState([type]) { grouped in
        let values = grouped.arguments[0].int64s
        let results = (0..<grouped.groupCount).map { group -> Interval in
          let sorted = grouped.rows(of: group).map { Int128(values[$0]) * 2 }.sorted()
          guard let middle = middle(sorted) else { return Interval() }
          let distance = Self.middle(sorted.map { Swift.abs($0 - middle) }.sorted()) ?? 0
          return Interval(microseconds: Int64(clamping: distance / 2))
        }
        return Vector(.interval, .interval(Buffer(results)), validity: grouped.filled)
      }
    }
  }

  private static func middle(_ sorted: [Int128]) -> Int128? {
    guard let last = sorted.last else { return nil }
    let half = sorted.count / 2
    if sorted.count == 1 { return last }
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }
}
