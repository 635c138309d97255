import KhoiData
import KhoiText

/// The places of rows in some order.
struct RowRanks {
  /// For each row its place; no two are the same.
  let ranks: Buffer<UInt32>
  /// For each place the row.
  let rows: Buffer<UInt32>
  /// For each place the first place whose row is equal in the order, and one past the last.
  let groupStart: Buffer<UInt32>
  let groupEnd: Buffer<UInt32>
  /// For each place how many groups of equal rows come before.
  let groupNumber: Buffer<UInt32>
  let groupCount: Int

  init(
    _ keys: [Vector], _ specifications: [SortSpecification], count: Int,
    isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) {
    let levels = zip(keys, specifications).flatMap {
      SortLevel.make($0, $1, isCancelled: isCancelled)
    }
    rows = try SortPermutation.sort(levels, count: count, isCancelled: isCancelled)
    let interruption = Interruption(isCancelled: isCancelled)
    ranks = try rows.inverted(interruption)
    let marks = try OrderMarks.marks(
      rows, partition: [], peers: levels, interruption: interruption)
    (groupStart, groupNumber, groupCount) = try OrderMarks.starts(
      marks, OrderMarks.peers, interruption)
    groupEnd = try OrderMarks.ends(marks, OrderMarks.peers, interruption)
  }

  /// For each row a number that rows equal in the order share.
  var numbers: Buffer<UInt32> { groupNumber.gather(ranks) }
}
