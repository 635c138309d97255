import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Calls of scalar functions and operators by name.
extension Binder {
  /// A call with arguments that are bound already; picks the overload and adds the casts.
  func callFunction(
    _ name: String, _ arguments: [BoundExpression], ranges: [SourceRange], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard let function = FunctionLibrary.scalar(named: name) else {
      throw unknownFunction(name, at: range)
    }
    if function.name == "list_aggregate", arguments.count > 1 {
      return try callListAggregate(arguments, ranges, at: range)
    }
    return try callFunction(function, arguments, ranges: ranges, at: range)
  }

  /// The overload that takes the arguments, of a function of any kind; an error with all signatures
  /// where none does.
  func chooseOverload<Overload: Signature>(
    _ name: String, _ overloads: [Overload], _ arguments: [BoundExpression],
    _ ranges: [SourceRange], isOperator: Bool = false, at range: SourceRange
  ) throws(Diagnostic) -> ResolvedOverload<Overload> {
    guard
      let resolved = OverloadResolution.resolve(
        overloads: overloads, argumentTypes: arguments.map(\.type),
        isLiteralText: arguments.map { isLiteralText($0) })
    else {
      throw noOverload(
        name, signatures: OverloadResolution.signatures(of: name, overloads), arguments, ranges,
        isOperator: isOperator, at: range)
    }
    return resolved
  }

  /// `list_aggregate(list, 'name', …)`: the name decides which aggregate runs, and so the type.
  private func callListAggregate(
    _ arguments: [BoundExpression], _ ranges: [SourceRange], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let place = ranges.count > 1 ? ranges[1] : range
    guard case .constant(.text(let name), _) = arguments[1] else {
      throw .aggregateNameNotConstant(at: place)
    }
    guard let function = ScalarFunction.listAggregate(named: name) else {
      throw unknownFunction(name, at: place)
    }
    var (arguments, ranges) = (arguments, ranges)
    arguments.remove(at: 1)
    if ranges.count > 1 { ranges.remove(at: 1) }
    return try callFunction(function, arguments, ranges: ranges, at: range)
  }

  /// A call of a function that is found already.
  func callFunction(
    _ function: ScalarFunction, _ arguments: [BoundExpression], ranges: [SourceRange],
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let read = readingTypedSearch(function, arguments, ranges)
    let arguments = function.readsText ? read.map { asText($0, at: range) } : read
    let resolved = try chooseOverload(
      function.name, function.overloads, arguments, ranges,
      isOperator: function.documentation.category == .operator, at: range)
    try checkConstants(of: function, arguments, ranges)
    let call = BoundExpression.call(
      BoundCall(
        function: function, overload: resolved.overload,
        arguments: castArguments(arguments, to: resolved.argumentTypes, ranges),
        type: resolved.resultType, range: range))
    guard let settled = function.settledType?(resolved.argumentTypes, constants(arguments)) else {
      return call
    }
    return cast(call, to: settled, at: range)
  }

  /// A number, a date or a truth value as text.
  private func asText(_ expression: BoundExpression, at range: SourceRange) -> BoundExpression {
    let type = expression.type
    guard type.isNumeric || type.isTemporal || type == .boolean else { return expression }
    return cast(expression, to: .varchar, at: range)
  }

  /// The values of those arguments that are constants.
  private func constants(_ arguments: [BoundExpression]) -> [Value?] {
    arguments.map { if case .constant(let value, _) = $0 { value } else { nil } }
  }

  /// A truth value compared with an integer is 1 or 0.
  private func withFlagsAsNumbers(
    _ name: String, _ arguments: [BoundExpression], _ ranges: [SourceRange], at range: SourceRange
  ) -> [BoundExpression] {
    guard ["=", "<>", "<", "<=", ">", ">=", "is not distinct from"].contains(name),
      arguments.count == 2,
      let flag = arguments.firstIndex(where: { $0.type == .boolean }),
      arguments[1 - flag].type.isInteger
    else { return arguments }
    var arguments = arguments
    arguments[flag] = cast(arguments[flag], to: arguments[1 - flag].type, at: range)
    return arguments
  }

