import KhoiText

extension ShellCommand {
  static let history = ShellCommand(
    "history", "[N] [PART]", "the statements entered before; clear: forget them", group: .shell,
    argument: .words(["clear"])
  ) { (shell, text) throws(Diagnostic) in
    if text.arguments == ["clear"] {
      shell.editor?.forgetHistory()
      return
    }
    var words = text.arguments[...]
    var limit = 20
    if let word = words.first, let number = Int(word), number >= 0 {
      limit = number
      words = words.dropFirst()
    }
    let part = words.joined(separator: " ").lowercased()
    let entries = shell.editor?.history.entries ?? []
    let found = entries.filter { part.isEmpty || $0.lowercased().contains(part) }
    for entry in found.suffix(limit) { try shell.write(entry + "\n") }
  }
}
