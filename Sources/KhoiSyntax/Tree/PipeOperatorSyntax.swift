package import KhoiText

/// One step of a pipeline, `|>` included in neither range.
package struct PipeOperatorSyntax: Sendable {
  package var kind: Kind
  /// The word or words that name the operator, such as `AGGREGATE` or `LEFT JOIN`.
  package var keywordRange: SourceRange
  /// The whole operator from its keyword on.
  package var range: SourceRange

  package init(_ kind: Kind, keywordRange: SourceRange, range: SourceRange) {
    self.kind = kind
    self.keywordRange = keywordRange
    self.range = range
  }

  /// What the step does.
  package indirect enum Kind: Sendable {
    case select(PipeSelectSyntax)
    case extend([SelectItemSyntax], windows: [NamedWindowSyntax])
    case set([AssignmentSyntax])
    case drop([NameSyntax])
    case rename([RenameSyntax])
    case alias(IdentifierSyntax)
    case filter(ExpressionSyntax)
    case aggregate(AggregateSyntax)
    case distinct
    case orderBy([OrderItemSyntax])
    case limit(LimitSyntax)
    case join(JoinOperatorSyntax, TableReferenceSyntax)
    /// The pipe's rows with each of the queries, from left to right.
    case setOperation(SetOperatorSyntax, [QuerySyntax])
    case with(WithSyntax)
    case call(FunctionCallSyntax, alias: IdentifierSyntax?)
    case pivot(PivotSyntax, alias: IdentifierSyntax?)
    case unpivot(UnpivotSyntax, alias: IdentifierSyntax?)
    case sample(SampleSyntax)
    case assert(ExpressionSyntax, payload: [ExpressionSyntax])
    case describe
    case staticDescribe
    case log(SubpipelineSyntax?)
    case ifElse([ConditionalSubpipelineSyntax], otherwise: SubpipelineSyntax?)
    case tee([SubpipelineSyntax])
    case fork([SubpipelineSyntax])
    case finish
    /// The `source` of the statement's definition is absent: the pipe is the source.
    case createTable(CreateTableSyntax)
    case insert(table: NameSyntax, columns: [IdentifierSyntax], isByName: Bool)
    case export(ExportSyntax)
    /// The old name of `EXTEND` for window functions.
    case window([SelectItemSyntax], windows: [NamedWindowSyntax])
    case recursiveUnion(RecursiveUnionSyntax)
    /// `CHART` and `RENDER`.
    case chart(ChartSyntax)
  }
}

/// The pipe operator `SELECT`.
package struct PipeSelectSyntax: Sendable {
  package var isDistinct: Bool = false
  package var rowForm: SelectSyntax.RowForm?
  package var items: [SelectItemSyntax]
  package var groupBy: GroupBySyntax?
  package var windows: [NamedWindowSyntax] = []

  package init(
    isDistinct: Bool = false, rowForm: SelectSyntax.RowForm? = nil, items: [SelectItemSyntax],
    groupBy: GroupBySyntax? = nil, windows: [NamedWindowSyntax] = []
  ) {
    self.isDistinct = isDistinct
    self.rowForm = rowForm
    self.items = items
    self.groupBy = groupBy
    self.windows = windows
  }
}

/// `target = value`.
package struct AssignmentSyntax: Sendable {
  package var target: NameSyntax
  package var value: ExpressionSyntax
  package var range: SourceRange

  package init(target: NameSyntax, value: ExpressionSyntax, range: SourceRange) {
    self.target = target
    self.value = value
    self.range = range
  }
}

/// `AGGREGATE items GROUP [AND ORDER] BY elements`.
package struct AggregateSyntax: Sendable {
  package var items: [AggregateItemSyntax]
  package var groupBy: GroupBySyntax?
  /// `GROUP AND ORDER BY`: the result is sorted by all keys.
  package var isOrdered: Bool = false

  package init(
    items: [AggregateItemSyntax], groupBy: GroupBySyntax? = nil, isOrdered: Bool = false
  ) {
    self.items = items
    self.groupBy = groupBy
    self.isOrdered = isOrdered
  }
}

