import KhoiData
import KhoiText

/// What a person says about a CSV file; whatever is not said is found out.
struct CSVOptions: Sendable {
  var delimiter: UInt8?
  var quote: UInt8??
  var escape: UInt8?
  var hasHeader: Bool?
  var names: [String]?
  var types: [FormatOption.Entry] = []
  /// Names and types of all columns, in order.
  var columns: [FormatOption.Entry] = []
  var isAllText = false
  var skippedLines = 0
  var comment: UInt8?
  var nullTexts: [String] = []
  var decimalSeparator: UInt8?
  var raggedPolicy = RaggedPolicy.error
  var unitesByName = false
  /// Bytes that one worker reads at a time.
  var rangeSize: Int?

  init() {}
}

extension CSVOptions {
  /// The named arguments of `read_csv`, in the order help shows them.
  static let definitions: [FormatOption] = [
    FormatOption(
      "delim", aliases: ["sep", "delimiter"], .text,
      help: "what separates fields; found out among , ; tab and | otherwise",
      example: "delim => ';'"),
    FormatOption(
      "quote", .text, help: "what quotes fields; empty for nothing", example: "quote => '\"'"),
    FormatOption(
      "escape", .text, help: "what makes a quote inside quotes a plain one",
      example: "escape => '\\'"),
    FormatOption(
      "header", .text, help: "whether the first row holds names: true, false or 'auto'",
      example: "header => false"),
    FormatOption("names", .texts, help: "names of the columns", example: "names => ['a', 'b']"),
    FormatOption(
      "types", aliases: ["dtypes"], .types, help: "types of some columns, by name or in order",
      example: "types => {'code': 'VARCHAR'}"),
    FormatOption(
      "columns", .types, help: "names and types of all columns",
      example: "columns => {'id': 'BIGINT', 'name': 'VARCHAR'}"),
    FormatOption(
      "all_varchar", aliases: ["all_text"], .boolean, help: "read every column as text",
      example: "all_varchar => true"),
    FormatOption("skip", .integer, help: "lines to leave out at the start", example: "skip => 2"),
    FormatOption(
      "comment", .text, help: "lines that begin with this are left out", example: "comment => '#'"),
    FormatOption(
      "null", aliases: ["nullstr", "null_values"], .texts, help: "texts that stand for NULL",
      example: "null => ['NA', '-']"),
    FormatOption(
      "decimal", aliases: ["decimal_separator"], .text, help: "what separates decimals",
      example: "decimal => ','"),
    FormatOption(
      "ragged", .text,
      help: "rows with too many or too few fields: error, pad, truncate or reject",
      example: "ragged => 'pad'"),
    FormatOption(
      "union_by_name", .boolean, help: "match the columns of several files by name",
      example: "union_by_name => true"),
    FormatOption(
      "buffer_size", .integer, help: "bytes that one worker reads at a time",
      example: "buffer_size => 1000000"),
  ]

  init(_ options: FormatOptions) throws(Diagnostic) {
    for (option, given) in try options.resolved(among: CSVOptions.definitions) {
      switch option.name {
      case "delim": delimiter = try given.character()
      case "quote": quote = try given.text().isEmpty ? .some(nil) : .some(try given.character())
      case "escape": escape = try given.text().isEmpty ? nil : try given.character()
      case "header":
        if case .text(let text) = given.value, text.lowercased() == "auto" {
          hasHeader = nil
        } else {
          hasHeader = try given.boolean()
        }
      case "names": names = try given.texts()
      case "types": types = try Self.entries(given)
      case "columns": columns = try Self.entries(given)
      case "all_varchar": isAllText = try given.boolean()
      case "skip": skippedLines = try given.integer()
      case "comment": comment = try given.text().isEmpty ? nil : try given.character()
      case "null": nullTexts = try given.texts()
      case "decimal": decimalSeparator = try given.character()
      case "ragged":
        guard let policy = RaggedPolicy(rawValue: try given.text().lowercased()) else {
          let known = RaggedPolicy.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
          throw Diagnostic.wrongOptionValue("ragged", "one of \(known)", at: given.range)
        }
        raggedPolicy = policy
      case "union_by_name": unitesByName = try given.boolean()
      case "buffer_size": rangeSize = max(1, try given.integer())
      default: throw Diagnostic.broken("option \(option.name) is defined but not read")
      }
    }
  }

  private static func entries(
    _ given: FormatOptions.Given
  ) throws(Diagnostic) -> [FormatOption.Entry] {
    switch given.value {
    case .entries(let entries): return entries
    // A list of types stands for the columns in order.
    case .list(let values): return values.map { FormatOption.Entry("", $0) }
    default:
      throw Diagnostic.wrongOptionValue(
        given.name, "a map such as {'code': 'VARCHAR'}", at: given.range)
    }
  }

  /// The kind that a type's name means.
  static func kind(_ value: FormatOption.Value) throws(Diagnostic) -> ColumnKind {
    guard case .text(let name) = value else { throw Diagnostic.unknownTypeName("\(value)") }
    let word = name.prefix { $0 != "(" }.reversed().drop { $0 == " " }.reversed()
    guard let type = LogicalType(word: String(word)), let kind = ColumnKind(type) else {
      throw Diagnostic.unknownTypeName(name)
    }
    return kind
  }
}
