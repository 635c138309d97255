import KhoiData
import KhoiText

/// What a person says about a CSV file; whatever is not said is found out.
struct CSVOptions: Sendable {
  var delimiter: [UInt8]?
  /// Nil where nothing was said; nil inside where there is to be none.
  var quote: UInt8??
  var escape: UInt8??
  var comment: UInt8??
  var lineEnd: CSVDialect.LineEnd?
  var isStrict: Bool?
  /// Whether what was not said is found out; otherwise it is as in RFC 4180 without a header.
  var detects = true
  var hasHeader: Bool?
  var names: [String]?
  var types: [FormatOption.Entry] = []
  /// Names and types of all columns, in order.
  var columns: [FormatOption.Entry] = []
  var isAllText = false
  /// The names of types that may be found.
  var candidates: [String]?
  var skippedLines: Int?
  /// Rows that decide the types; nil for all.
  var sampleSize: Int?
  /// Whether many rows are to be looked at before anything is decided.
  var looksFar = false
  var nullTexts: [String]?
  /// Texts that stand for NULL in some columns, by their names.
  var columnNulls: [(name: String, texts: [String])] = []
  var allowsQuotedNulls: Bool?
  /// Columns that are never NULL; `*` for all.
  var forcedTexts: [String] = []
  var decimalSeparator: UInt8?
  var thousands: UInt8?
  /// How numbers and dates are written where values do not say.
  var locale: NumberLocale?
  /// Whether numbers as people write them are read.
  var readsStyles = true
  var dateFormat: MomentFormat?
  var timestampFormat: MomentFormat?
  var raggedPolicy: RaggedPolicy?
  /// Whether the first record says how many columns there are, whatever the others have.
  var countsFirst = false
  var ignoresErrors = false
  /// Whether a value that does not have the type of its column becomes NULL.
  var nullsMisfits = false
  var rejects = CSVRejects()
  var maximumLineSize: Int?
  /// Nil to find it out.
  var encoding: TextEncoding?
  /// The repair of damaged texts that is wanted.
  var fix: TableRepair.Request?
  var files = FileColumns()
  var unitesByName = false
  var normalisesNames = false
  var filesToSniff: Int?
  /// Whether a header has to repeat the names that were given, as for a table that is filled.
  var fillsTable = false
  /// Whether rows and cells that a spreadsheet adds are taken away: all that `.sniff` proposes,
  /// none, or, where nothing was said, what can be nothing else.
  var cleansSheets: Bool?
  var footer = SheetChoice.auto
  var totals = SheetChoice.auto
  var emptyRows = SheetChoice.auto
  var emptyColumns = SheetChoice.auto
  var besideTables = SheetChoice.auto
  var repeatedHeaders = SheetChoice.auto
  var sheetErrors = SheetChoice.auto
  var headerRows: Int?
  var skippedBelowHeader = 0
  var skippedFooter: Int?
  /// Columns whose empty cells repeat what stands above; `auto` for those that look like it.
  var filledDown: [String] = []
  var trims = false
  /// Whether what was seen is kept to be told.
  var explains = false
  /// Bytes that one worker reads at a time.
  var rangeSize: Int?
  /// Whether anything was said that bears on how records are read.
  var isExplicit = false

  init() {}

  /// Whether something needs the general scanner, whatever the file looks like.
  var needsTranscoding: Bool {
    ignoresErrors || isStrict != nil || lineEnd != nil || !forcedTexts.isEmpty
      || allowsQuotedNulls != nil || thousands != nil || maximumLineSize != nil
      || raggedPolicy == .reject || nullsMisfits || trims || !columnNulls.isEmpty
      || !filledDown.isEmpty
  }

  /// Whether the file may be more than a plain table.
  var looksForSheets: Bool {
    detects && columns.isEmpty && isStrict != true && !fillsTable && delimiter?.isEmpty != true
  }

  /// The grammar as far as it was said, with the usual signs for the rest.
  var grammar: CSVGrammar {
    var grammar = CSVGrammar()
    if let delimiter { grammar.delimiter = delimiter }
    if let quote { grammar.quote = quote }
    if let escape { grammar.escape = escape } else { grammar.escape = grammar.quote }
    if let comment { grammar.comment = comment }
    grammar.lineEnd = lineEnd
    grammar.dropsStrayQuotes = dropsStrayQuotes
    grammar.strictness = isStrict.map { $0 ? .strict : .relaxed } ?? .usual
    return grammar
  }

  /// Only where it was said that quotes are escaped by themselves.
  var dropsStrayQuotes: Bool {
    if case .some(.some(let escape)) = escape { return escape == grammarQuote }
    return false
  }

  /// Which sign parts decimals, as far as it was said.
  var numberLocale: NumberLocale? {
    if let decimalSeparator { return decimalSeparator == 0x2C ? .vietnamese : .american }
    if thousands == 0x2E { return .vietnamese }
    return thousands == 0x2C ? .american : locale
  }

  var readsNumberStyles: Bool { readsStyles && candidates == nil }

  var readsDateStyles: Bool {
    dateFormat == nil && timestampFormat == nil && candidates == nil
  }

  private var grammarQuote: UInt8? { quote ?? 0x22 }

  /// What the general scanner does with fields and records.
  var rules: CSVTranscoder.Rules {
    var rules = CSVTranscoder.Rules()
    rules.padsShort = raggedPolicy == .pad || raggedPolicy == .truncate
    rules.cutsLong = raggedPolicy == .truncate || isStrict == false
    rules.ignoresErrors = ignoresErrors || raggedPolicy == .reject
    rules.decimal = decimalSeparator == 0x2C ? 0x2C : nil
    rules.nullTexts = (nullTexts ?? []).filter { !$0.isEmpty }.map { Array($0.utf8) }
    rules.allowsQuotedNulls = allowsQuotedNulls ?? true
    rules.nullsQuotedEmptiness = allowsQuotedNulls == true
    rules.thousands = thousands
    rules.maximumLineSize = maximumLineSize ?? Int.max
    rules.nullsMisfits = nullsMisfits
    rules.rejectsLimit = rejects.limit
    return rules
  }
}

extension CSVOptions {
  /// The type that a column is to have.
  static func type(_ value: FormatOption.Value) throws(Diagnostic) -> LogicalType {
    if case .type(let type) = value { return type }
    guard case .text(let name) = value else { throw Diagnostic.unknownTypeName("\(value)") }
    let word = name.prefix { $0 != "(" }.reversed().drop { $0 == " " }.reversed()
    guard let type = LogicalType(word: String(word)) else {
      throw Diagnostic.unknownTypeName(name)
    }
    return type
  }
}