/// An aggregate with its name and, perhaps, its place in the order of the result.
package struct AggregateItemSyntax: Sendable {
  package var item: SelectItemSyntax
  package var order: OrderSuffixSyntax?

  package init(item: SelectItemSyntax, order: OrderSuffixSyntax? = nil) {
    self.item = item
    self.order = order
  }
}

/// `( |> op |> op )`; may be empty.
package struct SubpipelineSyntax: Sendable {
  package var pipeOperators: [PipeOperatorSyntax]
  package var range: SourceRange

  package init(pipeOperators: [PipeOperatorSyntax], range: SourceRange) {
    self.pipeOperators = pipeOperators
    self.range = range
  }
}

/// `IF condition THEN (…)`.
package struct ConditionalSubpipelineSyntax: Sendable {
  package var condition: ExpressionSyntax
  package var subpipeline: SubpipelineSyntax

  package init(condition: ExpressionSyntax, subpipeline: SubpipelineSyntax) {
    self.condition = condition
    self.subpipeline = subpipeline
  }
}

/// `EXPORT DATA OPTIONS (path = …)`, and `EXPORT 'path' FOR profile (option = …)`.
package struct ExportSyntax: Sendable {
  package var path: ExpressionSyntax?
  /// What the file is for, such as `datawrapper`.
  package var profile: IdentifierSyntax?
  package var options: [OptionSyntax] = []

  package init(
    path: ExpressionSyntax? = nil, profile: IdentifierSyntax? = nil, options: [OptionSyntax] = []
  ) {
    self.path = path
    self.profile = profile
    self.options = options
  }
}

/// `name = value` in an option list; a bare name has no value.
package struct OptionSyntax: Sendable {
  package var name: IdentifierSyntax
  package var value: ExpressionSyntax?
  package var range: SourceRange

  package init(name: IdentifierSyntax, value: ExpressionSyntax? = nil, range: SourceRange) {
    self.name = name
    self.value = value
    self.range = range
  }
}

/// `CHART kind x = …, y = …, title = '…'`.
package struct ChartSyntax: Sendable {
  package var chartKind: IdentifierSyntax?
  package var options: [OptionSyntax] = []

  package init(chartKind: IdentifierSyntax? = nil, options: [OptionSyntax] = []) {
    self.chartKind = chartKind
    self.options = options
  }
}

/// `RECURSIVE UNION ALL (query or subpipeline) AS name`.
package struct RecursiveUnionSyntax: Sendable {
  /// What runs over the rows of the previous step.
  package enum Step: Sendable {
    case query(QuerySyntax)
    case subpipeline(SubpipelineSyntax)
  }

  package var operation: SetOperatorSyntax
  package var depth: RecursionDepthSyntax?
  package var step: Step
  package var alias: IdentifierSyntax?

  package init(
    operation: SetOperatorSyntax, depth: RecursionDepthSyntax? = nil, step: Step,
    alias: IdentifierSyntax? = nil
  ) {
    self.operation = operation
    self.depth = depth
    self.step = step
    self.alias = alias
  }
}

/// `WITH DEPTH [AS name] [BETWEEN lower AND upper]` and `WITH DEPTH MAX upper`.
package struct RecursionDepthSyntax: Sendable {
  package var name: IdentifierSyntax?
  package var lower: ExpressionSyntax?
  package var upper: ExpressionSyntax?
  package var range: SourceRange

  package init(
    name: IdentifierSyntax? = nil, lower: ExpressionSyntax? = nil, upper: ExpressionSyntax? = nil,
    range: SourceRange
  ) {
    self.name = name
    self.lower = lower
    self.upper = upper
    self.range = range
  }
}
