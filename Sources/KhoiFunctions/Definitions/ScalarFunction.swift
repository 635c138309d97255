package import KhoiData
package import KhoiText
import Synchronization

/// A function of the values of one row, computed a vector at a time.
package struct ScalarFunction: Sendable {
  package let documentation: FunctionDocumentation
  package let overloads: [ScalarOverload]
  /// Whether equal arguments always give equal results within a statement.
  package let isDeterministic: Bool
  /// What constant arguments must fulfil, if anything.
  package let check: ArgumentCheck?
  /// The names under which arguments may be given, in order; empty where only by position.
  package let parameterNames: [String]
  /// Whether a number, a date or a truth value is taken as the text that it is printed as.
  package let readsText: Bool
  /// The narrower type that the result has where arguments are constant, if any.
  package let settledType:
    (@Sendable (_ types: [LogicalType], _ constants: [Value?]) -> LogicalType?)?

  package init(
    _ documentation: FunctionDocumentation, overloads: [ScalarOverload],
    isDeterministic: Bool = true, check: ArgumentCheck? = nil,
    parameterNames: [String] = [], readsText: Bool = false,
    settledType: (@Sendable ([LogicalType], [Value?]) -> LogicalType?)? = nil
  ) {
    self.documentation = documentation
    self.overloads = overloads
    self.isDeterministic = isDeterministic
    self.check = check
    self.parameterNames = parameterNames
    self.readsText = readsText
    self.settledType = settledType
  }

  package var name: String { documentation.name }
}

/// What a parameter accepts.
package enum ParameterType: Hashable, Sendable {
  case type(LogicalType)
  /// Any type, taken as it is.
  case any
  /// Any type; all arguments in such places are cast to their common type.
  case common
  /// A list of the common type.
  case commonList
  /// A DECIMAL of any precision and scale, taken as it is; an integer becomes one.
  case decimal
  /// A list, structure or map of any type, taken as it is.
  case list, structure, map
}

/// The type of a result.
package enum ResultType: Sendable {
  case type(LogicalType)
  /// The type of the argument at this place.
  case argument(Int)
  /// The common type of the arguments in `.common` places.
  case common
  /// A list of that type.
  case commonList
  /// Computed from the types of the arguments.
  case derived(@Sendable ([LogicalType]) -> LogicalType)
}

/// Who deals with NULL arguments.
package enum NullHandling: Sendable {
  /// A NULL argument makes the result NULL; the kernel never sees which rows are null.
  case propagates
  /// The kernel looks at the validity of its arguments itself.
  case explicit
}

/// One signature of a scalar function and its kernel.
package struct ScalarOverload: Sendable {
  package let parameters: [ParameterType]
  /// Whether the last parameter may be given any number of times, at least once.
  package let isVariadic: Bool
  package let result: ResultType
  package let nullHandling: NullHandling
  /// Whether some argument can make the function fail (overflow, a bad cast), so that it may only
  /// run on rows that need it.
  package let canFail: Bool
  /// Whether the kernel takes its arguments constant, narrow or in codes, as they come; otherwise
  /// it is given flat canonical vectors.
  package let takesAnyForm: Bool
  /// Whether the kernel is quick on dictionary codes itself; otherwise it may be run once per entry
  /// of a dictionary and looked up by code.
  package let takesCodes: Bool
  /// Whether DECIMAL arguments are brought to one scale.
  package let needsOneScale: Bool
  /// Tells this overload from every other, for caches of one statement.
  package let identity: Int
  /// Computes `count` rows.
  ///
  /// Arguments already have the parameter types and `count` rows; rows that
  /// are null hold arbitrary values, on which it must not fail.
  package let evaluate:
    @Sendable (_ arguments: [Vector], _ count: Int, _ context: EvaluationContext)
      throws(Diagnostic) -> Vector

  package init(
    _ parameters: [ParameterType], variadic isVariadic: Bool = false, returns result: ResultType,
    nulls nullHandling: NullHandling = .propagates, canFail: Bool = false,
    takesAnyForm: Bool = false, takesCodes: Bool = false, needsOneScale: Bool = false,
    evaluate:
      @escaping @Sendable (
        _ arguments: [Vector], _ count: Int, _ context: EvaluationContext
      ) throws(Diagnostic) -> Vector
  ) {
    self.parameters = parameters
    self.isVariadic = isVariadic
    self.result = result
    self.nullHandling = nullHandling
    self.canFail = canFail
    self.takesAnyForm = takesAnyForm
    self.takesCodes = takesCodes
    self.needsOneScale = needsOneScale
    self.evaluate = evaluate
    identity = OverloadCounter.count.wrappingAdd(1, ordering: .relaxed).newValue
  }
}

/// Numbers overloads as they are made.
private enum OverloadCounter {
  static let count = Atomic<Int>(0)
}

extension ScalarOverload {
  /// The kernel alone, on arguments that are already in the form it wants.
  package func evaluateKernel(
    _ arguments: [Vector], count: Int, context: EvaluationContext
  ) throws(Diagnostic) -> Vector {
    try evaluate(arguments, count, context)
  }
}
