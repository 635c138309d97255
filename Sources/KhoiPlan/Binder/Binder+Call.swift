import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Calls: special forms, scalar functions, and the way to aggregates and window functions.
extension Binder {
  func bindCall(
    _ call: FunctionCallSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard let last = call.name.parts.last else { throw .broken("a call without a name") }
    if call.name.parts.count > 1, call.name.parts[0].text.uppercased() == "SAFE" {
      return try bindSafeCall(call, context, at: range)
    }
    if let column = try bindColumns(call, context, at: range) { return column }
    if call.arguments.contains(where: \.isUnpacked) {
      return try bindCall(try unpacked(call, context), context, at: range)
    }
    let name = last.text
    if let chained = chained(call, context) {
      return try bindCall(chained, context, at: range)
    }
    if let macro = macro(named: call.name) {
      return try bindMacroCall(macro, call, context, at: range)
    }
    if isUnnestCall(call) { return try bindUnnestCall(call, context, at: range) }
    if let other = try bindRewrittenCall(call, name, context, at: range) { return other }
    if call.window != nil { return try bindWindowCall(call, name, context, at: range) }
    if ["GROUPING", "GROUPING_ID"].contains(name.uppercased()) {
      return try bindGroupingCall(call, name, context, at: range)
    }
    if FunctionLibrary.aggregate(named: name) != nil {
      return try bindAggregateCall(call, name, context, at: range)
    }
    if let aggregate = [
      "first_value": "first", "last_value": "last", "nth_value": "nth",
    ][name.lowercased()] {
      // Without OVER the frame is the group.
      return try bindAggregateCall(call, aggregate, context, at: range)
    }
    if FunctionLibrary.window(named: name) != nil {
      throw .windowWithoutOver(name.uppercased(), at: range)
    }
    try checkScalarOptions(call, name, at: range)
    var arguments: [ExpressionSyntax] = call.receiver.map { [$0] } ?? []
    if let structure = try bindStructureCall(call, name, context, at: range) { return structure }
    let names = FunctionLibrary.scalar(named: name)?.parameterNames ?? []
    for argument in try orderedArguments(call, of: name, names) {
      arguments.append(try plainArgument(argument, of: name))
    }
    if let json = try bindJSONCall(name, arguments, context, at: range) { return json }
    if let form = Self.lambdaForm(name) {
      return try bindLambdaCall(form, arguments, context, at: range)
    }
    if let special = try bindSpecialForm(name.uppercased(), arguments, context, at: range) {
      return special
    }
    if let asked = try bindSessionCall(name, arguments, at: range) { return asked }
    guard FunctionLibrary.scalar(named: name) != nil else {
      throw unknownFunction(name, at: call.name.range)
    }
    var bound: [BoundExpression] = []
    for argument in arguments {
      if let part = datePartWord(argument, of: name, context) {
        bound.append(part)
      } else {
        bound.append(try bindExpression(argument, context))
      }
    }
    if let special = try dateForm(name, bound, arguments.map(\.range), at: range) {
      return special
    }
    if let part = fractionalPart(name, bound) {
      return try callFunction(part, [bound[1]], ranges: [arguments[1].range], at: range)
    }
    return try callFunction(name, bound, ranges: arguments.map(\.range), at: range)
  }

  /// `title.upper()`: what stands before the function's name is its first argument, if it is a
  /// column.
  private func chained(
    _ call: FunctionCallSyntax, _ context: ExpressionContext
  ) -> FunctionCallSyntax? {
    guard call.name.parts.count > 1, call.receiver == nil, let last = call.name.parts.last,
      let first = call.name.parts.first
    else { return nil }
    let path = Array(call.name.parts.dropLast())
    let range = SourceRange(first.range.lower, path.last?.range.upper ?? first.range.upper)
    let name = NameSyntax(parts: path, range: range)
    guard (try? bindName(name, context)) != nil else { return nil }
    var chained = call
    chained.receiver = ExpressionSyntax(.name(name), range: range)
    chained.name = NameSyntax(last)
    return chained
  }

