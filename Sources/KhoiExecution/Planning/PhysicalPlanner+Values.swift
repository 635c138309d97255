import KhoiData
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  /// Rows written in the query are computed at once.
  func planValues(_ node: LogicalPlan.Values) throws(Diagnostic) -> PipelineDraft {
    let types = node.columns.map(\.type)
    let row = Chunk([], count: 1)
    let layout = ColumnLayout([])
    var columns: [Vector] = []
    for (index, type) in types.enumerated() {
      var values: [Value] = []
      values.reserveCapacity(node.rows.count)
      for expressions in node.rows {
        let expression = expressions[index]
        if case .constant(let value, _) = expression {
          values.append(value)
        } else {
          let evaluator = try ExpressionEvaluator(expression, layout: layout, context: context)
          values.append(try evaluator.evaluate(row)[0])
        }
      }
      columns.append(Vector(values: values, type: type))
    }
    let all = Chunk(columns, count: node.rows.count)
    let collection = ChunkCollection(types: types, chunks: [all])
    return draft(
      reading: collection, columns: node.columns, profile: OperatorProfile("Values"))
  }

  func planSeries(_ node: LogicalPlan.Series) throws(Diagnostic) -> PipelineDraft {
    guard node.step != 0 else {
      throw Diagnostic(.runtime, "series-step", "the step of a series must not be zero")
    }
    let source = SeriesSource(
      start: node.start, stop: node.stop, step: node.step, chunkCapacity: context.chunkCapacity)
    let domain = ColumnDomain(
      .integers(least: min(node.start, node.stop), greatest: max(node.start, node.stop)),
      isNullable: false)
    return PipelineDraft(
      source: source, columns: [node.column], domains: [node.column.id: domain],
      profile: OperatorProfile("Series"))
  }
}
