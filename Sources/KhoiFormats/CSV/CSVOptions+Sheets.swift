import KhoiText

/// The options about what spreadsheets add to tables, and about rows that cannot be read.
extension CSVOptions {
  static let sheetOptions: [FormatOption] = [
    FormatOption(
      "sheet", .boolean,
      help: "true takes away all that .sniff finds around and in a table, false nothing",
      example: "sheet => false"),
    FormatOption(
      "header_rows", .integer, help: "rows of names, joined with blanks; 0 for none",
      example: "header_rows => 2"),
    FormatOption(
      "skip_after_header", .integer, help: "rows to leave out below the header",
      example: "skip_after_header => 1"),
    FormatOption(
      "skip_footer", .integer, help: "rows to leave out at the end", example: "skip_footer => 3"),
    FormatOption(
      "footer", .text, help: "notes and signatures below the table: auto, drop or keep",
      example: "footer => 'drop'"),
    FormatOption(
      "totals", .text, help: "rows of sums, such as Total or Tổng cộng: auto, drop or keep",
      example: "totals => 'drop'"),
    FormatOption(
      "empty_rows", .text, help: "rows without any value: auto, drop or keep",
      example: "empty_rows => 'keep'"),
    FormatOption(
      "empty_columns", .text, help: "columns without name and value: auto, drop or keep",
      example: "empty_columns => 'keep'"),
    FormatOption(
      "beside", .text, help: "a shorter table right of an empty column: auto, drop or keep",
      example: "beside => 'keep'"),
    FormatOption(
      "repeated_headers", .text, help: "rows that repeat the header: auto, drop or keep",
      example: "repeated_headers => 'keep'"),
    FormatOption(
      "sheet_errors", .text, help: "#N/A, #REF! and the like as NULL: auto, drop or keep",
      example: "sheet_errors => 'keep'"),
    FormatOption(
      "fill_down", .texts, help: "columns whose empty cells repeat the value above, or 'auto'",
      example: "fill_down => ['group']"),
    FormatOption(
      "trim", .boolean, help: "take away blanks around values", example: "trim => true"),
    FormatOption(
      "lazy_quotes", .boolean, help: "quotes inside of values are plain signs",
      example: "lazy_quotes => true"),
    FormatOption(
      "on_error", .text,
      help: "what cannot be read: stop, skip the row, or null for values of other types",
      example: "on_error => 'skip'"),
    FormatOption(
      "store_rejects", .boolean, help: "leave out rows that cannot be read and list them",
      example: "store_rejects => true"),
    FormatOption(
      "rejects_table", .text, help: "the table that lists what was left out; rejects otherwise",
      example: "rejects_table => 'bad_rows'"),
    FormatOption(
      "rejects_scan", .text, help: "accepted; the table of rejects names the file",
      example: "rejects_scan => 's'"),
    FormatOption(
      "rejects_limit", .integer, help: "rows in the table of rejects at most; 0 for any number",
      example: "rejects_limit => 100"),
  ]

  /// Takes the option if it is one of these.
  mutating func readSheets(
    _ name: String, _ given: FormatOptions.Given
  ) throws(Diagnostic) -> Bool {
    switch name {
    case "sheet": cleansSheets = try given.boolean()
    case "header_rows":
      headerRows = try given.integer()
      hasHeader = headerRows != 0
    case "skip_after_header": skippedBelowHeader = try given.integer()
    case "skip_footer": skippedFooter = try given.integer()
    case "footer": footer = try Self.choice(given)
    case "totals": totals = try Self.choice(given)
    case "empty_rows": emptyRows = try Self.choice(given)
    case "empty_columns": emptyColumns = try Self.choice(given)
    case "beside": besideTables = try Self.choice(given)
    case "repeated_headers": repeatedHeaders = try Self.choice(given)
    case "sheet_errors": sheetErrors = try Self.choice(given)
    case "fill_down":
      if case .boolean(let isWanted) = given.value {
        filledDown = isWanted ? ["auto"] : []
      } else {
        filledDown = try given.texts()
      }
    case "trim": trims = try given.boolean()
    case "lazy_quotes": if try given.boolean() { isStrict = false }
    default: return try readRejects(name, given)
    }
    return true
  }

  private mutating func readRejects(
    _ name: String, _ given: FormatOptions.Given
  ) throws(Diagnostic) -> Bool {
    switch name {
    case "on_error":
      switch try given.text().lowercased() {
      case "stop": break
      case "skip": ignoresErrors = true
      case "null": nullsMisfits = true
      default:
        throw Diagnostic.wrongOptionValue(
          given.name, "one of 'stop', 'skip', 'null'", at: given.range)
      }
      isExplicit = true
    case "store_rejects":
      rejects.isWanted = try given.boolean()
      isExplicit = true
    case "rejects_table":
      rejects.table = try given.text()
      rejects.isWanted = true
      isExplicit = true
    case "rejects_scan": _ = try given.text()
    case "rejects_limit":
      let limit = try given.signedInteger()
      guard limit >= 0 else {
        throw Diagnostic.wrongOptionValue(given.name, "a whole number from 0", at: given.range)
      }
      rejects.limit = limit == 0 ? Int.max : limit
    default: return false
    }
    return true
  }

  /// Texts for NULL, in all columns or in some.
  mutating func readNulls(_ given: FormatOptions.Given) throws(Diagnostic) {
    guard case .entries(let entries) = given.value else {
      nullTexts = try given.texts()
      return
    }
    columnNulls = try entries.map { entry throws(Diagnostic) in
      let one = FormatOptions.Given(given.name, entry.value, at: given.range)
      return (entry.name, try one.texts())
    }
  }

  private static func choice(_ given: FormatOptions.Given) throws(Diagnostic) -> SheetChoice {
    if case .boolean(let flag) = given.value { return flag ? .keep : .drop }
    let text = try given.text().lowercased()
    if text == "null" { return .drop }
    guard let choice = SheetChoice(rawValue: text) else {
      throw Diagnostic.wrongOptionValue(given.name, "'auto', 'drop' or 'keep'", at: given.range)
    }
    return choice
  }
}

/// Where what could not be read is listed.
struct CSVRejects: Sendable {
  var table = "rejects"
  /// Whether it was asked for, so that errors do not stop the load.
  var isWanted = false
  /// Rows that are listed at most.
  var limit = 10_000
}
