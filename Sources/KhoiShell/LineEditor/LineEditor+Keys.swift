import CReadline

/// The keys that a statement of several lines needs; all others stay readline's own.
extension LineEditor {
  func bindKeys() {
    let enter: khoi_key_command = { _, _ in
      MainActor.assumeIsolated { LineEditor.active?.enter() ?? 0 }
    }
    unsafe khoi_readline_bind("\\r", enter, 1)
    unsafe khoi_readline_bind("\\n", enter, 1)
    let newline: khoi_key_command = { _, _ in
      MainActor.assumeIsolated { LineEditor.active?.insertNewline() ?? 0 }
    }
    unsafe khoi_readline_bind("\\e\\r", newline, 0)
    unsafe khoi_readline_bind("\\e\\n", newline, 0)
    let runNow: khoi_key_command = { _, _ in
      MainActor.assumeIsolated { LineEditor.active?.accept() ?? 0 }
    }
    unsafe khoi_readline_bind("\\C-g", runNow, 0)
    unsafe khoi_readline_bind("\\C-x\\C-m", runNow, 0)
    unsafe khoi_readline_bind("\\t", LineEditor.completeCommand, 0)
    let edit: khoi_key_command = { _, _ in
      MainActor.assumeIsolated { LineEditor.active?.editInProgram() ?? 0 }
    }
    unsafe khoi_readline_bind("\\C-x\\C-e", edit, 0)
    unsafe khoi_readline_bind(
      "\\C-l",
      { _, _ in
        MainActor.assumeIsolated { LineEditor.active?.clearScreen() }
        return 0
      }, 1)
    unsafe khoi_readline_bind("\\ep", { rl_history_search_backward($0, $1) }, 0)
    unsafe khoi_readline_bind("\\en", { rl_history_search_forward($0, $1) }, 0)
    unsafe khoi_readline_bind("\\e[5~", { rl_history_search_backward($0, $1) }, 0)
    unsafe khoi_readline_bind("\\e[6~", { rl_history_search_forward($0, $1) }, 0)
    bindMovement()
  }

  private func bindMovement() {
    let up: khoi_key_command = { count, key in
      MainActor.assumeIsolated { LineEditor.active?.moveUp(count, key) ?? 0 }
    }
    let down: khoi_key_command = { count, key in
      MainActor.assumeIsolated { LineEditor.active?.moveDown(count, key) ?? 0 }
    }
    let lineStart: khoi_key_command = { _, _ in
      MainActor.assumeIsolated { LineEditor.active?.moveToLineStart() ?? 0 }
    }
    let lineEnd: khoi_key_command = { _, _ in
      MainActor.assumeIsolated { LineEditor.active?.moveToLineEnd() ?? 0 }
    }
    for sequence in ["\\e[A", "\\eOA"] { unsafe khoi_readline_bind(sequence, up, 1) }
    for sequence in ["\\e[B", "\\eOB"] { unsafe khoi_readline_bind(sequence, down, 1) }
    for sequence in ["\\C-a", "\\e[H", "\\eOH", "\\e[1~"] {
      unsafe khoi_readline_bind(sequence, lineStart, 0)
    }
    for sequence in ["\\C-e", "\\e[F", "\\eOF", "\\e[4~"] {
      unsafe khoi_readline_bind(sequence, lineEnd, 0)
    }
    unsafe khoi_readline_bind(
      "\\e[1;5H",
      { _, _ in
        khoi_readline_set_cursor(0)
        return 0
      }, 0)
    unsafe khoi_readline_bind(
      "\\e[1;5F",
      { _, _ in
        khoi_readline_set_cursor(khoi_readline_length())
        return 0
      }, 0)
    unsafe khoi_readline_bind(
      "\\C-k",
      { _, _ in
        MainActor.assumeIsolated { LineEditor.active?.killToLineEnd() ?? 0 }
      }, 0)
    unsafe khoi_readline_bind(
      "\\C-u",
      { _, _ in
        MainActor.assumeIsolated { LineEditor.active?.killToLineStart() ?? 0 }
      }, 0)
  }

  // MARK: Enter

  /// Runs the text if it is a whole statement or a command, otherwise begins a new line.
  private func enter() -> Int32 {
    let text = text
    let shape = language.shape(text, nil)
    if shape.endsStatement || language.runsAtOnce(text) { return accept() }
    // An empty line after a whole query runs it, as a blank line ends a block elsewhere.
    let lines = EditorLines(text)
    let isAtEnd = text.utf8.dropFirst(cursor).allSatisfy { $0 == 0x20 || $0 == 0x0A }
    if shape.isClosed, isAtEnd, lines.count > 1, lines.isBlank(lines.index(of: cursor)) {
      return accept()
    }
    return insertNewline()
  }

  private func accept() -> Int32 {
    if isPlain { return rl_newline(1, 0x0A) }
    leaveText()
    khoi_readline_finish()
    return 0
  }

  /// Begins a new line with the indentation of this one.
  private func insertNewline() -> Int32 {
    let lines = EditorLines(text)
    let indentation = lines.indentation(lines.index(of: cursor), before: cursor)
    return unsafe rl_insert_text("\n" + indentation) > 0 ? 0 : 1
  }

  // MARK: Movement

  /// Moves one line up within the text, by display column; from its first line into the history.
  private func moveUp(_ count: Int32, _ key: Int32) -> Int32 {
    let lines = EditorLines(text)
    let index = lines.index(of: cursor)
    if index == 0 { return rl_get_previous_history(count, key) }
    let column = lines.column(of: cursor)
    khoi_readline_set_cursor(Int32(lines.offset(line: index - 1, column: column)))
    return 0
  }

  private func moveDown(_ count: Int32, _ key: Int32) -> Int32 {
    let lines = EditorLines(text)
    let index = lines.index(of: cursor)
    if index == lines.count - 1 { return rl_get_next_history(count, key) }
    let column = lines.column(of: cursor)
    khoi_readline_set_cursor(Int32(lines.offset(line: index + 1, column: column)))
    return 0
  }

  private func moveToLineStart() -> Int32 {
    let lines = EditorLines(text)
    khoi_readline_set_cursor(Int32(lines.bounds(lines.index(of: cursor)).lowerBound))
    return 0
  }

  private func moveToLineEnd() -> Int32 {
    let lines = EditorLines(text)
    khoi_readline_set_cursor(Int32(lines.bounds(lines.index(of: cursor)).upperBound))
    return 0
  }

  /// Cuts to the end of the line; at the end, the line feed.
  private func killToLineEnd() -> Int32 {
    let lines = EditorLines(text)
    let end = lines.bounds(lines.index(of: cursor)).upperBound
    let upper = end == cursor ? min(end + 1, Int(khoi_readline_length())) : end
    return rl_kill_text(Int32(cursor), Int32(upper))
  }

  private func killToLineStart() -> Int32 {
    let lines = EditorLines(text)
    let start = lines.bounds(lines.index(of: cursor)).lowerBound
    let result = rl_kill_text(Int32(start), Int32(cursor))
    khoi_readline_set_cursor(Int32(start))
    return result
  }

  /// Opens the text in the person's editor; what comes back is not run until Enter.
  private func editInProgram() -> Int32 {
    let before = text
    leaveText()
    rl_deprep_terminal()
    let after = ExternalEditor.edit(before)
    rl_prep_terminal(1)
    if let after { unsafe khoi_readline_replace(0, khoi_readline_length(), after) }
    redrawAfterOutput()
    return 0
  }
}
