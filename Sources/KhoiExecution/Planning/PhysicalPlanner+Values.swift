package import KhoiData
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

extension Vector {
  /// A vector of single values: for rows written in a query, labels and tests.
  package init(values: [Value], type: LogicalType) {
    let count = values.count
    let hasNull = values.contains { $0.isNull }
    let validity = hasNull ? Validity(count: count) { !values[$0].isNull } : nil
    switch type.canonicalPhysicalType {
    case .boolean:
      self.init(
        type, .boolean(Buffer(values.map { $0 == .boolean(true) ? 1 : 0 })), validity: validity)
    case .int32:
      let days = values.map { Int32(truncatingIfNeeded: $0.integerBits ?? 0) }
      self.init(type, .int32(Buffer(days)), validity: validity)
    case .float64:
      let numbers = values.map { value -> Double in
        switch value {
        case .double(let number): number
        case .integer(let number): Double(number)
        default: 0
        }
      }
      self.init(type, .float64(Buffer(numbers)), validity: validity)
    case .interval:
      let spans = values.map { value -> Interval in
        if case .interval(let span) = value { span } else { Interval() }
      }
      self.init(type, .interval(Buffer(spans)), validity: validity)
    case .text:
      let heap = TextHeap()
      let views = values.map { value -> TextView in
        if case .text(let text) = value { heap.store(text) } else { TextView() }
      }
      self.init(
        type, .text(TextValues(views: Buffer(views), heaps: [heap])), validity: validity)
    default:
      self.init(type, .int64(Buffer(values.map { $0.integerBits ?? 0 })), validity: validity)
    }
  }
}
