import KhoiData
import KhoiEngine
import KhoiText

extension ShellCommand {
  static let storage = ShellCommand(
    "storage", "[TABLE]", "how the columns of a table lie in memory",
    details: """
      For each column: its type, the physical forms of its segments, missing and distinct values,
      least and greatest value, bytes. Without a table: what .tables shows.
      """,
    group: .data, argument: .table
  ) { (shell, text) throws(Diagnostic) in
    guard let name = text.arguments.first else {
      try ShellCommand.tables.run(shell, text)
      return
    }
    let facts = try shell.session.storage(of: name)
    try shell.showFacts(facts, nullText: "")
  }
}
