import KhoiText

extension ShellCommand {
  static let fmt = ShellCommand(
    "fmt", "[QUERY]", "show a query, or the last statement, in the one layout",
    details: "Files are brought into it by `khoi fmt` (khoi fmt --help).", group: .scripts
  ) { (shell, text) throws(Diagnostic) in
    if text.rest.isEmpty, shell.lastStatement == nil { throw .noHistory() }
    let source = text.rest.isEmpty ? shell.lastStatement ?? "" : text.rest
    do throws(Diagnostic) {
      try shell.write(try ScriptFormatter.format(source))
    } catch {
      shell.report(error, source: source)
      throw .reported()
    }
  }
}
