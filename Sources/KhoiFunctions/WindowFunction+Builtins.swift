extension WindowFunction {
  /// Every window function, in the order help lists them.
  package static let builtins: [WindowFunction] = [
    .rowNumber, .rank, .denseRank, .percentRank, .cumulativeDistribution, .ntile,
    .lag, .lead, .firstValue, .lastValue, .nthValue, .fill,
  ]
}
