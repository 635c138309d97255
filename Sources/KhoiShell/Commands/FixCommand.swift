import KhoiEngine
import KhoiFormats
import KhoiText

extension ShellCommand {
  static let fix = ShellCommand(
    "fix", "TABLE[.COLUMN] [REPAIR]", "repair texts that a wrong encoding or font damaged",
    details: """
      Without a column: all columns that are damaged, and the names of columns. REPAIR is auto
      (find out what it is), tcvn3, vni, viscii, vps, utf8-as-1252, utf8-as-1258, 1258-as-1252,
      đ (for Ð and Ɖ) or invisible; several are joined by +. The table in memory is changed, not
      the file. A query does the same with fix_text(…), and a load with fix => '…'.
      """,
    group: .data, argument: .table
  ) { (shell, text) throws(Diagnostic) in
    guard let target = text.arguments.first, text.arguments.count <= 2 else {
      throw .badArgument(text, "a table or a column, and maybe a repair")
    }
    let name = text.arguments.count > 1 ? text.arguments[1] : "auto"
    guard let request = TableRepair.Request(name) else {
      throw .badArgument(
        text, "one of the repairs " + TableRepair.Request.names.joined(separator: ", "))
    }
    let (changes, notices) = try shell.session.repairTexts(of: target, request)
    for line in changes.map(\.sentence) { shell.say(line) }
    if changes.isEmpty { shell.say("nothing repaired: no text would become better") }
    for notice in notices where !shell.settings.isQuiet { shell.report(notice) }
  }
}
