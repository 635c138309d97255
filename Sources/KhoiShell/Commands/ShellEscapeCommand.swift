import KhoiText

extension ShellCommand {
  static let shell = ShellCommand(
    "shell", aliases: ["system", "!"], "COMMAND",
    "run a command of the system; !COMMAND is the same",
    group: .shell, argument: .path
  ) { (shell, text) throws(Diagnostic) in
    guard !text.rest.isEmpty else { throw .badArgument(text, "a command") }
    try shell.flushOutput()
    let code = ChildProcess.run(text.rest)
    if code != 0 { shell.say("exit status \(code)") }
  }
}
