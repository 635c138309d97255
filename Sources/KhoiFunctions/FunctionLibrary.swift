/// Finds functions by name or alias, without regard to case.
package enum FunctionLibrary {
  /// The scalar function or operator of this name.
  package static func scalar(named name: String) -> ScalarFunction? {
    scalars[name.lowercased()]
  }

  /// The aggregate function of this name.
  package static func aggregate(named name: String) -> AggregateFunction? {
    aggregates[name.lowercased()]
  }

  /// The window function of this name.
  package static func window(named name: String) -> WindowFunction? {
    windows[name.lowercased()]
  }

  /// What is known of every function, in the order help lists them.
  package static let allDocumentation: [FunctionDocumentation] =
    ScalarFunction.builtins.map(\.documentation) + AggregateFunction.builtins.map(\.documentation)
    + WindowFunction.builtins.map(\.documentation)

  /// The documentation of a function of any kind.
  package static func documentation(named name: String) -> FunctionDocumentation? {
    let key = name.lowercased()
    return scalars[key]?.documentation ?? aggregates[key]?.documentation
      ?? windows[key]?.documentation
  }

  /// The signatures of a function of any kind, for help.
  package static func signatures(named name: String) -> [String] {
    let key = name.lowercased()
    if let scalar = scalars[key] {
      return OverloadResolution.signatures(of: scalar.name, scalar.overloads)
    }
    if let aggregate = aggregates[key] {
      return OverloadResolution.signatures(of: aggregate.name, aggregate.overloads)
    }
    if let window = windows[key] {
      return OverloadResolution.signatures(of: window.name, window.overloads)
    }
    return []
  }

  /// Names and aliases that can be written as a call: what completion offers and what a mistyped
  /// name may have meant.
  package static let callableNames: [String] = allDocumentation.flatMap { documentation in
    ([documentation.name] + documentation.aliases).filter { name in
      name.utf8.first.map { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A } == true
        && !name.contains(" ")
    }
  }

  private static let scalars = index(ScalarFunction.builtins) { $0.documentation }
  private static let aggregates = index(AggregateFunction.builtins) { $0.documentation }
  private static let windows = index(WindowFunction.builtins) { $0.documentation }

  private static func index<Function>(
    _ functions: [Function], _ documentation: (Function) -> FunctionDocumentation
  ) -> [String: Function] {
    var found: [String: Function] = [:]
    for function in functions {
      for name in [documentation(function).name] + documentation(function).aliases {
        precondition(found[name] == nil, "two functions are called \(name)")
        found[name] = function
      }
    }
    return found
  }
}
