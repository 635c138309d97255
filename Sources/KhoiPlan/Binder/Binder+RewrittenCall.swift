import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Calls that stand for other calls.
extension Binder {
  /// `regexp_split_to_table(text, pattern)` is `UNNEST(string_split_regex(text, pattern))`, and
  /// `stats(x)` a text of window functions over all rows; nil for other calls.
  func bindRewrittenCall(
    _ call: FunctionCallSyntax, _ name: String, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression? {
    switch name.lowercased() {
    case "regexp_split_to_table":
      var split = call
      split.name = NameSyntax(IdentifierSyntax(text: "string_split_regex", range: call.name.range))
      let list = ExpressionSyntax(.call(split), range: range)
      let unnest = FunctionCallSyntax(
        name: NameSyntax(IdentifierSyntax(text: "unnest", range: call.name.range)),
        arguments: [ArgumentSyntax(value: .expression(list), range: range)], range: range)
      return try bindUnnestCall(unnest, context, at: range)
    case "stats" where call.arguments.count == 1:
      return try bindStatistics(call, context, at: range)
    default: return nil
    }
  }

  private func bindStatistics(
    _ call: FunctionCallSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    func overAll(_ name: String) throws(Diagnostic) -> BoundExpression {
      var part = call
      part.name = NameSyntax(IdentifierSyntax(text: name, range: call.name.range))
      part.window = .specification(WindowSpecificationSyntax(range: range))
      return try bindWindowCall(part, name, context, at: range)
    }
    func text(_ text: String) -> BoundExpression { .constant(.text(text), .varchar) }
    let known = try overAll("count")
    var every = call
    every.arguments = []
    every.name = NameSyntax(IdentifierSyntax(text: "count", range: call.name.range))
    every.window = .specification(WindowSpecificationSyntax(range: range))
    let all = try bindWindowCall(every, "count", context, at: range)
    let zero = BoundExpression.constant(.integer(0), .bigint)
    let hasNull = try callOperator("<", [known, all], ranges: [range, range], at: range)
    let hasValue = try callOperator(">", [known, zero], ranges: [range, range], at: range)
    let parts = [
      text("[Min: "), try overAll("min"), text(", Max: "), try overAll("max"),
      text("][Has Null: "), hasNull, text(", Has No Null: "), hasValue, text("]"),
    ]
    return try callFunction(
      "concat", parts, ranges: parts.map { _ in range }, at: range)
  }

  /// The arguments in the order of the parameters, where some are named: `substr('abc', length =>
  /// 2, start_pos => 1)`.
  func orderedArguments(
    _ call: FunctionCallSyntax, of name: String, _ names: [String]
  ) throws(Diagnostic) -> [ArgumentSyntax] {
    guard call.arguments.contains(where: { $0.name != nil }), !names.isEmpty
    else { return call.arguments }
    var ordered: [ArgumentSyntax?] = []
    for argument in call.arguments {
      guard let label = argument.name else {
        guard ordered.count < names.count, !ordered.contains(where: { $0?.name != nil }) else {
          throw .positionalAfterNamed(at: argument.range)
        }
        ordered.append(argument)
        continue
      }
      let key = IdentifierKey(label.text)
      guard let place = names.firstIndex(where: { IdentifierKey($0) == key }) else {
        throw .unknownParameter(
          label.text, of: name, suggestions: nearest(label.text, names), at: label.range)
      }
      while ordered.count <= place { ordered.append(nil) }
      guard ordered[place] == nil else { throw .parameterTwice(label.text, at: label.range) }
      ordered[place] = argument
    }
    var result: [ArgumentSyntax] = []
    for (place, argument) in ordered.enumerated() {
      guard var argument else { throw .missingParameter(names[place], of: name, at: call.range) }
      argument.name = nil
      result.append(argument)
    }
    return result
  }
}

extension Diagnostic {
  fileprivate static func positionalAfterNamed(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "argument-order", "arguments without a name come before those with one", at: range)
  }

  fileprivate static func unknownParameter(
    _ name: String, of function: String, suggestions: [String], at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-parameter", "\(function) has no parameter `\(name)`", at: range,
      label: suggestions.first.map { "did you mean `\($0)`?" })
  }

  fileprivate static func parameterTwice(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "argument-twice", "`\(name)` is given twice", at: range)
  }

  fileprivate static func missingParameter(
    _ name: String, of function: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(.bind, "missing-argument", "\(function) needs `\(name)`, too", at: range)
  }
}
