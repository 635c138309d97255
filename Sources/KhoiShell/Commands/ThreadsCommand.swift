import KhoiText

extension ShellCommand {
  static let threads = ShellCommand(
    "threads", "[N]", "how many threads a statement may use", group: .shell
  ) { (shell, text) throws(Diagnostic) in
    if text.arguments.isEmpty {
      try shell.runStatement("SHOW threads")
    } else {
      let count = try ShellCommand.count(text, expected: "a number of threads")
      try shell.runStatement("SET threads = \(count)")
    }
  }
}
