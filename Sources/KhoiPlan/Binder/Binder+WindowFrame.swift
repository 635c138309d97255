import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// The frames of windows.
extension Binder {
  func bindFrame(
    _ syntax: WindowFrameSyntax?, _ orderBy: [SortKey], _ context: ExpressionContext
  ) throws(Diagnostic) -> WindowFrame {
    guard let syntax else { return orderBy.isEmpty ? .wholePartition : .upToCurrent }
    let unit: WindowFrame.Unit
    switch syntax.unit {
    case .rows: unit = .rows
    case .range: unit = .range
    case .groups: unit = .groups
    }
    let start = try bindFrameBound(syntax.start, unit, orderBy, syntax, context)
    let end = try bindFrameBound(syntax.end, unit, orderBy, syntax, context)
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
    _ frame: WindowFrameSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> WindowFrame.Bound {
    switch syntax {
    case .unboundedPreceding: return .unboundedPreceding
    case .currentRow: return .currentRow
    case .unboundedFollowing: return .unboundedFollowing
    case .preceding(let offset):
      return .preceding(
        try frameOffset(offset, unit, orderBy, frame, context, isPreceding: true))
    case .following(let offset):
      return .following(
        try frameOffset(offset, unit, orderBy, frame, context, isPreceding: false))
    }
  }

  private func frameOffset(
    _ syntax: ExpressionSyntax, _ unit: WindowFrame.Unit, _ orderBy: [SortKey],
    _ frame: WindowFrameSyntax, _ context: ExpressionContext, isPreceding: Bool
  ) throws(Diagnostic) -> WindowFrame.Offset {
    let offset = try bindExpression(syntax, context)
    let written = source(syntax.range)
    if unit == .range {
      guard orderBy.count == 1 else { throw .frameNeedsOrder("RANGE", at: frame.range) }
      return try rangeOffset(offset, orderBy[0], isPreceding: isPreceding, at: syntax.range)
    }
    guard
      offset.type == .null || isLiteralText(offset)
        || TypeCoercion.commonType(offset.type, .bigint) == .bigint
    else {
      throw .badFrameOffset(written, .bigint, at: syntax.range)
    }
    let number = cast(offset, to: .bigint, at: syntax.range)
    if isConstant(number) {
      guard case .integer(let count) = try constantValues([number], at: syntax.range)[0], count >= 0
      else { throw .badFrameOffset(written, .bigint, at: syntax.range) }
    }
    return WindowFrame.Offset(number)
  }

  /// The order key at the edge of a RANGE frame, as an expression of the row.
  private func rangeOffset(
    _ offset: BoundExpression, _ order: SortKey, isPreceding: Bool, at range: SourceRange
  ) throws(Diagnostic) -> WindowFrame.Offset {
    let key = order.expression
    let symbol = isPreceding != order.isDescending ? "-" : "+"
    let edge: BoundExpression
    do throws(Diagnostic) {
      edge = try callOperator(symbol, [key, offset], ranges: [range, range], at: range)
    } catch {
      throw .badFrameOffset(source(range), key.type, at: range)
    }
    guard key.type != .interval, edge.type != .interval,
      let type = TypeCoercion.commonType(key.type, edge.type)
    else { throw .badFrameOffset(source(range), key.type, at: range) }
    return WindowFrame.Offset(
      cast(edge, to: type, at: range), key: cast(key, to: type, at: range))
  }
}
