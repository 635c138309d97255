import KhoiText

extension ShellCommand {
  static let echo = ShellCommand(
    "echo", "[on|off]", "whether the statements of scripts are shown before their answers",
    group: .scripts, argument: .words(["on", "off"])
  ) { (shell, text) throws(Diagnostic) in
    shell.settings.echoes = try ShellCommand.flag(text, current: shell.settings.echoes)
  }
}
