import KhoiData
import KhoiText

extension ScalarFunction {
  static let collationKey = ScalarFunction(
    FunctionDocumentation(
      "collation_key", .text,
      "Bytes whose order is that of a Vietnamese dictionary; ORDER BY x COLLATE vi orders by them.",
      examples: [
        FunctionExample("collation_key('đào') > collation_key('dừa')", "true"),
        FunctionExample("collation_key('bà ba') < collation_key('ba sào')", "true"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.varchar)], returns: .type(.blob), takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let source = arguments[0].textViews
        return try TextKernel.texts(arguments, count: count, function: "collation_key") {
          (row, output) throws(Diagnostic) in
          VietnameseOrder.append(source[row].string, to: &output)
        }.retyped(.blob)
      }
    ])
}
