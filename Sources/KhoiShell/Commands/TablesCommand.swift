import KhoiData
import KhoiPlan
import KhoiText

extension ShellCommand {
  static let tables = ShellCommand(
    "tables", aliases: ["d"], "[PART]", "tables and views, with their rows and columns",
    group: .data
  ) { (shell, text) throws(Diagnostic) in
    let wanted = text.arguments.first?.lowercased() ?? ""
    let entries = shell.session.catalog.all.filter { $0.name.lowercased().contains(wanted) }
    if entries.isEmpty {
      shell.say(wanted.isEmpty ? "no tables yet; .load FILE makes one" : "no table has \(wanted) in its name")
      return
    }
    let rows = entries.map { name, entry -> [Value] in
      switch entry {
      case .table(let stored):
        [
          .text(name), .integer(Int64(stored.table.rowCount)),
          .integer(Int64(stored.table.schema.count)), .text(Counting.bytes(stored.table.byteCount)),
          stored.origin.map { .text($0) } ?? .null,
        ]
      case .view: [.text(name), .null, .null, .text("view"), .null]
      }
    }
    try shell.showFacts(
      Schema([
        Field("name", .varchar), Field("rows", .bigint), Field("columns", .bigint),
        Field("memory", .varchar), Field("from", .varchar),
      ]), rows, nullText: "")
  }
}
