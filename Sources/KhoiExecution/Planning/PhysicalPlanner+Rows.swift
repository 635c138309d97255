import KhoiData
import KhoiPlan
import KhoiText

/// The nodes that work row by row, or only count rows.
extension PhysicalPlanner {
  func planFilter(_ node: LogicalPlan.Filter) throws(Diagnostic) -> PipelineDraft {
    if case .scan(var scan) = node.input {
      // A filter right above a scan is a filter of the scan.
      scan.filters += node.predicate.conjuncts
      return try planScan(scan)
    }
    var draft: PipelineDraft
    if case .window(let window) = node.input {
      draft = try planWindow(window, rowLimit: window.rowLimit(node.predicate))
    } else {
      draft = try open(node.input)
    }
    let filter = try FilterEvaluator([node.predicate], layout: draft.layout, context: context)
    draft.append(
      FilterOperator(filter), columns: draft.columns,
      profile: OperatorProfile("Filter", children: [draft.profile]))
    return draft
  }

  func planProject(_ node: LogicalPlan.Project) throws(Diagnostic) -> PipelineDraft {
    var draft = try open(node.input)
    let layout = draft.layout
    var expressions: [ExpressionEvaluator] = []
    var domains = draft.domains
    for item in node.items {
      expressions.append(
        try ExpressionEvaluator(item.expression, layout: layout, context: context))
      domains[item.column.id] = draft.domain(of: item.expression)
    }
    let columns = node.items.map(\.column)
    // The same columns in the same places under the same types: nothing to do but name them.
    if expressions.map(\.plainColumn) == columns.indices.map({ $0 }),
      columns.map(\.type) == draft.columns.map(\.type)
    {
      draft.columns = columns
    } else {
      draft = draft.reading(expressions.flatMap(\.columns))
      draft.append(
        ProjectOperator(expressions, types: columns.map(\.type)), columns: columns,
        profile: OperatorProfile("Project", children: [draft.profile]))
    }
    draft.domains = domains
    return draft
  }

  func planLimit(_ node: LogicalPlan.Limit) throws(Diagnostic) -> PipelineDraft {
    let input = try open(node.input)
    let profile = OperatorProfile("Limit", children: [input.profile])
    let rows: ChunkCollection
    if let known = input.source.materializedRows, input.operators.isEmpty {
      rows = known
    } else if let limit = node.limit {
      let (wanted, overflow) = max(0, limit).addingReportingOverflow(max(0, node.offset))
      let sink = LimitSink(
        wanted: overflow ? .max : wanted, types: input.columns.map(\.type), context: context)
      try run(input, into: sink, profile: profile)
      rows = sink.collection
    } else {
      rows = try collect(input, for: "OFFSET")
    }
    let window = rows.window(offset: max(0, node.offset), limit: node.limit)
    profile.set(rows: window.count)
    return draft(
      reading: window, columns: input.columns, domains: input.domains, profile: profile)
  }

  func planAssert(_ node: LogicalPlan.Assert) throws(Diagnostic) -> PipelineDraft {
    var draft = try open(node.input)
    let layout = draft.layout
    let condition = try ExpressionEvaluator(node.condition, layout: layout, context: context)
    var payload: [ExpressionEvaluator] = []
    for expression in node.payload {
      payload.append(try ExpressionEvaluator(expression, layout: layout, context: context))
    }
    draft.append(
      AssertOperator(
        condition: condition, payload: payload, text: node.text, range: node.range),
      columns: draft.columns, profile: OperatorProfile("Assert", children: [draft.profile]))
    return draft
  }

  func planAtMostOneRow(_ node: LogicalPlan.AtMostOneRow) throws(Diagnostic) -> PipelineDraft {
    let input = try open(node.input)
    let profile = OperatorProfile("AtMostOneRow", children: [input.profile])
    let sink = LimitSink(wanted: 2, types: input.columns.map(\.type), context: context)
    try run(input, into: sink, profile: profile)
    guard sink.collection.count <= 1 else { throw .severalRows(at: node.range) }
    return draft(
      reading: sink.collection, columns: input.columns, domains: input.domains, profile: profile)
  }

  func planWith(_ node: LogicalPlan.With) throws(Diagnostic) -> PipelineDraft {
    estimator.define(node)
    let definition = try open(node.definition)
    let rows = try collect(definition, for: "WITH \(node.name)")
    shared[node.number] = SharedRows(
      collection: rows,
      domains: definition.columns.map { definition.domain(of: $0.id) },
      profile: OperatorProfile("With", detail: node.name, children: [definition.profile]))
    return try open(node.body)
  }

  func planSharedScan(_ node: LogicalPlan.SharedScan) throws(Diagnostic) -> PipelineDraft {
    guard let rows = shared[node.number] else {
      throw .broken("the rows of WITH \(node.name) are read before they are computed")
    }
    var domains: [ColumnID: ColumnDomain] = [:]
    for (column, index) in zip(node.columns, node.sourceIndices) {
      domains[column.id] = rows.domains[index]
    }
    let isWhole = node.sourceIndices == Array(rows.collection.types.indices)
    return draft(
      reading: isWhole ? rows.collection : rows.collection.selecting(node.sourceIndices),
      columns: node.columns, domains: domains,
      profile: OperatorProfile("SharedScan", detail: node.name, children: [rows.profile]))
  }
}
