import KhoiFunctions

/// The documentation of all functions, whatever their kind.
enum FunctionIndex {
  static let all: [FunctionDocumentation] =
    ScalarFunction.builtins.map(\.documentation).filter { $0.category != .operator }
    + AggregateFunction.builtins.map(\.documentation)
    + WindowFunction.builtins.map(\.documentation)
}
