/// Sorts the conditions on and above a join by where they may be tested.
struct JoinConditions {
  private let kind: LogicalPlan.Join.Kind
  private let leftColumns: Set<ColumnID>
  private let rightColumns: Set<ColumnID>
  /// Conditions for the left input, the right input, on pairs, and after the join.
  private(set) var left: [BoundExpression] = []
  private(set) var right: [BoundExpression] = []
  private(set) var equalities: [LogicalPlan.Join.Equality] = []
  private(set) var residual: [BoundExpression] = []
  private(set) var above: [BoundExpression] = []
  private(set) var hasMoved = false

  init(_ node: LogicalPlan.Join) {
    kind = node.kind
    leftColumns = node.left.columnIDs
    rightColumns = node.right.columnIDs
  }

  /// Where conditions of a kind of join may go.
  private struct Rights {
    /// Conditions of the join itself may be tested on one input beforehand.
    var conditionToLeft = false
    var conditionToRight = false
    /// Conditions above the join may be tested on one input beforehand.
    var aboveToLeft = false
    var aboveToRight = false
    /// A condition on a key of one input holds for the key of the other.
    var derivesRight = false
    var derivesLeft = false
  }

  private var rights: Rights {
    switch kind {
    case .inner:
      Rights(
        conditionToLeft: true, conditionToRight: true, aboveToLeft: true, aboveToRight: true,
        derivesRight: true, derivesLeft: true)
    case .left, .single: Rights(conditionToRight: true, aboveToLeft: true, derivesRight: true)
    case .right: Rights(conditionToLeft: true, aboveToRight: true, derivesLeft: true)
    case .full: Rights()
    case .semi:
      Rights(
        conditionToLeft: true, conditionToRight: true, aboveToLeft: true, derivesRight: true,
        derivesLeft: true)
    case .anti: Rights(conditionToRight: true, aboveToLeft: true, derivesRight: true)
    case .mark(_, let isNullAware):
      // Whether the mark is unknown depends on pairs that are not equal, too.
      Rights(
        conditionToRight: !isNullAware, aboveToLeft: true, derivesRight: !isNullAware)
    }
  }

  /// Takes in the join's own conditions.
  mutating func addConditions(of node: LogicalPlan.Join) {
    equalities += node.equalities
    for term in node.residual?.conjuncts ?? [] {
      if term.isMovable {
        if rights.conditionToLeft && term.usesOnly(leftColumns) {
          left.append(term)
          hasMoved = true
          continue
        }
        if rights.conditionToRight && term.usesOnly(rightColumns) {
          right.append(term)
          hasMoved = true
          continue
        }
      }
      if let equality = equality(of: term) {
        equalities.append(equality)
        hasMoved = true
      } else {
        residual.append(term)
      }
    }
    derive(from: left.indices, of: \.left)
    derive(from: right.indices, of: \.right)
  }

  /// Takes in conditions on the join's output.
  mutating func add(_ terms: [BoundExpression]) {
    let leftStart = left.count
    let rightStart = right.count
    for term in terms {
      if !term.isDeterministic {
        above.append(term)
      } else if !term.isRisky && rights.aboveToLeft && term.usesOnly(leftColumns) {
        left.append(term)
        hasMoved = true
      } else if !term.isRisky && rights.aboveToRight && term.usesOnly(rightColumns) {
        right.append(term)
        hasMoved = true
      } else if case .inner = kind, !term.isRisky || (above.isEmpty && equalities.isEmpty),
        let equality = equality(of: term)
      {
        equalities.append(equality)
        hasMoved = true
      } else if case .inner = kind, !term.isRisky {
        residual.append(term)
        hasMoved = true
      } else {
        above.append(term)
      }
    }
    derive(from: leftStart..<left.count, of: \.left)
    derive(from: rightStart..<right.count, of: \.right)
  }

  /// The term as an equality of an expression of the left with one of the right input.
  private func equality(of term: BoundExpression) -> LogicalPlan.Join.Equality? {
    guard let (first, second, matchesNulls) = term.equality, term.isDeterministic else {
      return nil
    }
    if first.usesOnly(leftColumns) && second.usesOnly(rightColumns) {
      return .init(left: first, right: second, matchesNulls: matchesNulls)
    }
    if first.usesOnly(rightColumns) && second.usesOnly(leftColumns) {
      return .init(left: second, right: first, matchesNulls: matchesNulls)
    }
    return nil
  }

  /// Conditions on a key of one input, as conditions on the equal key of the other.
  private mutating func derive(
    from range: Range<Int>, of side: KeyPath<JoinConditions, [BoundExpression]>
  ) {
    let isLeft = side == \.left
    guard isLeft ? rights.derivesRight : rights.derivesLeft else { return }
    for term in self[keyPath: side][range] where term.isMovable {
      let used = term.columnsUsed
      guard used.count == 1, let column = used.first else { continue }
      for equality in equalities {
        let here = isLeft ? equality.left : equality.right
        let there = isLeft ? equality.right : equality.left
        guard here.plainColumn == column, there.plainColumn != nil else { continue }
        let derived = term.substituting([column: there])
        if isLeft { right.append(derived) } else { left.append(derived) }
        hasMoved = true
      }
    }
  }
}
