import KhoiData

/// The order of the rows of one vector, none of which is null.
struct RowRanking {
  private enum Keys {
    case numbers(Buffer<Int64>)
    case values(Vector)
  }

  private let keys: Keys

  init(_ vector: Vector) {
    let flat = vector.canonical()
    if OrderedKey.exists(for: vector.type) {
      keys = .numbers(OrderedKey.keys(flat))
    } else {
      let isComparable = vector.type.isTextual || vector.type == .interval
      keys = .values(isComparable ? flat : flat.sortKeys())
    }
  }

  /// Negative, zero or positive.
  func order(_ left: Int, _ right: Int) -> Int {
    switch keys {
    case .numbers(let numbers):
      let (one, two) = (numbers[left], numbers[right])
      return one < two ? -1 : one > two ? 1 : 0
    case .values(let vector): return Comparison.order(vector, left, vector, right)
    }
  }

  /// The rows of a range in order, equal ones as they came.
  func sorted(_ rows: Range<Int>) -> [Int] { sorted(rows: rows) }

  /// The given rows in order, equal ones as they came.
  func sorted(rows: some Sequence<Int>, isDescending: Bool = false) -> [Int] {
    if case .numbers(let numbers) = keys {
      var pairs = rows.map { (key: numbers[$0], row: $0) }
      if isDescending {
        pairs.sort { $0.key != $1.key ? $0.key > $1.key : $0.row < $1.row }
      } else {
        pairs.sort { $0.key != $1.key ? $0.key < $1.key : $0.row < $1.row }
      }
      return pairs.map(\.row)
    }
    return rows.sorted { left, right in
      let order = order(left, right)
      if order == 0 { return left < right }
      return isDescending ? order > 0 : order < 0
    }
  }

  /// Each distinct value of a range in order: its first row and how often it is there.
  func runs(_ rows: Range<Int>) -> [(row: Int, count: Int)] {
    var runs: [(row: Int, count: Int)] = []
    for row in sorted(rows) {
      if let last = runs.last, order(last.row, row) == 0 {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((row, 1))
      }
    }
    return runs
  }
}
