import KhoiData
import KhoiText

/// Turns each row into one row per group of columns: `UNPIVOT`.
///
/// The rows that come of one input row stand together, in the order of the groups.
final class UnpivotOperator: Operator {
  /// Positions of the columns that are repeated.
  private let kept: [Int]
  /// The label of each group, of one type.
  private let labels: Vector
  private let labelType: LogicalType
  /// For each value column its type and, per group, the position it comes from.
  private let values: [(type: LogicalType, sources: [Int])]
  private let includesNulls: Bool

  init(
    kept: [Int], labels: [Value], labelType: LogicalType,
    values: [(type: LogicalType, sources: [Int])], includesNulls: Bool
  ) {
    self.kept = kept
    self.labelType = labelType
    self.labels = Vector.concatenate(
      labels.map { Vector(constant: $0, type: labelType, count: 1) }, type: labelType)
    self.values = values
    self.includesNulls = includesNulls
  }

  func makeLocalState() -> any OperatorState { State(self) }

  fileprivate func unpivot(_ chunk: Chunk) -> Chunk {
    let groupCount = labels.count
    // Row r of group g lies at g * count + r of the concatenated sources.
    let stacked = values.map { value in
      Vector.concatenate(
        value.sources.map { chunk[$0].flattened() }, type: value.type)
    }
    var inputRows: [UInt32] = []
    var groups: [UInt32] = []
    var stackedRows: [UInt32] = []
    for row in 0..<chunk.count {
      for group in 0..<groupCount {
        let stackedRow = group * chunk.count + row
        if !includesNulls && stacked.allSatisfy({ $0.isNull(stackedRow) }) { continue }
        inputRows.append(UInt32(row))
        groups.append(UInt32(group))
        stackedRows.append(UInt32(stackedRow))
      }
    }
    let rows = Buffer(inputRows)
    let places = Buffer(stackedRows)
    return Chunk(
      kept.map { chunk[$0].gather(rows) } + [labels.gather(Buffer(groups))]
        + stacked.map { $0.gather(places) }, count: rows.count)
  }

  private final class State: OperatorState {
    private let step: UnpivotOperator

    init(_ step: UnpivotOperator) {
      self.step = step
    }

    func process(_ chunk: Chunk, emit: ChunkConsumer) throws(Diagnostic) -> Flow {
      try emit(step.unpivot(chunk))
    }
  }
}
