import KhoiText

extension ShellCommand {
  static let pwd = ShellCommand(
    "pwd", "", "show the working folder", group: .shell
  ) { (shell, _) throws(Diagnostic) in
    try shell.write(FileAccess.workingFolder + "\n")
  }
}
