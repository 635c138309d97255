extension WindowFunction {
  /// Every window function, in the order help lists them.
  package static let builtins: [WindowFunction] = []
}
