package import KhoiText

/// One item of a `FROM` clause, with its alias and sample.
package struct TableReferenceSyntax: Sendable {
  package var kind: Kind
  package var alias: TableAliasSyntax?
  package var sample: SampleSyntax?
  /// `WITH ORDINALITY`, and `WITH OFFSET [AS name]`.
  package var ordinality: OrdinalitySyntax?
  package var range: SourceRange

  package init(
    _ kind: Kind, alias: TableAliasSyntax? = nil, sample: SampleSyntax? = nil,
    ordinality: OrdinalitySyntax? = nil, range: SourceRange
  ) {
    self.kind = kind
    self.alias = alias
    self.sample = sample
    self.ordinality = ordinality
    self.range = range
  }

  /// What stands there.
  package indirect enum Kind: Sendable {
    case name(NameSyntax)
    /// `FROM 'awards.csv'`: a path or glob.
    case file(path: String)
    case parameter(ParameterSyntax)
    case function(FunctionCallSyntax, isLateral: Bool)
    /// `UNNEST(list)`.
    case unnest([ExpressionSyntax])
    case subquery(QuerySyntax, isLateral: Bool)
    /// `(VALUES …)`.
    case values([[ExpressionSyntax]])
    case join(JoinSyntax)
    case parenthesised(TableReferenceSyntax)
    case pivot(TableReferenceSyntax, PivotSyntax)
    case unpivot(TableReferenceSyntax, UnpivotSyntax)
  }
}

/// `AS name (column, …)`.
package struct TableAliasSyntax: Sendable {
  package var name: IdentifierSyntax
  package var columns: [IdentifierSyntax] = []
  package var range: SourceRange

  package init(name: IdentifierSyntax, columns: [IdentifierSyntax] = [], range: SourceRange) {
    self.name = name
    self.columns = columns
    self.range = range
  }
}

/// `WITH ORDINALITY` or `WITH OFFSET [AS name]`.
package struct OrdinalitySyntax: Sendable {
  /// `WITH OFFSET` counts from zero, `WITH ORDINALITY` from one.
  package var isOffset: Bool
  package var alias: IdentifierSyntax?

  package init(isOffset: Bool, alias: IdentifierSyntax? = nil) {
    self.isOffset = isOffset
    self.alias = alias
  }
}

/// `left LEFT JOIN right ON condition`.
package struct JoinSyntax: Sendable {
  package var left: TableReferenceSyntax
  package var join: JoinOperatorSyntax
  package var right: TableReferenceSyntax

  package init(left: TableReferenceSyntax, join: JoinOperatorSyntax, right: TableReferenceSyntax) {
    self.left = left
    self.join = join
    self.right = right
  }
}

/// A join without its operands.
package struct JoinOperatorSyntax: Sendable {
  /// Which rows a join gives.
  package enum Kind: String, Sendable {
    case inner = "INNER"
    case left = "LEFT"
    case right = "RIGHT"
    case full = "FULL"
    case cross = "CROSS"
    case semi = "SEMI"
    case anti = "ANTI"
    case positional = "POSITIONAL"
  }

  /// How rows of both sides find each other.
  package enum Condition: Sendable {
    case on(ExpressionSyntax)
    case using([IdentifierSyntax])
  }

  package var kind: Kind
  package var isNatural: Bool = false
  /// `ASOF`: the nearest row instead of all that match.
  package var isAsOf: Bool = false
  /// `MATCH_CONDITION (a >= b)` of an ASOF join.
  package var matchCondition: ExpressionSyntax?
  package var condition: Condition?
  /// The words up to `JOIN`.
  package var keywordRange: SourceRange

  package init(
    kind: Kind, isNatural: Bool = false, isAsOf: Bool = false, condition: Condition? = nil,
    keywordRange: SourceRange
  ) {
    self.kind = kind
    self.isNatural = isNatural
    self.isAsOf = isAsOf
    self.condition = condition
    self.keywordRange = keywordRange
  }
}

/// `PIVOT (aggregates FOR axis IN (values) GROUP BY keys)`, and `PIVOT t ON … USING …`.
package struct PivotSyntax: Sendable {
  package var aggregates: [SelectItemSyntax]
  package var axes: [PivotAxisSyntax]
  /// The keys of the written `GROUP BY`; without it all other columns.
  package var groupBy: [ExpressionSyntax]?
  package var range: SourceRange

  package init(
    aggregates: [SelectItemSyntax], axes: [PivotAxisSyntax], groupBy: [ExpressionSyntax]? = nil,
    range: SourceRange
  ) {
    self.aggregates = aggregates
    self.axes = axes
    self.groupBy = groupBy
    self.range = range
  }
}

/// `expression IN (values)`: from which values the new columns come.
package struct PivotAxisSyntax: Sendable {
  /// The values that become columns.
  package enum Values: Sendable {
    case list([SelectItemSyntax])
    /// `IN (ANY [ORDER BY …])`, and no `IN` at all: what the data has.
    case any(orderBy: [OrderItemSyntax])
    case query(QuerySyntax)
  }

  /// One, or several for `FOR (a, b) IN ((1, 2), …)`.
  package var expressions: [ExpressionSyntax]
  package var values: Values

  package init(expressions: [ExpressionSyntax], values: Values) {
    self.expressions = expressions
    self.values = values
  }
}

/// `UNPIVOT (value FOR name IN (columns))`, and `UNPIVOT t ON … INTO NAME … VALUE …`.
package struct UnpivotSyntax: Sendable {
  /// `INCLUDE NULLS`.
  package var includesNulls: Bool = false
  package var valueColumns: [IdentifierSyntax]
  package var nameColumn: IdentifierSyntax
  package var items: [UnpivotItemSyntax]
  package var range: SourceRange

  package init(
    includesNulls: Bool = false, valueColumns: [IdentifierSyntax], nameColumn: IdentifierSyntax,
    items: [UnpivotItemSyntax], range: SourceRange
  ) {
    self.includesNulls = includesNulls
    self.valueColumns = valueColumns
    self.nameColumn = nameColumn
    self.items = items
    self.range = range
  }
}

/// The columns of one unpivoted row, and what the name column says there.
package struct UnpivotItemSyntax: Sendable {
  /// As many as value columns, or a star or `COLUMNS(…)` for many items at once.
  package var columns: [ExpressionSyntax]
  package var label: ExpressionSyntax?
  package var range: SourceRange

  package init(columns: [ExpressionSyntax], label: ExpressionSyntax? = nil, range: SourceRange) {
    self.columns = columns
    self.label = label
    self.range = range
  }
}
