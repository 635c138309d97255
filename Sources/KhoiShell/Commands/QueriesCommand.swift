import KhoiText

extension ShellCommand {
  static let queries = ShellCommand(
    "queries", "[FOLDER]", "the saved queries of a folder and their titles", group: .scripts,
    argument: .path
  ) { (shell, text) throws(Diagnostic) in
    if let folder = text.arguments.first { shell.settings.queryFolder = folder }
    try shell.listQueries(SavedQueries(folder: shell.settings.queryFolder))
  }
}
