package import KhoiText

/// The nodes that run a plan again and again, and that take a part of the rows.
extension LogicalPlan {
  /// Runs `step` over the rows of the round before, until a round gives none.
  ///
  /// The first round's rows are those of `start`; all rounds together are the output. In `step`,
  /// shared scans with the recursion's number read the rows of the round before.
  package struct Recursion: Sendable {
    /// The column that says in which round a row came, and the rounds that are wanted.
    package struct Depth: Sendable {
      package var column: PlanColumn
      package var lower: Int
      package var upper: Int?

      package init(column: PlanColumn, lower: Int, upper: Int?) {
        self.column = column
        self.lower = lower
        self.upper = upper
      }
    }

    /// More than this is an error.
    package struct Bounds: Hashable, Sendable {
      package let rounds: Int
      /// Rows of all rounds together, and the bytes that they hold.
      package let rows: Int
      package let bytes: Int

      package init(rounds: Int, rows: Int, bytes: Int) {
        self.rounds = rounds
        self.rows = rows
        self.bytes = bytes
      }
    }

    package var number: Int
    package let name: String
    package var start: LogicalPlan
    package var step: LogicalPlan
    /// Whether a row that came before comes again; otherwise only new rows go on.
    package let keepsDuplicates: Bool
    /// The output, with identities of its own; by place those of `start` and `step`.
    package var columns: [PlanColumn]
    /// Stands after the columns.
    package var depth: Depth?
    package let bounds: Bounds
    /// No more rows than this are wanted.
    package var rowLimit: Int?
    package let range: SourceRange?

    package init(
      number: Int, name: String, start: LogicalPlan, step: LogicalPlan, keepsDuplicates: Bool,
      columns: [PlanColumn], depth: Depth? = nil, bounds: Bounds, rowLimit: Int? = nil,
      range: SourceRange?
    ) {
      self.number = number
      self.name = name
      self.start = start
      self.step = step
      self.keepsDuplicates = keepsDuplicates
      self.columns = columns
      self.depth = depth
      self.bounds = bounds
      self.rowLimit = rowLimit
      self.range = range
    }
  }

  /// Some of the rows, chosen by chance from a seed, or the first of them by their share.
  package struct Sample: Sendable {
    /// How rows are chosen; in each case they keep their order.
    package enum Method: Hashable, Sendable {
      /// Each row for itself.
      case bernoulli
      /// Exactly so many.
      case reservoir
      /// The first ones after `offset`.
      case leading(offset: Int)
    }

    /// How many rows are chosen.
    package enum Size: Hashable, Sendable {
      case rows(Int)
      /// A part of one.
      case share(Double)
    }

    package var input: LogicalPlan
    package let method: Method
    package let size: Size
    package let seed: UInt64
    package let range: SourceRange?

    package init(
      input: LogicalPlan, method: Method, size: Size, seed: UInt64, range: SourceRange?
    ) {
      self.input = input
      self.method = method
      self.size = size
      self.seed = seed
      self.range = range
    }
  }
}

extension LogicalPlan.Recursion {
  /// Whether the plan reads the rows of the round before.
  package func isRead(by plan: LogicalPlan) -> Bool { plan.readsShared([number]) }
}

extension LogicalPlan {
  /// Whether some scan in the plan reads one of these shared plans.
  package func readsShared(_ numbers: Set<Int>) -> Bool {
    var found = false
    visitEverywhere { node in
      if case .sharedScan(let scan) = node, numbers.contains(scan.number) { found = true }
    }
    return found
  }

  /// Calls `body` for the node, every node below, and those of the plans of subqueries.
  package func visitEverywhere(_ body: (LogicalPlan) -> Void) {
    body(self)
    for expression in expressions {
      var subplans: [LogicalPlan] = []
      expression.visit { if case .subquery(let subquery) = $0 { subplans.append(subquery.plan) } }
      for subplan in subplans { subplan.visitEverywhere(body) }
    }
    for input in inputs { input.visitEverywhere(body) }
  }
}
