import KhoiData
import KhoiEngine
import KhoiText

extension ShellCommand {
  static let tables = ShellCommand(
    "tables", aliases: ["d"], "[PART]", "tables and views, with their rows and columns",
    group: .data
  ) { (shell, text) throws(Diagnostic) in
    let facts = shell.session.tables()
    if facts.rowCount == 0 {
      shell.say("no tables yet; .load FILE makes one")
      return
    }
    let wanted = text.arguments.first?.lowercased() ?? ""
    let rows = facts.chunks.flatMap { chunk in (0..<chunk.count).map { chunk.row($0) } }
    let found = rows.filter { wanted.isEmpty || $0[0].text.lowercased().contains(wanted) }
    try shell.showFacts(facts.schema, found, nullText: "")
  }
}
