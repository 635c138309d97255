import KhoiData
import KhoiText

/// From named arguments to options.
extension CSVOptions {
  init(_ options: FormatOptions) throws(Diagnostic) {
    for (option, given) in try options.resolved(among: CSVOptions.definitions) {
      if try readSigns(option.name, given) {
        isExplicit = true
      } else if try !readColumns(option.name, given), try !readValues(option.name, given),
        try !readSheets(option.name, given)
      {
        throw Diagnostic.broken("option \(option.name) is defined but not read")
      }
    }
    if rejects.isWanted && !nullsMisfits && raggedPolicy == nil { ignoresErrors = true }
    if skippedBelowHeader > 0 && hasHeader == nil { hasHeader = true }
    if !detects { encoding = encoding ?? .utf8 }
    try checkConflicts()
    if decimalSeparator == nil, thousands == nil, readsStyles, let locale {
      decimalSeparator = locale == .vietnamese ? 0x2C : 0x2E
    }
  }

  /// What separates, quotes and ends; false for an option of another kind.
  private mutating func readSigns(
    _ name: String, _ given: FormatOptions.Given
  ) throws(Diagnostic) -> Bool {
    switch name {
    case "delim":
      delimiter = try given.signs()
      if (delimiter?.count ?? 0) > 4 {
        throw Diagnostic.wrongOptionValue(given.name, "of at most four bytes", at: given.range)
      }
    case "quote": quote = .some(try given.optionalSign())
    case "escape": escape = .some(try given.optionalSign())
    case "comment": comment = .some(try given.optionalSign())
    case "new_line": lineEnd = try Self.lineEnd(given)
    case "strict_mode": isStrict = try given.boolean()
    case "rfc_compliant": if try given.boolean() { isStrict = true }
    case "auto_detect": detects = try given.boolean()
    case "header":
      if case .text(let text) = given.value, text.lowercased() == "auto" {
        hasHeader = nil
      } else {
        hasHeader = try given.boolean()
      }
    case "skip": skippedLines = try given.integer()
    case "ragged":
      guard let policy = RaggedPolicy(rawValue: try given.text().lowercased()) else {
        let known = RaggedPolicy.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        throw Diagnostic.wrongOptionValue("ragged", "one of \(known)", at: given.range)
      }
      raggedPolicy = policy
      countsFirst = policy == .pad || policy == .truncate
    case "null_padding": if try given.boolean() { raggedPolicy = .pad }
    case "ignore_errors": ignoresErrors = try given.boolean()
    case "max_line_size": maximumLineSize = max(1, try given.integer())
    case "sample_size":
      let size = try given.signedInteger()
      looksFar = true
      // Less than a chunk of rows tells too little.
      sampleSize = size < 0 ? nil : max(2048, size)
    default: return false
    }
    return true
  }

  private static func lineEnd(
    _ given: FormatOptions.Given
  ) throws(Diagnostic) -> CSVDialect.LineEnd {
    switch try given.text() {
    case "\n", "\\n", "LF": return .lineFeed
    case "\r\n", "\\r\\n", "CRLF": return .carriageReturnLineFeed
    case "\r", "\\r", "CR": return .carriageReturn
    default:
      throw Diagnostic.wrongOptionValue(
        given.name, "one of '\\n', '\\r\\n', '\\r'", at: given.range)
    }
  }

  /// Names and types; false for an option of another kind.
  private mutating func readColumns(
    _ name: String, _ given: FormatOptions.Given
  ) throws(Diagnostic) -> Bool {
    switch name {
    case "names": names = try given.texts()
    case "types":
      if !types.isEmpty { throw Diagnostic.repeatedOption(given.name, at: given.range) }
      types = try Self.entries(given)
    case "columns": columns = try Self.entries(given)
    case "all_varchar": isAllText = try given.boolean()
    case "auto_type_candidates": candidates = try Self.typeNames(given)
    case "force_not_null":
      if case .boolean = given.value {
        throw Diagnostic.wrongOptionValue(given.name, "a list of columns, or *", at: given.range)
      }
      forcedTexts = try given.texts()
    case "union_by_name": unitesByName = try given.boolean()
    case "normalize_names": normalisesNames = try given.boolean()
    case "fills_table": fillsTable = try given.boolean()
    default: return try files.read(name, given)
    }
    return true
  }

