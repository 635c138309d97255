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
  /// The keys that lead to the array whose elements are the rows.
  var path: [String] = []
  /// Whether what holds that array gives its fields to every row.
  var repeatsParents = true
  /// Whether objects within rows become columns such as `source.id`.
  var flattens = false
  var ignoresErrors = false
  var dateFormat: MomentFormat?
  var timestampFormat: MomentFormat?
  var convertsIntegers = false
  /// How deep values are told apart; deeper ones stay JSON.
  var maximumDepth: Int?
  var files = FileColumns()
  /// Nil to find it out.
  var encoding: TextEncoding?
  /// The repair of damaged texts that is wanted.
  var fix: TableRepair.Request?
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
        help: "the path to the array of rows; true, false or auto say whether keys are columns",
        example: "records => 'data.items'"),
      FormatOption(
        "explode", .texts,
        help: "the path to an array whose elements become rows, what holds them repeated",
        example: "explode => 'blocs.members'"),
      FormatOption(
        "flatten", .boolean, help: "make columns such as \"source.id\" of objects within rows",
        example: "flatten => true"),
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
      FormatOption(
        "encoding", .text, help: FormatOption.encodingHelp, example: "encoding => 'utf-16'"),
      .fixDefinition,
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
      case "records": try readRecords(given)
      case "explode":
        path = try Self.path(given)
        repeatsParents = true
      case "flatten": flattens = try given.boolean()
      case "ignore_errors": ignoresErrors = try given.boolean()
      case "dateformat": dateFormat = try CSVOptions.format(given)
      case "timestampformat": timestampFormat = try CSVOptions.format(given)
      case "convert_strings_to_integers": convertsIntegers = try given.boolean()
      case "maximum_depth":
        let depth = try given.signedInteger()
        maximumDepth = depth < 0 ? nil : depth
      case "encoding": encoding = try given.encoding()
      case "fix": fix = try given.repair()
      case "buffer_size": rangeSize = max(1, try given.integer())
      case "compression": _ = try Compression.Choice(given)
      default: _ = try files.read(option.name, given)
      }
    }
  }

  private mutating func readRecords(_ given: FormatOptions.Given) throws(Diagnostic) {
    if case .text(let text) = given.value {
      if text.lowercased() == "auto" { return }
      if text.lowercased() == "objects" {
        form = .text
        return
      }
      if (try? given.boolean()) == nil {
        path = try Self.path(given)
        repeatsParents = false
        return
      }
    }
    form = try given.boolean() ? .keys : .value
  }

  /// The keys of `a.b.c`, or of a list where a key has a point in it.
  private static func path(_ given: FormatOptions.Given) throws(Diagnostic) -> [String] {
    var keys = try given.texts()
    if case .text(let text) = given.value {
      keys = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      // As other programs write it: $.data[*].items[]
      keys = keys.map { key in
        key.hasSuffix("[]")
          ? String(key.dropLast(2)) : key.hasSuffix("[*]") ? String(key.dropLast(3)) : key
      }
      if keys.first == "$" { keys.removeFirst() }
    }
    guard !keys.isEmpty, keys.count <= 32, !keys.contains("") else {
      throw Diagnostic.wrongOptionValue(given.name, "a path such as 'data.items'", at: given.range)
    }
    return keys
  }

  /// The keys of rows to be found, as the options ask.
  func makeShape() -> JSONShape {
    let shape = JSONShape()
    shape.flattens = flattens
    shape.path = path.map { Array($0.utf8) }
    shape.repeatsParents = repeatsParents
    return shape
  }

  /// The names that a column may have inside, where nested ones are told apart.
  func innerNames(_ name: String) -> [String] {
    var names = [name]
    let nested = name.replacing(".", with: String(JSONShape.keySeparator))
    if flattens && nested != name { names.append(nested) }
    var prefix = ""
    for key in path {
      prefix += key + String(JSONShape.levelSeparator)
      names.append(prefix + name)
      if flattens && nested != name { names.append(prefix + nested) }
      if key == name && key == path.last { names.append(prefix) }
    }
    return names
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
