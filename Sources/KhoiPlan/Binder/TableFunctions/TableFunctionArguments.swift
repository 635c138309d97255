import KhoiData
import KhoiText

/// The arguments of one call, ready to be put into the text of a query.
struct TableFunctionArguments {
  let functionName: String
  let usage: String
  let range: SourceRange
  /// The columns of the input, in order.
  let inputColumns: [PlanColumn]
  var columns: [String: [String]] = [:]
  /// Constants: their values and how they are written.
  var values: [String: (value: Value, text: String)] = [:]
  var columnValues: [String: [(column: String, text: String)]] = [:]
  /// The least and the greatest value of a column of the input.
  let bounds: (String) throws(Diagnostic) -> (least: Value, greatest: Value)

  /// The one column of a parameter.
  func column(_ name: String) -> String { columns[name]?.first ?? "" }

  func list(_ name: String) -> [String] { columns[name] ?? [] }

  func value(_ name: String) -> Value? { values[name]?.value }

  func text(_ name: String, otherwise: String) -> String { values[name]?.text ?? otherwise }

  /// One of several words.
  func word(
    _ name: String, among words: [String], otherwise: String
  ) throws(Diagnostic) -> String {
    guard let value = value(name) else { return otherwise }
    guard case .text(let text) = value, words.contains(text.lowercased()) else {
      let list = words.map { "'\($0)'" }.joined(separator: ", ")
      throw .badTableArgument(
        functionName, "`\(name)` is one of \(list), not \(value.text)", usage: usage, at: range)
    }
    return text.lowercased()
  }

  func type(of column: String) -> LogicalType {
    let key = IdentifierKey(column)
    return inputColumns.first { IdentifierKey($0.name) == key }?.type ?? .null
  }

  /// A name as it can stand in a query.
  static func quoted(_ name: String) -> String {
    "`" + name.map { $0 == "`" ? "``" : String($0) }.joined() + "`"
  }

  func quoted(_ names: [String]) -> [String] { names.map { Self.quoted($0) } }

  /// A constant as it can stand in a query.
  static func literal(_ value: Value) -> String {
    switch value {
    case .null: return "NULL"
    case .boolean, .integer, .hugeint: return value.text
    case .double, .float, .decimal: return "CAST('\(value.text)' AS \(value.type.name))"
    case .text(let text): return quotedText(text)
    case .list(let elements, _):
      return "[" + elements.map(literal).joined(separator: ", ") + "]"
    case .structure(let values, let fields):
      let parts = zip(fields, values).map { "\(quotedText($0.name)): \(literal($1))" }
      return "{" + parts.joined(separator: ", ") + "}"
    case .map(let keys, let values, _, _):
      let entries = zip(keys, values).map { "\(literal($0)): \(literal($1))" }
      return "MAP {" + entries.joined(separator: ", ") + "}"
    default: return "CAST(\(quotedText(value.text)) AS \(value.type.name))"
    }
  }

  private static func quotedText(_ text: String) -> String {
    "'" + text.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
  }
}
