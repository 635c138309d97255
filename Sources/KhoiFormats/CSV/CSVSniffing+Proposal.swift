import KhoiData
import KhoiText

/// The statement that reads the file with everything that was found out.
extension CSVSniffing {
  /// Such as `FROM read_csv('a.csv', delim => ';', skip => 2, fill_down => ['group'])`.
  package var statement: String {
    let arguments = [Self.quoted(path)] + proposals.map { "\($0.name) => \($0.value)" }
    return "FROM read_csv(" + arguments.joined(separator: ", ") + ")"
  }

  /// The same as options.
  package var proposed: FormatOptions {
    get throws(Diagnostic) {
      try FormatOptions(
        parsing: proposals.map { "\($0.name) => \($0.value)" }.joined(separator: ", "))
    }
  }

  private struct Proposal {
    var name: String
    var value: String
  }

  private var proposals: [Proposal] {
    var result: [Proposal] = []
    let said = Set(given.given.map { $0.name.lowercased() })
    func add(_ name: String, _ value: String) {
      if !said.contains(name) { result.append(Proposal(name: name, value: value)) }
    }
    for option in given.given {
      if let value = Self.literal(option.value) {
        result.append(Proposal(name: option.name, value: value))
      }
    }
    if encoding != .utf8 && !encodingNotices.isEmpty { add("encoding", Self.quoted(encoding.name)) }
    let grammar = cleaned.grammar
    if cleaned.columnCount > 1 && grammar.delimiter != [0x2C] {
      add("delim", grammar.delimiter == [9] ? "'\\t'" : Self.quoted(Self.text(grammar.delimiter)))
    }
    if grammar.quote != 0x22 { add("quote", Self.quoted(Self.text(grammar.quote))) }
    if grammar.escape != grammar.quote { add("escape", Self.quoted(Self.text(grammar.escape))) }
    if let comment = grammar.comment { add("comment", Self.quoted(Self.text(comment))) }
    if skippedLines > 0 { add("skip", String(skippedLines)) }
    if cleaned.header == nil {
      add("header", "false")
    } else if cleaned.sheet.headerRows.count > 1 {
      add("header_rows", String(cleaned.sheet.headerRows.count))
    }
    addRows(add)
    addCells(add)
    if let fix = damage.option { add("fix", Self.quoted(fix)) }
    return result
  }

  private func addRows(_ add: (String, String) -> Void) {
    let kinds = Set((outcome?.sheet.omissions ?? []).map(\.kind))
    if kinds.contains(.repeatedHeader) { add("repeated_headers", "'drop'") }
    if kinds.contains(.emptyRow) { add("empty_rows", "'drop'") }
    if kinds.contains(.total) { add("totals", "'drop'") }
    if kinds.contains(.footer) || kinds.contains(.secondTable) { add("footer", "'drop'") }
    if !cleaned.sheet.emptyColumns.isEmpty { add("empty_columns", "'drop'") }
    if !cleaned.sheet.besideColumns.isEmpty { add("beside", "'drop'") }
  }

  private func addCells(_ add: (String, String) -> Void) {
    guard let columns = cleaned.sheet.columns else { return }
    if columns.errorCount > 0 { add("sheet_errors", "'null'") }
    let merged = columns.mergedColumns().map { Self.quoted(name(of: $0)) }
    if !merged.isEmpty { add("fill_down", "[" + merged.joined(separator: ", ") + "]") }
    let words = columns.missingWords().sorted { $0.key < $1.key }.map { column, words in
      Self.quoted(name(of: column)) + ": ["
        + words.map { Self.quoted($0.text) }.joined(separator: ", ") + "]"
    }
    if !words.isEmpty { add("null", "{" + words.joined(separator: ", ") + "}") }
    if columns.paddedCount() > 0 { add("trim", "true") }
  }

  // MARK: Literals

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// A value as it is written in a call; nil for one that has no literal.
  private static func literal(_ value: FormatOption.Value) -> String? {
    switch value {
    case .text(let text): return quoted(text)
    case .boolean(let flag): return flag ? "true" : "false"
    case .integer(let number): return String(number)
    case .list(let values):
      return "[" + values.compactMap { literal($0) }.joined(separator: ", ") + "]"
    case .entries(let entries):
      let pairs = entries.compactMap { entry in
        literal(entry.value).map { quoted(entry.name) + ": " + $0 }
      }
      return "{" + pairs.joined(separator: ", ") + "}"
    case .type(let type): return quoted(type.name)
    }
  }
}
