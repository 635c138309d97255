package import KhoiText

/// One `SELECT`, without what orders and cuts its result.
package struct SelectSyntax: Sendable {
  /// `AS STRUCT` and `AS VALUE`.
  package enum RowForm: Sendable {
    case structure
    case value
  }

  package var isDistinct: Bool = false
  /// The keys of `DISTINCT ON (…)`.
  package var distinctOn: [ExpressionSyntax] = []
  package var rowForm: RowForm?
  /// Empty for a `FROM` with clauses but without a `SELECT`.
  package var items: [SelectItemSyntax]
  /// Tables joined by commas; empty without `FROM`.
  package var from: [TableReferenceSyntax] = []
  package var filter: ExpressionSyntax?
  package var groupBy: GroupBySyntax?
  package var having: ExpressionSyntax?
  package var windows: [NamedWindowSyntax] = []
  package var qualify: ExpressionSyntax?
  package var sample: SampleSyntax?
  /// The word `SELECT`.
  package var keywordRange: SourceRange
  package var range: SourceRange

  package init(
    isDistinct: Bool = false, distinctOn: [ExpressionSyntax] = [], rowForm: RowForm? = nil,
    items: [SelectItemSyntax], from: [TableReferenceSyntax] = [], filter: ExpressionSyntax? = nil,
    groupBy: GroupBySyntax? = nil, having: ExpressionSyntax? = nil,
    windows: [NamedWindowSyntax] = [], qualify: ExpressionSyntax? = nil,
    sample: SampleSyntax? = nil, keywordRange: SourceRange, range: SourceRange
  ) {
    self.isDistinct = isDistinct
    self.distinctOn = distinctOn
    self.rowForm = rowForm
    self.items = items
    self.from = from
    self.filter = filter
    self.groupBy = groupBy
    self.having = having
    self.windows = windows
    self.qualify = qualify
    self.sample = sample
    self.keywordRange = keywordRange
    self.range = range
  }
}

/// `expression [AS] alias`; `*` is an expression too.
package struct SelectItemSyntax: Sendable {
  package var expression: ExpressionSyntax
  package var alias: IdentifierSyntax?
  package var range: SourceRange

  package init(expression: ExpressionSyntax, alias: IdentifierSyntax? = nil, range: SourceRange) {
    self.expression = expression
    self.alias = alias
    self.range = range
  }
}

/// What follows `GROUP BY`.
package struct GroupBySyntax: Sendable {
  package var elements: [GroupingElementSyntax]
  /// `GROUP BY ALL`.
  package var isAll: Bool = false
  package var range: SourceRange

  package init(elements: [GroupingElementSyntax], isAll: Bool = false, range: SourceRange) {
    self.elements = elements
    self.isAll = isAll
    self.range = range
  }
}

/// One item of a `GROUP BY`.
package indirect enum GroupingElementSyntax: Sendable {
  case expression(GroupingItemSyntax)
  /// `ROLLUP (…)`; a row `(a, b)` among the expressions is one step of two keys.
  case rollup([ExpressionSyntax])
  case cube([ExpressionSyntax])
  case groupingSets([GroupingElementSyntax])
  /// `()`: everything is one group.
  case empty
}

/// A grouping key; alias and order are for the pipe operator `AGGREGATE`.
package struct GroupingItemSyntax: Sendable {
  package var expression: ExpressionSyntax
  package var alias: IdentifierSyntax?
  package var order: OrderSuffixSyntax?
  package var range: SourceRange

  package init(
    expression: ExpressionSyntax, alias: IdentifierSyntax? = nil, order: OrderSuffixSyntax? = nil,
    range: SourceRange
  ) {
    self.expression = expression
    self.alias = alias
    self.order = order
    self.range = range
  }
}

/// `ASC` or `DESC` with the place of NULL, after an item of `AGGREGATE`.
package struct OrderSuffixSyntax: Sendable {
  package var isDescending: Bool?
  package var isNullsFirst: Bool?
  package var range: SourceRange

  package init(isDescending: Bool? = nil, isNullsFirst: Bool? = nil, range: SourceRange) {
    self.isDescending = isDescending
    self.isNullsFirst = isNullsFirst
    self.range = range
  }
}

/// `TABLESAMPLE method (size unit) REPEATABLE (seed)`.
package struct SampleSyntax: Sendable {
  package var method: IdentifierSyntax?
  package var size: ExpressionSyntax
  package var isPercent: Bool = false
  package var partitionBy: [ExpressionSyntax] = []
  package var seed: ExpressionSyntax?
  package var range: SourceRange

  package init(
    method: IdentifierSyntax? = nil, size: ExpressionSyntax, isPercent: Bool = false,
    partitionBy: [ExpressionSyntax] = [], seed: ExpressionSyntax? = nil, range: SourceRange
  ) {
    self.method = method
    self.size = size
    self.isPercent = isPercent
    self.partitionBy = partitionBy
    self.seed = seed
    self.range = range
  }
}
