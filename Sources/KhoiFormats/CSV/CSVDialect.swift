/// How one CSV file is written: what separates fields, quotes them and ends records.
struct CSVDialect: Sendable, Equatable {
  var delimiter: UInt8 = 0x2C
  /// Nil where nothing is quoted.
  var quote: UInt8? = 0x22
  /// The byte before a quote inside quotes; the quote itself in RFC 4180.
  var escape: UInt8 = 0x22
  /// The byte a record to be ignored begins with.
  var comment: UInt8?
  var decimalSeparator: UInt8 = 0x2E
  /// Whether the first record holds the names of the columns.
  var hasHeader = true
  var lineEnd = LineEnd.lineFeed
  /// Texts that stand for NULL besides the empty field.
  var nullTexts: [[UInt8]] = []
  var raggedPolicy = RaggedPolicy.error

  enum LineEnd: String, Sendable {
    case lineFeed = "LF"
    case carriageReturnLineFeed = "CRLF"
    case carriageReturn = "CR"
  }

  /// Whether the SIMD scan may be tried: it knows RFC 4180 with line feeds and nothing else.
  var allowsMaskedScan: Bool {
    comment == nil && lineEnd != .carriageReturn && (quote == nil || quote == escape)
  }

  /// The name of the delimiter as messages show it.
  var delimiterText: String {
    delimiter == 9 ? "tab" : "'" + String(decoding: [delimiter], as: UTF8.self) + "'"
  }
}

/// What to do with a record that has more or fewer fields than there are columns.
package enum RaggedPolicy: String, Sendable, CaseIterable {
  /// Stop and name the line.
  case error
  /// Fill what is missing with NULL.
  case pad
  /// Fill what is missing and drop what is too much.
  case truncate
  /// Leave the record out and count it.
  case reject
}
