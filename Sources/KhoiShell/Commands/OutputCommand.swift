import KhoiText

extension ShellCommand {
  static let output = ShellCommand(
    "output", aliases: ["o"], "[FILE | '|COMMAND']",
    "the same for all that follow; alone: back to the screen",
    group: .results, argument: .path
  ) { (shell, text) throws(Diagnostic) in
    try shell.closeOutput()
    if !text.rest.isEmpty { try shell.sendOutput(to: text, once: false) }
  }
}
