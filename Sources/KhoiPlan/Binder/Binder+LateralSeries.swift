import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

extension Binder {
  /// `FROM t, RANGE(t.a, t.b)`: a series whose edges differ from row to row is the elements of a
  /// list; nil where the edges are the same for all rows.
  func bindLateralSeries(
    _ function: TableFunction, _ call: FunctionCallSyntax, _ frame: QueryFrame, _ left: Scope?
  ) throws(Diagnostic) -> Relation? {
    let outer =
      left.map { ExpressionContext(scope: $0, frame: frame, clause: Clause("FROM")) }
      ?? frame.outer
    guard outer != nil, FunctionLibrary.scalar(named: function.name) != nil else { return nil }
    let context = ExpressionContext(
      scope: Scope(), frame: QueryFrame(outer: outer, parent: frame), clause: Clause("FROM"))
    var edges: [BoundExpression] = []
    var ranges: [SourceRange] = []
    for argument in call.arguments {
      let syntax = try plainArgument(argument, of: function.name)
      do throws(Diagnostic) {
        edges.append(try bindExpression(syntax, context))
      } catch {
        // What is wrong is said where all edges must be constants.
        return nil
      }
      ranges.append(syntax.range)
    }
    if edges.allSatisfy({ $0.columnsUsed.isEmpty }) { return nil }
    let list = try callFunction(function.name, edges, ranges: ranges, at: call.range)
    guard let element = list.type.element else { return nil }
    let column = identities.makeColumn(function.name, element)
    return Relation(
      plan: .unnest(LogicalPlan.Unnest(input: singleRow, lists: [list], elements: [column])),
      scope: Scope([column], table: function.name))
  }

  /// `FROM REPEAT(value, n)`: n rows with the value; nil for other functions.
  func bindRepeat(
    _ call: FunctionCallSyntax, _ frame: QueryFrame, _ left: Scope?
  ) throws(Diagnostic) -> Relation? {
    let name = call.name.text.lowercased()
    guard ["repeat", "repeat_row"].contains(name), call.arguments.count == 2 else { return nil }
    let outer =
      left.map { ExpressionContext(scope: $0, frame: frame, clause: Clause("FROM")) }
      ?? frame.outer
    let context = ExpressionContext(
      scope: Scope(), frame: QueryFrame(outer: outer, parent: frame), clause: Clause("FROM"))
    var arguments: [BoundExpression] = []
    for argument in call.arguments {
      arguments.append(try bindExpression(try plainArgument(argument, of: name), context))
    }
    let one = try callFunction("list_value", [arguments[0]], ranges: [call.range], at: call.range)
    let list = try callFunction(
      "repeat", [one, arguments[1]], ranges: [call.range, call.range], at: call.range)
    guard let element = list.type.element else { return nil }
    let column = identities.makeColumn(name, element)
    return Relation(
      plan: .unnest(LogicalPlan.Unnest(input: singleRow, lists: [list], elements: [column])),
      scope: Scope([column], table: name))
  }
}
