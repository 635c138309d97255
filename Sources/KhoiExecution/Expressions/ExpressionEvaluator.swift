package import KhoiData
import KhoiFunctions
package import KhoiPlan
package import KhoiText

/// Computes one expression chunk by chunk.
package struct ExpressionEvaluator: Sendable {
  let node: ExpressionNode
  /// The positions of the columns it reads, ascending.
  package let columns: [Int]
  package let type: LogicalType
  /// Whether some input can make it an error.
  package let canFail: Bool
  private let context: EvaluationContext

  package init(
    _ expression: BoundExpression, layout: ColumnLayout, context: QueryContext
  ) throws(Diagnostic) {
    node = try ExpressionNode(expression, layout: layout)
    type = expression.type
    canFail = node.canFail
    var used: Set<Int> = []
    node.collectColumns(into: &used)
    columns = used.sorted()
    self.context = context.evaluation
  }

  /// The position of the column that the expression is, or nil where it is more than a column.
  package var plainColumn: Int? {
    if case .column(let position) = node { return position }
    return nil
  }

  /// The values for every row of the chunk, in whatever form they come.
  package func evaluate(_ chunk: Chunk) throws(Diagnostic) -> Vector {
    if chunk.count == 0 { return Vector(nulls: type, count: 0) }
    return try node.evaluate(chunk, context)
  }

  /// The values for some rows of the chunk; only the columns it reads are gathered.
  package func evaluate(
    _ chunk: Chunk, rows: Buffer<UInt32>
  ) throws(Diagnostic) -> Vector {
    if rows.count == 0 { return Vector(nulls: type, count: 0) }
    return try node.evaluate(chunk.gathering(columns, at: rows), context)
  }
}

extension Chunk {
  /// The given rows of the given columns; NULLs stand in the places of the others.
  func gathering(_ columns: [Int], at rows: Buffer<UInt32>) -> Chunk {
    var next = 0
    var gathered: [Vector] = []
    gathered.reserveCapacity(vectors.count)
    let absent = Vector(nulls: .null, count: rows.count)
    for position in vectors.indices {
      if next < columns.count && columns[next] == position {
        gathered.append(vectors[position].gather(rows))
        next += 1
      } else {
        gathered.append(absent)
      }
    }
    return Chunk(gathered, count: rows.count)
  }
}