  private func checkScalarOptions(
    _ call: FunctionCallSyntax, _ name: String, at range: SourceRange
  ) throws(Diagnostic) {
    guard FunctionLibrary.scalar(named: name) != nil else { return }
    if let filter = call.filter { throw .onlyForAggregates("FILTER", name, at: filter.range) }
    if call.isDistinct { throw .onlyForAggregates("DISTINCT", name, at: range) }
    if let order = call.orderBy.first {
      throw .onlyForAggregates("ORDER BY", name, at: order.range)
    }
  }

  /// An argument that is a value without a name.
  func plainArgument(
    _ argument: ArgumentSyntax, of name: String
  ) throws(Diagnostic) -> ExpressionSyntax {
    if argument.name != nil {
      throw .unsupported("named arguments of \(name)", at: argument.range)
    }
    guard case .expression(let expression) = argument.value else {
      throw .tableArgument(of: name, at: argument.range)
    }
    return expression
  }

  // MARK: Special forms

  /// Forms that are made of CASE, since they compute their arguments only where needed.
  private func bindSpecialForm(
    _ name: String, _ arguments: [ExpressionSyntax], _ context: ExpressionContext,
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression? {
    let ranges = arguments.map(\.range)
    switch name {
    case "COALESCE", "IFNULL", "NVL":
      guard name == "COALESCE" ? !arguments.isEmpty : arguments.count == 2 else {
        throw .argumentCount(
          name, wanted: name == "COALESCE" ? "at least 1" : "2", got: arguments.count, at: range)
      }
      var values: [BoundExpression] = []
      for argument in arguments { values.append(try bindExpression(argument, context)) }
      return try coalesce(values, ranges, what: "the arguments of \(name)")
    case "NULLIF":
      guard arguments.count == 2 else {
        throw .argumentCount(name, wanted: "2", got: arguments.count, at: range)
      }
      let value = try bindExpression(arguments[0], context)
      let other = try bindExpression(arguments[1], context)
      let equal = try callOperator("=", [value, other], ranges: ranges, at: range)
      return .caseWhen(
        BoundCase(
          branches: [BoundCase.Branch(condition: equal, value: .constant(.null, value.type))],
          otherwise: value, type: value.type))
    case "IF", "IIF":
      guard arguments.count == 3 || (arguments.count == 2 && name == "IIF") else {
        throw .argumentCount(name, wanted: "3", got: arguments.count, at: range)
      }
      let test = try condition(arguments[0], context, what: name)
      var values = [try bindExpression(arguments[1], context)]
      values.append(
        arguments.count == 3 ? try bindExpression(arguments[2], context) : .constant(.null, .null))
      return try makeCase(
        [test], values, Array(ranges.dropFirst()), what: "the values of \(name)")
    case "REGEXP_EXTRACT": return try bindNamedGroups(arguments, context, at: range)
    case "ALIAS": return try bindAlias(arguments, context, at: range)
    case "TYPEOF" where FunctionLibrary.scalar(named: name) == nil && arguments.count == 1:
      let type = try bindExpression(arguments[0], context).type
      return .constant(.text(type.name), .varchar)
    default: return nil
    }
  }

  /// The first value that is not NULL.
  func coalesce(
    _ values: [BoundExpression], _ ranges: [SourceRange], what: String
  ) throws(Diagnostic) -> BoundExpression {
    if values.count == 1 { return values[0] }
    let (unified, type) = try unify(values, ranges: ranges, what: what)
    let branches = unified.dropLast().map { value in
      BoundCase.Branch(condition: .not(.isNull(value)), value: value)
    }
    return .caseWhen(
      BoundCase(
        branches: branches, otherwise: unified.last ?? .constant(.null, type), type: type))
  }
}
