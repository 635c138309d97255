/// Which rows of a sheet are no data, and what becomes of its cells.
struct SheetRules: Sendable, Equatable {
  /// Whether rows without any value are left out.
  var leavesEmptyRows = false
  /// The cells of the header, where rows that repeat it are left out.
  var repeatedHeader: [[UInt8]] = []
  /// The fields of the table, where another table stands beside it.
  var width: Int?
  /// Columns that every row of data fills, where rows of sums are left out.
  var totalKeys: [Int] = []
  /// Rows known by where they start.
  var leftOut: [Int: SheetOmission.Kind] = [:]
  /// Where the table ends, if something stands behind it.
  var end: Int?
  /// What stands there.
  var endKind = SheetOmission.Kind.footer
  /// Columns whose empty cells repeat what stands above them.
  var filledDown: [Int] = []
  var trims = false
  /// For some fields texts that stand for NULL there.
  var fieldNulls: [Int: [[UInt8]]] = [:]
  /// Whether `#N/A` and its like are NULL.
  var nullsErrors = false

  /// Whether there is nothing to be done.
  var isPlain: Bool { self == SheetRules() }

  /// Why a record is no row of data, if it is none; `start` is where it stands in the file.
  func omission(_ record: CSVRecord, start: Int) -> SheetOmission.Kind? {
    if let kind = leftOut[start] { return kind }
    guard leavesEmptyRows || !repeatedHeader.isEmpty || !totalKeys.isEmpty else { return nil }
    let row = SheetRow(record, width: width)
    if row.filled.isEmpty { return leavesEmptyRows ? .emptyRow : nil }
    if !repeatedHeader.isEmpty && row.repeats(repeatedHeader) { return .repeatedHeader }
    return row.isTotal(keys: totalKeys) ? .total : nil
  }
}

/// A row that was left out.
struct SheetOmission: Sendable {
  /// Why a row is no data, in the order in which they are told.
  enum Kind: Sendable, CaseIterable {
    case title, numbering, repeatedHeader, skipped, emptyRow, total, footer, secondTable

    /// What such a row is called.
    var noun: String {
      switch self {
      case .title: "title row"
      case .numbering: "row of column numbers"
      case .repeatedHeader: "repeated header"
      case .skipped: "row below the header"
      case .emptyRow: "empty row"
      case .total: "total row"
      case .footer: "row below the table"
      case .secondTable: "row of a second table"
      }
    }
  }

  var kind: Kind
  /// Where it starts in the file.
  var start: Int
}

/// What was done to the rows and cells of sheets.
struct SheetOutcome: Sendable {
  var omissions: [SheetOmission] = []
  /// Cells that held an error of a spreadsheet.
  var errorCount = 0
  /// Cells filled from above, by column.
  var filledDown: [Int: Int] = [:]
  var trimmedCount = 0
}

/// A record with what is to be known of its cells; an object, as rows are sorted into many lists.
final class SheetRow: Sendable {
  let record: CSVRecord
  /// Cells with a value: neither blank nor an error.
  let filled: [Int]
  let errorCount: Int
  /// Whether the first value is a word such as `Total` and the others are quantities.
  let isLabelledTotal: Bool

  /// The record's cells, or those of the first `width` fields.
  init(_ record: CSVRecord, width: Int? = nil) {
    self.record = record
    var filled: [Int] = []
    var errorCount = 0
    if record.kind == .data {
      filled.reserveCapacity(record.fieldCount)
      for place in 0..<min(record.fieldCount, width ?? Int.max) {
        let cell = SheetCell.trimmed(record.content(place))
        if cell.isEmpty { continue }
        if SheetCell.isError(cell) { errorCount += 1 } else { filled.append(place) }
      }
    }
    self.filled = filled
    self.errorCount = errorCount
    isLabelledTotal =
      filled.first.map { SheetCell.isTotalLabel(SheetCell.trimmed(record.content($0))) } ?? false
      && filled.dropFirst().allSatisfy {
        SheetCell.isQuantity(SheetCell.trimmed(record.content($0)))
      }
  }

  /// A cell without blanks around it; an empty one where the record is too short.
  func cell(_ place: Int) -> ArraySlice<UInt8> {
    place < record.fieldCount ? SheetCell.trimmed(record.content(place)) : []
  }

  func isFilled(_ place: Int) -> Bool { filled.contains(place) }

  /// Whether all cells are those of the header.
  func repeats(_ header: [[UInt8]]) -> Bool {
    guard record.fieldCount >= header.count else { return false }
    return header.indices.allSatisfy { cell($0).elementsEqual(header[$0]) }
  }

  /// Whether this is a row of sums: labelled so, quantities in it and nothing else, and empty
  /// where every row of data has a value.
  func isTotal(keys: [Int]) -> Bool {
    guard let label = filled.first, isLabelledTotal else { return false }
    return keys.contains { $0 != label && !isFilled($0) }
  }

  /// Whether every value is a word.
  var isWords: Bool { filled.allSatisfy { SheetCell.isText(cell($0)) } }
}
