import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// `UNNEST(list)` and `UNNEST(structure)` among the items of SELECT.
extension Binder {
  /// Whether the call is one of UNNEST.
  func isUnnestCall(_ call: FunctionCallSyntax) -> Bool {
    call.name.parts.count == 1 && call.window == nil
      && ["unnest", "unlist"].contains(call.name.text.lowercased())
  }

  /// The column of elements of `UNNEST(list)`.
  func bindUnnestCall(
    _ call: FunctionCallSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let (value, levels) = try unnestArgument(call, context, at: range)
    guard let collector = context.unnests else {
      throw .misplacedUnnest(clause: context.clause.text, at: range)
    }
    return try elements(of: value, levels: levels, collector, context, at: range)
  }

  /// The items that `UNNEST(structure)` gives, one for each field; nil for any other item.
  func bindUnnestItem(
    _ item: SelectItemSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> [OutputItem]? {
    guard case .call(let call) = item.expression.kind, isUnnestCall(call),
      let collector = context.unnests
    else { return nil }
    let range = item.expression.range
    var (value, levels) = try unnestArgument(call, context, at: range)
    if value.type == .null || value.type.element != nil {
      value = try elements(of: value, levels: levels, collector, context, at: range)
      levels -= 1
    }
    guard case .structure = value.type, levels > 0 else {
      if let alias = item.alias {
        context.aliases.append((IdentifierKey(alias.text), alias.text, value))
      }
      let name = item.alias?.text ?? outputName(item.expression, value, context.scope)
      return [OutputItem(name: name, expression: value, range: range)]
    }
    return try fields(of: value, name: "", levels: levels, at: range)
  }

  /// The argument, and how many levels of it are to be opened.
  private func unnestArgument(
    _ call: FunctionCallSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> (value: BoundExpression, levels: Int) {
    var value: BoundExpression?
    var levels = 1
    let collector = context.unnests
    context.unnests = nil
    defer { context.unnests = collector }
    if let receiver = call.receiver { value = try bindExpression(receiver, context) }
    for argument in call.arguments {
      guard case .expression(let syntax) = argument.value else {
        throw .tableArgument(of: "UNNEST", at: argument.range)
      }
      switch argument.name?.text.lowercased() {
      case nil where value == nil: value = try bindExpression(syntax, context)
      case "recursive"?:
        if case .boolean(true) = try constantValue(syntax, what: "recursive") { levels = 64 }
      case "max_depth"?:
        guard case .integer(let depth) = try constantValue(syntax, what: "max_depth"), depth > 0
        else { throw .badUnnestDepth(at: syntax.range) }
        levels = Int(min(depth, 64))
      default:
        throw .argumentCount("UNNEST", wanted: "1", got: call.arguments.count, at: range)
      }
    }
    guard let value else { throw .argumentCount("UNNEST", wanted: "1", got: 0, at: range) }
    return (value, levels)
  }

  private func elements(
    of value: BoundExpression, levels: Int, _ collector: UnnestCollector,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    var value = value
    var left = levels
    guard value.type == .null || value.type.element != nil else {
      throw .unnestNeedsList(value.type, at: range)
    }
    while left > 1, let element = value.type.element, element.element != nil {
      value = try callFunction("flatten", [value], ranges: [range], at: range)
      left -= 1
    }
    let element = collector.add(
      value, element: value.type.element ?? .null, name: source(range))
    if case .column(let id, _) = element {
      context.references[id] = context.references[id] ?? range
    }
    return element
  }

  private func fields(
    of value: BoundExpression, name: String, levels: Int, at range: SourceRange
  ) throws(Diagnostic) -> [OutputItem] {
    guard case .structure(let fields) = value.type, levels > 0 else {
      return [OutputItem(name: name, expression: value, range: range)]
    }
    var items: [OutputItem] = []
    for (index, field) in fields.enumerated() {
      let part = try fieldValue(index, field, of: value, at: range)
      items += try self.fields(of: part, name: field.name, levels: levels - 1, at: range)
    }
    return items
  }

  /// `ARRAY(query)`: the rows of the one column as a list, in the order of the query.
  func bindArraySubquery(
    _ query: QuerySyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    try listOfRows(try bindInner(query, context), at: range)
  }

  /// The values of the one column of a plan as a list; of no rows an empty one.
  func listOfRows(
    _ plan: LogicalPlan, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard plan.columns.count == 1, let column = plan.columns.first else {
      throw .subqueryColumns(plan.columns.count, wanted: 1, at: range)
    }
    guard let function = FunctionLibrary.aggregate(named: "list"),
      let resolved = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: [column.type], isLiteralText: [false])
    else { throw .unsupported("ARRAY(query)", at: range) }
    let list = identities.makeColumn("array", resolved.resultType)
    let aggregate = BoundAggregate(
      function: function, overload: resolved.overload, arguments: [BoundExpression(column)],
      type: resolved.resultType, range: range)
    let grouped = LogicalPlan.aggregate(
      LogicalPlan.Aggregate(
        input: plan, keys: [], aggregates: [.init(column: list, aggregate: aggregate)]))
    let lists = BoundExpression.subquery(
      BoundSubquery(form: .scalar, plan: grouped, type: list.type, range: range))
    // No rows are an empty list.
    let empty = try callFunction("list_value", [], ranges: [], at: range)
    return try coalesce([lists, cast(empty, to: list.type)], [range, range], what: "ARRAY(query)")
  }
}

extension Diagnostic {
  fileprivate static func misplacedUnnest(clause: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "misplaced-unnest", "UNNEST cannot stand in \(clause)", at: range,
      notes: ["it stands in SELECT, in FROM and after JOIN: FROM t, UNNEST(t.list) AS u(element)"])
  }

  fileprivate static func badUnnestDepth(at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "unnest-depth", "max_depth is a whole number above 0", at: range)
  }
}
