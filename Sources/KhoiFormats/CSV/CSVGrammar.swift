/// How a CSV file is written, with everything that files in the wild do: what the general scanner
/// reads.
///
/// `CSVDialect` is the part of it that the fast scan knows.
struct CSVGrammar: Sendable, Equatable {
  /// One to four bytes; empty where nothing separates fields.
  var delimiter: [UInt8] = [0x2C]
  /// Nil where nothing is quoted.
  var quote: UInt8? = 0x22
  /// The byte before a quote inside quotes; nil where quotes cannot stand inside quotes.
  var escape: UInt8? = 0x22
  /// The byte behind which the rest of a line is ignored.
  var comment: UInt8?
  var strictness = Strictness.usual
  /// Whether quotes inside quotes that are not escaped are left out where they are no error.
  var dropsStrayQuotes = false
  /// The only line end that counts, nil where any does.
  var lineEnd: CSVDialect.LineEnd?

  enum Strictness: Sendable, Equatable {
    /// What breaks RFC 4180 is an error.
    case strict
    /// Text behind a closing quote is taken along.
    case usual
    /// Everything is read as well as it can be.
    case relaxed
  }

  /// Whether an escape differs from the quote, so that the byte behind it is meant literally.
  var hasOwnEscape: Bool { escape != nil && escape != quote }

  /// The grammar as far as the fast scan knows it, nil where it needs the general scanner.
  var dialect: CSVDialect? {
    guard delimiter.count == 1, comment == nil, strictness == .usual, lineEnd == nil,
      !hasOwnEscape, quote == nil || escape == quote
    else { return nil }
    var dialect = CSVDialect()
    dialect.delimiter = delimiter[0]
    dialect.quote = quote
    dialect.escape = quote ?? 0x22
    return dialect
  }

  /// The name of the delimiter as messages show it.
  var delimiterText: String {
    delimiter == [9] ? "tab" : "'" + String(decoding: delimiter, as: UTF8.self) + "'"
  }
}
