package import KhoiData

/// What a query means, step by step: a tree of relational operators over identified columns.
///
/// A plan is a value. The binder makes it, rules rewrite it (a rule keeps the output columns and
/// their identities), the executor turns it into pipelines.
package indirect enum LogicalPlan: Sendable {
  case scan(Scan)
  case values(Values)
  case series(Series)
  case filter(Filter)
  case project(Project)
  case aggregate(Aggregate)
  case window(Window)
  case sort(Sort)
  case limit(Limit)
  case join(Join)
  case asOf(AsOf)
  case setOperation(SetOperation)
  case unpivot(Unpivot)
  case unnest(Unnest)
  case assert(Assert)
  case atMostOneRow(AtMostOneRow)
  case with(With)
  case sharedScan(SharedScan)
  case recursion(Recursion)
  case sample(Sample)
}

extension LogicalPlan {
  /// Reads columns of a table; `filters` were pushed down and refer to the scan's columns.
  package struct Scan: Sendable {
    package let table: Table
    /// The name the person used, for EXPLAIN.
    package let name: String
    package var columns: [PlanColumn]
    /// For each column its place in the table.
    package var sourceIndices: [Int]
    /// Rows must satisfy all of them.
    package var filters: [BoundExpression] = []

    package init(table: Table, name: String, columns: [PlanColumn], sourceIndices: [Int]) {
      self.table = table
      self.name = name
      self.columns = columns
      self.sourceIndices = sourceIndices
    }
  }

  /// Rows written in the query; one row without columns is the input of a query without FROM.
  package struct Values: Sendable {
    package var columns: [PlanColumn]
    /// The expressions refer to no columns (or to outer ones only).
    package var rows: [[BoundExpression]]

    package init(columns: [PlanColumn], rows: [[BoundExpression]]) {
      self.columns = columns
      self.rows = rows
    }
  }

  /// Whole numbers from `start` to `stop` (inclusive) by `step`.
  package struct Series: Sendable {
    package let column: PlanColumn
    package let start: Int64
    package let stop: Int64
    package let step: Int64

    package init(column: PlanColumn, start: Int64, stop: Int64, step: Int64) {
      self.column = column
      self.start = start
      self.stop = stop
      self.step = step
    }
  }

  /// Keeps the rows for which the predicate is true.
  package struct Filter: Sendable {
    package var input: LogicalPlan
    package var predicate: BoundExpression

    package init(input: LogicalPlan, predicate: BoundExpression) {
      self.input = input
      self.predicate = predicate
    }
  }

  /// Computes columns.
  ///
  /// An item that is a plain column of the input keeps its identity or gets a new one, as
  /// `column.id` says.
  package struct Project: Sendable {
    /// A column and the expression that computes it.
    package struct Item: Sendable {
      package var column: PlanColumn
      package var expression: BoundExpression

      package init(column: PlanColumn, expression: BoundExpression) {
        self.column = column
        self.expression = expression
      }
    }

    package var input: LogicalPlan
    package var items: [Item]

    package init(input: LogicalPlan, items: [Item]) {
      self.input = input
      self.items = items
    }
  }

  /// One row per distinct combination of the keys (NULL equals NULL); without keys exactly one row.
  ///
  /// With no aggregates it is DISTINCT.
  package struct Aggregate: Sendable {
    /// A column and the aggregate that computes it.
    package struct Item: Sendable {
      package var column: PlanColumn
      package var aggregate: BoundAggregate

      package init(column: PlanColumn, aggregate: BoundAggregate) {
        self.column = column
        self.aggregate = aggregate
      }
    }

    package var input: LogicalPlan
    package var keys: [Project.Item]
    package var aggregates: [Item]

    package init(input: LogicalPlan, keys: [Project.Item], aggregates: [Item]) {
      self.input = input
      self.keys = keys
      self.aggregates = aggregates
    }
  }

  /// Adds a column per call to every input row; all calls share one partition and order.
  ///
  /// The order of the rows is kept.
  package struct Window: Sendable {
    /// A column and the call that computes it.
    package struct Item: Sendable {
      package var column: PlanColumn
      package var call: BoundWindowCall

      package init(column: PlanColumn, call: BoundWindowCall) {
        self.column = column
        self.call = call
      }
    }

    package var input: LogicalPlan
    package var partitionBy: [BoundExpression]
    package var orderBy: [SortKey]
    package var items: [Item]

    package init(
      input: LogicalPlan, partitionBy: [BoundExpression], orderBy: [SortKey], items: [Item]
    ) {
      self.input = input
      self.partitionBy = partitionBy
      self.orderBy = orderBy
      self.items = items
    }
  }

  /// Orders the rows, stably.
  ///
  /// `limit` (rows after `offset`) is set where a LIMIT follows.
  package struct Sort: Sendable {
    package var input: LogicalPlan
    package var keys: [SortKey]
    package var limit: Int?
    package var offset: Int

    package init(input: LogicalPlan, keys: [SortKey], limit: Int? = nil, offset: Int = 0) {
      self.input = input
      self.keys = keys
      self.limit = limit
      self.offset = offset
    }
  }

  /// The first `limit` rows (all where nil) after `offset`.
  package struct Limit: Sendable {
    package var input: LogicalPlan
    package var limit: Int?
    package var offset: Int

    package init(input: LogicalPlan, limit: Int?, offset: Int) {
      self.input = input
      self.limit = limit
      self.offset = offset
    }
  }
}

extension LogicalPlan {
  /// The columns the node produces, in order.
  package var columns: [PlanColumn] {
    switch self {
    case .scan(let node): node.columns
    case .values(let node): node.columns
    case .series(let node): [node.column]
    case .filter(let node): node.input.columns
    case .project(let node): node.items.map(\.column)
    case .aggregate(let node): node.keys.map(\.column) + node.aggregates.map(\.column)
    case .window(let node): node.input.columns + node.items.map(\.column)
    case .sort(let node): node.input.columns
    case .limit(let node): node.input.columns
    case .join(let node):
      switch node.kind {
      case .inner, .left, .right, .full, .single: node.left.columns + node.right.columns
      case .semi, .anti: node.left.columns
      case .mark(let mark, _): node.left.columns + [mark]
      }
    case .asOf(let node): node.columns
    case .setOperation(let node): node.columns
    case .unpivot(let node): node.kept + [node.label] + node.values
    case .unnest(let node): node.input.columns + node.added
    case .assert(let node): node.input.columns
    case .atMostOneRow(let node): node.input.columns
    case .with(let node): node.body.columns
    case .sharedScan(let node): node.columns
    case .recursion(let node): node.columns + (node.depth.map { [$0.column] } ?? [])
    case .sample(let node): node.input.columns
    }
  }

  /// The names and types of the output.
  package var schema: Schema { Schema(columns.map { Field($0.name, $0.type) }) }

  /// The plans directly below.
  package var inputs: [LogicalPlan] {
    switch self {
    case .scan, .values, .series, .sharedScan: []
    case .filter(let node): [node.input]
    case .project(let node): [node.input]
    case .aggregate(let node): [node.input]
    case .window(let node): [node.input]
    case .sort(let node): [node.input]
    case .limit(let node): [node.input]
    case .join(let node): [node.left, node.right]
    case .asOf(let node): [node.left, node.right]
    case .setOperation(let node): [node.left, node.right]
    case .unpivot(let node): [node.input]
    case .unnest(let node): [node.input]
    case .assert(let node): [node.input]
    case .atMostOneRow(let node): [node.input]
    case .with(let node): [node.definition, node.body]
    case .recursion(let node): [node.start, node.step]
    case .sample(let node): [node.input]
    }
  }
}
