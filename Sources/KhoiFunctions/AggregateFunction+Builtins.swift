extension AggregateFunction {
  /// Every aggregate function, in the order help lists them.
  package static let builtins: [AggregateFunction] = []
}
