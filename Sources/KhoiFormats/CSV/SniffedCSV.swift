import KhoiText

/// What was found out about one CSV file from its first bytes.
struct SniffedCSV: Sendable {
  var grammar: CSVGrammar
  /// The names in the header as they stand there; nil without a header.
  var header: [String]?
  var columnCount: Int
  /// The offset of the first record of data.
  var dataStart: Int
  var headerLine = 1
  /// What the values of the first records look like.
  var guesses: [ColumnKind] = []
  /// How days and moments of each column are written, where it is not as in ISO 8601.
  var formats: [MomentFormat?] = []
  /// Whether quotes occur in the head, so that line ends inside quotes are to be expected.
  var hasQuotes = false
  /// Whether the fast scan cannot read the file.
  var needsTranscoding = false
  /// Whether some rows are known to have another length and are to be mended.
  var mendsRows = false
  /// Records of the head with the usual number of fields and with another, and fields in quotes.
  var evidence = (good: 0, bad: 0, quoted: 0)
  /// What a spreadsheet put around and into the table.
  var sheet = Sheet()
  /// Fields that make no column of the table.
  var droppedFields: [Int] { header == nil ? [] : sheet.emptyColumns + sheet.besideColumns }
  /// Whether the file has no records.
  var isEmpty = false
}
