package import KhoiText

/// A call with everything that may stand inside and after its parentheses.
package struct FunctionCallSyntax: Sendable {
  package var name: NameSyntax
  /// What stands before the dot of `(x).f(y)`; it is the first argument.
  package var receiver: ExpressionSyntax?
  package var isDistinct: Bool = false
  package var arguments: [ArgumentSyntax] = []
  /// `ORDER BY` inside the parentheses, or `WITHIN GROUP (ORDER BY …)`.
  package var orderBy: [OrderItemSyntax] = []
  /// Whether `orderBy` came from `WITHIN GROUP`.
  package var isWithinGroup: Bool = false
  package var limit: ExpressionSyntax?
  package var nulls: NullTreatment?
  /// `HAVING MAX x` and `HAVING MIN x`.
  package var having: AggregateHavingSyntax?
  /// `FILTER (WHERE …)`.
  package var filter: ExpressionSyntax?
  package var window: WindowReferenceSyntax?
  package var range: SourceRange

  package init(
    name: NameSyntax, receiver: ExpressionSyntax? = nil, isDistinct: Bool = false,
    arguments: [ArgumentSyntax] = [], orderBy: [OrderItemSyntax] = [], isWithinGroup: Bool = false,
    limit: ExpressionSyntax? = nil, nulls: NullTreatment? = nil,
    having: AggregateHavingSyntax? = nil, filter: ExpressionSyntax? = nil,
    window: WindowReferenceSyntax? = nil, range: SourceRange
  ) {
    self.name = name
    self.receiver = receiver
    self.isDistinct = isDistinct
    self.arguments = arguments
    self.orderBy = orderBy
    self.isWithinGroup = isWithinGroup
    self.limit = limit
    self.nulls = nulls
    self.having = having
    self.filter = filter
    self.window = window
    self.range = range
  }
}

/// Whether a call sees NULL values.
package enum NullTreatment: Sendable {
  case ignore
  case respect
}

/// `HAVING MAX x` inside an aggregate: only rows with the greatest `x` count.
package struct AggregateHavingSyntax: Sendable {
  package var isMaximum: Bool
  package var expression: ExpressionSyntax

  package init(isMaximum: Bool, expression: ExpressionSyntax) {
    self.isMaximum = isMaximum
    self.expression = expression
  }
}

/// One argument, perhaps with its name: `x`, `header => TRUE`, `TABLE t`, `DESCRIPTOR(year)`.
package struct ArgumentSyntax: Sendable {
  /// What an argument gives.
  package enum Value: Sendable {
    /// A value; also `*`, a lambda, and a query in parentheses (`ExpressionSyntax.Kind.subquery`).
    case expression(ExpressionSyntax)
    /// `TABLE t`.
    case table(NameSyntax)
    /// `INPUT TABLE`: where the input of a pipe goes.
    case inputTable
    /// `DESCRIPTOR(a, b)`.
    case descriptor([NameSyntax])
  }

  package var name: IdentifierSyntax?
  package var value: Value
  package var range: SourceRange

  package init(name: IdentifierSyntax? = nil, value: Value, range: SourceRange) {
    self.name = name
    self.value = value
    self.range = range
  }
}

/// What follows `OVER`.
package enum WindowReferenceSyntax: Sendable {
  /// `OVER w`.
  case name(IdentifierSyntax)
  case specification(WindowSpecificationSyntax)
}

/// `([base] [PARTITION BY …] [ORDER BY …] [frame])`.
package struct WindowSpecificationSyntax: Sendable {
  package var baseName: IdentifierSyntax?
  package var partitionBy: [ExpressionSyntax] = []
  package var orderBy: [OrderItemSyntax] = []
  package var frame: WindowFrameSyntax?
  package var range: SourceRange

  package init(
    baseName: IdentifierSyntax? = nil, partitionBy: [ExpressionSyntax] = [],
    orderBy: [OrderItemSyntax] = [], frame: WindowFrameSyntax? = nil, range: SourceRange
  ) {
    self.baseName = baseName
    self.partitionBy = partitionBy
    self.orderBy = orderBy
    self.frame = frame
    self.range = range
  }
}

/// `name AS (specification)` in a `WINDOW` clause.
package struct NamedWindowSyntax: Sendable {
  package var name: IdentifierSyntax
  package var specification: WindowSpecificationSyntax

  package init(name: IdentifierSyntax, specification: WindowSpecificationSyntax) {
    self.name = name
    self.specification = specification
  }
}

/// `ROWS BETWEEN start AND end EXCLUDE …`.
package struct WindowFrameSyntax: Sendable {
  /// In what the bounds count.
  package enum Unit: String, Sendable {
    case rows = "ROWS"
    case range = "RANGE"
    case groups = "GROUPS"
  }

  /// Where a frame starts or ends.
  package enum Bound: Sendable {
    case unboundedPreceding
    case preceding(ExpressionSyntax)
    case currentRow
    case following(ExpressionSyntax)
    case unboundedFollowing
  }

  /// Which rows of the frame do not count.
  package enum Exclusion: String, Sendable {
    case currentRow = "CURRENT ROW"
    case group = "GROUP"
    case ties = "TIES"
    case noOthers = "NO OTHERS"
  }

  package var unit: Unit
  package var start: Bound
  /// Without `BETWEEN` the current row.
  package var end: Bound
  package var exclusion: Exclusion?
  package var range: SourceRange

  package init(
    unit: Unit, start: Bound, end: Bound, exclusion: Exclusion? = nil, range: SourceRange
  ) {
    self.unit = unit
    self.start = start
    self.end = end
    self.exclusion = exclusion
    self.range = range
  }
}
