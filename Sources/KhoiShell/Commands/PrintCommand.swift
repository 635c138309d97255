import KhoiText

extension ShellCommand {
  static let print = ShellCommand(
    "print", "[TEXT]", "write a line of text where the answers go", group: .scripts
  ) { (shell, text) throws(Diagnostic) in
    try shell.write(text.arguments.joined(separator: " ") + "\n")
  }
}