  /// A call of an operator written between or before its operands.
  func callOperator(
    _ name: String, _ arguments: [BoundExpression], ranges: [SourceRange], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard let function = FunctionLibrary.scalar(named: name) else {
      throw .unsupported("the operator \(name)", at: range)
    }
    let arguments = withFlagsAsNumbers(name, arguments, ranges, at: range)
    guard
      let resolved = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: arguments.map(\.type),
        isLiteralText: arguments.map { isLiteralText($0) })
    else {
      throw operatorMismatch(name, arguments, ranges, at: range)
    }
    try checkConstants(of: function, arguments, ranges)
    return .call(
      BoundCall(
        function: function, overload: resolved.overload,
        arguments: castArguments(arguments, to: resolved.argumentTypes, ranges),
        type: resolved.resultType, range: range))
  }

  /// Says what is wrong with a constant argument, at its place.
  private func checkConstants(
    of function: ScalarFunction, _ arguments: [BoundExpression], _ ranges: [SourceRange]
  ) throws(Diagnostic) {
    guard let check = function.check else { return }
    guard let (place, fault) = check.findFault(constants(arguments)) else { return }
    throw fault.located(at: place < ranges.count ? ranges[place] : nil)
  }

  func castArguments(
    _ arguments: [BoundExpression], to types: [LogicalType], _ ranges: [SourceRange]
  ) -> [BoundExpression] {
    arguments.indices.map { index in
      guard index < types.count else { return arguments[index] }
      return cast(
        arguments[index], to: types[index], at: index < ranges.count ? ranges[index] : nil)
    }
  }

  // MARK: Errors

  func unknownFunction(_ name: String, at range: SourceRange) -> Diagnostic {
    var notes: [String] = []
    if TableFunction.named(name) != nil || isReadFunction(name) {
      notes.append("`\(name)` gives a table: FROM \(name)(…), or |> CALL \(name)(…)")
    }
    let names = FunctionLibrary.callableNames + Self.callWords + definedFunctionNames
    return .unknownFunction(name, suggestions: nearest(name, names), notes: notes, at: range)
  }

  /// The names of the functions that were defined in the session, in their order.
  var definedFunctionNames: [String] {
    environment.catalog.macros.values.map(\.name).sorted()
  }

  /// Words of the grammar that look like functions, and functions of the session.
  private static let callWords = [
    "CAST", "TRY_CAST", "EXISTS", "EXTRACT", "UNNEST", "STRUCT", "ARRAY", "COLUMNS",
    "nextval", "currval", "getvariable", "current_setting", "current_schema", "version",
  ]

  func isReadFunction(_ name: String) -> Bool {
    let key = IdentifierKey(name)
    return environment.provider.readFunctionNames.contains { IdentifierKey($0) == key }
  }

  func noOverload(
    _ name: String, signatures: [String], _ arguments: [BoundExpression], _ ranges: [SourceRange],
    isOperator: Bool, at range: SourceRange
  ) -> Diagnostic {
    if isOperator { return operatorMismatch(name, arguments, ranges, at: range) }
    return .noOverload(
      name, types: arguments.map(\.type), signatures: Array(signatures.prefix(5)), at: range)
  }

  /// Two types that an operator cannot take together, with the CAST to write.
  func operatorMismatch(
    _ name: String, _ arguments: [BoundExpression], _ ranges: [SourceRange], at range: SourceRange
  ) -> Diagnostic {
    guard arguments.count == 2, ranges.count == 2 else {
      return .operatorMismatch(name, types: arguments.map(\.type), hint: nil, at: range)
    }
    let left = arguments[0].type
    let right = arguments[1].type
    let castLeft = "CAST(\(source(ranges[0])) AS \(right.name))"
    let castRight = "CAST(\(source(ranges[1])) AS \(left.name))"
    var hint: String?
    switch (arguments[0], arguments[1]) {
    case (_, .constant(let value, _)) where left == .varchar && right.isNumeric:
      hint = "'\(value.text)' or \(castLeft)"
    case (.constant(let value, _), _) where right == .varchar && left.isNumeric:
      hint = "'\(value.text)' or \(castRight)"
    default:
      if left == .varchar || (left == .boolean && right.isNumeric) {
        hint = castLeft
      } else if right == .varchar || (right == .boolean && left.isNumeric) {
        hint = castRight
      }
    }
    return .operatorMismatch(name, types: [left, right], hint: hint, at: range)
  }
}