  /// How values are read; false for an option of another kind.
  private mutating func readValues(
    _ name: String, _ given: FormatOptions.Given
  ) throws(Diagnostic) -> Bool {
    switch name {
    case "null": try readNulls(given)
    case "allow_quoted_nulls": allowsQuotedNulls = try given.boolean()
    case "decimal":
      let sign = try given.character()
      guard sign == 0x2C || sign == 0x2E else {
        throw Diagnostic.wrongOptionValue(given.name, "'.' or ','", at: given.range)
      }
      decimalSeparator = sign
    case "thousands": thousands = try given.optionalSign()
    case "locale":
      let name = try given.text().lowercased()
      locale = NumberLocale(rawValue: name)
      if locale == nil && name != "auto" {
        throw Diagnostic.wrongOptionValue(given.name, "'vi', 'us' or 'auto'", at: given.range)
      }
    case "numbers":
      let name = try given.text().lowercased()
      guard name == "plain" || name == "auto" else {
        throw Diagnostic.wrongOptionValue(given.name, "'plain' or 'auto'", at: given.range)
      }
      readsStyles = name == "auto"
    case "dateformat": dateFormat = try Self.format(given)
    case "timestampformat": timestampFormat = try Self.format(given)
    case "encoding": encoding = try given.encoding()
    case "fix": fix = try given.repair()
    case "compression": _ = try Compression.Choice(given)
    case "files_to_sniff":
      let count = try given.signedInteger()
      guard count == -1 || count > 0 else {
        throw Diagnostic.wrongOptionValue(
          given.name, "-1 for all files, or a number from 1", at: given.range)
      }
      filesToSniff = count
    case "buffer_size": rangeSize = max(1, try given.integer())
    case "parallel": _ = try given.boolean()
    default: return false
    }
    return true
  }

  static func format(_ given: FormatOptions.Given) throws(Diagnostic) -> MomentFormat? {
    let text = try given.text()
    if text.isEmpty || text.lowercased() == "auto" { return nil }
    if text.lowercased() == "iso" { return MomentFormat("%Y-%m-%d") }
    guard let format = MomentFormat(text) else {
      throw Diagnostic.wrongOptionValue(given.name, "a format such as '%d/%m/%Y'", at: given.range)
    }
    return format
  }

  private static func typeNames(_ given: FormatOptions.Given) throws(Diagnostic) -> [String] {
    let names = try given.texts().map { $0.uppercased() }
    for name in names where !knownCandidates.contains(name) {
      throw Diagnostic.wrongOptionValue(
        given.name, "a list of types that can be found, not \(name)", at: given.range)
    }
    return names
  }

  private static let knownCandidates: Set<String> = [
    "NULL", "SQLNULL", "BOOLEAN", "BOOL", "TINYINT", "SMALLINT", "INTEGER", "INT", "BIGINT",
    "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "TIME", "DATE", "TIMESTAMP", "TIMESTAMPTZ",
    "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "VARCHAR", "TEXT",
    "STRING",
  ]

  private static func entries(
    _ given: FormatOptions.Given
  ) throws(Diagnostic) -> [FormatOption.Entry] {
    let entries: [FormatOption.Entry]
    switch given.value {
    case .entries(let named): entries = named
    // A list of types stands for the columns in order.
    case .list(let values): entries = values.map { FormatOption.Entry("", $0) }
    default:
      throw Diagnostic.wrongOptionValue(
        given.name, "a map such as {'code': 'VARCHAR'}", at: given.range)
    }
    var keys = Set<IdentifierKey>()
    for entry in entries {
      switch entry.value {
      case .text, .type: break
      default:
        throw Diagnostic.wrongOptionValue(
          given.name, "names of types, such as 'VARCHAR'", at: given.range)
      }
      if !entry.name.isEmpty && !keys.insert(IdentifierKey(entry.name)).inserted {
        throw Diagnostic.repeatedColumn(entry.name, option: given.name, at: given.range)
      }
    }
    return entries
  }

  /// What cannot be meant together.
  private func checkConflicts() throws(Diagnostic) {
    guard let delimiter else { return }
    let others: [(String, UInt8?)] = [
      ("quote", quote ?? nil), ("escape", escape ?? nil), ("comment", comment ?? nil),
    ]
    for (name, sign) in others {
      if let sign, delimiter == [sign] {
        throw Diagnostic.wrongOptionValue(name, "another sign than the delimiter", at: nil)
      }
    }
  }
}
