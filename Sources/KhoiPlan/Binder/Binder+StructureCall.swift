import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Functions whose named arguments are fields: `struct_pack(a := 1)` and its relatives.
extension Binder {
  /// The meaning of a call by one of the names; nil for every other name.
  func bindStructureCall(
    _ call: FunctionCallSyntax, _ name: String, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression? {
    switch name.lowercased() {
    case "struct_pack", "row":
      let fields = try namedParts(call, context)
      let names = name.lowercased() == "row" ? fields.map { _ in "" } : fields.map(\.name)
      return try makeStructure(zip(names, fields).map { ($0, $1.value) }, at: range)
    case "struct_extract", "struct_extract_at":
      guard call.arguments.count + (call.receiver == nil ? 0 : 1) == 2 else { return nil }
      var parts = call.receiver.map { [$0] } ?? []
      for argument in call.arguments { parts.append(try plainArgument(argument, of: name)) }
      return try bindElement(of: parts[0], at: parts[1], context, in: range)
    case "struct_insert", "struct_update":
      return try changedStructure(call, name, context, at: range)
    case "struct_concat":
      var fields: [(name: String, value: BoundExpression)] = []
      for part in try namedParts(call, context) {
        fields += try structureFields(of: part.value, name, at: range)
      }
      return try makeStructure(fields, at: range)
    default: return nil
    }
  }

  /// The arguments with their names: given ones, else those of columns, else none.
  private func namedParts(
    _ call: FunctionCallSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> [(name: String, value: BoundExpression, isNamed: Bool)] {
    var parts: [(name: String, value: BoundExpression, isNamed: Bool)] = []
    if let receiver = call.receiver {
      parts.append(("", try bindExpression(receiver, context), false))
    }
    for argument in call.arguments {
      guard case .expression(let expression) = argument.value else {
        throw .tableArgument(of: call.name.text, at: argument.range)
      }
      let value = try bindExpression(expression, context)
      if let name = argument.name {
        parts.append((name.text, value, true))
      } else if case .name(let path) = expression.kind {
        parts.append((path.parts.last?.text ?? "", value, false))
      } else {
        parts.append(("", value, false))
      }
    }
    return parts
  }

  private func changedStructure(
    _ call: FunctionCallSyntax, _ function: String, _ context: ExpressionContext,
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let parts = try namedParts(call, context)
    guard let first = parts.first, !first.isNamed else {
      throw .argumentCount(function, wanted: "at least 2", got: parts.count, at: range)
    }
    var fields = try structureFields(of: first.value, function, at: range)
    for part in parts.dropFirst() {
      let key = IdentifierKey(part.name)
      if let index = fields.firstIndex(where: { IdentifierKey($0.name) == key }) {
        guard function.lowercased() == "struct_update" else {
          throw .fieldTwice(part.name, at: range)
        }
        fields[index].value = part.value
      } else {
        fields.append((part.name, part.value))
      }
    }
    return try makeStructure(fields, at: range)
  }

  private func structureFields(
    of value: BoundExpression, _ function: String, at range: SourceRange
  ) throws(Diagnostic) -> [(name: String, value: BoundExpression)] {
    guard case .structure(let fields) = value.type else {
      throw .noOverload(
        function, types: [value.type], signatures: ["\(function)(STRUCT, …)"], at: range)
    }
    var parts: [(name: String, value: BoundExpression)] = []
    for (index, field) in fields.enumerated() {
      parts.append((field.name, try fieldValue(index, field, of: value, at: range)))
    }
    return parts
  }
}
