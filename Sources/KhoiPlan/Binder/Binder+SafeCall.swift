import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

extension Binder {
  /// `SAFE.f(…)`: NULL where the function fails.
  func bindSafeCall(
    _ call: FunctionCallSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    var plain = call
    let parts = Array(call.name.parts.dropFirst())
    plain.name = NameSyntax(parts: parts, range: parts.first?.range ?? call.name.range)
    let bound = try bindCall(plain, context, at: range)
    guard case .call(let call) = bound else { return bound }
    return .call(
      BoundCall(
        function: call.function, overload: call.overload.givingNullOnFailure,
        arguments: call.arguments, type: call.type, range: call.range))
  }

  /// `alias(x)`: the name a column of this expression would have.
  func bindAlias(
    _ arguments: [ExpressionSyntax], _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard arguments.count == 1 else {
      throw .argumentCount("alias", wanted: "1", got: arguments.count, at: range)
    }
    let value = try bindExpression(arguments[0], context)
    return .constant(.text(outputName(arguments[0], value, context.scope)), .varchar)
  }
}
