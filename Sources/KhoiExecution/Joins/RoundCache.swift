import KhoiData
import KhoiPlan

/// What the rounds of a recursion share: the sides of joins that are the same in each.
final class RoundCache {
  /// A side of a join as it was built in the first round.
  final class Side {
    let build: PipelineDraft
    let rows: ChunkCollection
    var built: JoinBuild?
    /// The dictionaries of the other side that `built` was made for.
    var dictionaries: [ObjectIdentifier?] = []

    init(build: PipelineDraft, rows: ChunkCollection) {
      self.build = build
      self.rows = rows
    }
  }

  /// The numbers of shared rows that differ from round to round.
  private let changing: Set<Int>
  private var sides: [[ColumnID]: Side] = [:]

  init(changing: Set<Int>) {
    self.changing = changing
  }

  /// Whether the plan gives the same rows in each round.
  func isSteady(_ plan: LogicalPlan) -> Bool {
    !plan.readsShared(changing) && plan.isRepeatable
  }

  /// The side of this join, if it was built before.
  subscript(node: LogicalPlan.Join) -> Side? {
    get { sides[Self.key(node)] }
    set { sides[Self.key(node)] = newValue }
  }

  /// Columns have their identity once, so those of both sides name the join.
  private static func key(_ node: LogicalPlan.Join) -> [ColumnID] {
    node.left.columns.map(\.id) + [ColumnID(0)] + node.right.columns.map(\.id)
  }
}

extension LogicalPlan {
  /// Whether it gives the same rows each time.
  var isRepeatable: Bool {
    expressions.allSatisfy(\.isDeterministic) && inputs.allSatisfy(\.isRepeatable)
  }
}

extension ColumnDomain {
  /// Which dictionary the values are of.
  var dictionaryIdentity: ObjectIdentifier? {
    if case .dictionary(let dictionary) = values { ObjectIdentifier(dictionary) } else { nil }
  }
}
