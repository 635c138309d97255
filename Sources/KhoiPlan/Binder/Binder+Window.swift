import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Calls with `OVER`.
extension Binder {
  /// The column that will hold the result of a window call.
  func bindWindowCall(
    _ call: FunctionCallSyntax, _ name: String, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard let collector = context.windows, let reference = call.window else {
      throw .misplacedWindow(
        source(range), clause: context.clause.name, isPipe: context.clause.isPipe,
        isNested: context.isInsideWindow || context.isInsideAggregate, at: range)
    }
    let inner = context.insideWindow()
    defer { context.absorbReferences(of: inner) }
    let specification = try resolveWindow(reference, context)
    var partitionBy: [BoundExpression] = []
    for expression in specification.partitionBy {
      partitionBy.append(try bindExpression(expression, inner))
    }
    var orderBy: [SortKey] = []
    for item in specification.orderBy { orderBy.append(try bindSortKey(item, inner)) }
    let frame = try bindFrame(specification.frame, orderBy, inner)
    let bound: BoundWindowCall
    let name = windowName(of: call, name)
    if FunctionLibrary.window(named: name) != nil {
      bound = try windowFunction(call, name, inner, frame, at: range)
    } else if FunctionLibrary.aggregate(named: name) != nil {
      inner.isArgumentOfWindow = true
      let aggregate = try makeAggregate(call, name, inner, at: range)
      bound = BoundWindowCall(
        function: .aggregate(aggregate), frame: frame, type: aggregate.type)
    } else if FunctionLibrary.scalar(named: name) != nil {
      throw .notAWindowFunction(name, at: call.name.range)
    } else {
      throw unknownFunction(name, at: call.name.range)
    }
    return collector.add(
      bound, partitionBy: partitionBy, orderBy: orderBy, name: source(range))
  }

  /// FIRST and LAST over a window are FIRST_VALUE and LAST_VALUE, which know IGNORE NULLS.
  private func windowName(of call: FunctionCallSyntax, _ name: String) -> String {
    if call.isDistinct || call.filter != nil { return name }
    switch name.lowercased() {
    case "first": return "first_value"
    case "last": return "last_value"
    default: return name
    }
  }

  private func windowFunction(
    _ call: FunctionCallSyntax, _ name: String, _ context: ExpressionContext,
    _ frame: WindowFrame, at range: SourceRange
  ) throws(Diagnostic) -> BoundWindowCall {
    guard let function = FunctionLibrary.window(named: name) else {
      throw .broken("the window function \(name) is gone")
    }
    if call.isDistinct { throw .onlyForAggregates("DISTINCT", name, at: range) }
    if let filter = call.filter { throw .onlyForAggregates("FILTER", name, at: filter.range) }
    var arguments: [BoundExpression] = []
    var ranges: [SourceRange] = []
    if let receiver = call.receiver {
      arguments.append(try bindExpression(receiver, context))
      ranges.append(receiver.range)
    }
    for argument in try orderedArguments(call, of: name, function.parameterNames) {
      let syntax = try plainArgument(argument, of: name)
      arguments.append(try bindExpression(syntax, context))
      ranges.append(syntax.range)
    }
    var order: [SortKey] = []
    for item in call.orderBy { order.append(try bindSortKey(item, context)) }
    try refuseLambdaParameters(arguments + order.map(\.expression), context, at: range)
    let resolved = try chooseOverload(
      function.name, function.overloads, arguments, ranges, at: range)
    return BoundWindowCall(
      function: .window(
        function, resolved.overload,
        arguments: castArguments(arguments, to: resolved.argumentTypes, ranges),
        ignoresNulls: call.nulls == .ignore),
      frame: frame, orderBy: order, type: resolved.resultType)
  }

  // MARK: Specification

  /// The specification with everything that its named window gives it.
  private func resolveWindow(
    _ reference: WindowReferenceSyntax, _ context: ExpressionContext, depth: Int = 0
  ) throws(Diagnostic) -> WindowSpecificationSyntax {
    switch reference {
    case .name(let name): return try namedWindow(name, context, depth: depth)
    case .specification(var specification):
      guard let name = specification.baseName else { return specification }
      let base = try namedWindow(name, context, depth: depth)
      if !specification.partitionBy.isEmpty {
        throw .windowOverrides("PARTITION BY", name.text, at: specification.range)
      }
      if !specification.orderBy.isEmpty && !base.orderBy.isEmpty {
        throw .windowOverrides("ORDER BY", name.text, at: specification.range)
      }
      specification.partitionBy = base.partitionBy
      if specification.orderBy.isEmpty { specification.orderBy = base.orderBy }
      if base.frame != nil { throw .windowOverrides("its frame", name.text, at: name.range) }
      return specification
    }
  }

  /// No two windows of one step may have one name.
  func checkWindowNames(_ windows: [NamedWindowSyntax]) throws(Diagnostic) {
    var seen: Set<IdentifierKey> = []
    for window in windows where !seen.insert(IdentifierKey(window.name.text)).inserted {
      throw .duplicateName("WINDOW", window.name.text, at: window.name.range)
    }
  }

  private func namedWindow(
    _ name: IdentifierSyntax, _ context: ExpressionContext, depth: Int
  ) throws(Diagnostic) -> WindowSpecificationSyntax {
    let key = IdentifierKey(name.text)
    guard depth < 32,
      let window = context.namedWindows.first(where: { IdentifierKey($0.name.text) == key })
    else {
      throw .unknownWindow(
        name.text, suggestions: nearest(name.text, context.namedWindows.map(\.name.text)),
        at: name.range)
    }
    return try resolveWindow(.specification(window.specification), context, depth: depth + 1)
  }

  // MARK: Order

  /// A key of an order inside a call or a window.
  func bindSortKey(
    _ item: OrderItemSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> SortKey {
    try checkOrderKey(item.expression)
    if let collation = item.collation { try checkCollation(collation) }
    return try sortKey(item, try bindExpression(item.expression, context))
  }

  func sortKey(
    _ item: OrderItemSyntax, _ expression: BoundExpression
  ) throws(Diagnostic) -> SortKey {
    SortKey(
      try collated(
        expression, by: try collation(of: item), at: item.expression.range),
      isDescending: item.isDescending ?? environment.settings.ordersDescending,
      nullsFirst: item.isNullsFirst ?? nullsFirst)
  }

  var nullsFirst: Bool { environment.settings.nullOrder == .first }
}
