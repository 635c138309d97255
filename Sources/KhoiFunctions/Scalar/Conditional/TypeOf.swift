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
}
