import KhoiText

extension ShellCommand {
  static let last = ShellCommand(
    "last", "", "all rows of the last answer, through the pager",
    details: """
      The pager is $KHOI_PAGER, $PAGER or `less -SRFX`. In statements the last answer is the table
      called _ : FROM _ |> WHERE …, or only |> WHERE …
      """,
    group: .results
  ) { (shell, _) throws(Diagnostic) in
    guard let rows = shell.lastRows else { throw .noLastAnswer() }
    try shell.page(rows)
  }
}
