import KhoiData
import KhoiText

extension JoinGraph {
  /// Finds which relations the conditions need, and the equalities that follow from others.
  mutating func close(_ context: OptimizerContext) throws(Diagnostic) {
    var home: [ColumnID: Int] = [:]
    for (number, relation) in relations.enumerated() {
      for column in relation.columns { home[column.id] = number }
    }
    func set(_ expression: BoundExpression) -> RelationSet {
      expression.columnsUsed.reduce(0) { set, column in
        home[column].map { set | (1 << RelationSet($0)) } ?? set
      }
    }
    for index in conditions.indices { conditions[index].set = set(conditions[index].term) }
    var kept: [Edge] = []
    for edge in edges {
      var edge = edge
      edge.leftSet = set(edge.left)
      edge.rightSet = set(edge.right)
      if edge.leftSet & edge.rightSet == 0 && edge.leftSet != 0 && edge.rightSet != 0 {
        kept.append(edge)
      } else {
        // Both sides need the same relation, so it is no condition between two.
        conditions.append((try edge.term(context), edge.leftSet | edge.rightSet))
      }
    }
    edges = kept
    try addImplied(context)
  }

  /// A column that other columns equal.
  private struct Member {
    let column: BoundExpression
    let id: ColumnID
    let set: RelationSet
  }

  /// Equalities of plain columns are transitive: `a = b` and `b = c` give `a = c`.
  private mutating func addImplied(_ context: OptimizerContext) throws(Diagnostic) {
    let classes = equalityClasses()
    edges.removeAll(where: \.isPlain)
    for (number, members) in classes.enumerated() {
      for first in members.indices {
        for second in members.indices where second > first {
          var edge = Edge(
            left: members[first].column, right: members[second].column, matchesNulls: false)
          edge.leftSet = members[first].set
          edge.rightSet = members[second].set
          edge.equalityClass = number
          if edge.leftSet == edge.rightSet {
            conditions.append((try edge.term(context), edge.leftSet))
          } else {
            edges.append(edge)
          }
        }
      }
    }
  }

  private func equalityClasses() -> [[Member]] {
    var classOf: [ColumnID: Int] = [:]
    var classes: [[Member]] = []
    for edge in edges where edge.isPlain {
      guard let left = edge.left.plainColumn, let right = edge.right.plainColumn else { continue }
      let leftMember = Member(column: edge.left, id: left, set: edge.leftSet)
      let rightMember = Member(column: edge.right, id: right, set: edge.rightSet)
      switch (classOf[left], classOf[right]) {
      case (nil, nil):
        classOf[left] = classes.count
        classOf[right] = classes.count
        classes.append([leftMember, rightMember])
      case (let known?, nil):
        classOf[right] = known
        classes[known].append(rightMember)
      case (nil, let known?):
        classOf[left] = known
        classes[known].append(leftMember)
      case (let one?, let other?):
        if one == other { continue }
        for member in classes[other] { classOf[member.id] = one }
        classes[one] += classes[other]
        classes[other] = []
      }
    }
    return classes
  }
}

extension JoinGraph.Edge {
  /// Whether the equality is one of plain columns that says nothing of NULLs.
  var isPlain: Bool { !matchesNulls && left.plainColumn != nil && right.plainColumn != nil }

  /// The edge as a condition.
  func term(_ context: OptimizerContext) throws(Diagnostic) -> BoundExpression {
    try context.comparison(matchesNulls ? "is not distinct from" : "=", left, right)
  }

  /// The edge as an equality between a left and a right input, or nil where it is none.
  func equality(_ leftInput: RelationSet, _ rightInput: RelationSet)
    -> LogicalPlan.Join.Equality?
  {
    if leftSet & ~leftInput == 0 && rightSet & ~rightInput == 0 {
      return .init(left: left, right: right, matchesNulls: matchesNulls)
    }
    if leftSet & ~rightInput == 0 && rightSet & ~leftInput == 0 {
      return .init(left: right, right: left, matchesNulls: matchesNulls)
    }
    return nil
  }
}
