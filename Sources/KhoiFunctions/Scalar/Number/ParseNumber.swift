import KhoiData
import KhoiText

/// Numbers and dates out of the texts that people write.
extension ScalarFunction {
  static let parseNumber = ScalarFunction(
    FunctionDocumentation(
      "parse_number", .number,
      "The number that people write as 1.234,5 ('vi') or 1,234.5 ('us'), with %, tỷ, đ and the "
        + "like; NULL for a dash or n/a.",
      examples: [
        FunctionExample("parse_number('74.958', 'vi')", "74958.0"),
        FunctionExample("parse_number('185,7%')", "185.7"),
        FunctionExample("parse_number('3 tỷ 200 triệu')", "3200000000.0"),
        FunctionExample("parse_number('(1,234.5)')", "-1234.5"),
      ]),
    overloads: [[LogicalType.varchar], [.varchar, .varchar]].map { types in
      ScalarOverload(
        types.map { .type($0) }, returns: .type(.double), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let made = try WrittenValues.values(arguments, count: count) {
          (bytes, locale) throws(Diagnostic) in
          try WrittenValues.number(bytes, locale)
        }
        return Vector(
          .double, .float64(Buffer(made.map { $0 ?? 0 })), validity: WrittenValues.validity(made))
      }
    })

  /// `parse_date` of a text alone, or with the order of day and month behind it.
  static func dates(orParsing other: ScalarOverload) -> [ScalarOverload] {
    func overload(_ types: [LogicalType]) -> ScalarOverload {
      ScalarOverload(
        types.map { .type($0) }, returns: .type(.date), canFail: true, takesAnyForm: true
      ) { arguments, count, context throws(Diagnostic) in
        if arguments.count > 1, !WrittenValues.areOrders(arguments[1], count: count) {
          return try other.evaluateKernel(
            arguments.map { $0.canonical() }, count: count, context: context)
        }
        let made = try WrittenValues.values(arguments, count: count) {
          (bytes, order) throws(Diagnostic) in
          try WrittenValues.date(bytes, order)
        }
        return Vector(
          .date, .int32(Buffer(made.map { $0 ?? 0 })), validity: WrittenValues.validity(made))
      }
    }
    return [overload([.varchar]), overload([.varchar, .varchar])]
  }
}
