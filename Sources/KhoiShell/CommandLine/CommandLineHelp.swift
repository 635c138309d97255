import KhoiText

extension CommandLineProgram {
  private static let width = 80
  /// Where the second column of the help begins.
  private static let indent = 24

  /// What `--help`, `--version` and `--completions` print.
  func told(_ wanted: CommandLineRequest.Information) -> String {
    switch wanted {
    case .help: help
    case .version: "khoi \(KhoiVersion.text)\n"
    case .completions(let script): script.text
    }
  }

  private var help: String {
    var text = Self.wrapped(abstract, indent: 0)
    if !discussion.isEmpty { text += "\n" + Self.wrapped(discussion, indent: 0) }
    text += "\nUsage:\n" + usage.map { "  \($0)\n" }.joined()
    text += "\n" + Self.entry(operand, operandHelp)
    text += "\nOptions:\n"
    for option in allOptions {
      let value = option.value.map { " \($0)" } ?? ""
      text += Self.entry(option.names.joined(separator: ", ") + value, option.help)
    }
    return text
  }

  /// A name and its explanation, below each other where the name is long.
  private static func entry(_ name: String, _ explanation: String) -> String {
    let explained = wrapped(explanation, indent: indent)
    let head = "  " + name
    if head.count > indent - 2 { return head + "\n" + explained }
    return head + explained.dropFirst(head.count)
  }

  /// A text in lines of at most 80 cells.
  private static func wrapped(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = margin
    for word in text.split(separator: " ") {
      if line.count > indent, line.count + 1 + word.count > width {
        lines.append(line)
        line = margin
      }
      line += line.count > indent ? " \(word)" : String(word)
    }
    return (lines + [line]).map { $0 + "\n" }.joined()
  }
}
