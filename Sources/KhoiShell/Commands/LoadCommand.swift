import KhoiText

extension ShellCommand {
  static let load = ShellCommand(
    "load", "FILE [NAME]", "read a CSV or JSON file into a table",
    details: """
      FILE may be a path, a pattern such as 'data/*.csv', or compressed (.gz, .zst). The table is
      called NAME, or after the file without its ending. One line says what was read and what was
      assumed. read_csv(…) and read_json(…) in FROM take options.
      """,
    group: .data, argument: .path
  ) { (shell, text) throws(Diagnostic) in
    guard let path = text.arguments.first, text.arguments.count <= 2 else {
      throw .badArgument(text, "a file, and maybe a name for the table")
    }
    try shell.load(FileAccess.expandingHome(path), name: text.arguments.dropFirst().first)
  }
}
