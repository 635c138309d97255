/// What a spreadsheet put around a table: titles above it, several rows of header, sums and
/// signatures below.
struct Sheet: Sendable {
  /// Where title rows start.
  var titles: [Int] = []
  /// The rows of the header.
  var headerRows: [CSVRecord] = []
  /// What is done to rows and cells.
  var rules = SheetRules()
  /// Fields without a name and without any value.
  var emptyColumns: [Int] = []
  /// Fields of another table beside this one.
  var besideColumns: [Int] = []
  /// Fields that every row of data fills.
  var keys: [Int] = []

  /// The rows that were looked at, where they are to be told of.
  var columns: SheetColumns?

  /// Sums in the last row that are not the sums of the rows above it.
  var wrongSums: [WrongSum] = []
  /// How many sums in the last row are right.
  var rightSums = 0

  /// A sum as it stands in a sheet, and what the rows come to.
  struct WrongSum: Sendable {
    var field: Int
    var said: String
    var found: Double
    var start: Int
  }

  /// Whether a record of the head is a row of data.
  func isData(_ record: CSVRecord) -> Bool {
    if let end = rules.end, record.start >= end { return false }
    if headerRows.dropFirst().contains(where: { $0.start == record.start }) { return false }
    return rules.omission(record, start: record.start) == nil
  }

  /// The names of several rows joined: a name of an upper row goes on to the right over empty cells
  /// that have names below.
  static func joined(_ rows: [[String]]) -> [String] {
    var result = [String](repeating: "", count: rows.first?.count ?? 0)
    for (place, row) in rows.enumerated() {
      let below = rows.dropFirst(place + 1)
      var above = ""
      for column in row.indices {
        var name = row[column]
        if name.isEmpty && below.contains(where: { !$0[column].isEmpty }) {
          name = above
        } else {
          above = name
        }
        if name.isEmpty { continue }
        result[column] += result[column].isEmpty ? name : " " + name
      }
    }
    return result
  }
}

/// Whether what was found is done: by itself where nothing else can be meant, or as was said.
enum SheetChoice: String, Sendable, CaseIterable {
  case auto, keep, drop

  /// Whether to act on something found.
  func applies(_ options: CSVOptions, isUnmistakable: Bool) -> Bool {
    switch self {
    case .keep: false
    case .drop: true
    case .auto: options.cleansSheets ?? isUnmistakable
    }
  }
}
