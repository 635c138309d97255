package import KhoiData
package import KhoiFunctions
package import KhoiText

/// A call of an aggregate function; the arguments have the parameter types.
package struct BoundAggregate: Sendable {
  package let function: AggregateFunction
  package let overload: AggregateOverload
  package var arguments: [BoundExpression]
  package var isDistinct: Bool
  /// Only rows for which it is true count.
  package var filter: BoundExpression?
  /// The order in which an order-sensitive aggregate takes its rows.
  package var orderBy: [SortKey]
  /// Only the rows of a group where an expression is greatest (or least) count.
  package var having: Having?
  /// Only so many rows of a group count, the first ones in the order.
  package let limit: Int?
  package let type: LogicalType
  package let range: SourceRange?

  /// `HAVING MAX x` and `HAVING MIN x`.
  package struct Having: Sendable {
    package var expression: BoundExpression
    /// MAX or MIN, for the type of the expression.
    package let extreme: AggregateOverload
    package let isMaximum: Bool

    package init(_ expression: BoundExpression, extreme: AggregateOverload, isMaximum: Bool) {
      self.expression = expression
      self.extreme = extreme
      self.isMaximum = isMaximum
    }
  }

  package init(
    function: AggregateFunction, overload: AggregateOverload, arguments: [BoundExpression],
    isDistinct: Bool = false, filter: BoundExpression? = nil, orderBy: [SortKey] = [],
    having: Having? = nil, limit: Int? = nil, type: LogicalType, range: SourceRange? = nil
  ) {
    self.function = function
    self.overload = overload
    self.arguments = arguments
    self.isDistinct = isDistinct
    self.filter = filter
    self.orderBy = orderBy
    self.having = having
    self.limit = limit
    self.type = type
    self.range = range
  }
}

/// One key of an order.
package struct SortKey: Sendable {
  package var expression: BoundExpression
  package let isDescending: Bool
  package let nullsFirst: Bool

  package init(_ expression: BoundExpression, isDescending: Bool, nullsFirst: Bool) {
    self.expression = expression
    self.isDescending = isDescending
    self.nullsFirst = nullsFirst
  }
}

/// A call over a window; the node it stands in gives partition and order.
package struct BoundWindowCall: Sendable {
  /// What is called: a window function, or an aggregate over the frame.
  package enum Function: Sendable {
    case window(WindowFunction, WindowOverload, arguments: [BoundExpression], ignoresNulls: Bool)
    case aggregate(BoundAggregate)
  }

  package var function: Function
  package var frame: WindowFrame
  /// The order in which a window function takes the rows of its frame; without one the window's.
  package var orderBy: [SortKey]
  package let type: LogicalType

  package init(
    function: Function, frame: WindowFrame, orderBy: [SortKey] = [], type: LogicalType
  ) {
    self.function = function
    self.frame = frame
    self.orderBy = orderBy
    self.type = type
  }
}

/// Which rows around the current one an aggregate or FIRST_VALUE looks at.
package struct WindowFrame: Sendable {
  /// What the bounds of the frame count.
  package enum Unit: Hashable, Sendable {
    case rows, range, groups
  }

  /// How far an edge is from the current row; may differ from row to row.
  package struct Offset: Sendable {
    /// For `rows` and `groups` how many; for `range` the order key at the edge.
    package var value: BoundExpression
    /// For `range` the row's own order key in the type of `value`.
    package var key: BoundExpression?

    package init(_ value: BoundExpression, key: BoundExpression? = nil) {
      self.value = value
      self.key = key
    }
  }

  /// Where the frame begins or ends.
  package enum Bound: Sendable {
    case unboundedPreceding
    case preceding(Offset)
    case currentRow
    case following(Offset)
    case unboundedFollowing
  }

  /// Which rows of the frame are left out.
  package enum Exclusion: Hashable, Sendable {
    case none, currentRow, group, ties
  }

  package let unit: Unit
  package var start: Bound
  package var end: Bound
  package let exclusion: Exclusion

  package init(unit: Unit, start: Bound, end: Bound, exclusion: Exclusion = .none) {
    self.unit = unit
    self.start = start
    self.end = end
    self.exclusion = exclusion
  }

  /// From the first row of the partition to the last peer of the current row: what holds with an
  /// order and no frame written.
  package static let upToCurrent = WindowFrame(
    unit: .range, start: .unboundedPreceding, end: .currentRow)

  /// The whole partition: what holds without an order.
  package static let wholePartition = WindowFrame(
    unit: .rows, start: .unboundedPreceding, end: .unboundedFollowing)
}
