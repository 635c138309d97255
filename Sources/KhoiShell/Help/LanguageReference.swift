import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiSyntax

/// The parts of docs/language.md that are made of the definitions, as lines of Markdown.
package enum LanguageReference {
  /// The section that stands between the marks of this name; nil where there is none.
  package static func section(_ name: String) -> [String]? {
    switch name {
    case "steps": steps
    case "types": types
    case "functions": functions
    default: nil
    }
  }

  /// Every pipe operator with its grammar and an example.
  private static var steps: [String] {
    var lines = ["| step | what it does | grammar |", "|---|---|---|"]
    for step in PipeOperatorKeyword.all {
      lines.append("| `\(step.name)` | \(step.summary) | \(code(step.syntax)) |")
    }
    return lines
  }

  private static var types: [String] {
    var names: [LogicalType: [String]] = [:]
    for (word, type) in LogicalType.words { names[type, default: []].append(word) }
    var lines = ["| type | other names |", "|---|---|"]
    for type in LogicalType.listed {
      let others = (names[type] ?? []).filter { $0 != type.name }.sorted()
      lines.append("| `\(type.name)` | \(others.joined(separator: ", ")) |")
    }
    let exact = LogicalType.decimalWords.sorted().filter { $0 != "DECIMAL" }
    lines.append("| `DECIMAL(p, s)` | \(exact.joined(separator: ", ")) |")
    lines.append("| `t[]` | LIST, ARRAY&lt;t&gt;, t[3] |")
    lines.append("| `STRUCT(a t, b u)` | ROW(…), STRUCT&lt;a t&gt; |")
    lines.append("| `MAP(k, v)` | |")
    return lines
  }

  private static var functions: [String] {
    var lines: [String] = []
    for category in FunctionCategory.allCases {
      let members = FunctionIndex.all.filter { $0.category == category }
      if members.isEmpty { continue }
      lines += [
        "", "### \(title(category))", "", "| function | meaning | example |", "|---|---|---|",
      ]
      for function in members.sorted(by: { $0.name < $1.name }) { lines.append(row(function)) }
    }
    lines += ["", "### Table functions", "", "| function | rows |", "|---|---|"]
    for function in TableFunction.builtins {
      lines.append("| \(code(function.usage)) | \(escaped(function.summary)) |")
    }
    lines.append("")
    return Array(lines.dropFirst())
  }

  private static func row(_ function: FunctionDocumentation) -> String {
    let aliases =
      function.aliases.isEmpty ? "" : " (\(function.aliases.map(escaped).joined(separator: ", ")))"
    let examples = function.examples.map { "\(code($0.code)) → \(code($0.answer))" }
    return "| `\(function.name)`\(aliases) | \(escaped(function.summary)) | "
      + examples.joined(separator: "<br>") + " |"
  }

  private static func title(_ category: FunctionCategory) -> String {
    switch category {
    case .operator: "Operators"
    case .comparison: "Comparison"
    case .conditional: "Conditional"
    case .text: "Text"
    case .number: "Numbers"
    case .date: "Dates and times"
    case .list: "Lists"
    case .structure: "Structures and maps"
    case .json: "JSON"
    case .conversion: "Conversion"
    case .aggregate: "Aggregates"
    case .window: "Windows"
    }
  }

  /// Code in a cell of a table, where neither bars nor line ends may stand.
  private static func code(_ text: String) -> String {
    if text.isEmpty { return "" }
    let line = escaped(text)
    return line.contains("`") ? "<code>\(line)</code>" : "`\(line)`"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }
}

extension LogicalType {
  /// The types without parameters, in the order of the reference.
  fileprivate static let listed: [LogicalType] =
    [.boolean] + NarrowInteger.allCases.map { .narrow($0) } + [
      .bigint, .ubigint, .hugeint, .float, .double, .varchar, .blob, .json, .uuid, .date, .time,
      .timestamp,
    ] + TimestampPrecision.allCases.map { .roundedTimestamp($0) } + [.zonedTimestamp, .interval]
}
