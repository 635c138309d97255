import KhoiEngine
import KhoiPlan
import KhoiText

extension ShellCommand {
  static let schema = ShellCommand(
    "schema", "[TABLE]", "the CREATE statement of a table or view, or of all",
    group: .data, argument: .table
  ) { (shell, text) throws(Diagnostic) in
    let names = text.arguments.isEmpty ? shell.session.catalog.all.map(\.name) : text.arguments
    for name in names { try shell.write(try shell.session.definition(of: name) + "\n") }
  }
}
