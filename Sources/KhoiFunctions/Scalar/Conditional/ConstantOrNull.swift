import KhoiData
import KhoiText

extension ScalarFunction {
  static let constantOrNull = ScalarFunction(
    FunctionDocumentation(
      "constant_or_null", .conditional,
      "The first argument, or NULL where one of the others is NULL.",
      examples: [
        FunctionExample("constant_or_null(1, 'x')", "1"),
        FunctionExample("constant_or_null(1, NULL)", "NULL"),
      ]),
    overloads: [
      ScalarOverload(
        [.any, .any], variadic: true, returns: .argument(0), nulls: .explicit, takesAnyForm: true
      ) { arguments, count, _ in
        let others = arguments.dropFirst()
        let known = Validity(count: count) { row in !others.contains { $0.isNull(row) } }
        return arguments[0].restricted(to: known.nullCount == 0 ? nil : known)
      }
    ])

  static let error = ScalarFunction(
    FunctionDocumentation(
      "error", .conditional, "Ends the statement with this message.",
      examples: [FunctionExample("CASE WHEN 1 = 1 THEN 'ok' ELSE error('never') END", "ok")]),
    overloads: [
      ScalarOverload(
        [.type(.varchar)], returns: .type(.null), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let messages = arguments[0].textViews
        for row in 0..<count where !arguments[0].isNull(row) {
          throw .raised(messages[row].string)
        }
        return Vector(nulls: .null, count: count)
      }
    ])
}
