/// Finds functions by name or alias, without regard to case.
package enum FunctionLibrary {
  /// The scalar function or operator of this name.
  package static func scalar(named name: String) -> ScalarFunction? {
    scalars[name.lowercased()]
  }

  /// The aggregate function of this name.
  package static func aggregate(named name: String) -> AggregateFunction? {
    let key = name.lowercased()
    return AggregateFunction.usual.first { $0.documentation.isNamed(key) }
      ?? AggregateFunction.builtins.first { $0.documentation.isNamed(key) }
  }

  /// The window function of this name.
  package static func window(named name: String) -> WindowFunction? {
    let key = name.lowercased()
    return WindowFunction.builtins.first { $0.documentation.isNamed(key) }
  }

  /// What is known of every function, in the order help lists them.
  package static let allDocumentation: [FunctionDocumentation] =
    ScalarFunction.builtins.map(\.documentation) + AggregateFunction.builtins.map(\.documentation)
    + WindowFunction.builtins.map(\.documentation)

  /// The documentation of a function of any kind.
  package static func documentation(named name: String) -> FunctionDocumentation? {
    let key = name.lowercased()
    return scalars[key]?.documentation ?? aggregate(named: key)?.documentation
      ?? window(named: key)?.documentation
  }

  /// The signatures of a function of any kind, for help.
  package static func signatures(named name: String) -> [String] {
    let key = name.lowercased()
    if let scalar = scalars[key] {
      return OverloadResolution.signatures(of: scalar.name, scalar.overloads)
    }
    if let aggregate = aggregate(named: key) {
      return OverloadResolution.signatures(of: aggregate.name, aggregate.overloads)
    }
    if let window = window(named: key) {
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

  /// The scalar functions by name; of the other kinds there are too few to pay for a table.
  private static let scalars: [String: ScalarFunction] = {
    var found: [String: ScalarFunction] = [:]
    for function in ScalarFunction.builtins {
      for name in [function.name] + function.documentation.aliases { found[name] = function }
    }
    return found
  }()
}
