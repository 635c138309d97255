import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Functions of JSON whose type depends on a constant.
extension Binder {
  /// The meaning of a call by one of the names; nil for every other name.
  func bindJSONCall(
    _ name: String, _ arguments: [ExpressionSyntax], _ context: ExpressionContext,
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression? {
    switch name.lowercased() {
    case "json_extract", "json_extract_path", "json_extract_string", "json_extract_path_text":
      guard arguments.count == 2 else { return nil }
      let isText = name.lowercased().contains("str") || name.lowercased().hasSuffix("text")
      let bound = [
        try bindExpression(arguments[0], context), try bindExpression(arguments[1], context),
      ]
      return try bindJSONExtraction(
        isText ? "json_extract_string" : "json_extract", bound, ranges: arguments.map(\.range),
        at: range)
    case "from_json", "json_transform", "from_json_strict", "json_transform_strict":
      guard arguments.count == 2 else { return nil }
      let structure = try constantValue(arguments[1], what: "the structure of \(name)")
      guard let text = structure.storedText, let type = ScalarFunction.typeOfStructure(text) else {
        throw .jsonStructure(structure.text, at: arguments[1].range)
      }
      let function = ScalarFunction.fromJSON(
        as: type, isStrict: name.lowercased().hasSuffix("strict"))
      let value = try bindExpression(arguments[0], context)
      let overload = function.overloads[0]
      return .call(
        BoundCall(
          function: function, overload: overload, arguments: [cast(value, to: .varchar)],
          type: type, range: range))
    default: return nil
    }
  }

  /// A path with wildcards gives a list.
  func bindJSONExtraction(
    _ name: String, _ arguments: [BoundExpression], ranges: [SourceRange], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if case .constant(.text(let path), _) = arguments[1], ScalarFunction.isWildcard(path: path) {
      return try callFunction(name + "_all", arguments, ranges: ranges, at: range)
    }
    return try callFunction(name, arguments, ranges: ranges, at: range)
  }
}
