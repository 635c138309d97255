import KhoiText

/// What a person says about a JSON file.
struct JSONOptions: Sendable {
  /// Types of some columns.
  var types: [FormatOption.Entry] = []
  /// Names and types of all columns.
  var columns: [FormatOption.Entry] = []
  var isAllText = false
  var layout = Layout.auto
  var form = JSONScanner.RowForm.keys
  var ignoresErrors = false
  var dateFormat: MomentFormat?
  var timestampFormat: MomentFormat?
  var convertsIntegers = false
  /// How deep values are told apart; deeper ones stay JSON.
  var maximumDepth: Int?
  var files = FileColumns()
  var rangeSize: Int?

  enum Layout: String, CaseIterable {
    case auto
    case array
    case lines = "newline_delimited"
    case unstructured
  }

  /// How days and moments of a column of texts are written, where it is not as in ISO 8601.
  func format(for kind: ColumnKind) -> MomentFormat? {
    switch kind {
    case .null: timestampFormat ?? dateFormat
    case .date: dateFormat ?? timestampFormat
    case .timestamp: timestampFormat ?? dateFormat
    default: nil
    }
  }

  static let definitions: [FormatOption] =
    [
      FormatOption(
        "columns", .types, help: "names and types of all columns",
        example: "columns => {'id': 'BIGINT', 'name': 'VARCHAR'}"),
      FormatOption(
        "types", .types, help: "types of some columns, by name",
        example: "types => {'code': 'VARCHAR'}"),
      FormatOption(
        "all_varchar", aliases: ["all_text"], .boolean, help: "read every column as text",
        example: "all_varchar => true"),
      FormatOption(
        "format", .text,
        help: "auto, array, newline_delimited or unstructured (objects one after the other)",
        example: "format => 'newline_delimited'"),
      FormatOption(
        "records", .text,
        help: "whether the keys of objects are columns: auto, true, false; objects for their text",
        example: "records => false"),
      FormatOption(
        "ignore_errors", .boolean, help: "make lines that are no JSON rows of NULL",
        example: "ignore_errors => true"),
      FormatOption(
        "dateformat", aliases: ["date_format"], .text, help: "how days are written",
        example: "dateformat => '%d/%m/%Y'"),
      FormatOption(
        "timestampformat", aliases: ["timestamp_format"], .text, help: "how moments are written",
        example: "timestampformat => '%d/%m/%Y %H:%M'"),
      FormatOption(
        "convert_strings_to_integers", .boolean, help: "make texts that are whole numbers BIGINT",
        example: "convert_strings_to_integers => true"),
      FormatOption(
        "maximum_depth", .integer, help: "how deep values are told apart; -1 for all",
        example: "maximum_depth => 2"),
      FormatOption(
        "buffer_size", .integer, help: "bytes that one worker reads at a time",
        example: "buffer_size => 1000000"),
      Compression.reading,
    ] + accepted + FileColumns.definitions

  /// What needs no saying here, as khoi reads everything before it decides.
  private static let accepted: [FormatOption] = [
    "auto_detect", "union_by_name", "sample_size", "maximum_sample_files", "maximum_object_size",
    "field_appearance_threshold", "map_inference_threshold",
  ].map {
    FormatOption(
      $0, .text, help: "accepted; khoi reads all files whole before it decides",
      example: "\($0) => 1")
  }

  init(_ options: FormatOptions) throws(Diagnostic) {
    for (option, given) in try options.resolved(among: JSONOptions.definitions) {
      switch option.name {
      case "types": types = try Self.entries(given)
      case "columns": columns = try Self.entries(given)
      case "all_varchar": isAllText = try given.boolean()
      case "format":
        var name = try given.text().lowercased()
        if name == "nd" { name = Layout.lines.rawValue }
        guard let layout = Layout(rawValue: name) else {
          let known = Layout.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
          throw Diagnostic.wrongOptionValue("format", "one of \(known)", at: given.range)
        }
        self.layout = layout
      case "records": form = try Self.form(given)
      case "ignore_errors": ignoresErrors = try given.boolean()
      case "dateformat": dateFormat = try CSVOptions.format(given)
      case "timestampformat": timestampFormat = try CSVOptions.format(given)
      case "convert_strings_to_integers": convertsIntegers = try given.boolean()
      case "maximum_depth":
        let depth = try given.signedInteger()
        maximumDepth = depth < 0 ? nil : depth
      case "buffer_size": rangeSize = max(1, try given.integer())
      case "compression": _ = try Compression.Choice(given)
      default: _ = try files.read(option.name, given)
      }
    }
  }

  private static func form(
    _ given: FormatOptions.Given
  ) throws(Diagnostic) -> JSONScanner.RowForm {
    if case .text(let text) = given.value {
      if text.lowercased() == "auto" { return .keys }
      if text.lowercased() == "objects" { return .text }
    }
    return try given.boolean() ? .keys : .value
  }

  private static func entries(
    _ given: FormatOptions.Given
  ) throws(Diagnostic) -> [FormatOption.Entry] {
    guard case .entries(let entries) = given.value else {
      throw Diagnostic.wrongOptionValue(
        given.name, "a map such as {'code': 'VARCHAR'}", at: given.range)
    }
    return entries
  }
}
