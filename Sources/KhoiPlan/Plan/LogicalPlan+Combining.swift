package import KhoiData
package import KhoiText

/// The nodes that combine inputs, and those that guard or share one.
extension LogicalPlan {
  /// Combines two inputs.
  ///
  /// Output columns: left then right; for semi, anti and mark joins the left ones (and the mark).
  package struct Join: Sendable {
    /// Which rows come out.
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
    /// How the inputs are combined.
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
    /// One of the rows that an input row becomes.
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

  /// Passes rows on and fails at the first for which the condition is false or NULL.
  ///
  /// No filter may be pushed through it.
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
