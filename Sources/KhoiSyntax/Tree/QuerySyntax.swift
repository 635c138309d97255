package import KhoiText

/// A query: a body, what orders and cuts its result, and the pipe operators that follow.
///
/// `ORDER BY`, `LIMIT` and the pipes apply to the whole body, also to a whole chain of set
/// operations. The pipe operators come last.
package struct QuerySyntax: Sendable {
  package var with: WithSyntax?
  package var body: QueryBodySyntax
  package var orderBy: [OrderItemSyntax] = []
  package var limit: LimitSyntax?
  package var pipeOperators: [PipeOperatorSyntax] = []
  package var range: SourceRange

  package init(
    with: WithSyntax? = nil, body: QueryBodySyntax, orderBy: [OrderItemSyntax] = [],
    limit: LimitSyntax? = nil, pipeOperators: [PipeOperatorSyntax] = [], range: SourceRange
  ) {
    self.with = with
    self.body = body
    self.orderBy = orderBy
    self.limit = limit
    self.pipeOperators = pipeOperators
    self.range = range
  }
}

/// What a query takes its rows from.
package indirect enum QueryBodySyntax: Sendable {
  case select(SelectSyntax)
  /// `FROM t, u` without `SELECT`: all columns.
  case from([TableReferenceSyntax])
  case setOperation(SetOperationSyntax)
  /// `VALUES (1, 'a'), (2, 'b')`.
  case values([[ExpressionSyntax]])
  /// `TABLE t`.
  case table(NameSyntax)
  /// `(query)`, with the alias of `(query) AS t` at the start of a pipeline.
  case nested(QuerySyntax, alias: IdentifierSyntax?)
  /// A statement that starts with `|>`: the pipes run over the last result.
  case lastResult
  /// `DESCRIBE t`, `SHOW TABLES`, `SUMMARIZE t` and the like as a source of rows.
  case statement(StatementSyntax)
}

/// `WITH [RECURSIVE] name AS (query), …`.
package struct WithSyntax: Sendable {
  package var isRecursive: Bool = false
  package var tables: [CommonTableSyntax]
  package var range: SourceRange

  package init(isRecursive: Bool = false, tables: [CommonTableSyntax], range: SourceRange) {
    self.isRecursive = isRecursive
    self.tables = tables
    self.range = range
  }
}

/// One `name (columns) AS (query)`.
package struct CommonTableSyntax: Sendable {
  package var name: IdentifierSyntax
  package var columns: [IdentifierSyntax] = []
  /// `AS [NOT] MATERIALIZED`, if said.
  package var isMaterialized: Bool?
  package var query: QuerySyntax
  /// `WITH DEPTH` behind a recursive query.
  package var depth: RecursionDepthSyntax?
  package var range: SourceRange

  package init(
    name: IdentifierSyntax, columns: [IdentifierSyntax] = [], isMaterialized: Bool? = nil,
    query: QuerySyntax, depth: RecursionDepthSyntax? = nil, range: SourceRange
  ) {
    self.depth = depth
    self.name = name
    self.columns = columns
    self.isMaterialized = isMaterialized
    self.query = query
    self.range = range
  }
}

/// `left UNION ALL right`.
package struct SetOperationSyntax: Sendable {
  package var left: QuerySyntax
  package var operation: SetOperatorSyntax
  package var right: QuerySyntax

  package init(left: QuerySyntax, operation: SetOperatorSyntax, right: QuerySyntax) {
    self.left = left
    self.operation = operation
    self.right = right
  }
}

/// `UNION ALL BY NAME` and the like, without its operands.
package struct SetOperatorSyntax: Sendable {
  /// Which rows stay.
  package enum Kind: String, Sendable {
    case union = "UNION"
    case intersect = "INTERSECT"
    case except = "EXCEPT"
  }

  /// Which columns `BY NAME` keeps.
  package enum ColumnMode: String, Sendable {
    case inner = "INNER"
    case left = "LEFT"
    case full = "FULL"
  }

  package var kind: Kind
  /// `ALL`, `DISTINCT`, or nothing said.
  package var isAll: Bool?
  /// `BY NAME` and `CORRESPONDING`.
  package var isByName: Bool = false
  /// The columns of `BY NAME ON (…)` and `CORRESPONDING BY (…)`.
  package var matchColumns: [IdentifierSyntax]?
  package var columnMode: ColumnMode?
  package var isStrict: Bool = false
  package var range: SourceRange

  package init(
    kind: Kind, isAll: Bool? = nil, isByName: Bool = false,
    matchColumns: [IdentifierSyntax]? = nil, columnMode: ColumnMode? = nil, isStrict: Bool = false,
    range: SourceRange
  ) {
    self.kind = kind
    self.isAll = isAll
    self.isByName = isByName
    self.matchColumns = matchColumns
    self.columnMode = columnMode
    self.isStrict = isStrict
    self.range = range
  }
}

/// `LIMIT count OFFSET offset`.
package struct LimitSyntax: Sendable {
  /// Absent for `LIMIT ALL` and for `OFFSET` alone.
  package var count: ExpressionSyntax?
  /// `LIMIT 10%`.
  package var isPercent: Bool = false
  package var offset: ExpressionSyntax?
  package var range: SourceRange

  package init(
    count: ExpressionSyntax? = nil, isPercent: Bool = false, offset: ExpressionSyntax? = nil,
    range: SourceRange
  ) {
    self.count = count
    self.isPercent = isPercent
    self.offset = offset
    self.range = range
  }
}

/// One key of an `ORDER BY`.
package struct OrderItemSyntax: Sendable {
  /// The key; `ORDER BY ALL` is a star.
  package var expression: ExpressionSyntax
  package var isDescending: Bool?
  package var isNullsFirst: Bool?
  package var collation: NameSyntax?
  package var range: SourceRange

  package init(
    expression: ExpressionSyntax, isDescending: Bool? = nil, isNullsFirst: Bool? = nil,
    collation: NameSyntax? = nil, range: SourceRange
  ) {
    self.expression = expression
    self.isDescending = isDescending
    self.isNullsFirst = isNullsFirst
    self.collation = collation
    self.range = range
  }
}
