import KhoiEngine
import KhoiFormats
import KhoiText

extension ShellCommand {
  static let sniff = ShellCommand(
    "sniff", "FILE [(OPTIONS)]",
    "what is found out about a CSV file, and a statement that reads it",
    details: """
      Looks at delimiter, quotes, header, titles, sums and notes, empty cells and types, says what
      is done by itself (left out) and what could be done (proposed), and ends with a FROM that
      does it all. OPTIONS say what is known already: .sniff a.csv (delim ';').
      """,
    group: .data, argument: .path
  ) { (shell, text) throws(Diagnostic) in
    let (words, options) = try text.fileAndOptions()
    guard let path = words.first, words.count == 1 else {
      throw .badArgument(text, "a file, and maybe options")
    }
    let found = try shell.session.sniff(path: FileAccess.expandingHome(path), options: options)
    let width = found.lines.map(\.label.count).max() ?? 0
    for line in found.lines {
      let gap = String(repeating: " ", count: width - line.label.count + 2)
      try shell.write("\(line.label)\(gap)\(Self.oneLine(line.text))\n")
    }
    try shell.write(found.statement + "\n")
  }

  /// The text with line breaks, as names of columns have them, shown as signs.
  private static func oneLine(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false) { $0.isNewline }.joined(separator: "⏎")
  }
}
