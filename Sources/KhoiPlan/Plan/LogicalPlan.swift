package import KhoiData
package import KhoiText

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
  case setOperation(SetOperation)
  case unpivot(Unpivot)
  case assert(Assert)
  case atMostOneRow(AtMostOneRow)
  case with(With)
  case sharedScan(SharedScan)
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

  /// Computes columns. An item that is a plain column of the input keeps its identity or gets a new
  /// one, as `column.id` says.
  package struct Project: Sendable {
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
  /// With no aggregates it is DISTINCT.
  package struct Aggregate: Sendable {
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

  /// Adds a column per call to every input row; all calls share one partition and order. The order
  /// of the rows is kept.
  package struct Window: Sendable {
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

  /// Orders the rows, stably. `limit` (rows after `offset`) is set where a LIMIT follows.
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

  /// Combines two inputs. Output columns: left then right; for semi, anti and mark joins the left
  /// ones (and the mark).
  package struct Join: Sendable {
    package enum Kind: Sendable {
      case inner, left, right, full
      /// Left rows with, or without, a match.
      case semi, anti
      /// Left rows with a Boolean: some match is true; else unknown if some comparison was; else
      /// false. `isNullAware` says whether unknown can arise (IN) or not (EXISTS).
      case mark(PlanColumn, isNullAware: Bool)
      /// Like left, but several matches for one left row are an error (scalar subquery).
      case single
    }

    /// Left and right expressions that must be equal.
    package struct Equality: Sendable {
      package var left: BoundExpression
      package var right: BoundExpression
      /// Whether NULL equals NULL (IS NOT DISTINCT FROM).
      package var matchesNulls: Bool

      package init(left: BoundExpression, right: BoundExpression, matchesNulls: Bool = false) {
        self.left = left
        self.right = right
        self.matchesNulls = matchesNulls
      }
    }

    package var kind: Kind
    package var left: LogicalPlan
    package var right: LogicalPlan
    package var equalities: [Equality]
    /// What else must be true of a pair of rows; refers to columns of both sides.
    package var residual: BoundExpression?
    /// Where the join or subquery stands, for errors.
    package var range: SourceRange?

    package init(
      kind: Kind, left: LogicalPlan, right: LogicalPlan, equalities: [Equality] = [],
      residual: BoundExpression? = nil, range: SourceRange? = nil
    ) {
      self.kind = kind
      self.left = left
      self.right = right
      self.equalities = equalities
      self.residual = residual
      self.range = range
    }
  }

  /// Combines the rows of two inputs with the same number and types of columns, by position.
  package struct SetOperation: Sendable {
    package enum Kind: Hashable, Sendable {
      case union, intersect, except
    }

    package var kind: Kind
    /// Whether duplicates stay (UNION ALL; INTERSECT ALL and EXCEPT ALL count them).
    package var isAll: Bool
    package var left: LogicalPlan
    package var right: LogicalPlan
    /// The output, with identities of its own.
    package var columns: [PlanColumn]

    package init(
      kind: Kind, isAll: Bool, left: LogicalPlan, right: LogicalPlan, columns: [PlanColumn]
    ) {
      self.kind = kind
      self.isAll = isAll
      self.left = left
      self.right = right
      self.columns = columns
    }
  }

  /// Turns columns into rows: each input row gives one row per group.
  package struct Unpivot: Sendable {
    package struct Group: Sendable {
      /// The text or number that names the group in `label`.
      package var label: Value
      /// For each of `values` the input column it comes from.
      package var sources: [ColumnID]

      package init(label: Value, sources: [ColumnID]) {
        self.label = label
        self.sources = sources
      }
    }

    package var input: LogicalPlan
    /// Input columns that are repeated, with their identities.
    package var kept: [PlanColumn]
    package var label: PlanColumn
    package var values: [PlanColumn]
    package var groups: [Group]
    /// Whether rows whose values are all NULL stay.
    package var includesNulls: Bool

    package init(
      input: LogicalPlan, kept: [PlanColumn], label: PlanColumn, values: [PlanColumn],
      groups: [Group], includesNulls: Bool
    ) {
      self.input = input
      self.kept = kept
      self.label = label
      self.values = values
      self.groups = groups
      self.includesNulls = includesNulls
    }
  }

  /// Passes rows on and fails at the first for which the condition is false or NULL. No filter may
  /// be pushed through it.
  package struct Assert: Sendable {
    package var input: LogicalPlan
    package var condition: BoundExpression
    package var payload: [BoundExpression]
    /// The condition as written.
    package let text: String
    package let range: SourceRange?

    package init(
      input: LogicalPlan, condition: BoundExpression, payload: [BoundExpression], text: String,
      range: SourceRange?
    ) {
      self.input = input
      self.condition = condition
      self.payload = payload
      self.text = text
      self.range = range
    }
  }

  /// Passes one row or none on; more are an error (an uncorrelated scalar subquery).
  package struct AtMostOneRow: Sendable {
    package var input: LogicalPlan
    package let range: SourceRange?

    package init(input: LogicalPlan, range: SourceRange?) {
      self.input = input
      self.range = range
    }
  }

  /// Computes `definition` once; `body` reads it through shared scans of the same number.
  package struct With: Sendable {
    package let number: Int
    package let name: String
    package var definition: LogicalPlan
    package var body: LogicalPlan

    package init(number: Int, name: String, definition: LogicalPlan, body: LogicalPlan) {
      self.number = number
      self.name = name
      self.definition = definition
      self.body = body
    }
  }

  /// Reads the rows of a `With` definition; each scan has identities of its own.
  package struct SharedScan: Sendable {
    package let number: Int
    package let name: String
    package var columns: [PlanColumn]
    /// For each column its place in the definition's output.
    package var sourceIndices: [Int]

    package init(number: Int, name: String, columns: [PlanColumn], sourceIndices: [Int]) {
      self.number = number
      self.name = name
      self.columns = columns
      self.sourceIndices = sourceIndices
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
    case .setOperation(let node): node.columns
    case .unpivot(let node): node.kept + [node.label] + node.values
    case .assert(let node): node.input.columns
    case .atMostOneRow(let node): node.input.columns
    case .with(let node): node.body.columns
    case .sharedScan(let node): node.columns
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
    case .setOperation(let node): [node.left, node.right]
    case .unpivot(let node): [node.input]
    case .assert(let node): [node.input]
    case .atMostOneRow(let node): [node.input]
    case .with(let node): [node.definition, node.body]
    }
  }
}
