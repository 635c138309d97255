import KhoiData
import KhoiFunctions
import KhoiText

/// Window functions with an order inside the call: each looks at the rows of the frame in that
/// order, as in `RANK(ORDER BY score DESC) OVER (PARTITION BY year ORDER BY day)`.
struct OrderedFrameFunction {
  let name: String
  let input: WindowInput
  let ranks: RowRanks
  let isCancelled: () -> Bool

  func evaluate() throws(Diagnostic) -> Vector {
    switch name {
    case "row_number": return try numbers { tree, row in Int64(tree.below(row)) + 1 }
    case "rank": return try numbers { tree, row in Int64(tree.belowPeers(row)) + 1 }
    case "dense_rank": return try numbers { tree, row in Int64(tree.groupsBelow(row)) + 1 }
    case "ntile":
      let parts = input.arguments[0]
      return try numbers { tree, row in
        if parts.isNull(row) || parts.int64s[row] < 1 { return nil }
        return Self.tile(tree.below(row), of: tree.count, parts: parts.int64s[row])
      }
    case "percent_rank":
      return try fractions { tree, row in
        tree.count < 2 ? 0 : Double(tree.belowPeers(row)) / Double(tree.count - 1)
      }
    case "cume_dist":
      return try fractions { tree, row in
        tree.count == 0 ? 0 : Double(tree.throughPeers(row)) / Double(tree.count)
      }
    case "first_value": return try values { _, _ in 0 }
    case "last_value": return try values { tree, _ in tree.count - 1 }
    case "nth_value":
      let places = input.arguments[1]
      return try values { tree, row in
        if places.isNull(row) { return nil }
        let place = places.int64s[row]
        if place == 0 { return nil }
        let (index, overflows) =
          place > 0
          ? place.subtractingReportingOverflow(1) : place.addingReportingOverflow(Int64(tree.count))
        return overflows ? nil : Int(index)
      }
    case "lag": return try neighbours(direction: -1)
    case "lead": return try neighbours(direction: 1)
    default: throw .unsupported("ORDER BY inside \(name.uppercased())", at: nil)
    }
  }

  /// Which of `parts` the place falls into, from 1; the first ones are the larger ones.
  private static func tile(_ place: Int, of size: Int, parts: Int64) -> Int64 {
    let (small, larger) = Int64(size).quotientAndRemainder(dividingBy: parts)
    let inLarger = larger * (small + 1)
    let place = Int64(place)
    return place < inLarger
      ? place / (small + 1) + 1 : larger + (place - inLarger) / max(small, 1) + 1
  }

  private func numbers(
    _ number: (OrderedRows, Int) -> Int64?
  ) throws(Diagnostic) -> Vector {
    var results: [Int64] = []
    var known: [Bool] = []
    try forEachFrame(ignoringNulls: false) { tree, row in
      let value = number(tree, row)
      results.append(value ?? 0)
      known.append(value != nil)
    }
    let validity = known.contains(false) ? Validity(count: known.count) { known[$0] } : nil
    return Vector(.bigint, .int64(Buffer(results)), validity: validity)
  }

  private func fractions(
    _ fraction: (OrderedRows, Int) -> Double
  ) throws(Diagnostic) -> Vector {
    var results: [Double] = []
    try forEachFrame(ignoringNulls: false) { tree, row in results.append(fraction(tree, row)) }
    return Vector(.double, .float64(Buffer(results)))
  }

  /// The first argument in the row at a place of the frame's order.
  private func values(_ place: (OrderedRows, Int) -> Int?) throws(Diagnostic) -> Vector {
    var rows: [UInt32] = []
    try forEachFrame(ignoringNulls: input.ignoresNulls) { tree, row in
      rows.append(tree.row(at: place(tree, row)))
    }
    return input.arguments[0].gatherOrNull(Buffer(rows))
  }

