/// How the cells of a format or an output mode are spelled.
package enum CellEncoding: Sendable {
  /// As `CAST(v AS VARCHAR)`.
  case plain
  case csv(CSVQuoting)
  /// Backslash escapes, as PostgreSQL's COPY.
  case tsv
  /// Numbers and Booleans bare unless `asText`.
  case json(asText: Bool, nonFinite: NonFinite)
  /// A cell of a Markdown table.
  case markdown
  /// Text of an HTML element.
  case html
  /// A literal of the language.
  case literal

  /// What stands for NaN and the infinities in JSON, which has no numbers for them.
  package enum NonFinite: Sendable {
    case null, string
  }
}

/// When a CSV field is quoted, and with what.
package struct CSVQuoting: Sendable {
  package var delimiter: UInt8 = 0x2C
  package var quote: UInt8 = 0x22
  /// What stands before a quote inside quotes.
  package var escape: UInt8 = 0x22
  /// Whether anything is quoted at all.
  package var hasQuotes = true
  /// Whether every value is quoted.
  package var forcesQuotes = false
  /// What stands for NULL; a text that reads like it is quoted.
  package var null: [UInt8] = []
  /// Whether fields that are no text are quoted too, because the delimiter may stand in them.
  package var quotesValues = false

  package init() {}
}
