import KhoiData
import KhoiText

extension ScalarFunction {
  static let typeOf = ScalarFunction(
    FunctionDocumentation(
      "typeof", .conversion, "The name of the argument's type.",
      examples: [
        FunctionExample("typeof(1)", "BIGINT"), FunctionExample("typeof(NULL)", "NULL"),
      ]),
    overloads: [
      ScalarOverload(
        [.any], returns: .type(.varchar), nulls: .explicit, takesAnyForm: true
      ) { arguments, count, _ in
        Vector(constant: .text(arguments[0].type.name), count: count)
      }
    ])

  /// The binder puts the name in the place of the call.
  static let alias = ScalarFunction(
    FunctionDocumentation(
      "alias", .conversion, "The name that a column of this expression would have.",
      examples: [FunctionExample("alias(1 + 1)", "1 + 1")]),
    overloads: [
      ScalarOverload(
        [.any], returns: .type(.varchar), nulls: .explicit, takesAnyForm: true
      ) { _, count, _ in Vector(constant: .text(""), count: count) }
    ])

  static let canCastImplicitly = ScalarFunction(
    FunctionDocumentation(
      "can_cast_implicitly", .conversion,
      "Whether a value of the first argument's type becomes one of the second's by itself.",
      examples: [
        FunctionExample("can_cast_implicitly(1, 1.5::DOUBLE)", "true"),
        FunctionExample("can_cast_implicitly(1.5::DOUBLE, 1)", "false"),
      ]),
    overloads: [
      ScalarOverload(
        [.any, .any], returns: .type(.boolean), nulls: .explicit, takesAnyForm: true
      ) { arguments, count, _ in
        let cost = TypeCoercion.cost(from: arguments[0].type, to: arguments[1].type)
        return Vector(constant: .boolean(cost != nil), count: count)
      }
    ])
}