  private func neighbours(direction: Int) throws(Diagnostic) -> Vector {
    let argument = input.arguments[0]
    let offsets = input.arguments.count > 1 ? input.arguments[1] : nil
    let defaults = input.arguments.count > 2 ? input.arguments[2] : nil
    var rows: [UInt32] = []
    try forEachFrame(ignoringNulls: input.ignoresNulls) { tree, row in
      if let offsets, offsets.isNull(row) {
        rows.append(UInt32.max)
        return
      }
      let offset = offsets.map { Int($0.int64s[row]) } ?? 1
      let (steps, overflows) = offset.multipliedReportingOverflow(by: direction)
      // From a row that does not count the first one behind is one step away.
      let isOut = input.ignoresNulls && argument.isNull(row) && steps > 0
      let here = tree.below(row) - (isOut ? 1 : 0)
      let (place, overflowsToo) = here.addingReportingOverflow(steps)
      let source = overflows || overflowsToo ? UInt32.max : tree.row(at: place)
      rows.append(
        source == UInt32.max && defaults != nil ? UInt32(input.rowCount + row) : source)
    }
    guard let defaults else { return argument.gatherOrNull(Buffer(rows)) }
    return Vector.concatenate([argument, defaults], type: argument.type)
      .gatherOrNull(Buffer(rows))
  }

  private func forEachFrame(
    ignoringNulls: Bool, _ body: (OrderedRows, Int) -> Void
  ) throws(Diagnostic) {
    var tree = OrderedRows(ranks, countsGroups: name == "dense_rank")
    var slider = FrameSlider()
    var ranges: [Range<Int>] = []
    for row in 0..<input.rowCount {
      if row & 1023 == 0 && isCancelled() { throw .cancelled }
      ranges.removeAll(keepingCapacity: true)
      for part in input.frames where part.start[row] < part.end[row] {
        ranges.append(Int(part.start[row])..<Int(part.end[row]))
      }
      func counts(_ member: Int) -> Bool {
        !ignoringNulls || !input.arguments[0].isNull(member)
      }
      slider.move(to: ranges) { member in
        if counts(member) { tree.remove(member) }
      } insert: { member in
        if counts(member) { tree.insert(member) }
      }
      body(tree, row)
    }
  }
}

/// The rows of a frame by their places in an order.
private struct OrderedRows {
  private let ranks: RowRanks
  private var tree: RankTree
  /// For each group of equal rows how many are there, and the groups that have any.
  private var members: [Int32] = []
  private var groups: RankTree?

  init(_ ranks: RowRanks, countsGroups: Bool) {
    self.ranks = ranks
    tree = RankTree(capacity: ranks.rows.count)
    guard countsGroups else { return }
    members = [Int32](repeating: 0, count: ranks.groupCount)
    groups = RankTree(capacity: ranks.groupCount)
  }

  var count: Int { tree.count }

  mutating func insert(_ row: Int) {
    let rank = Int(ranks.ranks[row])
    tree.insert(rank)
    guard groups != nil else { return }
    let group = Int(ranks.groupNumber[rank])
    if members[group] == 0 { groups?.insert(group) }
    members[group] += 1
  }

  mutating func remove(_ row: Int) {
    let rank = Int(ranks.ranks[row])
    tree.remove(rank)
    guard groups != nil else { return }
    let group = Int(ranks.groupNumber[rank])
    members[group] -= 1
    if members[group] == 0 { groups?.remove(group) }
  }

  func below(_ row: Int) -> Int { tree.count(below: Int(ranks.ranks[row])) }

  func belowPeers(_ row: Int) -> Int {
    tree.count(below: Int(ranks.groupStart[Int(ranks.ranks[row])]))
  }

  func throughPeers(_ row: Int) -> Int {
    tree.count(below: Int(ranks.groupEnd[Int(ranks.ranks[row])]))
  }

  func groupsBelow(_ row: Int) -> Int {
    groups?.count(below: Int(ranks.groupNumber[Int(ranks.ranks[row])])) ?? 0
  }

  /// `UInt32.max` where there is no such place.
  func row(at place: Int?) -> UInt32 {
    guard let place, place >= 0, place < tree.count else { return UInt32.max }
    return ranks.rows[tree.member(at: place)]
  }
}
