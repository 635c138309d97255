package import KhoiData

/// An overload chosen for a call, and what its arguments must be cast to.
package struct ResolvedOverload<Overload: Sendable>: Sendable {
  package let overload: Overload
  /// The types the arguments must have, in order.
  package let argumentTypes: [LogicalType]
  package let resultType: LogicalType
}

/// Chooses among the overloads of a function by the types of the arguments.
///
/// The overload with the least total cost of implicit casts wins, the first one where several cost
/// the same. A string literal may become any type; it prefers to stay text, then to take the type
/// of another argument.
package enum OverloadResolution {
  /// The best overload, or nil where none takes these arguments.
  package static func resolve<Overload: Signature>(
    overloads: [Overload], argumentTypes: [LogicalType], isLiteralText: [Bool]
  ) -> ResolvedOverload<Overload>? {
    var best: ResolvedOverload<Overload>?
    var bestCost = Int.max
    for overload in overloads where overload.accepts(count: argumentTypes.count) {
      guard let (cost, types) = match(overload, argumentTypes, isLiteralText) else { continue }
      if cost < bestCost {
        bestCost = cost
        best = ResolvedOverload(
          overload: overload, argumentTypes: types, resultType: overload.resultType(of: types))
      }
    }
    return best
  }

  /// The signatures of all overloads, for help and for the error that none fits.
  package static func signatures<Overload: Signature>(
    of name: String, _ overloads: [Overload]
  ) -> [String] {
    overloads.map { $0.text(name: name) }
  }

  private static func match<Overload: Signature>(
    _ overload: Overload, _ types: [LogicalType], _ isLiteralText: [Bool]
  ) -> (cost: Int, types: [LogicalType])? {
    guard let common = commonType(overload, types, isLiteralText) else { return nil }
    var total = 0
    var targets: [LogicalType] = []
    for (place, type) in types.enumerated() {
      let isLiteral = place < isLiteralText.count && isLiteralText[place]
      switch overload.parameter(at: place) {
      case .any:
        // Exact matches come before "anything goes".
        total += 8
        targets.append(type)
      case .common:
        total +=
          isLiteral && common != .varchar ? 3 : TypeCoercion.cost(from: type, to: common) ?? 0
        targets.append(common)
      case .type(let target):
        if isLiteral && target != .varchar {
          let isShared = types.indices.contains { other in
            other != place && types[other] == target
          }
          total += isShared ? 3 : 4
        } else {
          guard let cost = TypeCoercion.cost(from: type, to: target) else { return nil }
          total += cost
        }
        targets.append(target)
      }
    }
    return (total, targets)
  }

  /// The common type of the arguments in `.common` places; nil where they have none.
  private static func commonType<Overload: Signature>(
    _ overload: Overload, _ types: [LogicalType], _ isLiteralText: [Bool]
  ) -> LogicalType? {
    var common = LogicalType.null
    var hasLiteral = false
    for (place, type) in types.enumerated() where overload.parameter(at: place) == .common {
      if place < isLiteralText.count && isLiteralText[place] {
        hasLiteral = true
        continue
      }
      guard let wider = TypeCoercion.commonType(common, type) else { return nil }
      common = wider
    }
    return common == .null && hasLiteral ? .varchar : common
  }
}
