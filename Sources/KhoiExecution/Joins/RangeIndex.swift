import KhoiData
import KhoiPlan
import KhoiText

/// Finds the build rows that satisfy one or two comparisons with a probe row, without looking at
/// the others.
///
/// The build rows lie in the order of one key, so that the first comparison is a range of places; a
/// tree over them with the greatest second key of every subtree says where in the range the second
/// comparison can hold (a priority search tree: McCreight, SIAM Journal on Computing 14, 1985). For
/// `x BETWEEN low AND high` this costs as much as there are matches, times a logarithm.
final class RangeIndex: Sendable {
  /// How a build key compares with what the probe row says.
  struct Term: Sendable {
    let probe: ExpressionEvaluator
    let isGreater: Bool
    let includesEqual: Bool
  }

  let terms: [Term]
  /// Build rows in the order of the first key, and their keys.
  private let rows: [UInt32]
  private let keys: [UInt64]
  /// Over the places of `rows` the greatest second key; leaves begin at `leafCount`.
  private let tree: [UInt64]
  private let leafCount: Int

  /// `keys` are the build rows' keys, one vector per term; nil where they have no codes.
  init?(
    _ terms: [Term], keys columns: [Vector], isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) {
    guard let first = columns.first, let codes = RangeCodes(first) else { return nil }
    var second: RangeCodes?
    if columns.count > 1 {
      guard let made = RangeCodes(columns[1]) else { return nil }
      second = made
    }
    self.terms = terms
    let order = try SortPermutation.sort(
      [.codes(SortCodes(codes: codes.codes, bits: 64))], count: first.count,
      isCancelled: isCancelled)
    var sorted: [UInt32] = []
    for place in 0..<order.count {
      let row = Int(order[place])
      // A comparison with NULL is never true.
      if columns.contains(where: { $0.isNull(row) }) { continue }
      sorted.append(order[place])
    }
    rows = sorted
    keys = sorted.map { codes.codes[Int($0)] }
    guard let second else {
      tree = []
      leafCount = 0
      return
    }
    var leaves = 1
    while leaves < sorted.count { leaves *= 2 }
    var greatest = [UInt64](repeating: 0, count: leaves * 2)
    for (place, row) in sorted.enumerated() {
      let code = second.codes[Int(row)]
      greatest[leaves + place] = terms[1].isGreater ? code : ~code
    }
    for node in stride(from: leaves - 1, to: 0, by: -1) {
      greatest[node] = max(greatest[node * 2], greatest[node * 2 + 1])
    }
    tree = greatest
    leafCount = leaves
  }

  /// The probe rows' keys, one for each term.
  func probeCodes(_ vectors: [Vector]) -> [RangeCodes]? {
    var codes: [RangeCodes] = []
    for vector in vectors {
      guard let made = RangeCodes(vector) else { return nil }
      codes.append(made)
    }
    return codes
  }

  /// The build rows that match a probe row, in their order.
  func matches(_ codes: [RangeCodes], row: Int, into found: inout [UInt32]) {
    found.removeAll(keepingCapacity: true)
    if codes.contains(where: { $0.isNull(row) }) { return }
    let places = places(codes[0].codes[row])
    if codes.count == 1 {
      found.append(contentsOf: rows[places])
    } else {
      var target = codes[1].codes[row]
      if !terms[1].isGreater { target = ~target }
      if !terms[1].includesEqual {
        if target == UInt64.max { return }
        target += 1
      }
      collect(places, atLeast: target, into: &found)
    }
    found.sort()
  }

  /// Whether a probe row has any match.
  func hasMatch(_ codes: [RangeCodes], row: Int, _ scratch: inout [UInt32]) -> Bool {
    if codes.count == 1 {
      return !codes[0].isNull(row) && !places(codes[0].codes[row]).isEmpty
    }
    matches(codes, row: row, into: &scratch)
    return !scratch.isEmpty
  }

  private func places(_ target: UInt64) -> Range<Int> {
    let term = terms[0]
    // The first place whose key is greater, or not less, than the target.
    let skipsEqual = term.isGreater != term.includesEqual
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < target || (skipsEqual && keys[middle] == target) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return term.isGreater ? low..<keys.count : 0..<low
  }

  private func collect(
    _ places: Range<Int>, atLeast target: UInt64, into found: inout [UInt32]
  ) {
    if places.isEmpty { return }
    // Nodes to look at, with the places below them.
    var open = [(node: 1, first: 0, count: leafCount)]
    while let (node, first, count) = open.popLast() {
      if tree[node] < target || first >= places.upperBound || first + count <= places.lowerBound {
        continue
      }
      if count == 1 {
        if first < rows.count { found.append(rows[first]) }
        continue
      }
      let half = count / 2
      open.append((node * 2 + 1, first + half, half))
      open.append((node * 2, first, half))
    }
  }
}

/// Numbers, days and moments as unsigned codes in one order, whatever column they come from.
struct RangeCodes {
  let codes: Buffer<UInt64>
  private let vector: Vector

  init?(_ vector: Vector) {
    let flat = vector.canonical()
    self.vector = flat
    func signed<Element: FixedWidthInteger & BitwiseCopyable>(
      _ values: Buffer<Element>
    ) -> Buffer<UInt64> {
      Buffer(
        (0..<values.count).map {
          UInt64(bitPattern: Int64(truncatingIfNeeded: values[$0])) ^ (1 << 63)
        })
    }
    switch flat.values {
    case .int8(let values): codes = signed(values)
    case .int16(let values): codes = signed(values)
    case .int32(let values): codes = signed(values)
    case .int64(let values): codes = signed(values)
    case .float64(let values):
      codes = Buffer((0..<values.count).map { SortLevel.orderedBits(values[$0]) })
    default: return nil
    }
  }

  func isNull(_ row: Int) -> Bool { vector.isNull(row) }
}
