import KhoiText

/// What a person says about a JSON file.
struct JSONOptions: Sendable {
  var types: [FormatOption.Entry] = []
  var isAllText = false
  var layout = Layout.auto
  var rangeSize: Int?

  enum Layout: String, CaseIterable {
    case auto
    case array
    case lines = "newline_delimited"
    case unstructured
  }

  static let definitions: [FormatOption] = [
    FormatOption(
      "types", aliases: ["columns"], .types, help: "types of some columns, by name",
      example: "types => {'code': 'VARCHAR'}"),
    FormatOption(
      "all_varchar", aliases: ["all_text"], .boolean, help: "read every column as text",
      example: "all_varchar => true"),
    FormatOption(
      "format", .text,
      help: "auto, array, newline_delimited or unstructured (objects one after the other)",
      example: "format => 'newline_delimited'"),
    FormatOption(
      "buffer_size", .integer, help: "bytes that one worker reads at a time",
      example: "buffer_size => 1000000"),
  ]

  init(_ options: FormatOptions) throws(Diagnostic) {
    for (option, given) in try options.resolved(among: JSONOptions.definitions) {
      switch option.name {
      case "types":
        guard case .entries(let entries) = given.value else {
          throw Diagnostic.wrongOptionValue(
            given.name, "a map such as {'code': 'VARCHAR'}", at: given.range)
        }
        types = entries
      case "all_varchar": isAllText = try given.boolean()
      case "format":
        guard let layout = Layout(rawValue: try given.text().lowercased()) else {
          let known = Layout.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
          throw Diagnostic.wrongOptionValue("format", "one of \(known)", at: given.range)
        }
        self.layout = layout
      case "buffer_size": rangeSize = max(1, try given.integer())
      default: throw Diagnostic.broken("option \(option.name) is defined but not read")
      }
    }
  }
}
