import KhoiText

extension ShellCommand {
  static let nullValue = ShellCommand(
    "nullvalue", "[TEXT]", "what stands for NULL, except in JSON; alone: as usual",
    group: .results
  ) { (shell, text) throws(Diagnostic) in
    shell.settings.nullText = text.arguments.first
  }
}
