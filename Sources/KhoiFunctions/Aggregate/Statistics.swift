import KhoiData
import KhoiText

extension AggregateFunction {
  static let standardDeviation = single(
    "stddev", ["stddev_samp", "std"],
    "The standard deviation of a sample; NULL for fewer than two values.",
    "1.0"
  ) { $0.count < 2 ? nil : ($0.squaredX / Double($0.count - 1)).squareRoot() }

  static let standardDeviationOfAll = single(
    "stddev_pop", [], "The standard deviation of a whole population.", "0.816496580927726"
  ) { $0.count < 1 ? nil : ($0.squaredX / Double($0.count)).squareRoot() }

  static let variance = single(
    "variance", ["var_samp", "var"], "The variance of a sample; NULL for fewer than two values.",
    "1.0"
  ) { $0.count < 2 ? nil : $0.squaredX / Double($0.count - 1) }

  static let varianceOfAll = single(
    "var_pop", [], "The variance of a whole population.", "0.6666666666666666"
  ) { $0.count < 1 ? nil : $0.squaredX / Double($0.count) }

  static let correlation = pair(
    "corr", "The correlation of two numbers, from -1 to 1; NULL where one of them never varies.",
    "1.0"
  ) { moments in
    let spread = (moments.squaredX * moments.squaredY).squareRoot()
    if moments.count < 2 || spread == 0 { return nil }
    let ratio = moments.product / spread
    return ratio.isNaN ? ratio : Swift.min(1, Swift.max(-1, ratio))
  }

  static let covarianceOfAll = pair(
    "covar_pop", "The covariance of two numbers in a whole population.", "1.3333333333333333"
  ) { $0.count < 1 ? nil : $0.product / Double($0.count) }

  static let covariance = pair(
    "covar_samp", "The covariance of two numbers in a sample.", "2.0"
  ) { $0.count < 2 ? nil : $0.product / Double($0.count - 1) }

  static let slope = pair(
    "regr_slope", "The slope of the straight line that fits the first number over the second best.",
    "2.0"
  ) { $0.count < 2 || $0.squaredX == 0 ? nil : $0.product / $0.squaredX }

  static let intercept = pair(
    "regr_intercept",
    "Where the straight line that fits the first number over the second best is at zero.", "0.0"
  ) { moments in
    if moments.count < 2 || moments.squaredX == 0 { return nil }
    let slope = moments.product / moments.squaredX
    return (moments.y.value - slope * moments.x.value) / Double(moments.count)
  }

  static let standardError = single(
    "sem", [], "The standard error of the mean.", "0.47140452079103173"
  ) {
    $0.count < 1
      ? nil : ($0.squaredX / Double($0.count)).squareRoot() / Double($0.count).squareRoot()
  }

  static let lineFit = pair(
    "regr_r2", "How much of the variance of the first number the straight line explains, 0 to 1.",
    "1.0"
  ) { moments in
    if moments.count < 1 || moments.squaredX == 0 { return nil }
    if moments.squaredY == 0 { return 1 }
    return moments.product * moments.product / (moments.squaredX * moments.squaredY)
  }

  static let lineMeanX = pair(
    "regr_avgx", "The mean of the second number in rows where neither is NULL.", "2.0"
  ) { $0.count < 1 ? nil : $0.x.value / Double($0.count) }

  static let lineMeanY = pair(
    "regr_avgy", "The mean of the first number in rows where neither is NULL.", "4.0"
  ) { $0.count < 1 ? nil : $0.y.value / Double($0.count) }

  static let lineSquaresX = pair(
    "regr_sxx", "The sum of the squared distances of the second number from its mean.", "2.0"
  ) { $0.count < 1 ? nil : $0.squaredX }

  static let lineSquaresY = pair(
    "regr_syy", "The sum of the squared distances of the first number from its mean.", "8.0"
  ) { $0.count < 1 ? nil : $0.squaredY }

  static let lineProducts = pair(
    "regr_sxy", "The sum of the products of both numbers' distances from their means.", "4.0"
  ) { $0.count < 1 ? nil : $0.product }

  static let lineCount = AggregateFunction(
    FunctionDocumentation(
      "regr_count", .aggregate, "The number of rows where neither number is NULL.",
      examples: [
        FunctionExample(
          "FROM (VALUES (2, 1), (4, 2), (6, NULL)) AS t(y, x) |> AGGREGATE REGR_COUNT(y, x)", "2")
      ]),
    overloads: [
      AggregateOverload([.type(.double), .type(.double)], returns: .type(.bigint)) { _ in
        CountState(.values)
      }
    ])

  private static func single(
    _ name: String, _ aliases: [String], _ summary: String, _ answer: String,
    _ formula: @escaping @Sendable (Moments) -> Double?
  ) -> AggregateFunction {
    AggregateFunction(
      FunctionDocumentation(
        name, aliases: aliases, .aggregate, summary,
        examples: [
          FunctionExample(
            "FROM UNNEST([1, 2, 3]) AS x |> AGGREGATE \(name.uppercased())(x)", answer)
        ]),
      overloads: [
        AggregateOverload([.type(.double)], returns: .type(.double)) { _ in
          MomentState(name, formula)
        }
      ])
  }

  private static func pair(
    _ name: String, _ summary: String, _ answer: String,
    _ formula: @escaping @Sendable (Moments) -> Double?
  ) -> AggregateFunction {
    AggregateFunction(
      FunctionDocumentation(
        name, .aggregate, summary,
        examples: [
          FunctionExample(
            "FROM (VALUES (2, 1), (4, 2), (6, 3)) AS t(y, x) |> AGGREGATE "
              + "\(name.uppercased())(y, x)", answer)
        ]),
      overloads: [
        AggregateOverload([.type(.double), .type(.double)], returns: .type(.double)) { _ in
          MomentState(name, formula)
        }
      ], parameterNames: ["y", "x"])
  }
}
