/// Which columns of a box are drawn and how wide, so that it fits the terminal.
///
/// 1. Every column as wide as its name, type and shown cells.
/// 2. Too wide: the widest columns shrink, down to the next widest and so on, text to no less than
///    20 cells, numbers and moments not at all.
/// 3. Still too wide: columns disappear from the middle outwards, one `…` standing for them; cells
///    that become free go back to the shrunken columns from left to right.
/// 4. Few rows and nothing missing but cut cells: the cells are wrapped instead of cut.
struct BoxLayout {
  static let shrunkenWidth = 20

  /// The columns that are drawn, in order, nil where the `…` stands.
  private(set) var shown: [Int?]
  private(set) var widths: [Int]
  private(set) var wrapsCells = false

  init(_ table: BoxTable, width limit: Int?, maxRows: Int?) {
    let full = table.columns.map(\.fullWidth)
    let least = table.columns.map { min($0.fullWidth, $0.leastWidth) }
    widths = full
    shown = Array(table.columns.indices)
    guard let limit, Self.total(widths, shown) > limit else { return }
    shrink(to: limit, least: least)
    if Self.total(widths, shown) > limit {
      widths = least
      drop(to: limit)
      giveBack(to: limit, full: full)
    }
    let isCut = table.columns.indices.contains { index in
      shown.contains(index) && table.columns[index].cells.contains { $0.width > widths[index] }
    }
    wrapsCells =
      isCut && !shown.contains(nil) && table.shownCount == table.rowCount
      && table.rowCount + 5 < (maxRows ?? 40)
  }

  var droppedCount: Int { widths.count - shown.compactMap { $0 }.count }

  /// The width of a drawn column; one cell for the `…`.
  func width(_ column: Int?) -> Int { column.map { widths[$0] } ?? 1 }

  private static func total(_ widths: [Int], _ shown: [Int?]) -> Int {
    1 + shown.reduce(0) { $0 + ($1.map { widths[$0] } ?? 1) + 3 }
  }

  private mutating func shrink(to limit: Int, least: [Int]) {
    var excess = Self.total(widths, shown) - limit
    while excess > 0 {
      let candidates = widths.indices.filter { widths[$0] > least[$0] }
      guard let widest = candidates.map({ widths[$0] }).max() else { return }
      let group = candidates.filter { widths[$0] == widest }
      let next = candidates.map { widths[$0] }.filter { $0 < widest }.max() ?? 0
      // Down to the next widest, to the floor, or just as far as needed, whichever comes first.
      let floor = max(next, group.map { least[$0] }.max() ?? 0)
      let step = min(widest - floor, max(1, excess / group.count))
      for index in group {
        let take = min(max(step, 1), widths[index] - least[index], excess)
        widths[index] -= take
        excess -= take
        if excess == 0 { return }
      }
    }
  }

  private mutating func drop(to limit: Int) {
    let count = widths.count
    var order: [Int] = []
    for distance in 0...count {
      for index in distance == 0 ? [count / 2] : [count / 2 - distance, count / 2 + distance]
      where index > 0 && index < count {
        order.append(index)
      }
    }
    var dropped = Set<Int>()
    for index in order {
      dropped.insert(index)
      shown = []
      for column in widths.indices {
        if !dropped.contains(column) {
          shown.append(column)
        } else if shown.last != .some(nil) {
          shown.append(nil)
        }
      }
      if Self.total(widths, shown) <= limit { return }
    }
  }

  private mutating func giveBack(to limit: Int, full: [Int]) {
    var spare = limit - Self.total(widths, shown)
    for case let column? in shown where spare > 0 {
      let take = min(spare, full[column] - widths[column])
      widths[column] += take
      spare -= take
    }
  }
}
