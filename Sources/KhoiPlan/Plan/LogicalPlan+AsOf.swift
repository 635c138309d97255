package import KhoiText

extension LogicalPlan {
  /// Pairs each left row with the nearest right row: of those with equal keys the one whose right
  /// key is the last not after the left one (or the first not before it).
  ///
  /// Output columns: left then right; for semi and anti joins the left ones.
  package struct AsOf: Sendable {
    /// Which rows come out.
    package enum Kind: String, Sendable {
      case inner, left, right, full, semi, anti
    }

    /// How the left key compares with the right one.
    package enum Comparison: String, Sendable {
      case greaterOrEqual = ">="
      case greater = ">"
      case lessOrEqual = "<="
      case less = "<"

      /// The comparison with its sides exchanged.
      package var mirrored: Comparison {
        switch self {
        case .greaterOrEqual: .lessOrEqual
        case .greater: .less
        case .lessOrEqual: .greaterOrEqual
        case .less: .greater
        }
      }
    }

    package let kind: Kind
    package var left: LogicalPlan
    package var right: LogicalPlan
    package var equalities: [Join.Equality]
    /// What is compared, both of one type.
    package var leftKey: BoundExpression
    package var rightKey: BoundExpression
    package let comparison: Comparison
    package let range: SourceRange?

    package init(
      kind: Kind, left: LogicalPlan, right: LogicalPlan, equalities: [Join.Equality],
      leftKey: BoundExpression, rightKey: BoundExpression, comparison: Comparison,
      range: SourceRange?
    ) {
      self.kind = kind
      self.left = left
      self.right = right
      self.equalities = equalities
      self.leftKey = leftKey
      self.rightKey = rightKey
      self.comparison = comparison
      self.range = range
    }
  }
}

extension LogicalPlan.AsOf {
  /// The columns that come out.
  var columns: [PlanColumn] {
    switch kind {
    case .inner, .left, .right, .full: left.columns + right.columns
    case .semi, .anti: left.columns
    }
  }

  /// The sides of the equalities, then the keys.
  var expressions: [BoundExpression] {
    equalities.flatMap { [$0.left, $0.right] } + [leftKey, rightKey]
  }

  func mapExpressions<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> LogicalPlan.AsOf {
    var copy = self
    for index in copy.equalities.indices {
      copy.equalities[index].left = try transform(copy.equalities[index].left)
      copy.equalities[index].right = try transform(copy.equalities[index].right)
    }
    copy.leftKey = try transform(leftKey)
    copy.rightKey = try transform(rightKey)
    return copy
  }
}
