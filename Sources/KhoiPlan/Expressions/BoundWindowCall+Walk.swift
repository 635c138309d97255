/// Walking and rewriting window calls.
extension BoundWindowCall {
  /// Arguments, filter and order of what is called, and the offsets of the frame.
  package var expressions: [BoundExpression] {
    let own: [BoundExpression] =
      switch function {
      case .window(_, _, let arguments, _): arguments
      case .aggregate(let aggregate): aggregate.expressions
      }
    return own + orderBy.map(\.expression) + frame.expressions
  }

  /// The same call with its expressions changed.
  package func mapExpressions<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> BoundWindowCall {
    var copy = self
    switch function {
    case .window(let function, let overload, let arguments, let ignoresNulls):
      copy.function = .window(
        function, overload, arguments: try arguments.map(transform), ignoresNulls: ignoresNulls)
    case .aggregate(let aggregate):
      copy.function = .aggregate(try aggregate.mapExpressions(transform))
    }
    for index in copy.orderBy.indices {
      copy.orderBy[index].expression = try transform(copy.orderBy[index].expression)
    }
    copy.frame = try frame.mapExpressions(transform)
    return copy
  }
}

extension WindowFrame {
  /// The expressions of both edges' offsets.
  package var expressions: [BoundExpression] { start.expressions + end.expressions }

  fileprivate func mapExpressions<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> WindowFrame {
    var copy = self
    copy.start = try start.mapExpressions(transform)
    copy.end = try end.mapExpressions(transform)
    return copy
  }
}

extension WindowFrame.Bound {
  /// The offset, where there is one.
  package var offset: WindowFrame.Offset? {
    switch self {
    case .preceding(let offset), .following(let offset): offset
    case .unboundedPreceding, .currentRow, .unboundedFollowing: nil
    }
  }

  /// The expressions of the offset: its value, then its key.
  package var expressions: [BoundExpression] {
    guard let offset else { return [] }
    return [offset.value] + (offset.key.map { [$0] } ?? [])
  }

  fileprivate func mapExpressions<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> WindowFrame.Bound {
    guard var offset else { return self }
    offset.value = try transform(offset.value)
    if let key = offset.key { offset.key = try transform(key) }
    if case .preceding = self { return .preceding(offset) }
    return .following(offset)
  }
}
