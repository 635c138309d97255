import KhoiEngine
import KhoiPlan
import KhoiText

/// The prompt.
extension Shell {
  /// Talks with the person until they leave.
  package func runInteractive() {
    isInteractive = true
    let isPlain =
      Environment.value("TERM") == "dumb" || Environment.value("KHOI_PLAIN_EDIT") == "1"
    let historyPath = History.defaultPath(
      environment: Environment.value, workingFolder: FileAccess.workingFolder,
      isFolder: FileAccess.isFolder)
    let editor = LineEditor(
      language: language, palette: palette, isPlain: isPlain, history: History(path: historyPath))
    self.editor = editor
    while requestedExit == nil {
      // What a script before the prompt has done wrong is no longer of interest.
      status = ExitStatus.success
      guard let text = editor.read(prompt: "khoi> ") else {
        try? write("\n")
        break
      }
      answer(text)
      try? target.sink.flush()
    }
    isInteractive = false
  }

  private func answer(_ text: String) {
    if text.allSatisfy(\.isWhitespace) { return }
    editor?.remember(text)
    if CommandText.isCommand(text) {
      runCommand(text)
      return
    }
    lastStatement = text
    execute(text)
  }

  /// What the editor must know of the language.
  private var language: LineEditor.Language {
    let completer = Completer { [weak self] text, cursor in
      self?.completionNames(text, cursor) ?? CompletionNames()
    }
    return LineEditor.Language(
      shape: { text, cursor in TextShape(statements: text, cursor: cursor) },
      complete: { [weak self] text, cursor in
        if CommandText.isCommand(text) || text.first == "." {
          return self.flatMap { CommandCompleter(shell: $0).complete(text, cursor: cursor) }
        }
        return completer.complete(text, cursor: cursor)
      },
      runsAtOnce: { text in
        text.allSatisfy(\.isWhitespace) || CommandText.isCommand(text)
      })
  }

  /// Lets the person change the last statement in their editor; it comes back to the prompt.
  func editLastStatement() throws(Diagnostic) {
    guard isInteractive, let editor else { throw .notInteractive(".edit") }
    guard let text = lastStatement else { throw .noHistory() }
    if let edited = ExternalEditor.edit(text) { editor.prefill(edited) }
  }
}

extension Shell {
  /// Two lines for whoever has just come in.
  package func greet() {
    let count = session.catalog.all.count
    let tables =
      count == 0 ? "no tables yet: .load FILE" : Counting.text(count, "table") + ": .tables"
    say("khoi \(KhoiVersion.text)   \(tables)   .help   statements end with ;   Ctrl-D leaves")
  }
}
