import KhoiText

extension ShellCommand {
  static let once = ShellCommand(
    "once", "FILE | '|COMMAND'", "send the next answer to a file or a program",
    details: """
      The ending of the file chooses the form (.csv .tsv .json .ndjson .md .html .txt) unless .mode
      has chosen one; otherwise it is CSV.
      """,
    group: .results, argument: .path
  ) { (shell, text) throws(Diagnostic) in
    guard !text.rest.isEmpty else { throw .badArgument(text, "a file, or | and a command") }
    try shell.sendOutput(to: text, once: true)
  }
}
