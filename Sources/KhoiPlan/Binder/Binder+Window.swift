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
    if let order = call.orderBy.first {
      throw .unsupported("ORDER BY inside a call with OVER", at: order.range)
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
    let frame = try bindFrame(specification.frame, orderBy, at: range)
    let bound: BoundWindowCall
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
    for argument in call.arguments {
      let syntax = try plainArgument(argument, of: name)
      arguments.append(try bindExpression(syntax, context))
      ranges.append(syntax.range)
    }
    guard
      let resolved = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: arguments.map(\.type),
        isLiteralText: arguments.map { isLiteralText($0) })
    else {
      throw noOverload(
        function.name,
        signatures: OverloadResolution.signatures(of: function.name, function.overloads),
        arguments, ranges, isOperator: false, at: range)
    }
    return BoundWindowCall(
      function: .window(
        function, resolved.overload,
        arguments: castArguments(arguments, to: resolved.argumentTypes, ranges),
        ignoresNulls: call.nulls == .ignore),
      frame: frame, type: resolved.resultType)
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

  private func bindFrame(
    _ syntax: WindowFrameSyntax?, _ orderBy: [SortKey], at range: SourceRange
  ) throws(Diagnostic) -> WindowFrame {
    guard let syntax else { return orderBy.isEmpty ? .wholePartition : .upToCurrent }
    let unit: WindowFrame.Unit
    switch syntax.unit {
    case .rows: unit = .rows
    case .range: unit = .range
    case .groups: unit = .groups
    }
    let start = try bindFrameBound(syntax.start, unit, orderBy, syntax)
    let end = try bindFrameBound(syntax.end, unit, orderBy, syntax)
    if unit == .groups && orderBy.isEmpty { throw .frameNeedsOrder("GROUPS", at: syntax.range) }
    let exclusion: WindowFrame.Exclusion
    switch syntax.exclusion {
    case .currentRow?: exclusion = .currentRow
    case .group?: exclusion = .group
    case .ties?: exclusion = .ties
    case .noOthers?, nil: exclusion = .none
    }
    switch (start, end) {
    case (.unboundedFollowing, _), (_, .unboundedPreceding), (.currentRow, .preceding),
      (.following, .preceding), (.following, .currentRow):
      throw .emptyFrame(at: syntax.range)
    default: break
    }
    return WindowFrame(unit: unit, start: start, end: end, exclusion: exclusion)
  }

  private func bindFrameBound(
    _ syntax: WindowFrameSyntax.Bound, _ unit: WindowFrame.Unit, _ orderBy: [SortKey],
    _ frame: WindowFrameSyntax
  ) throws(Diagnostic) -> WindowFrame.Bound {
    switch syntax {
    case .unboundedPreceding: return .unboundedPreceding
    case .currentRow: return .currentRow
    case .unboundedFollowing: return .unboundedFollowing
    case .preceding(let offset): return .preceding(try frameOffset(offset, unit, orderBy, frame))
    case .following(let offset): return .following(try frameOffset(offset, unit, orderBy, frame))
    }
  }

  private func frameOffset(
    _ syntax: ExpressionSyntax, _ unit: WindowFrame.Unit, _ orderBy: [SortKey],
    _ frame: WindowFrameSyntax
  ) throws(Diagnostic) -> Value {
    let value = try constantValue(syntax, what: "a frame")
    if unit == .range {
      guard orderBy.count == 1 else { throw .frameNeedsOrder("RANGE", at: frame.range) }
      let type = orderBy[0].expression.type
      switch (type, value) {
      case (.bigint, .integer(let offset)) where offset >= 0: return value
      case (.bigint, .double(let offset)) where offset >= 0: return value
      case (.double, .integer(let offset)) where offset >= 0: return .double(Double(offset))
      case (.double, .double(let offset)) where offset >= 0: return value
      case (.date, .integer(let offset)) where offset >= 0:
        return .interval(Interval(days: Int32(clamping: offset)))
      case (.date, .interval), (.timestamp, .interval), (.time, .interval): return value
      default: throw .badFrameOffset(value.text, type, at: syntax.range)
      }
    }
    guard case .integer(let offset) = value, offset >= 0 else {
      throw .badFrameOffset(value.text, .bigint, at: syntax.range)
    }
    return value
  }

  // MARK: Order

  /// A key of an order inside a call or a window.
  func bindSortKey(
    _ item: OrderItemSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> SortKey {
    try checkOrderKey(item.expression)
    if let collation = item.collation { try checkCollation(collation) }
    return sortKey(item, try bindExpression(item.expression, context))
  }

  func sortKey(_ item: OrderItemSyntax, _ expression: BoundExpression) -> SortKey {
    SortKey(
      expression, isDescending: item.isDescending ?? false,
      nullsFirst: item.isNullsFirst ?? nullsFirst)
  }

  var nullsFirst: Bool { environment.settings.nullOrder == .first }
}
