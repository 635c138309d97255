import KhoiData
import KhoiText

extension ScalarFunction {
  static let collationKey = ScalarFunction(
    FunctionDocumentation(
      "collation_key", .text,
      "Bytes whose order is that of a Vietnamese dictionary; ORDER BY x COLLATE vi orders by them. "
        + "With 'numeric' numbers go by their size (COLLATE vi_numeric), with 'dictionary' texts "
        + "go syllable by syllable (COLLATE vi_dict).",
      examples: [
        FunctionExample("collation_key('đào') > collation_key('dừa')", "true"),
        FunctionExample("collation_key('bà ba') < collation_key('ba sào')", "true"),
        FunctionExample(
          "collation_key('Khối 8', 'numeric') < collation_key('Khối 12', 'numeric')", "true"),
        FunctionExample(
          "collation_key('ba sào', 'dictionary') < collation_key('bà', 'dictionary')", "true"),
      ]),
    overloads: [
      overload([.type(.varchar)]), overload([.type(.varchar), .type(.varchar)]),
    ])

  private static func overload(_ parameters: [ParameterType]) -> ScalarOverload {
    ScalarOverload(
      parameters, returns: .type(.blob), canFail: parameters.count > 1, takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let source = arguments[0].textViews
      let styles = arguments.count > 1 ? arguments[1].textViews : nil
      var style = VietnameseOrder.Style.standard
      var order = VietnameseOrder()
      return try TextKernel.texts(arguments, count: count, function: "collation_key") {
        (row, output) throws(Diagnostic) in
        if let styles {
          let word = styles[row].string
          guard let asked = VietnameseOrder.Style(rawValue: word.lowercased()) else {
            throw .badArgument(
              "collation_key", "'\(word)' is not one of 'standard', 'numeric' and 'dictionary'")
          }
          if asked != style {
            style = asked
            order = VietnameseOrder(asked)
          }
        }
        unsafe source.withBytes(row) { unsafe order.append($0, to: &output) }
      }.retyped(.blob)
    }
  }
}
