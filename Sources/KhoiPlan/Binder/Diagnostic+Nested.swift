import KhoiData
import KhoiText

/// The wording of what is wrong with nested types and their parts.
extension Diagnostic {
  static func fieldTwice(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "field-twice", "the field `\(name)` stands twice in the structure", at: range)
  }

  static func noSuchDatePart(
    _ part: String, _ type: LogicalType, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-date-part", "a value of type \(type.name) has no \(part)", at: range)
  }

  static func unknownField(
    _ name: String, _ type: LogicalType, suggestions: [String], at range: SourceRange
  ) -> Diagnostic {
    if case .structure = type {
      return Diagnostic(
        .bind, "unknown-field", "no field `\(name)` in \(type.name)", at: range,
        label: didYouMeanLabel(suggestions))
    }
    return Diagnostic(.bind, "unknown-field", "\(type.name) has no field `\(name)`", at: range)
  }

  static func decimalDigits(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "decimal-digits",
      "DECIMAL takes from 1 to 38 digits and no more decimals than digits, as in DECIMAL(10, 2)",
      at: range)
  }

  static func unnestNeedsList(_ type: LogicalType, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "unnest-needs-list", "UNNEST takes a list, not \(type.name)", at: range)
  }

  static func lambdaExpected(_ function: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "lambda-expected", "\(function) takes a lambda such as x -> x + 1 here", at: range)
  }

  static func lambdaNeedsList(
    _ function: String, _ type: LogicalType, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(.bind, "lambda-needs-list", "\(function) takes a list, not \(type.name)", at: range)
  }

  static func lambdaParameterCount(
    _ function: String, _ least: Int, _ count: Int, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "lambda-parameters",
      "the lambda of \(function) takes \(least) or \(least + 1) parameters, not \(count)",
      at: range)
  }

  static func lambdaResult(
    _ wanted: LogicalType, _ type: LogicalType, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "lambda-result", "the lambda gives \(type.name) where it takes \(wanted.name)",
      at: range)
  }

  static func jsonStructure(_ text: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "json-structure", "'\(text)' does not describe a type",
      at: range, notes: [#"a structure looks like {"a": "BIGINT", "b": ["VARCHAR"]}"#])
  }
}
