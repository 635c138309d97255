import KhoiData
import KhoiText

/// The places of rows in some order.
struct RowRanks {
  /// For each row its place; no two are the same.
  let ranks: Buffer<UInt32>
  /// For each place the row.
  let rows: Buffer<UInt32>
  /// For each place the first place whose row is equal in the order, and one past the last.
  let groupStart: [UInt32]
  let groupEnd: [UInt32]
  /// For each place how many groups of equal rows come before.
  let groupNumber: [UInt32]

  init(
    _ keys: [Vector], _ specifications: [SortSpecification], count: Int,
    isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) {
    let levels = zip(keys, specifications).flatMap {
      SortLevel.make($0, $1, isCancelled: isCancelled)
    }
    rows = try SortPermutation.sort(levels, count: count, isCancelled: isCancelled)
    ranks = rows.inverted
    var starts: [UInt32] = []
    var numbers: [UInt32] = []
    starts.reserveCapacity(count)
    numbers.reserveCapacity(count)
    for place in 0..<count {
      let isEqual =
        place > 0
        && levels.allSatisfy { [rows] in $0.isEqual(Int(rows[place]), Int(rows[place - 1])) }
      starts.append(isEqual ? starts[place - 1] : UInt32(place))
      numbers.append(place == 0 ? 0 : numbers[place - 1] + (isEqual ? 0 : 1))
    }
    var ends = [UInt32](repeating: UInt32(count), count: count)
    for place in stride(from: count - 2, through: 0, by: -1) {
      ends[place] = starts[place + 1] == starts[place] ? ends[place + 1] : UInt32(place + 1)
    }
    groupStart = starts
    groupEnd = ends
    groupNumber = numbers
  }

  /// For each row a number that rows equal in the order share.
  var numbers: [UInt32] { (0..<ranks.count).map { groupNumber[Int(ranks[$0])] } }

  var groupCount: Int { groupNumber.last.map { Int($0) + 1 } ?? 0 }
}
