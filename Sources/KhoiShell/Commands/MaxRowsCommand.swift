import KhoiText

extension ShellCommand {
  static let maxRows = ShellCommand(
    "maxrows", "[N]", "how many rows a box shows at most; 0 for all", group: .results
  ) { (shell, text) throws(Diagnostic) in
    if text.arguments.isEmpty {
      shell.say("maxrows \(shell.settings.maxRows)")
    } else {
      shell.settings.maxRows = try ShellCommand.count(text, expected: "a number of rows")
    }
  }
}
