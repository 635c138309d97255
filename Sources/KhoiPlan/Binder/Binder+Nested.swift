import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Lists, structures, rows and maps, and what is taken out of them.
extension Binder {
  func bindList(
    _ elements: [ExpressionSyntax], _ type: TypeSyntax?, _ context: ExpressionContext,
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    var values: [BoundExpression] = []
    for element in elements { values.append(try bindExpression(element, context)) }
    let ranges = elements.map(\.range)
    let (unified, _) = try unify(values, ranges: ranges, what: "the elements of a list")
    let list = try callFunction("list_value", unified, ranges: ranges, at: range)
    guard let type else { return list }
    return cast(list, to: .list(try bindType(type)), at: range)
  }

  func bindStructure(
    _ fields: [(name: IdentifierSyntax?, value: ExpressionSyntax)], _ type: TypeSyntax?,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    var values: [BoundExpression] = []
    var names: [String] = []
    for field in fields {
      var name = field.name?.text ?? ""
      if field.name == nil, type == nil, case .name(let path) = field.value.kind {
        // STRUCT(t.x) has a field x, the first time.
        let own = path.parts.last?.text ?? ""
        if !names.contains(where: { IdentifierKey($0) == IdentifierKey(own) }) { name = own }
      }
      if field.name != nil, !name.isEmpty,
        names.contains(where: { IdentifierKey($0) == IdentifierKey(name) })
      {
        throw .fieldTwice(name, at: field.name?.range ?? range)
      }
      names.append(name)
      values.append(try bindExpression(field.value, context))
    }
    let structure = try makeStructure(Array(zip(names, values)), at: range)
    guard let type else { return structure }
    return cast(structure, to: try bindType(type), at: range)
  }

  /// The structure of named values.
  func makeStructure(
    _ fields: [(name: String, value: BoundExpression)], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    try call(
      .structure(fieldNames: fields.map(\.name)), fields.map(\.value), at: range)
  }

  /// One field of a structure.
  func fieldValue(
    _ index: Int, _ field: Field, of structure: BoundExpression, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    try call(.field(index, named: field.name), [structure], at: range)
  }

  func bindMap(
    _ entries: [MapEntrySyntax], _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if entries.isEmpty { return try callFunction("map", [], ranges: [], at: range) }
    let keys = try bindList(entries.map(\.key), nil, context, at: range)
    let values = try bindList(entries.map(\.value), nil, context, at: range)
    return try callFunction("map", [keys, values], ranges: [range, range], at: range)
  }

  /// A call of a function that is made for the place it stands at.
  func call(
    _ function: ScalarFunction, _ arguments: [BoundExpression], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let overload = function.overloads[0]
    let type = overload.resultType(of: arguments.map(\.type))
    return .call(
      BoundCall(
        function: function, overload: overload, arguments: arguments, type: type, range: range))
  }

  // MARK: Parts

  /// `value[place]`: an element of a list, the value of a key, a field, or a letter.
  func bindElement(
    of value: ExpressionSyntax, at place: ExpressionSyntax, _ context: ExpressionContext,
    in range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let container = try bindExpression(value, context)
    let ranges = [value.range, place.range]
    if case .structure(let fields) = container.type {
      return try bindField(container, fields, at: place, in: range)
    }
    let key = try bindExpression(place, context)
    switch container.type {
    case .map:
      return try callFunction("map_extract_value", [container, key], ranges: ranges, at: range)
    case .json:
      return try callFunction("json_extract", [container, key], ranges: ranges, at: range)
    case .null: return .constant(.null, .null)
    case .varchar:
      return try callFunction("list_slice", [container, key, key], ranges: ranges, at: range)
    default: return try callFunction("list_extract", [container, key], ranges: ranges, at: range)
    }
  }

  func bindSlice(
    of value: ExpressionSyntax, _ bounds: [ExpressionSyntax?], _ context: ExpressionContext,
    in range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    var arguments = [try bindExpression(value, context)]
    var ranges = [value.range]
    for (index, bound) in bounds.enumerated() where index < 2 || bound != nil {
      if let bound {
        arguments.append(try bindExpression(bound, context))
        ranges.append(bound.range)
      } else {
        // An open end reaches as far as there are elements.
        let end = index == 0 ? Int64.min : Int64.max
        arguments.append(.constant(.integer(end), .bigint))
        ranges.append(range)
      }
    }
    return try callFunction("list_slice", arguments, ranges: ranges, at: range)
  }

  /// `structure['name']` and `row[1]`.
  private func bindField(
    _ container: BoundExpression, _ fields: [Field], at place: ExpressionSyntax,
    in range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    switch try constantValue(place, what: "the name of a field") {
    case .text(let name):
      return try bindField(container, IdentifierSyntax(text: name, range: place.range), at: range)
    case .integer(let number):
      guard number >= 1, number <= Int64(fields.count) else {
        throw .unknownField(String(number), container.type, suggestions: [], at: place.range)
      }
      let index = Int(number) - 1
      return try fieldValue(index, fields[index], of: container, at: range)
    default:
      throw .unknownField(source(place.range), container.type, suggestions: [], at: place.range)
    }
  }

  /// `(expression).name`.
  func bindField(
    _ container: BoundExpression, _ name: IdentifierSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    switch container.type {
    case .structure(let fields):
      let key = IdentifierKey(name.text)
      guard let index = fields.firstIndex(where: { IdentifierKey($0.name) == key }) else {
        throw .unknownField(
          name.text, container.type, suggestions: nearest(name.text, fields.map(\.name)),
          at: name.range)
      }
      return try fieldValue(index, fields[index], of: container, at: range)
    case .map:
      let key = BoundExpression.constant(.text(name.text), .varchar)
      return try callFunction(
        "map_extract_value", [container, key], ranges: [range, name.range], at: range)
    case .json:
      let key = BoundExpression.constant(.text(name.text), .varchar)
      return try callFunction(
        "json_extract", [container, key], ranges: [range, name.range], at: range)
    case .null: return .constant(.null, .null)
    default: throw .unknownField(name.text, container.type, suggestions: [], at: name.range)
    }
  }

  /// `column.field.field`, `table.column.field`: fields of a column that the first parts name; nil
  /// where they name none.
  func bindFieldPath(
    _ name: NameSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression? {
    for count in stride(from: name.parts.count - 1, through: 1, by: -1) {
      let parts = Array(name.parts.prefix(count))
      let range = SourceRange(name.range.lower, parts[count - 1].range.upper)
      let prefix = NameSyntax(parts: parts, range: range)
      guard let found = try lookUpColumn(prefix, context) else { continue }
      guard found.type.isNested || found.type == .json || found.type == .null else { continue }
      var value = found
      for part in name.parts.dropFirst(count) {
        value = try bindField(value, part, at: SourceRange(name.range.lower, part.range.upper))
      }
      return value
    }
    return nil
  }

  /// `x IN list`: whether a list that is not written out has the element.
  func bindInList(
    _ operand: ExpressionSyntax, inside collection: ExpressionSyntax, _ isNegated: Bool,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let list = try bindExpression(collection, context)
    let value = try bindExpression(operand, context)
    let isMap = if case .map = list.type { true } else { false }
    let found = try callFunction(
      isMap ? "map_contains" : "list_contains", [list, value],
      ranges: [collection.range, operand.range], at: range)
    return isNegated ? .not(found) : found
  }
}
