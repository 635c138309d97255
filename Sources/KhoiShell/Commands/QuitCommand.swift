import KhoiText

extension ShellCommand {
  static let quit = ShellCommand(
    "quit", aliases: ["exit", "q"], "[N]", "leave khoi, with exit status N; Ctrl-D does the same",
    group: .shell
  ) { (shell, text) throws(Diagnostic) in
    var status: Int32 = 0
    if let word = text.arguments.first {
      guard let number = Int32(word), (0...255).contains(number) else {
        throw .badArgument(text, "an exit status from 0 to 255")
      }
      status = number
    }
    shell.requestedExit = status
  }
}
