import KhoiData

/// Searches the cheapest order of joins.
///
/// Cost counts rows: those that go into hash tables (which cost most), those that probe them, and
/// those that come out. All orders of connected sets are compared by dynamic programming over sets
/// of relations; with many relations the join with the fewest rows is taken greedily.
struct JoinOrderSearch {
  /// With more relations than this the search is greedy.
  static let exhaustiveLimit = 9

  private let graph: JoinGraph
  private let count: Int
  /// Rows of each relation, and of its table before filters.
  private let rows: [Double]
  private let tableRows: [Double]
  /// For each edge the distinct values of its sides.
  private let distinct: [(left: Double, right: Double)]

  struct Candidate {
    var set: RelationSet
    var rows: Double
    var cost: Double
    var tree: JoinTree
  }

  init(_ graph: JoinGraph) {
    self.graph = graph
    count = graph.relations.count
    var estimator = CardinalityEstimator()
    let estimates = graph.relations.map { estimator.estimate($0) }
    rows = estimates.map { max(1, $0.rows) }
    tableRows = zip(graph.relations, estimates).map { $0.tableRowCount ?? max(1, $1.rows) }
    func distinct(_ expression: BoundExpression, _ set: RelationSet) -> Double {
      guard set.nonzeroBitCount == 1 else {
        return estimates.indices.reduce(1) { most, number in
          set >> RelationSet(number) & 1 == 1 ? max(most, estimates[number].rows) : most
        }
      }
      return estimator.tableDistinct(expression, in: estimates[set.trailingZeroBitCount])
    }
    self.distinct = graph.edges.map { edge in
      (distinct(edge.left, edge.leftSet), distinct(edge.right, edge.rightSet))
    }
  }

  /// The cheapest tree; nil where there is nothing to order.
  func best() -> JoinTree? {
    guard count > 1 else { return nil }
    if count > Self.exhaustiveLimit { return greedy() }
    return exhaustive(crossing: false) ?? exhaustive(crossing: true)
  }

  private func relation(_ number: Int) -> Candidate {
    Candidate(
      set: 1 << RelationSet(number), rows: rows[number], cost: 0, tree: .relation(number))
  }

  private func exhaustive(crossing: Bool) -> JoinTree? {
    let full = (RelationSet(1) << RelationSet(count)) - 1
    var best: [Candidate?] = Array(repeating: nil, count: Int(full) + 1)
    for number in 0..<count { best[1 << number] = relation(number) }
    for set in 1...full where set.nonzeroBitCount > 1 {
      // The half with the lowest relation goes first, so that each split is seen once.
      let lowest = set & (~set &+ 1)
      var rest = set & ~lowest
      var rowsOfSet: Double?
      while rest != 0 {
        if let left = best[Int(set & ~rest)], let right = best[Int(rest)] {
          let share = share(left.set, right.set)
          if crossing || share != nil {
            let known = rowsOfSet ?? max(1, left.rows * right.rows * (share ?? 1))
            rowsOfSet = known
            let joined = join(left, right, rows: known)
            if best[Int(set)].map({ joined.cost < $0.cost }) ?? true { best[Int(set)] = joined }
          }
        }
        rest = (rest &- 1) & (set & ~lowest)
      }
    }
    return best[Int(full)]?.tree
  }

  private func greedy() -> JoinTree? {
    var parts = (0..<count).map { relation($0) }
    while parts.count > 1 {
      var chosen: (first: Int, second: Int, joined: Candidate)?
      for crossing in [false, true] where chosen == nil {
        for first in parts.indices {
          for second in parts.indices where second > first {
            let share = share(parts[first].set, parts[second].set)
            if share == nil && !crossing { continue }
            let rows = max(1, parts[first].rows * parts[second].rows * (share ?? 1))
            let joined = join(parts[first], parts[second], rows: rows)
            if chosen.map({ joined.rows < $0.joined.rows }) ?? true {
              chosen = (first, second, joined)
            }
          }
        }
      }
      guard let (first, second, joined) = chosen else { return nil }
      parts[first] = joined
      parts.remove(at: second)
    }
    return parts.first?.tree
  }

  /// The join with the smaller side to the right; as written where they are much the same.
  private func join(_ one: Candidate, _ other: Candidate, rows: Double) -> Candidate {
    let (left, right) = other.rows <= one.rows * 1.2 ? (one, other) : (other, one)
    return Candidate(
      set: left.set | right.set, rows: rows,
      cost: left.cost + right.cost + left.rows + right.rows * 2.5 + rows,
      tree: .join(left.tree, right.tree))
  }

  /// The share of the pairs of two sets that pass the equalities between them; nil without any.
  private func share(_ first: RelationSet, _ second: RelationSet) -> Double? {
    // For each class of equalities the distinct values on each side.
    var groups: [(number: Int?, first: Double, second: Double)] = []
    var firstHome: RelationSet = 0
    var secondHome: RelationSet = 0
    for (index, edge) in graph.edges.enumerated() {
      let isStraight = edge.leftSet & ~first == 0 && edge.rightSet & ~second == 0
      let isFlipped = edge.leftSet & ~second == 0 && edge.rightSet & ~first == 0
      if !isStraight && !isFlipped { continue }
      let here = isStraight ? distinct[index].left : distinct[index].right
      let there = isStraight ? distinct[index].right : distinct[index].left
      firstHome |= isStraight ? edge.leftSet : edge.rightSet
      secondHome |= isStraight ? edge.rightSet : edge.leftSet
      if let known = edge.equalityClass,
        let place = groups.firstIndex(where: { $0.number == known })
      {
        groups[place].first = min(groups[place].first, here)
        groups[place].second = min(groups[place].second, there)
      } else {
        groups.append((edge.equalityClass, here, there))
      }
    }
    if groups.isEmpty { return nil }
    let widest = groups.reduce(1) { max($0, $1.first, $1.second) }
    var share = 1 / widest
    if groups.count > 1 {
      // Several columns are mostly the key of one side: as many values as that side has rows.
      let one = combinations(groups.map(\.first), firstHome)
      let other = combinations(groups.map(\.second), secondHome)
      share = 1 / max(widest, min(one, other))
    }
    for (_, set) in graph.conditions
    where set & ~(first | second) == 0 && set & ~first != 0 && set & ~second != 0 {
      share *= 0.3
    }
    return share
  }

  private func combinations(_ distinct: [Double], _ home: RelationSet) -> Double {
    let product = distinct.reduce(1, *)
    return home.nonzeroBitCount == 1 ? min(product, tableRows[home.trailingZeroBitCount]) : product
  }
}

extension LogicalPlan {
  /// The rows of the table that a scan, perhaps filtered and projected, reads.
  fileprivate var tableRowCount: Double? {
    switch self {
    case .scan(let node): Double(max(1, node.table.rowCount))
    case .filter(let node): node.input.tableRowCount
    case .project(let node): node.input.tableRowCount
    case .join(let node):
      switch node.kind {
      case .semi, .anti, .mark: node.left.tableRowCount
      default: nil
      }
    default: nil
    }
  }
}
