import KhoiData
import KhoiText

/// One file of a load with everything known about it before its data is read.
struct CSVSource: Sendable {
  let file: InputFile
  let dialect: CSVDialect
  /// Fields in a record.
  let columnCount: Int
  let dataStart: Int
  let hasQuotes: Bool
  /// For each column of the table the field of this file that it comes from.
  let fields: [Int?]
  /// For each column of the table how this file writes its days and moments.
  let formats: [MomentFormat?]
  /// Whether to note where every record begins.
  var notesOffsets = false
}

/// One column of the table that a load makes.
struct CSVColumn: Sendable {
  var name: String
  /// The kind that was asked for.
  var fixedKind: ColumnKind?
  /// The kind that the first values have.
  var guess: ColumnKind
  /// The type that was asked for, if it is more than the kind says.
  var type: LogicalType?
  /// Whether fractions such as `74.958` may be groups of digits.
  var checksFractions = false
  /// Whether days such as `10/02/2025` may be months.
  var checksDays = false
}

/// A part of a file that one worker reads at a time: the records that start in it.
struct CSVRange: Sendable {
  var source: Int
  var lower: Int
  var upper: Int
  /// Whether the byte at `lower` is inside quotes by the number of quotes before it; nil where
  /// they were not counted.
  var insideQuotes: Bool?
  var start = Start.unknown

  enum Start: Sendable, Equatable {
    case unknown
    /// The offset of the first record.
    case known(Int)
    /// No record starts here.
    case absent
  }
}

/// What one range of a file came to.
struct CSVRangeResult: Sendable {
  /// The first record and the end of the last one; nil where no record starts in the range.
  var bounds: Bounds?
  var loaded = LoadedRange(columns: [], rowCount: 0)
  var counts = RecordCounts()
  /// Where each record begins in the file, if that was asked for.
  var offsets: [Int] = []
  var composedCount = 0
  var reorderedCount = 0
  var error: Diagnostic?

  struct Bounds: Sendable {
    var start: Int
    var end: Int
  }
}
