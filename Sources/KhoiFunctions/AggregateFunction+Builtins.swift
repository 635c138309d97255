extension AggregateFunction {
  /// Every aggregate function, in the order help lists them.
  package static let builtins: [AggregateFunction] = [
    .count, .countIf, .sum, .average, .min, .max,
    .stringAggregate, .anyValue, .first, .last, .argMax, .argMin,
    .boolAnd, .boolOr,
    .median, .quantileContinuous, .quantileDiscrete, .mode,
    .standardDeviation, .standardDeviationOfAll, .variance, .varianceOfAll,
    .correlation, .covariance, .covarianceOfAll, .slope, .intercept,
    .product, .bitAnd, .bitOr, .bitXor,
  ]
}
