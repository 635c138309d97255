import KhoiText

extension ShellCommand {
  static let read = ShellCommand(
    "read", aliases: ["i"], "FILE", "run the statements and commands of a file", group: .scripts,
    argument: .path
  ) { (shell, text) throws(Diagnostic) in
    guard let path = text.arguments.first else { throw .badArgument(text, "a file") }
    try shell.readScript(FileAccess.expandingHome(path))
  }
}
