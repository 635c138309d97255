import KhoiData
import KhoiFunctions

/// What conditions leave over.
extension CardinalityEstimator {
  /// The share of rows for which a condition of unknown kind is true.
  private static let unknownShare = 0.25

  /// The rows for which the predicate is true.
  func filtered(_ input: Estimate, by predicate: BoundExpression) -> Estimate {
    var output = input
    var share = 1.0
    for term in predicate.conjuncts {
      share *= self.share(of: term, in: input)
      narrow(&output, by: term)
    }
    output.rows = input.rows * share
    return output
  }

  /// An equality with a constant leaves one value of the column, a bound a share of them.
  private func narrow(_ estimate: inout Estimate, by term: BoundExpression) {
    if let (symbol, left, right) = term.comparison, symbol != "=", symbol != "<>",
      let id = left.plainColumn ?? right.plainColumn, let known = estimate.columns[id]
    {
      let share = share(symbol, left, right, in: estimate)
      estimate.columns[id]?.distinct = max(1, known.distinct * share)
    }
    if let (left, right, _) = term.equality {
      if let id = left.plainColumn, right.constantValue != nil {
        estimate.columns[id]?.distinct = 1
      }
      if let id = right.plainColumn, left.constantValue != nil {
        estimate.columns[id]?.distinct = 1
      }
    } else if case .inList(let list) = term, let id = list.operand.plainColumn,
      let known = estimate.columns[id]
    {
      estimate.columns[id]?.distinct = min(known.distinct, Double(list.values.count))
    }
  }

  /// The share of rows for which a condition is true.
  func share(of condition: BoundExpression, in input: Estimate) -> Double {
    switch condition {
    case .constant(let value, _): return value == .boolean(true) ? 1 : 0
    case .and(let terms): return terms.reduce(1) { $0 * share(of: $1, in: input) }
    case .or(let terms): return 1 - terms.reduce(1) { $0 * (1 - share(of: $1, in: input)) }
    case .not(let operand): return max(0, 1 - share(of: operand, in: input))
    case .isNull(let operand):
      guard let id = operand.plainColumn, let column = input.columns[id] else { return 0.05 }
      return column.nullFraction
    case .inList(let list):
      return min(1, Double(list.values.count) / distinct(list.operand, in: input))
    case .call(let call):
      if let (symbol, left, right) = condition.comparison {
        return share(symbol, left, right, in: input)
      }
      return call.function.name.uppercased().hasSuffix("LIKE") ? 0.1 : Self.unknownShare
    case .column, .cast, .caseWhen, .subquery, .lambda: return Self.unknownShare
    }
  }

  private func share(
    _ symbol: String, _ left: BoundExpression, _ right: BoundExpression, in input: Estimate
  ) -> Double {
    switch symbol {
    case "=": return 1 / max(distinct(left, in: input), distinct(right, in: input), 1)
    case "<>": return 1 - 1 / max(distinct(left, in: input), distinct(right, in: input), 2)
    default: break
    }
    if let id = left.plainColumn, let bound = right.constantValue?.axisPosition {
      return rangeShare(id, below: symbol == "<" || symbol == "<=", bound, in: input)
    }
    if let id = right.plainColumn, let bound = left.constantValue?.axisPosition {
      return rangeShare(id, below: symbol == ">" || symbol == ">=", bound, in: input)
    }
    return 1 / 3
  }

  /// The share of a column's values on one side of a bound.
  private func rangeShare(_ id: ColumnID, below: Bool, _ bound: Double, in input: Estimate)
    -> Double
  {
    guard let column = input.columns[id], let bounds = column.bounds else { return 1 / 3 }
    let width = bounds.upperBound - bounds.lowerBound
    guard width > 0 else { return 0.5 }
    let share = min(1, max(0, (bound - bounds.lowerBound) / width))
    let least = min(1, 1 / max(1, column.distinct))
    return max(least, below ? share : 1 - share) * (1 - column.nullFraction)
  }

  /// The output of a join.
  func joined(_ node: LogicalPlan.Join, _ left: Estimate, _ right: Estimate) -> Estimate {
    var both = Estimate(
      rows: left.rows * right.rows,
      columns: left.columns.merging(right.columns) { first, _ in first })
    let matching = both.rows * matchShare(node.equalities, node.residual, left, right, both)
    switch node.kind {
    case .inner: both.rows = matching
    case .left, .single: both.rows = max(left.rows, matching)
    case .right: both.rows = max(right.rows, matching)
    case .full: both.rows = max(left.rows + right.rows, matching) - min(left.rows, right.rows) / 2
    case .semi, .anti:
      let share = semiShare(node, left, right)
      var output = left
      output.rows = left.rows * (isAnti(node) ? max(0.05, 1 - share) : share)
      if !isAnti(node) {
        for equality in node.equalities {
          guard let id = equality.left.plainColumn, let known = output.columns[id] else { continue }
          output.columns[id]?.distinct = min(known.distinct, distinct(equality.right, in: right))
        }
      }
      return output
    case .mark: return left
    }
    if case .single = node.kind { both.rows = left.rows }
    return both
  }

  private func isAnti(_ node: LogicalPlan.Join) -> Bool {
    if case .anti = node.kind { true } else { false }
  }

  /// The share of the cross product that the conditions leave.
  func matchShare(
    _ equalities: [LogicalPlan.Join.Equality], _ residual: BoundExpression?,
    _ left: Estimate, _ right: Estimate, _ both: Estimate
  ) -> Double {
    // Several equalities between two relations are seldom independent: each more counts less.
    let shares = equalities.map { equality in
      1
        / max(tableDistinct(equality.left, in: left), tableDistinct(equality.right, in: right), 1)
    }.sorted()
    var share = 1.0
    for (index, one) in shares.enumerated() { share *= index == 0 ? one : one.squareRoot() }
    if let residual {
      for term in residual.conjuncts { share *= self.share(of: term, in: both) }
    }
    return share
  }

  /// The share of left rows that find a match.
  private func semiShare(_ node: LogicalPlan.Join, _ left: Estimate, _ right: Estimate) -> Double {
    guard !node.equalities.isEmpty else { return right.rows < 1 ? 0 : 0.9 }
    var share = 1.0
    for equality in node.equalities {
      let here = tableDistinct(equality.left, in: left)
      let there = distinct(equality.right, in: right)
      share = min(share, there / max(here, 1))
    }
    if node.residual != nil { share *= 0.8 }
    return min(1, share)
  }
}
