import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

/// A function of a list and a lambda, ready to run: the body sees the columns of the row, then the
/// parameters.
struct LambdaNode: Sendable {
  let form: BoundLambdaCall.Form
  let list: ExpressionNode
  let initial: ExpressionNode?
  let body: ExpressionNode
  /// How many columns the row has; the parameters stand behind them.
  let rowWidth: Int
  /// The columns of the row that the body reads.
  let captures: Set<Int>
  let hasIndex: Bool
  let type: LogicalType

  init(_ call: BoundLambdaCall, layout: ColumnLayout) throws(Diagnostic) {
    form = call.form
    list = try ExpressionNode(call.list, layout: layout)
    if let initial = call.initial {
      self.initial = try ExpressionNode(initial, layout: layout)
    } else {
      initial = nil
    }
    rowWidth = layout.count
    body = try ExpressionNode(
      call.body, layout: ColumnLayout(layout.columns + call.parameters))
    var used: Set<Int> = []
    body.collectColumns(into: &used)
    captures = used.filter { [rowWidth] in $0 < rowWidth }
    hasIndex = call.index != nil
    type = call.type
  }

  func evaluate(_ chunk: Chunk, _ context: EvaluationContext) throws(Diagnostic) -> Vector {
    let source = try list.evaluate(chunk, context).flattened()
    guard case .list(let sourceLists) = source.values else {
      return Vector(nulls: type, count: chunk.count)
    }
    let lists = sourceLists.compacted
    switch form {
    case .transform:
      let values = try elementwise(lists, chunk, context)
      return Vector(
        type, .list(ListValues(entries: lists.entries, elements: values)),
        validity: source.validity, count: chunk.count)
    case .filter:
      let keep = try elementwise(lists, chunk, context)
      let kept = Logic.selection(of: keep.asBoolean)
      var counts = [Int](repeating: 0, count: chunk.count)
      let rows = lists.rowOfElement
      for index in 0..<kept.count { counts[Int(rows[Int(kept[index])])] += 1 }
      return Vector(
        type, .list(ListValues(counts: counts, elements: lists.elements.gather(kept))),
        validity: source.validity, count: chunk.count)
    case .reduce: return try reduce(source, lists, chunk, context)
    }
  }

  /// The body for every element of every list.
  private func elementwise(
    _ lists: ListValues, _ chunk: Chunk, _ context: EvaluationContext
  ) throws(Diagnostic) -> Vector {
    let rows = lists.rowOfElement
    guard rows.count > 0 else {
      return Vector(nulls: type.element ?? .null, count: 0).flattened()
    }
    var parameters = [lists.elements.flattened()]
    if hasIndex {
      let places = (0..<rows.count).map { element in
        Int64(element) - Int64(lists.entries[Int(rows[element])].offset) + 1
      }
      parameters.append(Vector(.bigint, .int64(Buffer(places))))
    }
    let values = try body.evaluate(row(chunk, rows, parameters), context)
    return form == .transform
      ? values.typed(type.element ?? .null).flattened() : values.flattened()
  }

  /// The captured columns at the given rows, then the parameters.
  private func row(_ chunk: Chunk, _ rows: Buffer<UInt32>, _ parameters: [Vector]) -> Chunk {
    let captured = chunk.gathering(captures.sorted(), at: rows)
    return Chunk(captured.vectors + parameters, count: rows.count)
  }

  /// One step for all rows at a time: the accumulators of the rows that have another element.
  private func reduce(
    _ source: Vector, _ lists: ListValues, _ chunk: Chunk, _ context: EvaluationContext
  ) throws(Diagnostic) -> Vector {
    var accumulators: Vector
    var step = 0
    if let initial {
      accumulators = try initial.evaluate(chunk, context).typed(type).flattened()
    } else {
      var first = [UInt32](repeating: .max, count: chunk.count)
      for row in 0..<chunk.count where !source.isNull(row) {
        guard lists.entries[row].count > 0 else { throw .reduceOfNothing() }
        first[row] = lists.entries[row].offset
      }
      accumulators = try Cast.evaluate(lists.elements.gatherOrNull(Buffer(first)), to: type)
        .flattened()
      step = 1
    }
    while true {
      let open = (0..<chunk.count).filter { row in
        !source.isNull(row) && Int(lists.entries[row].count) > step
      }
      if open.isEmpty { break }
      let rows = Buffer(open.map { UInt32($0) })
      let elements = Buffer(open.map { lists.entries[$0].offset + UInt32(step) })
      var parameters = [accumulators.gather(rows), lists.elements.gather(elements).flattened()]
      if hasIndex {
        parameters.append(Vector(constant: .integer(Int64(step + 1)), count: open.count))
      }
      let values = try body.evaluate(row(chunk, rows, parameters), context)
        .typed(type).flattened()
      if open.count == chunk.count {
        accumulators = values
      } else {
        let rest = Selection.complement(of: rows, count: chunk.count)
        accumulators = Vector.scattering(
          [(rows, values), (rest, accumulators.gather(rest))], count: chunk.count, type: type)
      }
      step += 1
    }
    let rows = accumulators.canonical()
    return rows.replacing(validity: .and(rows.validity, source.validity))
  }
}
