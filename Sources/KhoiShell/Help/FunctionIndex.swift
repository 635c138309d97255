import KhoiFormats
import KhoiFunctions
import KhoiPlan

/// The documentation of all functions, whatever their kind.
enum FunctionIndex {
  static let all: [FunctionDocumentation] =
    ScalarFunction.builtins.map(\.documentation).filter { $0.category != .operator }
    + AggregateFunction.builtins.map(\.documentation)
    + WindowFunction.builtins.map(\.documentation)

  /// What stands in FROM and after CALL.
  static let tableFunctionNames: [String] =
    TableFunction.builtins.map(\.name)
    + FileFormat.builtins.filter(\.canRead).map { "read_" + $0.name }
}
