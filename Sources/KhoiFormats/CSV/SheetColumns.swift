import KhoiText

/// What could be done to the columns of a sheet: never by itself, as an empty cell, a dash or a
/// blank may mean something.
struct SheetColumns {
  private let rows: [SheetRow]
  private let columnCount: Int
  private let options: CSVOptions

  init(finder: SheetFinder, options: CSVOptions) {
    rows = finder.data
    columnCount = finder.columnCount
    self.options = options
  }

  /// The columns that are to be filled down because they look like it.
  func filledDown() -> [Int] {
    let isWanted =
      options.filledDown.contains("auto")
      || (options.cleansSheets == true && options.filledDown.isEmpty)
    return isWanted ? mergedColumns() : []
  }

  /// Columns of groups, whose value stands in the first row of each group only, as merged cells are
  /// written: at the left, texts or years, never the same twice in a row.
  func mergedColumns() -> [Int] {
    var result: [Int] = []
    guard rows.count >= 3 else { return [] }
    for column in 0..<((columnCount + 1) / 2) {
      if rows.allSatisfy({ $0.isFilled(column) }) { continue }
      guard isMerged(column, inside: result) else { break }
      result.append(column)
    }
    return result
  }

  private func isMerged(_ column: Int, inside outer: [Int]) -> Bool {
    let filled = rows.indices.filter { rows[$0].isFilled(column) }
    guard filled.first == 0, filled.count * 10 <= rows.count * 7,
      filled.count >= 2 || (outer.isEmpty == false && filled.count == 1)
    else { return false }
    for place in filled {
      let cell = rows[place].cell(column)
      guard SheetCell.isText(cell) || Self.isYear(cell) else { return false }
      // The same twice in a row is no group, unless an outer group begins there.
      if place > 0, rows[place - 1].isFilled(column), rows[place - 1].cell(column) == cell,
        !outer.contains(where: { rows[place].isFilled($0) })
      {
        return false
      }
    }
    // A group within a group begins anew with the outer one.
    return outer.allSatisfy { outer in
      rows.allSatisfy { !$0.isFilled(outer) || $0.isFilled(column) }
    }
  }

  private static func isYear(_ cell: ArraySlice<UInt8>) -> Bool {
    guard cell.count == 4, let number = SheetCell.number(cell) else { return false }
    return (1900...2100).contains(number)
  }

  /// How many cells a column has to be filled down.
  func emptyCount(_ column: Int) -> Int { rows.filter { !$0.isFilled(column) }.count }

  /// How many values have blanks around them.
  func paddedCount() -> Int {
    var count = 0
    for row in rows {
      for place in row.filled where row.cell(place).count != row.record.content(place).count {
        count += 1
      }
    }
    return count
  }

  /// For each column the words in it that stand for missing values, with how often they do.
  func missingWords() -> [Int: [(text: String, count: Int)]] {
    var result: [Int: [(text: String, count: Int)]] = [:]
    for column in 0..<columnCount {
      let cells = rows.filter { $0.isFilled(column) }.map { $0.cell(column) }
      let words = cells.filter { SheetCell.isMissing($0) }
      guard !words.isEmpty else { continue }
      let quantities = cells.filter { SheetCell.isQuantity($0) }.count
      let others = cells.count - words.count
      // Among words, only signs and phrases that are no names of anything.
      let isTable = others > 0 && quantities * 5 >= others * 3
      var found: [String: Int] = [:]
      for word in words where isTable || !SheetCell.hasLetter(word) || word.count > 8 {
        found[String(decoding: word, as: UTF8.self), default: 0] += 1
      }
      if !found.isEmpty {
        result[column] = found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      }
    }
    return result
  }

  /// The same as bytes.
  var fieldNulls: [Int: [[UInt8]]] {
    missingWords().mapValues { words in words.map { Array($0.text.utf8) } }
  }

  /// How many rows are the same as an earlier one in every cell.
  func repeatedCount() -> Int {
    var seen = Set<[UInt8]>()
    var count = 0
    for row in rows {
      var key: [UInt8] = []
      for place in 0..<columnCount {
        key.append(contentsOf: row.cell(place))
        key.append(0)
      }
      if !seen.insert(key).inserted { count += 1 }
    }
    return count
  }

  /// How many cells hold an error of a spreadsheet.
  var errorCount: Int { rows.reduce(0) { $0 + $1.errorCount } }

  /// For each column how many of its values are no quantities where most of them are.
  func oddValues(_ column: Int) -> [String] {
    let cells = rows.filter { $0.isFilled(column) }.map { $0.cell(column) }
    let odd = cells.filter { !SheetCell.isValue($0) }
    guard odd.count * 2 < cells.count else { return [] }
    return odd.map { String(decoding: $0, as: UTF8.self) }
  }
}
