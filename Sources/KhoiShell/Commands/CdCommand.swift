import KhoiText

extension ShellCommand {
  static let cd = ShellCommand(
    "cd", "[FOLDER]", "change the working folder", group: .shell, argument: .path
  ) { (_, text) throws(Diagnostic) in
    let folder = FileAccess.expandingHome(text.arguments.first ?? "~")
    try FileAccess.changeFolder(to: folder)
  }
}
