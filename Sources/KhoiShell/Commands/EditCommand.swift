import KhoiText

extension ShellCommand {
  static let edit = ShellCommand(
    "edit", aliases: ["e"], "", "change the last statement in $EDITOR; Enter then runs it",
    details:
      "The program is $KHOI_EDITOR, $VISUAL, $EDITOR or vi. Ctrl-X Ctrl-E edits what is typed.",
    group: .scripts
  ) { (shell, _) throws(Diagnostic) in
    try shell.editLastStatement()
  }
}
