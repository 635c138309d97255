import KhoiText

extension ShellCommand {
  static let separator = ShellCommand(
    "separator", "TEXT", "what stands between the cells of mode list", group: .results
  ) { (shell, text) throws(Diagnostic) in
    guard let separator = text.arguments.first else { throw .badArgument(text, "a text") }
    shell.settings.separator = separator.replacing("\\t", with: "\t")
  }
}
