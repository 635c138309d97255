import KhoiData
import KhoiPlan
import KhoiText

/// The right rows of an ASOF join by key, and for one key in the order of what is compared.
struct AsOfIndex: Sendable {
  private let comparison: LogicalPlan.AsOf.Comparison
  /// Codes of what is compared: those of the right rows, then those of the left.
  private let codes: Buffer<UInt64>
  private let leftKey: Vector
  private let rightCount: Int
  /// Right rows by key number, each key's from `offsets[number]`.
  private let rows: [UInt32]
  private let offsets: [UInt32]

  init(
    table: JoinTable, rightKey: Vector, leftKey: Vector,
    comparison: LogicalPlan.AsOf.Comparison, isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) {
    self.comparison = comparison
    self.leftKey = leftKey
    rightCount = rightKey.count
    codes = try Vector.concatenate([rightKey, leftKey], type: rightKey.type)
      .orderCodes(isCancelled: isCancelled)
    var numbers = table.keyNumbers()
    for row in 0..<rightCount where rightKey.isNull(row) { numbers[row] = UInt32.max }
    let sorted = try SortPermutation.sort(
      [.codes(SortCodes(codes: codes.slice(0, rightCount), bits: 64))], count: rightCount,
      isCancelled: isCancelled)
    var starts = [UInt32](repeating: 0, count: table.keyNumberLimit + 1)
    for number in numbers where number != UInt32.max { starts[Int(number) + 1] += 1 }
    for number in 1..<starts.count { starts[number] += starts[number - 1] }
    var next = starts
    var grouped = [UInt32](repeating: 0, count: Int(starts[starts.count - 1]))
    for place in 0..<sorted.count {
      let number = numbers[Int(sorted[place])]
      if number == UInt32.max { continue }
      grouped[Int(next[Int(number)])] = sorted[place]
      next[Int(number)] += 1
    }
    rows = grouped
    offsets = starts
  }

  /// The nearest right row for each left row from `firstRow` on, whose key numbers are given.
  func nearest(_ numbers: Buffer<UInt32>, firstRow: Int) -> Buffer<UInt32> {
    Buffer((0..<numbers.count).map { nearest(numbers[$0], firstRow + $0) })
  }

  private func nearest(_ number: UInt32, _ row: Int) -> UInt32 {
    if number == UInt32.max || leftKey.isNull(row) { return UInt32.max }
    let target = codes[rightCount + row]
    let first = Int(offsets[Int(number)])
    let last = Int(offsets[Int(number) + 1])
    // The first place whose code is greater, or not less, than the target.
    let skipsEqual = comparison == .greaterOrEqual || comparison == .less
    var (low, high) = (first, last)
    while low < high {
      let middle = (low + high) / 2
      let code = codes[Int(rows[middle])]
      if code < target || (skipsEqual && code == target) { low = middle + 1 } else { high = middle }
    }
    switch comparison {
    case .greaterOrEqual, .greater: return low > first ? rows[low - 1] : UInt32.max
    case .lessOrEqual, .less: return low < last ? rows[low] : UInt32.max
    }
  }
}

extension JoinTable {
  /// One more than the largest number of a key.
  var keyNumberLimit: Int { isUnique ? onlyRow.count : offsets.count - 1 }

  /// For each row the number of its key; `UInt32.max` where it has none.
  func keyNumbers() -> [UInt32] {
    var numbers = [UInt32](repeating: UInt32.max, count: rowCount)
    for number in 0..<keyNumberLimit {
      if isUnique {
        if onlyRow[number] != UInt32.max { numbers[Int(onlyRow[number])] = UInt32(number) }
      } else {
        for place in Int(offsets[number])..<Int(offsets[number + 1]) {
          numbers[Int(rows[place])] = UInt32(number)
        }
      }
    }
    return numbers
  }
}
