import KhoiText

extension ShellCommand {
  static let width = ShellCommand(
    "width", "[N]", "how wide a box may be; 0 for the width of the terminal", group: .results
  ) { (shell, text) throws(Diagnostic) in
    if text.arguments.isEmpty {
      shell.say("width \(shell.settings.width)")
    } else {
      shell.settings.width = try ShellCommand.count(text, expected: "a number of columns")
    }
  }
}
