import KhoiData

/// A glance at a few rows of a column, for what the statistics do not say.
enum ColumnSample {
  private static let rowCount = 1024

  /// The share of distinct values in a run of neighbouring rows: well below one where the rows of a
  /// table are kept together by this column, as order lines are by their order.
  static func distinctShare(of table: Table, _ column: Int) -> Double {
    guard !table.segments.isEmpty else { return 1 }
    let segment = table.segments[table.segments.count / 2]
    let count = min(rowCount, segment.rowCount)
    guard count > 0 else { return 1 }
    let vector = segment.columns[column].slice((segment.rowCount - count) / 2, count)
    var seen: Set<Value> = []
    var valid = 0
    for row in 0..<count where !vector.isNull(row) {
      valid += 1
      seen.insert(vector[row])
    }
    return valid == 0 ? 1 : Double(seen.count) / Double(valid)
  }
}
