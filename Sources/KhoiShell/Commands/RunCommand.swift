import KhoiText

extension ShellCommand {
  static let run = ShellCommand(
    "run", "NAME [KEY=VALUE …]", "answer a saved query",
    details: "NAME is a file of queries/ without its ending, or a part of such a name.",
    group: .scripts, argument: .query
  ) { (shell, text) throws(Diagnostic) in
    guard let name = text.arguments.first else { throw .badArgument(text, "the name of a query") }
    let query = try SavedQueries(folder: shell.settings.queryFolder).find(name)
    var given: [String: String] = [:]
    for word in text.arguments.dropFirst() {
      let (key, value) = try ParameterValue.split(word)
      given[key] = value
    }
    try shell.run(query, given: given)
  }
}
