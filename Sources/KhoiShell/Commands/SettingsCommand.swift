import KhoiData
import KhoiText

extension ShellCommand {
  static let settings = ShellCommand(
    "settings", aliases: ["show"], "", "what the commands of the shell are set to", group: .shell
  ) { (shell, _) throws(Diagnostic) in
    let settings = shell.settings
    let facts: [(String, String)] = [
      ("mode", settings.mode.name), ("maxrows", String(settings.maxRows)),
      ("width", settings.width == 0 ? "terminal" : String(settings.width)),
      ("nullvalue", settings.nullText ?? "as usual"),
      ("headers", settings.hasHeader ? "on" : "off"), ("separator", settings.separator),
      ("timer", settings.hasTimer ? "on" : "off"), ("echo", settings.echoes ? "on" : "off"),
      ("queries", settings.queryFolder), ("history", shell.editor?.history.path ?? "off"),
    ]
    try shell.showFacts(
      Schema([Field("setting", .varchar), Field("value", .varchar)]),
      facts.map { [.text($0.0), .text($0.1)] })
    shell.say("SHOW ALL tells the settings of statements")
  }
}
