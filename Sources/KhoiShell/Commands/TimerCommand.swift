import KhoiText

extension ShellCommand {
  static let timer = ShellCommand(
    "timer", "[on|off]", "whether the time of each statement is told, with processor time",
    group: .results, argument: .words(["on", "off"])
  ) { (shell, text) throws(Diagnostic) in
    shell.settings.hasTimer = try ShellCommand.flag(text, current: shell.settings.hasTimer)
    shell.say("timer \(shell.settings.hasTimer ? "on" : "off")")
  }
}
