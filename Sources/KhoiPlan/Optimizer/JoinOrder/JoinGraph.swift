import KhoiData

/// A set of relations; relation `i` is bit `i`.
typealias RelationSet = UInt64

/// Relations and the conditions between them.
struct JoinGraph {
  /// An equality of expressions of two sets of relations.
  struct Edge {
    var left: BoundExpression
    var right: BoundExpression
    var matchesNulls: Bool
    var leftSet: RelationSet = 0
    var rightSet: RelationSet = 0
    /// Equalities of one class follow from each other; nil for those of no class.
    var equalityClass: Int?
  }

  var relations: [LogicalPlan] = []
  var edges: [Edge] = []
  /// Conditions of any form, with the relations they need.
  var conditions: [(term: BoundExpression, set: RelationSet)] = []
  /// Columns that projections between the joins give another identity.
  private(set) var renamed: [ColumnID: BoundExpression] = [:]

  /// Takes in an inner join with all inner joins directly below it, or a relation.
  mutating func add(_ plan: LogicalPlan) {
    switch plan {
    case .join(let join):
      guard case .inner = join.kind else { break }
      add(join.left)
      add(join.right)
      for equality in join.equalities {
        edges.append(
          Edge(
            left: equality.left.substituting(renamed), right: equality.right.substituting(renamed),
            matchesNulls: equality.matchesNulls))
      }
      for term in join.residual?.conjuncts ?? [] { addCondition(term.substituting(renamed)) }
      return
    case .filter(let filter):
      guard Self.isInnerJoin(filter.input), filter.predicate.isMovable else { break }
      add(filter.input)
      for term in filter.predicate.conjuncts { addCondition(term.substituting(renamed)) }
      return
    case .project(let project):
      guard Self.isInnerJoin(project.input),
        project.items.allSatisfy({ $0.expression.plainColumn != nil })
      else { break }
      add(project.input)
      for item in project.items where item.expression.plainColumn != item.column.id {
        renamed[item.column.id] = item.expression.substituting(renamed)
      }
      return
    default: break
    }
    relations.append(plan)
  }

  private static func isInnerJoin(_ plan: LogicalPlan) -> Bool {
    switch plan {
    case .join(let join): if case .inner = join.kind { true } else { false }
    case .filter(let filter): filter.predicate.isMovable && isInnerJoin(filter.input)
    case .project(let project):
      project.items.allSatisfy { $0.expression.plainColumn != nil } && isInnerJoin(project.input)
    default: false
    }
  }

  private mutating func addCondition(_ term: BoundExpression) {
    if let (left, right, matchesNulls) = term.equality {
      let leftUsed = left.columnsUsed
      let rightUsed = right.columnsUsed
      if !leftUsed.isEmpty && !rightUsed.isEmpty && leftUsed.isDisjoint(with: rightUsed) {
        edges.append(Edge(left: left, right: right, matchesNulls: matchesNulls))
        return
      }
    }
    conditions.append((term, 0))
  }
}
