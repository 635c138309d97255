extension AggregateFunction {
  /// Every aggregate function, in the order help lists them.
  package static let builtins = usual + special

  /// Those that most statements do with: the others need not be made for them.
  static let usual: [AggregateFunction] = [.count, .countIf, .sum, .average, .min, .max]

  private static let special: [AggregateFunction] = [
    .stringAggregate, .list, .listConcatenation, .collectedList, .collectedSet,
    .jsonGroupArray, .jsonGroupObject, .jsonGroupStructure,
    .anyValue, .first, .last, .nth,
    .argMax, .argMin, .argMaxNull, .argMinNull, .argMaxNullsLast, .argMinNullsLast,
    .boolAnd, .boolOr,
    .median, .quantileContinuous, .quantileDiscrete, .mode,
    .histogram, .exactHistogram, .topFrequent, .topCounts, .topSums, .quantileBounds,
    .approximateCountDistinct, .approximateQuantile, .approximateMedian,
    .standardDeviation, .standardDeviationOfAll, .variance, .varianceOfAll, .standardError,
    .medianAbsoluteDeviation, .skewness, .kurtosis, .kurtosisOfAll, .entropy,
    .correlation, .covariance, .covarianceOfAll,
    .slope, .intercept, .lineCount, .lineFit, .lineMeanX, .lineMeanY, .lineSquaresX, .lineSquaresY,
    .lineProducts,
    .exactSum, .exactAverage, .weightedAverage, .geometricMean, .product,
    .bitAnd, .bitOr, .bitXor,
  ]
}
