import KhoiData
import KhoiText

extension ScalarFunction {
  static let not = ScalarFunction(
    FunctionDocumentation(
      "not", .operator, "True for false and false for true; NULL stays NULL.",
      examples: [FunctionExample("NOT true", "false"), FunctionExample("NOT NULL", "NULL")]),
    overloads: [
      ScalarOverload([.type(.boolean)], returns: .type(.boolean), takesAnyForm: true) {
        arguments, _, _ in Logic.not(arguments[0])
      }
    ])
}
