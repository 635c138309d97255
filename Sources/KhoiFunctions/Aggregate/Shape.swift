import KhoiData
import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension AggregateFunction {
  static let skewness = shape(
    "skewness", "How far the values lean to one side; NULL for fewer than three values.",
    "1.732050807568877"
  ) { powers in
    if powers.count <= 2 { return nil }
    let count = Double(powers.count)
    let (second, third, _) = powers.centralMoments
    if second <= 0 { return .nan }
    return (count * (count - 1)).squareRoot() / (count - 2) * third
      / (second * second.squareRoot())
  }

  static let kurtosis = shape(
    "kurtosis",
    "How heavy the tails of a sample are, 0 for a normal distribution; NULL for fewer than four "
      + "values.", "NULL"
  ) { powers in
    if powers.count <= 3 { return nil }
    let count = Double(powers.count)
    let (second, _, fourth) = powers.centralMoments
    if second <= 0 { return nil }
    return (count - 1) * ((count + 1) * fourth / (second * second) - 3 * (count - 1))
      / ((count - 2) * (count - 3))
  }

  static let kurtosisOfAll = shape(
    "kurtosis_pop", "How heavy the tails of a whole population are, 0 for a normal distribution.",
    "-1.5"
  ) { powers in
    if powers.count <= 1 { return nil }
    let (second, _, fourth) = powers.centralMoments
    return second <= 0 ? nil : fourth / (second * second) - 3
  }

  private static func shape(
    _ name: String, _ summary: String, _ answer: String,
    _ formula: @escaping @Sendable (PowerSums) -> Double?
  ) -> AggregateFunction {
    AggregateFunction(
      FunctionDocumentation(
        name, .aggregate, summary,
        examples: [
          FunctionExample(
            "FROM UNNEST([1, 1, 4]) AS x |> AGGREGATE \(name.uppercased())(x)", answer)
        ]),
      overloads: [
        AggregateOverload([.type(.double)], returns: .type(.double)) { _ in
          PowerSumState(name, formula)
        }
      ])
  }

  static let geometricMean = AggregateFunction(
    FunctionDocumentation(
      "geometric_mean", aliases: ["geomean"], .aggregate,
      "The root of the product of as many values: the mean of growth rates.",
      examples: [FunctionExample("FROM UNNEST([2, 8]) AS x |> AGGREGATE GEOMETRIC_MEAN(x)", "4.0")]
    ),
    overloads: [
      AggregateOverload([.type(.double)], returns: .type(.double)) { _ in
        CollectedState([.double]) { grouped throws(Diagnostic) in
          let values = grouped.arguments[0].float64s
          var results: [Double] = []
          for group in 0..<grouped.groupCount {
            let members = grouped.rows(of: group)
            var sum = DoubleDouble(0)
            for row in members {
              if values[row] < 0 {
                throw .outOfDomain("GEOMETRIC_MEAN", Value.double(values[row]).text)
              }
              sum.add(log(values[row]))
            }
            // Whole results come out whole.
            let mean = exp(sum.value / Double(Swift.max(members.count, 1)))
            let whole = mean.rounded()
            results.append(Swift.abs(mean - whole) <= whole.ulp * 4 ? whole : mean)
          }
          return Vector(.double, .float64(Buffer(results)), validity: grouped.filled)
        }
      }
    ])

  static let weightedAverage = AggregateFunction(
    FunctionDocumentation(
      "weighted_avg", aliases: ["wavg"], .aggregate,
      "The mean of the first number, each value counted as often as the second says.",
      examples: [
        FunctionExample(
          "FROM (VALUES (1, 3), (5, 1)) AS t(x, w) |> AGGREGATE WEIGHTED_AVG(x, w)", "2.0")
      ]),
    overloads: [
      AggregateOverload([.type(.double), .type(.double)], returns: .type(.double)) { _ in
        // Called with (x, weight), moments take the first argument as y and the second as x.
        MomentState("weighted_avg") { moments in
          moments.x.value == 0 ? nil : moments.xy.value / moments.x.value
        }
      }
    ])
}
