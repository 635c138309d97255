import KhoiText

extension ShellCommand {
  static let headers = ShellCommand(
    "headers", "[on|off]", "whether csv, tsv and list begin with the column names",
    group: .results, argument: .words(["on", "off"])
  ) { (shell, text) throws(Diagnostic) in
    shell.settings.hasHeader = try ShellCommand.flag(text, current: shell.settings.hasHeader)
  }
}
