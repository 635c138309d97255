import KhoiData
import KhoiText

extension AggregateFunction {
  static let median = AggregateFunction(
    FunctionDocumentation(
      "median", .aggregate,
      "The middle of the values that are not NULL, or the mean of the two in the middle.",
      examples: [
        FunctionExample("FROM UNNEST([1, 2, 10]) AS x |> AGGREGATE MEDIAN(x)", "2.0"),
        FunctionExample("FROM UNNEST([1, 2, 3, 10]) AS x |> AGGREGATE MEDIAN(x)", "2.5"),
      ]),
    overloads: [
      AggregateOverload([.type(.double)], returns: .type(.double)) { _ in
        QuantileState(.double, interpolates: true)
      }
    ])

  static let quantileContinuous = AggregateFunction(
    FunctionDocumentation(
      "quantile_cont", aliases: ["percentile_cont"], .aggregate,
      "The value below which a fraction of the values lies, interpolated between neighbours.",
      examples: [
        FunctionExample(
          "FROM UNNEST([1, 2, 3, 4]) AS x |> AGGREGATE QUANTILE_CONT(x, 0.25)", "1.75")
      ]),
    overloads: [
      AggregateOverload([.type(.double), .type(.double)], returns: .type(.double)) { _ in
        QuantileState(.double, interpolates: true)
      }
    ])

  static let quantileDiscrete = AggregateFunction(
    FunctionDocumentation(
      "quantile_disc", aliases: ["percentile_disc", "quantile"], .aggregate,
      "The first value in order that a fraction of the values does not exceed.",
      examples: [
        FunctionExample("FROM UNNEST([1, 2, 3, 4]) AS x |> AGGREGATE QUANTILE_DISC(x, 0.5)", "2")
      ]),
    overloads: [LogicalType.bigint, .double, .date, .timestamp, .time].map { type in
      AggregateOverload([.type(type), .type(.double)], returns: .type(type)) { _ in
        QuantileState(type, interpolates: false)
      }
    })

  static let mode = AggregateFunction(
    FunctionDocumentation(
      "mode", .aggregate, "The most frequent value; of several the least.",
      examples: [FunctionExample("FROM UNNEST([3, 1, 3, 2]) AS x |> AGGREGATE MODE(x)", "3")]),
    overloads: [LogicalType.bigint, .double, .boolean, .date, .timestamp, .time].map { type in
      AggregateOverload([.type(type)], returns: .type(type)) { _ in
        QuantileState(type, interpolates: false, wantsMode: true)
      }
    })
}
