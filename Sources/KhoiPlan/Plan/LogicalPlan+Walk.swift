/// Walking and rewriting plans: what rules are made of.
extension LogicalPlan {
  /// The same node over changed inputs.
  package func mapInputs<Failure: Error>(
    _ transform: (LogicalPlan) throws(Failure) -> LogicalPlan
  ) throws(Failure) -> LogicalPlan {
    switch self {
    case .scan, .values, .series, .sharedScan: return self
    case .filter(var node):
      node.input = try transform(node.input)
      return .filter(node)
    case .project(var node):
      node.input = try transform(node.input)
      return .project(node)
    case .aggregate(var node):
      node.input = try transform(node.input)
      return .aggregate(node)
    case .window(var node):
      node.input = try transform(node.input)
      return .window(node)
    case .sort(var node):
      node.input = try transform(node.input)
      return .sort(node)
    case .limit(var node):
      node.input = try transform(node.input)
      return .limit(node)
    case .join(var node):
      node.left = try transform(node.left)
      node.right = try transform(node.right)
      return .join(node)
    case .asOf(var node):
      node.left = try transform(node.left)
      node.right = try transform(node.right)
      return .asOf(node)
    case .setOperation(var node):
      node.left = try transform(node.left)
      node.right = try transform(node.right)
      return .setOperation(node)
    case .unpivot(var node):
      node.input = try transform(node.input)
      return .unpivot(node)
    case .unnest(var node):
      node.input = try transform(node.input)
      return .unnest(node)
    case .assert(var node):
      node.input = try transform(node.input)
      return .assert(node)
    case .atMostOneRow(var node):
      node.input = try transform(node.input)
      return .atMostOneRow(node)
    case .with(var node):
      node.definition = try transform(node.definition)
      node.body = try transform(node.body)
      return .with(node)
    case .recursion(var node):
      node.start = try transform(node.start)
      node.step = try transform(node.step)
      return .recursion(node)
    case .sample(var node):
      node.input = try transform(node.input)
      return .sample(node)
    }
  }

  /// The plan with `transform` applied to every node, inputs first.
  package func rewritten<Failure: Error>(
    _ transform: (LogicalPlan) throws(Failure) -> LogicalPlan
  ) throws(Failure) -> LogicalPlan {
    let inner = try mapInputs { (input) throws(Failure) in try input.rewritten(transform) }
    return try transform(inner)
  }

  /// Calls `body` for the node and every node below; not for the plans of subqueries.
  package func visit(_ body: (LogicalPlan) -> Void) {
    body(self)
    for input in inputs { input.visit(body) }
  }

  /// The expressions that stand in the node itself.
  package var expressions: [BoundExpression] {
    switch self {
    case .scan(let node): node.filters
    case .values(let node): node.rows.flatMap { $0 }
    case .filter(let node): [node.predicate]
    case .project(let node): node.items.map(\.expression)
    case .aggregate(let node):
      node.keys.map(\.expression) + node.aggregates.flatMap { $0.aggregate.expressions }
    case .window(let node):
      node.partitionBy + node.orderBy.map(\.expression) + node.items.flatMap { $0.call.expressions }
    case .sort(let node): node.keys.map(\.expression)
    case .join(let node):
      node.equalities.flatMap { [$0.left, $0.right] } + (node.residual.map { [$0] } ?? [])
    case .unnest(let node): node.lists
    case .asOf(let node): node.expressions
    case .assert(let node): [node.condition] + node.payload
    case .series, .limit, .setOperation, .unpivot, .atMostOneRow, .with, .sharedScan, .recursion,
      .sample:
      []
    }
  }

  /// The same node with its own expressions changed.
  package func mapExpressions<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> LogicalPlan {
    switch self {
    case .series, .limit, .setOperation, .unpivot, .atMostOneRow, .with, .sharedScan, .recursion,
      .sample:
      return self
    case .scan(var node):
      node.filters = try node.filters.map(transform)
      return .scan(node)
    case .values(var node):
      for row in node.rows.indices { node.rows[row] = try node.rows[row].map(transform) }
      return .values(node)
    case .filter(var node):
      node.predicate = try transform(node.predicate)
      return .filter(node)
    case .project(var node):
      for index in node.items.indices {
        node.items[index].expression = try transform(node.items[index].expression)
      }
      return .project(node)
    case .aggregate(let node): return .aggregate(try node.mapExpressions(transform))
    case .window(let node): return .window(try node.mapExpressions(transform))
    case .sort(var node):
      for index in node.keys.indices {
        node.keys[index].expression = try transform(node.keys[index].expression)
      }
      return .sort(node)
    case .join(var node):
      for index in node.equalities.indices {
        node.equalities[index].left = try transform(node.equalities[index].left)
        node.equalities[index].right = try transform(node.equalities[index].right)
      }
      if let residual = node.residual { node.residual = try transform(residual) }
      return .join(node)
    case .unnest(var node):
      node.lists = try node.lists.map(transform)
      return .unnest(node)
    case .asOf(let node): return .asOf(try node.mapExpressions(transform))
    case .assert(var node):
      node.condition = try transform(node.condition)
      node.payload = try node.payload.map(transform)
      return .assert(node)
    }
  }

  /// The plan with columns replaced in every expression at any depth; outputs stay as they are.
  package func substituting(_ replacements: [ColumnID: BoundExpression]) -> LogicalPlan {
    if replacements.isEmpty { return self }
    return rewritten { node in node.mapExpressions { $0.substituting(replacements) } }
  }
}

extension LogicalPlan.Aggregate {
  fileprivate func mapExpressions<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> Self {
    var node = self
    for index in node.keys.indices {
      node.keys[index].expression = try transform(node.keys[index].expression)
    }
    for index in node.aggregates.indices {
      node.aggregates[index].aggregate =
        try node.aggregates[index].aggregate.mapExpressions(transform)
    }
    return node
  }
}

extension LogicalPlan.Window {
  fileprivate func mapExpressions<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> Self {
    var node = self
    node.partitionBy = try node.partitionBy.map(transform)
    for index in node.orderBy.indices {
      node.orderBy[index].expression = try transform(node.orderBy[index].expression)
    }
    for index in node.items.indices {
      node.items[index].call = try node.items[index].call.mapExpressions(transform)
    }
    return node
  }
}

extension BoundAggregate {
  /// Arguments, filter, order and what HAVING looks at.
  package var expressions: [BoundExpression] {
    arguments + (filter.map { [$0] } ?? []) + orderBy.map(\.expression)
      + (having.map { [$0.expression] } ?? [])
  }

  /// The same call with its expressions changed.
  package func mapExpressions<Failure: Error>(
    _ transform: (BoundExpression) throws(Failure) -> BoundExpression
  ) throws(Failure) -> BoundAggregate {
    var copy = self
    copy.arguments = try arguments.map(transform)
    if let filter { copy.filter = try transform(filter) }
    for index in copy.orderBy.indices {
      copy.orderBy[index].expression = try transform(copy.orderBy[index].expression)
    }
    if let having { copy.having?.expression = try transform(having.expression) }
    return copy
  }
}
