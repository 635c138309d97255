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
}
