import KhoiText

extension ShellCommand {
  static let progress = ShellCommand(
    "progress", "[on|off]", "whether statements that take longer show how far they are",
    group: .results, argument: .words(["on", "off"])
  ) { (shell, text) throws(Diagnostic) in
    shell.settings.showsProgress = try ShellCommand.flag(
      text, current: shell.settings.showsProgress)
    shell.say("progress \(shell.settings.showsProgress ? "on" : "off")")
  }
}
