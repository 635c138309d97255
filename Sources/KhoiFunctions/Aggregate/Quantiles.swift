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
        FunctionExample("FROM UNNEST(['a', 'c', 'b']) AS x |> AGGREGATE MEDIAN(x)", "b"),
      ]),
    overloads: interpolated([]) + [discrete([])])

  static let quantileContinuous = AggregateFunction(
    FunctionDocumentation(
      "quantile_cont", aliases: ["percentile_cont", "percentile"], .aggregate,
      "The value below which a fraction of the values lies, interpolated between neighbours; "
        + "a negative fraction, or TRUE as third argument, counts from the greatest.",
      examples: [
        FunctionExample(
          "FROM UNNEST([1, 2, 3, 4]) AS x |> AGGREGATE QUANTILE_CONT(x, 0.25)", "1.75"),
        FunctionExample(
          "FROM UNNEST([1, 2, 3, 4]) AS x |> AGGREGATE QUANTILE_CONT(x, [0.25, 0.5])",
          "[1.75, 2.5]"),
        FunctionExample(
          "SELECT PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY x DESC) FROM UNNEST([1, 2, 3, 4]) "
            + "AS x", "3.25"),
      ]),
    overloads: interpolated([.type(.double)])
      + interpolated([.type(.double), .type(.boolean)])
      + interpolated([fractions]) + interpolated([fractions, .type(.boolean)]),
    parameterNames: fractionNames)

  static let quantileDiscrete = AggregateFunction(
    FunctionDocumentation(
      "quantile_disc", aliases: ["percentile_disc", "quantile"], .aggregate,
      "The first value in order that a fraction of the values does not exceed; a negative "
        + "fraction, or TRUE as third argument, counts from the greatest.",
      examples: [
        FunctionExample("FROM UNNEST([1, 2, 3, 4]) AS x |> AGGREGATE QUANTILE_DISC(x, 0.5)", "2")
      ]),
    overloads: [
      discrete([.type(.double)]), discrete([.type(.double), .type(.boolean)]),
      discrete([fractions]), discrete([fractions, .type(.boolean)]),
    ], parameterNames: fractionNames)

  static let approximateQuantile = AggregateFunction(
    FunctionDocumentation(
      "approx_quantile",
      aliases: ["reservoir_quantile", "approx_percentile", "percentile_approx"], .aggregate,
      "The value below which a fraction of the values lies; khoi computes it exactly.",
      examples: [
        FunctionExample("FROM UNNEST([1, 2, 3, 4]) AS x |> AGGREGATE APPROX_QUANTILE(x, 0.5)", "2")
      ]),
    overloads: [
      discrete([.type(.double)]), discrete([fractions]),
      // The size of the sample is of no interest where every row is looked at.
      discrete([.type(.double), .type(.bigint)]), discrete([fractions, .type(.bigint)]),
    ], parameterNames: fractionNames)

  static let approximateMedian = AggregateFunction(
    FunctionDocumentation(
      "approx_median", .aggregate, "The middle of the values; khoi computes it exactly.",
      examples: [
        FunctionExample("FROM UNNEST([1, 2, 3, 10]) AS x |> AGGREGATE APPROX_MEDIAN(x)", "2.5")
      ]),
    overloads: interpolated([]))

  private static let fractionNames = ["expression", "percentile"]

  private static let fractions = ParameterType.type(.list(.double))

  /// Types between whose values there are others: numbers become DOUBLE, days TIMESTAMP.
  private static func interpolated(_ rest: [ParameterType]) -> [AggregateOverload] {
    let types: [ParameterType] =
      [.decimal]
      + [LogicalType.float, .double, .timestamp, .zonedTimestamp, .time, .interval].map {
        .type($0)
      }
    return types.map { overload($0, rest, interpolates: true) }
  }

  private static func discrete(_ rest: [ParameterType]) -> AggregateOverload {
    overload(.any, rest, interpolates: false)
  }

  private static func overload(
    _ value: ParameterType, _ rest: [ParameterType], interpolates: Bool
  ) -> AggregateOverload {
    let isList = rest.first == fractions
    return AggregateOverload(
      [value] + rest, returns: isList ? .derived { .list($0[0]) } : .argument(0)
    ) { types in
      if !isList && OrderedKey.exists(for: types[0]) {
        return QuantileState(types[0], interpolates: interpolates)
      }
      return CollectedQuantiles.state(types, interpolates: interpolates)
    }
  }
}
