import KhoiText

extension ShellCommand {
  static let mode = ShellCommand(
    "mode", "[MODE]", "how rows are shown; alone: all modes",
    group: .results, argument: .words(OutputMode.all.map(\.name))
  ) { (shell, text) throws(Diagnostic) in
    guard let name = text.arguments.first else {
      for mode in OutputMode.all {
        let mark = mode.name == shell.settings.mode.name ? "* " : "  "
        try shell.write(mark + DisplayWidth.padded(mode.name, to: 10) + mode.summary + "\n")
      }
      return
    }
    guard let mode = OutputMode.named(name) else { throw .unknownMode(name) }
    shell.settings.mode = mode
    shell.settings.modeIsChosen = true
  }
}
